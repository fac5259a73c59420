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
    from ahocorasick_rs import AhoCorasick

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

_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note may have thousands of candidate lines."""
_Form: TypeAlias = tuple[Family, re.Pattern[str]]


class _Forms(NamedTuple):
    """The trigger words of marks; for each word, by number, its forms, and whether one of them also matches
    the first sentence of a line."""

    words: "AhoCorasick"
    announced: list[list[_Form]]
    opens: list[bool]


def markers_of(text: str, start: int) -> Iterator[ResidueMarker]:
    """The marks in the text from `start` on, in order, including those in code: the caller knows where code
    is."""
    line: _ResidueLine | None = None
    words, announced, opens = _forms()
    for word, first, _ in words.find_matches_as_indexes(text, overlapping=True):
        if first < start or (line and first < line.start):
            continue
        if line is None or first > line.end:
            begin, end = text.rfind("\n", 0, first) + 1, text.find("\n", first)
            end = len(text) if end < 0 else end
            if first - begin >= _OPENING and _is_prose(text, begin, end):
                start = end
                continue
            line = _line_around(text, begin, end, first)
        if line.opening is None and opens[word]:
            line = line._replace(opening=_opening(text, line.whole))
        found = line.marked_as(announced[word])
        if found:
            yield found
        if found or not (line.core or line.bracketed or line.opening != ""):
            start = line.end


@cache
def _forms() -> _Forms:
    """The forms of all languages by family, with one automaton for all words."""
    from ahocorasick_rs import AhoCorasick, Implementation

    announced: dict[str, list[_Form]] = {}
    for family in _FAMILIES:
        for line in chain.from_iterable(_lines(language, family) for language in LANGUAGES.values()):
            words, _, expression = line.partition(" => ")
            form = (family, pattern(expression, re.IGNORECASE))
            for word in words_in(words):
                announced.setdefault(word, []).append(form)
    forms = list(announced.values())
    opens = [any(family in _OPENS_A_LINE for family, _ in each) for each in forms]
    return _Forms(AhoCorasick(list(announced), implementation=Implementation.DFA), forms, opens)


def _lines(language: Language, family: Family) -> list[str]:
    return language.marks.get(family, "").strip("\n").splitlines()


class _ResidueLine(NamedTuple):
    """A line: its extent without surrounding blanks, the text that may be a mark as a whole, the text of a
    bracket at its end, and its first sentence if more follows (None until it is computed). `whole` includes
    the blanks."""

    start: int
    end: int
    core: str
    bracket: Span
    bracketed: str
    whole: Span
    opening: str | None

    def marked_as(self, forms: list[_Form]) -> ResidueMarker | None:
        for family, form in forms:
            if self.core and form.fullmatch(self.core):
                return ResidueMarker(family, Span(self.start, self.end), alone=True)
            if self.bracketed and form.fullmatch(self.bracketed):
                return ResidueMarker(family, self.bracket, alone=False)
            if self.opening and family in _OPENS_A_LINE and form.fullmatch(self.opening.strip(_AROUND)):
                return ResidueMarker(family, Span(self.start, self.start + len(self.opening)), alone=False)
        return None


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether a line is too long to be a mark and can't end in a closing bracket."""
    return end - start > MAX_LINE and not text.endswith(_MAY_CLOSE, start, end)


def _line_around(text: str, start: int, end: int, position: int) -> _ResidueLine:
    whole, opening = _new(Span, (start, end)), None if position - start < _OPENING else ""
    if _is_prose(text, start, end):
        before = text[start:position]
        return _silent(start + len(before) - len(before.lstrip()), end, whole, opening)
    line = text[start:end]
    if "<" in line:
        line = _TAG.sub(lambda tag: " " * len(tag[0]), line)
    stripped = line.strip()
    start += len(line) - len(line.lstrip())
    end = start + len(stripped)
    closed = stripped.rstrip(_BEHIND_BRACKET).endswith(_CLOSING)
    if stripped.startswith("#") or (len(stripped) > MAX_LINE and not closed):
        return _silent(start, end, whole, opening)
    is_note = closed and len(stripped) <= MAX_NOTE and stripped.lstrip("*_").startswith(_OPENS_A_NOTE)
    in_a_sentence = (len(stripped) > MAX_LINE and not is_note) or stripped[:1].islower()
    shown = _LINK.sub(r"\1", stripped) if "[" in stripped else stripped
    core = "" if in_a_sentence else shown.strip(_AROUND)
    bracket = _BRACKETED.search(stripped[-MAX_LINE:]) if closed else None
    if bracket is None:
        return _new(_ResidueLine, (start, end, core, _new(Span, (end, end)), "", whole, opening))
    first = end - min(len(stripped), MAX_LINE) + bracket.start()
    span = Span(first, first + len(bracket[0].rstrip()))
    return _ResidueLine(start, end, core, span, (bracket[1] or bracket[2]).strip(_AROUND), whole, opening)


def _silent(start: int, end: int, whole: Span, opening: str | None) -> _ResidueLine:
    """A line that can't be a mark as a whole: prose, or a heading."""
    return _new(_ResidueLine, (start, end, "", _new(Span, (end, end)), "", whole, opening))


def _opening(text: str, line: Span) -> str:
    """The first sentence of a line if another one follows, else empty."""
    start, end = line
    found = _SENTENCE_END.search(text, start, min(end, start + 2 * MAX_LINE))
    return text[start : found.end()].lstrip() if found and found.end() < end else ""
