"""Divides a body into pieces, and finds how each ends."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import Blocks
from vault_tools.note.details import Fold
from vault_tools.note.scan.found import FOLD, Passages, Stretches
from vault_tools.note.scan.passages import is_hard_wrapped
from vault_tools.note.sentences import LETTER_OF, WHOLE, ending_of, ends_with_stop
from vault_tools.note.text import SpanSet

_LINE = pattern(r"[^\n]+")
_FENCE = pattern(r"^[ \t>]*(?:`{3}|~{3})", re.MULTILINE)
_LONG_LINE = 20
"""Mean length of lines, in units, above which each is read as a paragraph; captions have shorter lines."""


def stretches_of(
    text: str, blocks: Blocks, folds: Sequence[Fold], marked: SpanSet, passages: Passages
) -> Stretches:
    """The stretches of a body's passages. A quotation that ends in code has none, and neither has a line in
    `marked`."""
    rows: list[tuple[int, int, int]] = []
    columns = zip(passages.starts, passages.ends, passages.kinds, strict=True)
    for number, (start, end, kind) in enumerate(columns):
        if kind == FOLD:
            rows.append((number, *folds[passages.folds[number]].inner))
        elif kind == "q" and _is_code(text, blocks, start, end):
            continue
        elif text.find("\n", start, end) < 0 or _is_one(text, start, end, passages.units[number]):
            rows.append((number, start, end))
        else:
            lines = (line.span() for line in _LINE.finditer(text, start, end))
            rows += [(number, *line) for line in lines if not marked.holds(*line)]
    numbers, starts, ends = zip(*rows, strict=True) if rows else ((), (), ())
    languages = passages.languages
    letters = [
        WHOLE if ends_with_stop(text, end) else LETTER_OF[ending_of(text, languages[number], start, end)]
        for number, start, end in rows
    ]
    return Stretches(numbers, starts, ends, "".join(letters))


def _is_one(text: str, start: int, end: int, units: int) -> bool:
    """Whether a passage of several lines is read as one piece, not line by line."""
    return units <= _LONG_LINE * (1 + text.count("\n", start, end)) or is_hard_wrapped(text[start:end])


def _is_code(text: str, blocks: Blocks, start: int, end: int) -> bool:
    """Whether a code fence is open at the end of a quotation."""
    index = bisect_right(blocks.starts, start) - 1
    if index < 0 or start > blocks.ends[index]:
        return False
    return len(_FENCE.findall(text, blocks.starts[index], end)) % 2 == 1
