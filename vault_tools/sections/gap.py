"""Missing translations, and which text needs one."""

import re
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, NAMED, counts_of, units_of
from vault_tools.note.languages import LATIN, any_of
from vault_tools.note.prose import is_sentences, prose_of
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout
from vault_tools.sections.passages import Part

NAMED_PART = pattern(
    "|".join(re.escape(name) for name in NAMED if len(name) > 3 or not name.isascii())
    + f"|{any_of('kept_headings')}",
    re.IGNORECASE,
)
"""Headings that explain why the text below is in another language."""
_IN_BRACKETS = pattern(r"[（(][^（）()]{1,600}[)）]")
_EMPHASIS = "*_"
_QUOTES = ' "“”「」『』‘’'
EDITION = (0.5, 2.0)
"""The limits for the length of one half of a note, relative to the usual length, if it repeats the whole in
another language."""


class Gap(NamedTuple):
    """Neighbouring parts that lack a translation. `sure` is 0 for a guess, 1, or 2 for certain. `number` is
    the index of the pair, for findings that may come in runs."""

    parts: tuple[Part, ...]
    message: str
    sure: int
    family: str
    number: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.parts[0].start, self.parts[-1].end)


def is_quoted(text: str) -> bool:
    bare = text.strip(_EMPHASIS)
    return bare[:1] in _QUOTES and bare.rstrip(" .。*_")[-1:] in _QUOTES


def is_prose(layout: Layout, part: Part, least: int) -> bool:
    """Whether a passage is prose of at least `least` Latin words, or twice as many CJK characters. Text that
    is translated in brackets after it, or quoted in a sentence of another language, does not count."""
    text = layout.text_of([part])
    prose = " ".join(prose_of(text).split())
    if part.language in CJK:
        return counts_of(prose).wide >= 2 * least and bool(re.search("[，。、！？,.!?]", prose))
    if layout.reading in CJK and 3 * sum(map(cjk_in, _IN_BRACKETS.findall(prose))) >= units_of(prose):
        return False
    if is_quoted(prose):
        prose = prose.strip(_EMPHASIS).strip(_QUOTES)
    return is_sentences(prose, least, part.language or LATIN)


def cjk_in(text: str) -> int:
    return counts_of(text).wide
