"""How a note lays out a translation and its original, and what stands beside what.

A body is a sequence of parts: passages, each in one language, and folds. With Z for the language that the
note is read in, E for the original's and D for a folded original, the layouts are

    folded       Z D Z D      each translation stands above its original, or below it all through a note
    alternating  E Z E Z      each translation follows its original, or the other way round
    single       Z Z Z Z      no originals
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby, pairwise
from math import log
from statistics import median
from typing import NamedTuple

from vault_tools.blocks import Block
from vault_tools.folds import ORIGINAL, Fold
from vault_tools.language import cjk_language, counts_of, declared_language, language_of, wide_share
from vault_tools.markdown import heading_text
from vault_tools.note import Note
from vault_tools.prose import prose_of
from vault_tools.schema import Schema

_READABLE = frozenset(["paragraph", "item", "quote", "footnote", "html"])
_KANA_OR_HANGUL = re.compile("[\u3041-\u30fa\uac00-\ud7af]")
_COMMON_ENGLISH = (" the ", " to ", " and ", " of ", " is ", " that ", " you ")
_CJK = frozenset(["zh", "ja", "ko"])
_LATIN_WORD = re.compile("[A-Za-z]+")
_HEAD_KEYS = ("title", "summary", "description")

LONG_ORIGINAL = 30
"""Units from which on the length of a translation says something of what it keeps."""


class Part(NamedTuple):
    """A passage or a fold. `language` is None where nothing tells; a fold's is that of what it holds."""

    start: int
    end: int
    language: str | None
    kind: str
    fold: Fold | None = None


class Section(NamedTuple):
    """What stands between two headings, those in folds aside; `heading` is None above the first one."""

    heading: Block | None
    end: int
    parts: tuple[Part, ...]


class Pair(NamedTuple):
    """Parts that translate one another, in one section. Where a translation is missing there is none."""

    translation: tuple[Part, ...]
    original: tuple[Part, ...]


