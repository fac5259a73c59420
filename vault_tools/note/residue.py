"""The marks that generators, clippers and people in a hurry leave where text is missing, and their debris.

A mark counts if it is a line of its own or is in brackets at the end of a line, never inside prose. Text
written by or for a program also counts as the first sentence of a line.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, get_args

from vault_tools.lazy_re import pattern
from vault_tools.note.language_words import Family, Language, words_in
from vault_tools.note.languages import LANGUAGES
from vault_tools.note.text import Span

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

_FAMILIES: tuple[Family, ...] = get_args(Family)
DEBRIS = frozenset(_FAMILIES) - {"truncated", "untranslated"}
CERTAIN_DEBRIS = frozenset(["tag", "residue", "prompt"])
_OPENS_A_LINE = frozenset(["residue", "prompt"])

MAX_LINE = 160
"""Code points. A longer line is prose whatever it says, unless all of it is in brackets."""
MAX_NOTE = 600
"""Maximum length of a line in brackets, in code points."""


class ResidueMarker(NamedTuple):
    """A mark of missing text or debris. `span` covers the line without surrounding blanks (`alone`), the
    bracket at its end, or its first sentence."""

    family: Family
    span: Span
    alone: bool


_LINK = pattern(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)|!\[\[[^\[\]\n]*\]\]")
_TAG = pattern(r"</?[A-Za-z][^<>\n]{0,200}>")
_AROUND = " \t\r*_~=`>+•·-–—[]()（）【】〔〕〖〗<{}…‥。.!！→»›⟩:：|\\/"
_MAY_CLOSE = ("]", ")", "）", "】", "*", "_", "~", " ", "\t", "\r", ".", "。", ">")
_BEHIND_BRACKET = "*_~ \t。."
_CLOSING = ("]", ")", "）", "】")
_OPENS_A_NOTE = ("[", "(", "（", "【")
_BRACKETED = pattern(r"(?:\[([^\[\]\n]{2,120})\]|[（(【]([^（）()【】\n]{1,120})[)）】])[*_~ \t。.]*$")


_SENTENCE_END = pattern(r"[。！!]|\.(?=\s)")
_OPENING = 60
"""Code points from the beginning of a line within which the trigger word of a first sentence must be."""

_Form: TypeAlias = tuple[Family, re.Pattern[str]]


class _Forms(NamedTuple):
    """The trigger words of marks; for each word, by number, its forms, and whether one of them also matches
    the first sentence of a line."""

    words: "BytesAhoCorasick"
    announced: list[list[_Form]]
    opens: list[bool]


def markers_of(data: bytes, start: int) -> Iterator[ResidueMarker]:
    """The marks in a text in UTF-8 that begins at `start`, in code points, in order, including those in code:
    the caller knows where code is. Only lines with a trigger word are decoded."""
    words, announced, opens = _forms()
    begin = end = passed = counted = 0
    for word, first, _ in words.find_matches_as_indexes(data, overlapping=True):
        if first < passed:
            continue
        if first >= end:
            begin, end = data.rfind(b"\n", 0, first) + 1, data.find(b"\n", first)
            end = len(data) if end < 0 else end
            text = data[begin:end].decode()
            opening = _unread(data, begin, first)
            is_prose = _is_prose(text)
            if is_prose and opening is not None:
                passed = end
                continue
            line = _silent(text) if is_prose else _line_of(text)
            low, high = begin + len(text[: line.start].encode()), end - len(text[line.end :].encode())
        elif first < low:
            continue
        elif first > high:
            opening = _unread(data, begin, first)
        if opening is None and opens[word]:
            opening = _opening(text)
        if line.core or line.bracketed or opening:
            found = line.marked_as(announced[word], opening)
            if found:
                start += len(data[counted:begin].decode())
                counted, passed = begin, high
                span = Span(start + found.span.start, start + found.span.end)
                yield ResidueMarker(found.family, span, found.alone)
        elif opening is not None:
            passed = high


def _unread(data: bytes, begin: int, first: int) -> str | None:
    """The first sentence of the line that begins at `begin`: None, which means that it is not yet known, if a
    trigger word at `first` may announce it, else empty."""
    is_near = first - begin < 4 * _OPENING and len(data[begin:first].decode()) < _OPENING
    return None if is_near else ""


@cache
def _forms() -> _Forms:
    """The forms of all languages by family, with one automaton for all words."""
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    announced: dict[str, list[_Form]] = {}
    for family in _FAMILIES:
        for line in chain.from_iterable(_lines(language, family) for language in LANGUAGES.values()):
            words, _, expression = line.partition(" => ")
            form = (family, pattern(expression, re.IGNORECASE))
            for word in words_in(words):
                announced.setdefault(word, []).append(form)
    forms = list(announced.values())
    opens = [any(family in _OPENS_A_LINE for family, _ in each) for each in forms]
    automaton = BytesAhoCorasick(map(str.encode, announced), implementation=Implementation.DFA)
    return _Forms(automaton, forms, opens)


def _lines(language: Language, family: Family) -> list[str]:
    return language.marks.get(family, "").strip("\n").splitlines()


class _ResidueLine(NamedTuple):
    """A line: its extent without surrounding blanks, the text that may be a mark as a whole, and the text of
    a bracket at its end. Offsets are from the line's beginning."""

    start: int
    end: int
    core: str = ""
    bracket: Span = Span(0, 0)
    bracketed: str = ""

    def marked_as(self, forms: list[_Form], opening: str | None) -> ResidueMarker | None:
        """The mark that the line is or contains, if it has one of these forms; `opening` is its first
        sentence if more follows."""
        for family, form in forms:
            if self.core and form.fullmatch(self.core):
                return ResidueMarker(family, Span(self.start, self.end), alone=True)
            if self.bracketed and form.fullmatch(self.bracketed):
                return ResidueMarker(family, self.bracket, alone=False)
            if opening and family in _OPENS_A_LINE and form.fullmatch(opening.strip(_AROUND)):
                return ResidueMarker(family, Span(self.start, self.start + len(opening)), alone=False)
        return None


