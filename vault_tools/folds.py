"""Folded text: every `<details>` of a note, closed or not, and what its summary promises to hold."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from vault_tools.blocks import Block
from vault_tools.language import NAMED
from vault_tools.text import Span

_TAG = re.compile(r"<(?P<broken>[\\/]?[ \t]*)(?P<name>details?|summary)(?![\w-])(?P<rest>[^<>\n\]]{0,200})(?P<end>[>\]]?)", re.I)
MAX_LABEL = 8
"""Words of a summary that is a label; a longer one is a sentence."""
_PLAIN = re.compile(r"<[^<>]*>|[*_`#>]")

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
        return next((fold for fold in self.found if fold.start <= position < fold.end), None)


class _Tag(NamedTuple):
    start: int
    end: int
    name: str
    closes: bool
    whole: bool


def folds_of(text: str, start: int, blocks: Sequence[Block]) -> Folds:
    """The folds in the body that begins at `start`; tags in code and comments are none."""
    if "<" not in text:
        return Folds((), ())
    tags = list(_tags(text, start, blocks))
    if not tags:
        return Folds((), ())
    open_tags: list[_Tag] = []
    pairs: dict[_Tag, _Tag] = {}
    strays = []
    for tag in tags:
        if tag.name == "summary":
            continue
        if not tag.closes:
            open_tags.append(tag)
        elif open_tags:
            pairs[open_tags.pop()] = tag
        else:
            strays.append(tag)
    for opening in [tag for tag in pairs if _swallows(text, tag, pairs)]:
        strays.append(pairs.pop(opening))
        open_tags.append(opening)
    found = _Finder(text, tags, pairs, open_tags, [b.start for b in blocks if b.kind == "heading"])
    return Folds(tuple(found.folds()), tuple(Span(tag.start, tag.end) for tag in sorted(strays)))


def _swallows(text: str, opening: "_Tag", pairs: dict["_Tag", "_Tag"]) -> bool:
    """Whether a fold holds another with the same summary: then an end tag further down has closed it."""
    label = text[opening.end : opening.end + 60].strip().partition("\n")[0]
    return bool(label) and any(
        opening.start < inner.start < pairs[opening].start
        and text[inner.end : inner.end + 60].strip().partition("\n")[0] == label
        for inner in pairs
    )


def _tags(text: str, start: int, blocks: Sequence[Block]) -> Iterable[_Tag]:
    literal = [(b.start, b.end) for b in blocks if b.kind in ("code", "comment", "formula")]
    at = 0
    for match in _TAG.finditer(text, start):
        while at < len(literal) and literal[at][1] <= match.start():
            at += 1
        if at < len(literal) and literal[at][0] <= match.start() or _in_code(text, match.start()):
            continue
        mark = match["broken"].strip()
        name = "summary" if match["name"].lower() == "summary" else "details"
        whole = match["end"] == ">" and mark != "\\" and match["name"].lower() != "detail"
        yield _Tag(match.start(), match.end(), name, bool(mark), whole)


def _in_code(text: str, position: int) -> bool:
    """Whether an odd number of backticks stands before the place in its line."""
    return text.count("`", text.rfind("\n", 0, position) + 1, position) % 2 == 1


class _Finder:
    def __init__(
        self,
        text: str,
        tags: Sequence[_Tag],
        pairs: dict[_Tag, _Tag],
        unclosed: Sequence[_Tag],
        headings: Sequence[int],
    ) -> None:
        self.text, self.tags, self.pairs = text, tags, pairs
        self.unclosed, self.headings = frozenset(unclosed), headings

    def folds(self) -> Iterable[Fold]:
        outer = -1
        for index, tag in enumerate(self.tags):
            if tag.name == "summary" or tag.closes:
                continue
            fold = self._fold(index, tag, nested=tag.start < outer)
            outer = max(outer, fold.end)
            yield fold

    def _fold(self, index: int, tag: _Tag, *, nested: bool) -> Fold:
        summary, inner_start, whole_summary = self._summary(index, tag)
        closing = self.pairs.get(tag)
        if closing:
            inner_end, end = closing.start, closing.end
            fault = None if closing.whole else self.text[closing.start : closing.end]
        else:
            inner_end = end = self._implied_end(index, inner_start)
            fault = ""
        inner = Span(inner_start, max(inner_start, inner_end))
        return Fold(tag.start, end, inner, summary, promise_of(summary), fault, nested)

    def _summary(self, index: int, tag: _Tag) -> tuple[str, int, bool]:
        """(the summary, where the text below it begins, whether its end tag is there)."""
        following = self.tags[index + 1 : index + 3]
        if not following or following[0].name != "summary" or following[0].closes:
            return "", tag.end, True
        opening = following[0]
        if len(following) > 1 and following[1].name == "summary":
            return _PLAIN.sub("", self.text[opening.end : following[1].start]).strip(), following[1].end, True
        line_end = self.text.find("\n", opening.end)
        line_end = len(self.text) if line_end < 0 else line_end
        return _PLAIN.sub("", self.text[opening.end : line_end]).strip(), line_end, False

    def _implied_end(self, index: int, start: int) -> int:
        """Where a fold without an end tag ends for us: before the next fold, the next heading, at the end."""
        opening = next((t.start for t in self.tags[index + 1 :] if t.name == "details"), len(self.text))
        heading = next((h for h in self.headings if h > start), len(self.text))
        return min(opening, heading)


@lru_cache(maxsize=1024)
def promise_of(summary: str) -> str | None:
    """What a summary promises: the code of the language that it names, else ORIGINAL, else None.

    The name may be misspelled by a letter or two, as hands and generators do it.
    """
    lowered = summary.lower()
    words = re.findall(r"[^\W\d_]+", lowered)
    if len(words) > MAX_LABEL:
        return None
    named = (_named(lowered, word) for word in words)
    return next(filter(None, named), None) or (
        ORIGINAL if any(word in lowered for word in _ORIGINAL_WORDS) else None
    )


def _named(label: str, word: str) -> str | None:
    """The language that a word of a label names; Chinese and its like stand in a label without spaces."""
    if word in NAMED:
        return NAMED[word]
    if not word.isascii():
        return next((code for name, code in NAMED.items() if not name.isascii() and name in word), None)
    near = [n for n in _LONG_NAMES if abs(len(n) - len(word)) <= 2 and OSA.distance(word, n) <= 2]
    return NAMED[near[0]] if len(word) > 4 and near else None