@dataclass(frozen=True)
class Layout:
    """A note's body as sections of parts. `reading` is the language that it is read in, None where nothing
    tells; `expected` says whether something speaks for this note being in it, not for the vault alone."""

    note: Note
    reading: str | None
    expected: bool
    sections: tuple[Section, ...]

    def is_foreign(self, part: Part) -> bool:
        return part.language is not None and self.reading is not None and part.language != self.reading

    def is_original(self, part: Part) -> bool:
        """Whether a part is a fold that holds an original, or says so."""
        if part.fold is None or part.fold.promise == self.reading:
            return False
        return part.fold.promise is not None or self.is_foreign(part)

    def text_of(self, parts: Iterable[Part]) -> str:
        spans = [part.fold.inner if part.fold else part for part in parts]
        return "\n".join(self.note.text[span.start : span.end] for span in spans)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for section in self.sections for part in section.parts)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """What belongs together, section by section."""
        return tuple(pair for section in self.sections for pair in self._pairs_in(section))

    @cached_property
    def paired(self) -> frozenset[Part]:
        return frozenset(part for pair in self.pairs for side in pair for part in side)

    @cached_property
    def usual_ratio(self) -> float:
        """The median of translation to original in this note, in units; that of many notes where it has few."""
        known = [self.ratio(pair) for pair in self.pairs if self.translates(pair) and self.is_long(pair)]
        if len(known) >= 3:
            return median(known)
        originals = (part.language for pair in self.pairs for part in pair.original)
        return usual_ratio(self.reading, next((o for o in originals if o not in (None, self.reading)), None))

    def translates(self, pair: Pair) -> bool:
        """Whether both sides are there, each in its language."""
        foreign = any(self.is_foreign(part) for part in pair.translation)
        return bool(pair.translation) and not foreign and all(map(self.is_foreign, pair.original))

    def stand_together(self, first: Pair, second: Pair) -> bool:
        """Whether no heading stands between two pairs."""
        between = self.note.blocks_between(first.original[-1].end, second.original[0].start)
        return not any(block.kind == "heading" for block in between)

    def is_long(self, pair: Pair) -> bool:
        return units_of(self.text_of(pair.original)) >= LONG_ORIGINAL

    def ratio(self, pair: Pair) -> float:
        """Units of the translation for one of the original."""
        original = max(1, units_of(self.text_of(pair.original)))
        return units_of(self.text_of(pair.translation)) / original

    @cached_property
    def one_to_one(self) -> bool:
        """Whether nearly every run of originals has as many translations."""
        pairs = [pair for pair in self.pairs if pair.translation]
        return sum(len(pair.original) == len(pair.translation) for pair in pairs) >= 0.8 * len(pairs)

    @cached_property
    def foreign_share(self) -> float:
        """How much of the text that is not folded is in other languages, from 0 to 1."""
        told = [part for part in self.parts if part.language and not part.fold]
        foreign = units_of(self.text_of(part for part in told if self.is_foreign(part)))
        return foreign / max(1, foreign + units_of(self.text_of(p for p in told if not self.is_foreign(p))))

    def heading_text(self, section: Section) -> str:
        return heading_text(self.note.text, section.heading) if section.heading else ""

    def _pairs_in(self, section: Section) -> Iterator[Pair]:
        if any(self.is_original(part) for part in section.parts):
            yield from self._folded(section.parts)
        elif self.alternates:
            yield from self._alternating(section.parts)

    def _folded(self, parts: Sequence[Part]) -> Iterator[Pair]:
        pending: list[Part] = []
        for part in parts if self._originals_below else reversed(parts):
            if not self.is_original(part):
                pending.append(part)
                continue
            yield Pair(tuple(sorted(pending)), (part,))
            pending = []

    @cached_property
    def _originals_below(self) -> bool:
        """Whether originals stand below their translations, as nearly everywhere."""
        return _first_then_last(self.sections, lambda part: not self.is_original(part)) >= 0

    @cached_property
    def alternates(self) -> bool:
        """Whether original and translation follow one another: most foreign runs have a run in the reading
        language beside them, and they are no small part of the note."""
        if not any(self.is_foreign(part) and not part.fold for part in self.parts):
            return False
        beside = foreign = 0
        for section in self.sections:
            runs = self._runs(section.parts)
            for index, run in enumerate(runs):
                if self.is_foreign(run[0]):
                    foreign += 1
                    beside += len(runs[max(0, index - 1) : index + 2]) > 1
        return foreign >= 2 and 2 * beside >= foreign and 0.2 <= self.foreign_share <= 0.8

    @cached_property
    def _original_first(self) -> bool:
        """Whether translations follow their originals: as most sections begin and end, else as lengths fit."""
        votes = _first_then_last(self.sections, self.is_foreign)
        if votes:
            return votes > 0
        usual = usual_ratio(self.reading, None)
        misfits: dict[bool, list[float]] = {True: [], False: []}
        for section in self.sections:
            runs = [(self.is_foreign(run[0]), units_of(self.text_of(run))) for run in self._runs(section.parts)]
            for (foreign, first), (_, second) in pairwise(runs):
                ratio = second / max(1, first) if foreign else first / max(1, second)
                misfits[foreign].append(abs(log(max(ratio, 0.01) / usual)))
        return median(misfits[True] or [9]) <= median(misfits[False] or [9])

    def _runs(self, parts: Sequence[Part]) -> list[list[Part]]:
        """Parts of a section that stand together in one language; those that nothing tells of left out."""
        told = [part for part in parts if part.language and not part.fold]
        return [list(run) for _, run in groupby(told, key=lambda part: part.language)]

    def _alternating(self, parts: Sequence[Part]) -> Iterator[Pair]:
        runs = self._runs(parts)
        for index, run in enumerate(runs):
            if self.is_foreign(run[0]):
                beside = index + 1 if self._original_first else index - 1
                translation = runs[beside] if 0 <= beside < len(runs) else []
                yield Pair(tuple(translation), tuple(run))


def layout_of(note: Note, schema: Schema) -> Layout:
    """The layout of a note's body, in the language that the note, its profile or the vault is read in."""
    own = own_language(note) or schema.profile_language
    return _layout(note, own or schema.language, own is not None)


@lru_cache(maxsize=1)
def _layout(note: Note, language: str | None, declared: bool) -> Layout:
    sections = tuple(_sections(note))
    head = _head_language(note)
    reading = language or (head if _may_be_read(head, sections) else _most_read(sections))
    return Layout(note, reading, declared or (head is not None and head == reading), sections)


def _may_be_read(language: str | None, sections: Iterable[Section]) -> bool:
    """Whether anything in the body is in this language, or is said to be the original of something in it."""
    parts = [part for section in sections for part in section.parts]
    return language is not None and any(
        part.language == language if part.fold is None else part.fold.promise not in (None, ORIGINAL, language)
        for part in parts
    )


def own_language(note: Note) -> str | None:
    """The language that a note says it is in, under `lang` or `language`."""
    said = (entry.value for entry in note.entries if entry.key.lower() in ("lang", "language"))
    return next((declared_language(value) for value in said if isinstance(value, str)), None)


