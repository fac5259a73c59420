"""Stretches of a note that are repeated further down, paragraph by paragraph."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vault_tools.note.blocks import CODES
from vault_tools.note.language import units_of
from vault_tools.note.note import Note
from vault_tools.note.text import Span

_TEXT = CODES["paragraph"] + CODES["html"]
_SHORT = 20
"""Length in code points below which a paragraph does not count, such as an assent or a kind of heading."""
_LEAST, _LEAST_UNITS = 2, 300
"""Minimum number of paragraphs in a stretch, and of its CJK characters and Latin words: less may be a refrain
or a formula."""
_FOLDS = 3
"""Minimum number of folds in a stretch that repeats only originals: fewer are one original in two places."""
_APART = 3
"""Maximum number of different paragraphs between two stretches of one copy."""


class Copy(NamedTuple):
    """A stretch that repeats an earlier one, whose first paragraph is `first`."""

    span: Span
    first: Span
    paragraphs: int


class _Run(NamedTuple):
    """The paragraphs from index `start` to `end`, which repeat those from `original` to `original_end`."""

    start: int
    end: int
    original: int
    original_end: int


def second_copies(note: Note) -> list[Copy]:
    """The copies, in order; neighbouring copies with hardly anything between them are joined. A fold that
    holds the text above it is not a copy: its translation is missing."""
    text = note.text
    blocks = note.blocks
    columns = zip(*blocks, strict=True)
    texts = [text[start:end] for kind, start, end in columns if kind in _TEXT and end - start >= _SHORT]
    if len(texts) - len(set(texts)) < _LEAST:
        return []
    columns = zip(*blocks, strict=True)
    spans = [(start, end) for kind, start, end in columns if kind in _TEXT and end - start >= _SHORT]
    found = []
    for run in _joined(_runs(texts)):
        size = sum(units_of(text) for text in texts[run.start : run.end])
        if run.end - run.start >= _LEAST and size >= _LEAST_UNITS and _is_text(note, spans, run):
            span = Span(spans[run.start][0], spans[run.end - 1][1])
            found.append(Copy(span, Span(*spans[run.original]), run.end - run.start))
    return found


def _is_text(note: Note, spans: Sequence[tuple[int, int]], run: _Run) -> bool:
    """Whether a stretch is more than a repeated original, or an original in place of its translation."""
    folds = [note.folds.around(start) for start, _ in spans[run.start : run.end]]
    if folds[0] and not note.folds.around(spans[run.original][0]):
        return False
    return None in folds or len({fold.start for fold in folds if fold}) >= _FOLDS


def _runs(texts: Sequence[str]) -> Iterator[_Run]:
    """Runs of paragraphs that occur above in the same order. A copy does not begin before the stretch that it
    repeats has ended."""
    first: dict[str, int] = {}
    start = 0
    while start < len(texts):
        original = first.setdefault(texts[start], start)
        end, at = start, original
        while end < len(texts) and at < start and texts[at] == texts[end]:
            end, at = end + 1, at + 1
        if end > start:
            yield _Run(start, end, original, at)
        start = max(end, start + 1)


def _goes_on(run: _Run, below: _Run) -> bool:
    """Whether there is hardly anything between two runs, in either copy, and the joined copy is still below
    all that it repeats."""
    near = below.start - run.end <= _APART and 0 <= below.original - run.original_end <= _APART
    return near and below.original_end <= run.start


def _joined(runs: Iterator[_Run]) -> Iterator[_Run]:
    last = next(runs, None)
    for run in runs:
        if last and _goes_on(last, run):
            last = _Run(last.start, run.end, last.original, run.original_end)
        else:
            if last:
                yield last
            last = run
    if last:
        yield last