def _is_prose(line: str) -> bool:
    """Whether a line is too long to be a mark and doesn't end in a closing bracket. A line that ends in a
    blank, or has tags, may have less to show than its length says."""
    if len(line) <= MAX_LINE or not line.endswith(_MAY_CLOSE):
        return len(line) > MAX_LINE
    bare = line.strip()
    return len(bare) > MAX_LINE and "<" not in bare and not bare.rstrip(_BEHIND_BRACKET).endswith(_CLOSING)


def _line_of(line: str) -> _ResidueLine:
    if "<" in line:
        line = _TAG.sub(lambda tag: " " * len(tag[0]), line)
    stripped = line.strip()
    closed = stripped.rstrip(_BEHIND_BRACKET).endswith(_CLOSING)
    if stripped.startswith("#") or (len(stripped) > MAX_LINE and not closed):
        return _silent(line)
    start = len(line) - len(line.lstrip())
    end = start + len(stripped)
    is_note = closed and len(stripped) <= MAX_NOTE and stripped.lstrip("*_").startswith(_OPENS_A_NOTE)
    in_a_sentence = (len(stripped) > MAX_LINE and not is_note) or stripped[:1].islower()
    shown = _LINK.sub(r"\1", stripped) if "[" in stripped else stripped
    core = "" if in_a_sentence else shown.strip(_AROUND)
    bracket = _BRACKETED.search(stripped[-MAX_LINE:]) if closed else None
    if bracket is None:
        return _ResidueLine(start, end, core)
    first = end - min(len(stripped), MAX_LINE) + bracket.start()
    span = Span(first, first + len(bracket[0].rstrip()))
    return _ResidueLine(start, end, core, span, (bracket[1] or bracket[2]).strip(_AROUND))


def _silent(line: str) -> _ResidueLine:
    """A line that can't be a mark as a whole: prose, or a heading."""
    return _ResidueLine(len(line) - len(line.lstrip()), len(line.rstrip()))


def _opening(line: str) -> str:
    """The first sentence of a line if another one follows, else empty."""
    found = _SENTENCE_END.search(line, 0, 2 * MAX_LINE)
    return line[: found.end()].lstrip() if found and found.end() < len(line) else ""
