"""Folded text: every `<details>` of a note, closed or not, with the language its summary declares, and
callouts whose title declares an original."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import Blocks
from vault_tools.note.language import NAMED, wide_share
from vault_tools.note.languages import all_words
from vault_tools.note.text import Span, SpanSet

_TAG = pattern(
    r"<(?:(?P<opens>details(?![\w-])[^<>\n]{0,200}>?)"
    r"(?:\s{0,40}<summary[^<>\n]{0,200}>"
    r"(?:(?P<summary>[^<]{0,300}+(?=</summary)|(?:[^<]|<(?!/?(?:details|summary)\b)){0,300}?)</summary[ \t]*>"
    r"|(?P<unclosed>[^\n]{0,300})))?"
    r"|(?P<closes>[\\/][ \t]*details?(?![\w-])[ \t]*(?P<end>[>\]]?)))",
    re.IGNORECASE | re.DOTALL,
)
_CALLOUT = pattern(
    r"[ \t]*>[ \t]*\[![\w-]{1,40}\](?P<folds>[-+]?)[ \t]*(?P<title>[^\n]{1,80})$", re.MULTILINE
)
_WHOLE_END = pattern(r"</[ \t]*details[ \t]*>", re.IGNORECASE)
_TICKS = pattern("`+")
_MARKUP = pattern(r"<[^<>]*>|[*_`#>]")
MAX_LABEL = 8
"""Maximum number of words in a label; a longer summary is a sentence."""
ORIGINAL = "original"
"""The promise of a label that says original, source or transcript without naming a language."""
_LONG_NAMES = [name for name in NAMED if len(name) > 5 and name.isascii()]
_LABEL_WORDS = frozenset(all_words("label_words"))
_ORIGINAL_WORDS = all_words("original")


class Fold(NamedTuple):
    """A `<details>` element from `start`, its tag, to `end`, after its end tag. `inner` is the content below
    the summary.

    `promise` is the code of the language that the summary names, ORIGINAL if it only says original, else
    None. `fault` is None for a well-formed end tag, quotes a malformed one, and is empty if there is none.
    """

    start: int
    end: int
    inner: Span
    summary: str
    promise: str | None
    fault: str | None = None
    nested: bool = False


class Folds(NamedTuple):
    """The folds of a note in order, the outermost of them, and end tags that close nothing."""

    found: tuple[Fold, ...]
    outer: tuple[Fold, ...]
    strays: tuple[Span, ...]

    def around(self, position: int) -> Fold | None:
        """The outermost fold around an offset."""
        before = bisect_right(self.outer, position, key=lambda fold: fold.start)
        return self.outer[before - 1] if before and position < self.outer[before - 1].end else None


class _Opening(NamedTuple):
    """A `<details>` tag: its offset, the offset of its content, its summary and that summary's promise."""

    start: int
    inner: int
    summary: str
    promise: str | None


