"""Folded text: every `<details>` of a note, closed or not, and what its summary promises to hold."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from vault_tools.blocks import Block
from vault_tools.language import NAMED, wide_share
from vault_tools.text import Span

_TAG = re.compile(
    r"<(?:(?P<opens>details(?![\w-])[^<>\n]{0,200}>?)"
    r"(?:\s{0,40}<summary[^<>\n]{0,200}>(?P<summary>.{0,300}?)(?:</summary[ \t]*>|(?=\n)|\Z))?"
    r"|(?P<closes>[\\/][ \t]*details?(?![\w-])[ \t]*(?P<end>[>\]]?)))",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"<[^<>]*>|[*_`#>]")
MAX_LABEL = 8
"""Words of a summary that is a label; a longer one is a sentence."""
ORIGINAL = "original"
"""What a label promises that says original, source or transcript but names no language."""
_LONG_NAMES = [name for name in NAMED if len(name) > 5 and name.isascii()]
_ORIGINAL_WORDS = ("original", "source", "transcript", "原文", "原稿", "原始", "원문")


class Fold(NamedTuple):
    """One `<details>`: `start` is its tag's, `end` behind its end tag, `inner` what stands below its summary.

    `promise` is the code of the language that the summary names, ORIGINAL where it says original alone, else
    None. `fault` quotes what stands in the place of the end tag, empty where nothing does, and is None for
    one that is whole.
    """

    start: int
    end: int
    inner: Span
    summary: str
    promise: str | None
    fault: str | None = None
    nested: bool = False


class Folds(NamedTuple):
    """The folds of a note in order, and the end tags that close nothing."""

    found: tuple[Fold, ...]
    strays: tuple[Span, ...]

    def around(self, position: int) -> Fold | None:
        """The outermost fold that a place lies in."""
        before = bisect_right(self.found, position, key=lambda fold: fold.start)
        outer = next((fold for fold in reversed(self.found[:before]) if not fold.nested), None)
        return outer if outer and position < outer.end else None


class _Opening(NamedTuple):
    """A `<details>` that is open: its place, its summary, and the summaries of folds closed within it."""

    start: int
    inner: int
    summary: str
    within: set[str]


def folds_of(text: str, start: int, blocks: Sequence[Block]) -> Folds:
    """The folds in the body that begins at `start`; tags in code and comments are none.

    An end tag that would close a fold around others with its own summary closes nothing: the fold lost its
    end, and this is one too many.
    """
    opened: list[_Opening] = []
    closed: list[tuple[_Opening, re.Match[str] | None]] = []
    strays = []
    for match in _tags(text, start, blocks):
        if match["opens"]:
            summary = _MARKUP.sub("", match["summary"] or "").strip()
            opened.append(_Opening(match.start(), match.end(), summary, set()))
            continue
        opening = opened.pop() if opened else None
        if opening and opened:
            opened[-1].within.update(opening.within, [opening.summary])
        if opening is None or (opening.summary and opening.summary in opening.within):
            strays.append(Span(*match.span()))
        if opening:
            whole = opening.summary not in opening.within or not opening.summary
            closed.append((opening, match if whole else None))
    closed += [(opening, None) for opening in opened]
    return Folds(tuple(_folds(text, sorted(closed, key=lambda c: c[0].start), blocks)), tuple(strays))


def _tags(text: str, start: int, blocks: Sequence[Block]) -> Iterator[re.Match[str]]:
    literal = [(b.start, b.end) for b in blocks if b.kind in ("code", "comment", "formula")]
    ticks = "`" in text
    at = 0
    for match in _TAG.finditer(text, start):
        position = match.start()
        while at < len(literal) and literal[at][1] <= position:
            at += 1
        in_block = at < len(literal) and literal[at][0] <= position
        if not in_block and not (ticks and _in_code(text, position)):
            yield match


def _in_code(text: str, position: int) -> bool:
    """Whether an odd number of backticks stands before the place in its line."""
    return text.count("`", text.rfind("\n", 0, position) + 1, position) % 2 == 1


def _folds(
    text: str, found: Sequence[tuple[_Opening, re.Match[str] | None]], blocks: Sequence[Block]
) -> Iterator[Fold]:
    """A fold without an end ends for us before the next one, before the next heading, at the text's end, or
    where another script begins."""
    ends = sorted([o.start for o, _ in found] + [b.start for b in blocks if b.kind == "heading"])
    outer = -1
    for opening, closing in found:
        if closing:
            inner_end, end = closing.span()
            fault = None if closing["end"] == ">" and closing["closes"][0] == "/" else closing[0]
            fault = closing[0] if closing["closes"].rstrip("> \t").lower().endswith("detail") else fault
        else:
            following = bisect_right(ends, opening.start)
            inner_end = end = _implied_end(
                text, opening.inner, ends[following] if following < len(ends) else len(text), blocks
            )
            fault = ""
        inner = Span(opening.inner, opening.inner + len(text[opening.inner : inner_end].rstrip()))
        promise = promise_of(opening.summary)
        yield Fold(opening.start, end, inner, opening.summary, promise, fault, opening.start < outer)
        outer = max(outer, end)


def _implied_end(text: str, start: int, end: int, blocks: Sequence[Block]) -> int:
    """Where the blocks between two places change from Latin to CJK or back, else `end`."""
    first = bisect_left(blocks, start, key=lambda block: block.start)
    last = bisect_left(blocks, end, key=lambda block: block.start)
    shares = [wide_share(text[block.start : block.end]) for block in blocks[first:last]]
    for block, share in zip(blocks[first:last], shares, strict=True):
        if abs(share - shares[0]) > 0.25:
            return block.start
    return end


@lru_cache(maxsize=1024)
def promise_of(summary: str) -> str | None:
    """What a summary promises: the code of the language that it names, else ORIGINAL, else None.

    The name may be misspelled by a letter or two, as hands and generators do it.
    """
    lowered = summary.lower()
    words = re.findall(r"[^\W\d_]+", lowered)
    if len(words) > MAX_LABEL:
        return None
    for find in (_named, _nearly_named):
        named = next(filter(None, map(find, words)), None)
        if named:
            return named
    return ORIGINAL if any(word in lowered for word in _ORIGINAL_WORDS) else None


def _named(word: str) -> str | None:
    """The language that a word names; Chinese and its like stand in a label without spaces."""
    if word.isascii():
        return NAMED.get(word) if len(word) > 2 else None
    return next((code for name, code in NAMED.items() if not name.isascii() and name in word), None)


def _nearly_named(word: str) -> str | None:
    if len(word) < 5 or not word.isascii() or word in _ORIGINAL_WORDS:
        return None
    from rapidfuzz.distance import OSA

    near = (name for name in _LONG_NAMES if abs(len(name) - len(word)) < 3 and OSA.distance(word, name) < 3)
    return next((NAMED[name] for name in near), None)
