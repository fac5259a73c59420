"""Labelled originals and translations: table columns, and paragraphs that begin with 原文 or 译文, or with
the name of one of two languages."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.details import promise_of
from vault_tools.note.language import language_of, units_of
from vault_tools.note.language_words import words_in
from vault_tools.note.languages import IDEOGRAPHIC, LANGUAGES, all_words, any_of
from vault_tools.note.note import Note
from vault_tools.note.prose import prose_of
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout

_TRANSLATION = pattern("|".join(all_words("translation")), re.IGNORECASE)
_LANGUAGES = {
    word: code for code, language in LANGUAGES.items() for word in words_in(language.paragraph_label)
}
_ORIGINAL, _TRANSLATED = any_of("original_label"), any_of("translation_label")
_NAMES = "|".join(_LANGUAGES)
_INITIALS = "".join(sorted({*re.findall(r"\b\w", f"{_ORIGINAL}|{_TRANSLATED}|{_NAMES}")}))
"""The letters with which a label can begin, among others: the first letters of all words in the expressions.
Most lines begin with another letter, so they need not be compared with the words."""
_A_LABEL = (
    rf"(?P<label>[ \t>]*+(?:[-*+][ \t]++)?+(?:\*\*|【)?+(?=[{_INITIALS}])(?:(?P<original>{_ORIGINAL})"
    rf"|(?P<translation>{_TRANSLATED})|(?P<language>{_NAMES}))"
    r"(?:】[:：]?|(?:\*\*)?+[ \t]*+[:：](?:\*\*)?))"
)
_FIRST = pattern(_A_LABEL, re.IGNORECASE)
_LABEL = pattern(rf"\n(?=[-+*> \t【{_INITIALS}]){_A_LABEL}", re.IGNORECASE)
"""A label at the beginning of the text, and labels at the beginning of other lines."""
_AROUND = "*:： \t>-+【】"
_BAR = pattern(r"(?<!\\)\|")
_BLANK_LINE = pattern(r"\n[ \t\r]*\n")
_LEAST = 8
"""Minimum length in units of an original that needs a translation."""
_HABIT = 2
"""Minimum number of labels of each kind in a note that labels its paragraphs."""


class Side(NamedTuple):
    """An original or a translation, with its label and text."""

    span: Span
    label: str
    text: str


class LabelledPair(NamedTuple):
    original: Side
    translation: Side | None


def labelled_pairs(layout: Layout) -> tuple[LabelledPair, ...]:
    """The labelled pairs of a note, in its tables and then in its paragraphs."""
    return layout.once(_labelled_pairs)


def _labelled_pairs(layout: Layout) -> tuple[LabelledPair, ...]:
    return tuple(_pairs(layout))


def _pairs(layout: Layout) -> Iterator[LabelledPair]:
    for table in layout.note.blocks_of("table"):
        yield from _rows(layout, Span(table.start, table.end))
    yield from _paragraphs(layout)


def lacks_translation(layout: Layout, pair: LabelledPair) -> bool:
    """Whether an original has no translation, or one in another language than the reading language."""
    if pair.translation is None or not pair.translation.text.strip():
        return units_of(prose_of(pair.original.text).strip()) >= _LEAST
    return _language(layout, pair.translation.text) not in (None, layout.reading)


def is_no_original(layout: Layout, pair: LabelledPair) -> bool:
    """Whether the text labelled as original is in the reading language of the note."""
    return layout.reading is not None and _language(layout, pair.original.text) == layout.reading


def _language(layout: Layout, text: str) -> str | None:
    prose = prose_of(text)
    return language_of(prose, layout.reading or IDEOGRAPHIC) if units_of(prose) >= _LEAST else None


def _rows(layout: Layout, table: Span) -> Iterator[LabelledPair]:
    """The rows of a table with a column of originals and one of translations."""
    lines = re.finditer(r"[^\n]+", table.of(layout.note.text))
    titles = _cells(next(lines)[0])
    promises = [layout.reading if _TRANSLATION.search(title) else promise_of(title) for title in titles]
    translations = [at for at, promise in enumerate(promises) if promise == layout.reading]
    originals = [at for at, promise in enumerate(promises) if promise not in (None, layout.reading)]
    if layout.reading is None or len(originals) != 1 or len(translations) != 1:
        return
    for line in islice(lines, 1, None):
        cells = [*_cells(line[0]), *[""] * len(titles)]
        span = Span(table.start + line.start(), table.start + line.end())
        sides = [Side(span, titles[at], cells[at]) for at in (originals[0], translations[0])]
        yield LabelledPair(sides[0], sides[1])


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(row.strip().removeprefix("|").removesuffix("|"))]


def _paragraphs(layout: Layout) -> Iterator[LabelledPair]:
    """Each labelled original, with the translation that follows it, if any; in a note that begins with a
    translation, with the one before it."""
    told = [(label, _is_original(layout, label)) for label in _labels(layout.note)]
    text, labels = layout.note.text, [label for label, kind in told if kind is not None]
    kinds = [kind for _, kind in told if kind is not None]
    if min(kinds.count(True), kinds.count(False)) < _HABIT:
        return
    beside = 1 if kinds[0] else -1
    starts = [label.start("label") for label in labels] + [len(text)]
    sides = [_side(text, label, end) for label, end in zip(labels, starts[1:], strict=True)]
    for number, (side, is_original) in enumerate(zip(sides, kinds, strict=True)):
        if is_original:
            other = number + beside
            translated = 0 <= other < len(kinds) and not kinds[other]
            yield LabelledPair(side, sides[other] if translated else None)


def _is_original(layout: Layout, label: "re.Match[str]") -> bool | None:
    """Whether a label marks an original; None if it names a language but no known label names the reading
    language."""
    if not label["language"]:
        return bool(label["original"])
    named = _LANGUAGES[label["language"].lower()]
    return named != layout.reading if layout.reading in _LANGUAGES.values() else None


def _labels(note: Note) -> "list[re.Match[str]]":
    first = _FIRST.match(note.text, note.body_start)
    found = [*filter(None, [first]), *_LABEL.finditer(note.text, note.body_start)]
    return [label for label in found if not _is_hidden(note, label.start("label"))]


def _side(text: str, label: "re.Match[str]", next_label: int) -> Side:
    blank = _BLANK_LINE.search(text, label.end(), next_label)
    end = blank.start() if blank else next_label
    return Side(Span(label.start("label"), end), label["label"].strip(_AROUND), text[label.end() : end])


def _is_hidden(note: Note, position: int) -> bool:
    return note.literal.touches(Span(position, position + 1)) or note.folds.around(position) is not None