_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note may have hundreds of folds."""


def folds_of(text: str, start: int, blocks: Blocks, literal: SpanSet) -> Folds:
    """The folds in the body that begins at `start`. Tags in `literal`, which is code and comments, do not
    count.

    An original never contains another, so an end tag that would close a fold around one with the same summary
    closes nothing: the outer fold has lost its end tag, and this tag is reported as a stray.
    """
    opened: list[_Opening] = []
    closed: list[tuple[_Opening, re.Match[str] | None]] = []
    last_with: dict[str, int] = {}
    strays = []
    labels: dict[str, tuple[str, str | None]] = {}
    for match in _tags(text, start, literal):
        opens, said, unclosed = match.group("opens", "summary", "unclosed")
        if opens:
            label = said or unclosed or ""
            if label not in labels:
                summary = _MARKUP.sub("", label).strip()
                labels[label] = summary, promise_of(summary)
            opened.append(_new(_Opening, (*match.span(), *labels[label])))
            continue
        opening = opened.pop() if opened else None
        swallows = opening and last_with.get(opening.summary, -1) > opening.start and opening.promise
        if opening is None or swallows:
            strays.append(Span(*match.span()))
        if opening:
            closed.append((opening, None if swallows else match))
            last_with[opening.summary] = opening.start
    closed += [(opening, None) for opening in opened]
    found = tuple(_folds(text, sorted(closed, key=lambda c: c[0].start), blocks))
    callouts = [fold for fold in _callouts(text, blocks) if not _is_within(found, fold.start)]
    if callouts:
        found = tuple(sorted((*found, *callouts)))
    return Folds(found, tuple(fold for fold in found if not fold.nested), tuple(strays))


def _is_within(folds: Sequence[Fold], position: int) -> bool:
    return any(fold.start <= position < fold.end for fold in folds)


def _callouts(text: str, blocks: Blocks) -> Iterator[Fold]:
    """Callouts whose title declares an original. Unless the title names a language, the callout must be
    foldable: `> [!quote]- Original`."""
    for block in map(blocks.at, blocks.of("quote")):
        if not (head := _CALLOUT.match(text, block.start, block.end)):
            continue
        promise = promise_of(head["title"].strip())
        if promise and (head["folds"] or promise != ORIGINAL):
            inner = Span(min(head.end() + 1, block.end), block.end)
            yield Fold(block.start, block.end, inner, head["title"].strip(), promise)


def _tags(text: str, start: int, literal: SpanSet) -> Iterator[re.Match[str]]:
    """The fold tags that are neither in a code block nor in inline code."""
    ticks = "`" in text
    if literal.is_empty and not ticks and not ("\\" in text and "\\<" in text):
        yield from _TAG.finditer(text, start)
        return
    read, odd = start, False
    for match in _TAG.finditer(text, start):
        if ticks:
            line = text.rfind("\n", read, match.start()) + 1
            runs = len(_TICKS.findall(text, line or read, match.start()))
            odd = (odd and not line) ^ (runs % 2 == 1)
            read = match.start()
        position = match.start()
        escaped = text[position - 1 : position] == "\\"
        if not odd and not escaped and not literal.touches(Span(position, position + 1)):
            yield match


def _folds(
    text: str, found: Sequence[tuple[_Opening, re.Match[str] | None]], blocks: Blocks
) -> Iterator[Fold]:
    """The folds with their extent. An unclosed fold ends before the next fold or heading, at the end of the
    text, or where the script changes, whichever comes first."""
    ends: list[int] = []
    if any(closing is None for _, closing in found):
        ends = sorted([o.start for o, _ in found] + [blocks.starts[at] for at in blocks.of("heading")])
    outer = -1
    for opening, closing in found:
        if closing:
            inner_end, end = closing.span()
            fault = None if closing[0] == "</details>" or _WHOLE_END.fullmatch(closing[0]) else closing[0]
        else:
            following = bisect_right(ends, opening.start)
            inner_end = end = _implied_end(
                text, opening.inner, ends[following] if following < len(ends) else len(text), blocks
            )
            fault = ""
        start, first, summary, promise = opening
        while inner_end > first and text[inner_end - 1].isspace():
            inner_end -= 1
        inner = _new(Span, (first, inner_end if inner_end > first else first))
        yield _new(Fold, (start, end, inner, summary, promise, fault, start < outer))
        if end > outer:
            outer = end


def _implied_end(text: str, start: int, end: int, blocks: Blocks) -> int:
    """The offset between two offsets at which the blocks change from Latin to CJK or back, else `end`."""
    first, last = bisect_left(blocks.starts, start), bisect_left(blocks.starts, end)
    above: float | None = None
    for begin, behind in zip(blocks.starts[first:last], blocks.ends[first:last], strict=True):
        share = wide_share(text[begin:behind])
        if above is None:
            above = share
        elif abs(share - above) > 0.25:
            return begin
    return end


def promise_of(summary: str) -> str | None:
    """The language that a summary declares: the code of the language it names, else ORIGINAL, else None.

    A name may be misspelled by a letter or two, a common slip of people and generators. Next to words about
    something else (`German beer`) it declares nothing.
    """
    lowered = summary.lower()
    words = re.findall(r"[^\W\d_]+", lowered)
    if len(words) > MAX_LABEL:
        return None
    original = any(map(_means_original, words))
    for find in (_named, _nearly_named) if original or all(map(_says_what_a_fold_does, words)) else ():
        named = next(filter(None, map(find, words)), None)
        if named:
            return named
    return ORIGINAL if original else None


def _named(word: str) -> str | None:
    """The language that a word names. Names in scripts without spaces may be part of a longer word."""
    if word.isascii():
        return NAMED.get(word) if len(word) > 2 else None
    return next((code for name, code in NAMED.items() if not name.isascii() and name in word), None)


def _says_what_a_fold_does(word: str) -> bool:
    """Whether a word may stand next to the name of a language in a label."""
    return word in _LABEL_WORDS or _named(word) is not None or _nearly_named(word) is not None


def _means_original(word: str) -> bool:
    if not word.isascii():
        return any(name in word for name in _ORIGINAL_WORDS)
    if word in _ORIGINAL_WORDS:
        return True
    if word[:1] != "o" or abs(len(word) - len("original")) > 2:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(word, "original") <= 2


def _nearly_named(word: str) -> str | None:
    if len(word) < 5 or not word.isascii() or word in _ORIGINAL_WORDS:
        return None
    alike = [n for n in _LONG_NAMES if n[0] == word[0] and abs(len(n) - len(word)) <= len(n) // 4]
    if not alike:
        return None
    from rapidfuzz.distance import OSA

    return next((NAMED[name] for name in alike if OSA.distance(word, name) <= len(name) // 4), None)