def _head_language(note: Note) -> str | None:
    """The language of the note's title and summary in its frontmatter."""
    values = {entry.key.lower(): entry.value for entry in note.entries}
    said = [value for key in _HEAD_KEYS if isinstance(value := values.get(key), str)]
    return language_of("\n".join(said))


def _most_read(sections: Iterable[Section]) -> str | None:
    """The language of most of what is not folded."""
    sizes: dict[str, int] = {}
    for part in (part for section in sections for part in section.parts):
        if part.language and not part.fold:
            length = (part.end - part.start) * (3 if part.language in _CJK else 1)
            sizes[part.language] = sizes.get(part.language, 0) + length
    return max(sizes, key=lambda language: (sizes[language], language), default=None)


def usual_ratio(reading: str | None, original: str | None) -> float:
    """Units of a translation for one of its original: Chinese for English has a median of 1.40 over 113,463
    pairs of a real vault; the other way round it is the inverse, and 1 where both count alike."""
    if (reading in _CJK) == (original in _CJK):
        return 1.0
    return 1.4 if reading in _CJK else 0.7


def units_of(text: str) -> int:
    """The length of a text as lengths are compared: its CJK characters and its Latin words.

    Counted in C: the former come from the size in UTF-8, of which CJK punctuation is about an eighth.
    """
    if text.isascii():
        return len(text.split())
    return int(wide_share(text) * len(text) * 0.88) + len(_LATIN_WORD.findall(text))


def _first_then_last(sections: Iterable[Section], is_first: Callable[[Part], bool]) -> int:
    """By how many more sections begin with such a part and end without one than the other way round."""
    ends = [(is_first(s.parts[0]), is_first(s.parts[-1])) for s in sections if len(s.parts) > 1]
    return ends.count((True, False)) - ends.count((False, True))


def _sections(note: Note) -> Iterator[Section]:
    heading: Block | None = None
    parts: list[Part] = []
    for found in _headings_and_parts(note):
        if isinstance(found, Part):
            parts.append(found)
        else:
            yield Section(heading, found.start, tuple(parts))
            heading, parts = found, []
    yield Section(heading, len(note.text), tuple(parts))


def _headings_and_parts(note: Note) -> Iterator[Block | Part]:
    """The headings, passages and folds of a body in order; what lies in a fold is part of it."""
    passages = _Passages(note.text, note.body_start)
    folds = iter(fold for fold in note.folds.found if not fold.nested)
    fold = next(folds, None)
    position = note.body_start
    for block in note.blocks:
        position = max(position, block.start)
        while fold and fold.start < block.end:
            if block.kind in _READABLE and position < fold.start:
                yield from passages.of(position, fold.start, block.kind)
            yield Part(fold.start, fold.end, passages.language(fold.inner.start, fold.inner.end), "fold", fold)
            position, fold = max(position, fold.end), next(folds, None)
        if position >= block.end:
            continue
        if block.kind == "heading":
            yield block
        elif block.kind in _READABLE:
            yield from passages.of(position, block.end, block.kind)


class _Passages:
    """Cuts the text of one note into passages of one language."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.only_han = not _KANA_OR_HANGUL.search(text, start)
        self.ideographs = "zh"
        if not self.only_han:
            counts = counts_of(text[start:])
            self.ideographs = cjk_language(counts)

    def of(self, start: int, end: int, kind: str) -> Iterator[Part]:
        piece = self.text[start:end]
        if "\n" not in piece or not 0.02 < wide_share(piece) < 0.6:
            yield Part(start, end, self._language(piece), kind)
            return
        language, first = None, start
        for line_start, line in _lines(piece, start):
            told = self._language(line)
            if told and language and told != language:
                yield Part(first, line_start - 1, language, kind)
                first = line_start
            language = told or language
        yield Part(first, end, language, kind)

    def language(self, start: int, end: int) -> str | None:
        return self._language(self.text[start:end])

    def _language(self, piece: str) -> str | None:
        share = wide_share(piece)
        if share >= 0.35 and self.only_han:
            return "zh"
        if share <= 0.03 and (spaces := piece.count(" ")) > 7:
            if 12 * sum(map(piece.count, _COMMON_ENGLISH)) > spaces:
                return "en"
        return language_of(prose_of(piece), self.ideographs)


def _lines(piece: str, start: int) -> Iterator[tuple[int, str]]:
    for line in piece.split("\n"):
        yield start, line
        start += len(line) + 1
