"""The marks that generators, clippers and hurried people leave where text is missing, and their debris.

A mark counts where it has a line to itself, or stands in brackets at the end of one: never inside prose.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from vault_tools.text import Span

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Family: TypeAlias = Literal["truncated", "untranslated", "residue"]

MAX_LINE = 160
"""Code points; a longer line is prose whatever it says."""


class Marker(NamedTuple):
    """`span` is the line's, without the blanks around it, or the bracket's at its end; `alone`: the former."""

    family: Family
    span: Span
    alone: bool


_FAMILY = re.compile(r"\[(\w+)\]")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)|!\[\[[^\]\n]*\]\]")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_AROUND = " \t\r*_~=`>+•·-–—[]()（）【】〔〕〖〗<{}…‥。.!！→»›⟩:：|\\/"
_BRACKETED = re.compile(r"(?:\[([^\[\]\n]{2,120})\]|[（(【]([^（）()【】\n]{1,120})[)）】])[*_~ \t。.]*$")


class _Forms(NamedTuple):
    patterns: dict[Family, re.Pattern[str]]
    words: "AhoCorasick"


def markers_of(text: str, start: int) -> Iterator[Marker]:
    """The marks in the text from `start` on, in order; also those in code: the caller knows where that is."""
    seen = -1
    for _, first, _ in _forms().words.find_matches_as_indexes(text):
        if first < max(seen, start):
            continue
        line_start = text.rfind("\n", 0, first) + 1
        line_end = text.find("\n", first)
        seen = line_end = len(text) if line_end < 0 else line_end
        found = _marker(text, line_start, line_end)
        if found:
            yield found


@cache
def _forms() -> _Forms:
    """The forms of markers.txt: an expression a family, and all words in one automaton."""
    from ahocorasick_rs import AhoCorasick, Implementation

    expressions: dict[str, list[str]] = {}
    words: set[str] = set()
    family = ""
    for line in (files("vault_tools") / "markers.txt").read_text("utf-8").splitlines():
        if section := _FAMILY.fullmatch(line):
            family = section[1]
        elif line and not line.startswith("#"):
            before, _, expression = line.partition(" => ")
            words.update(word.replace("␣", " ") for word in before.split())
            expressions.setdefault(family, []).append(expression)
    patterns = {name: re.compile("|".join(found), re.IGNORECASE) for name, found in expressions.items()}
    automaton = AhoCorasick(sorted(words), implementation=Implementation.DFA)
    return _Forms(patterns, automaton)  # type: ignore[arg-type]


def _marker(text: str, start: int, end: int) -> Marker | None:
    line = text[start:end]
    if "<" in line:
        line = _TAG.sub(lambda tag: " " * len(tag[0]), line)
    stripped = line.strip()
    if stripped.startswith("#"):
        return None
    if len(stripped) <= MAX_LINE:
        core = _LINK.sub(r"\1", stripped).strip(_AROUND)
        family = _family(core)
        if family:
            first = start + line.index(stripped[0])
            return Marker(family, Span(first, first + len(stripped)), alone=True)
    tail = line[-MAX_LINE:]
    bracket = _BRACKETED.search(tail)
    family = _family((bracket[1] or bracket[2]).strip(_AROUND)) if bracket else None
    if bracket and family:
        first = end - len(tail) + bracket.start()
        return Marker(family, Span(first, first + len(bracket[0].rstrip())), alone=False)
    return None


def _family(core: str) -> Family | None:
    return next((family for family, pattern in _forms().patterns.items() if pattern.fullmatch(core)), None)
