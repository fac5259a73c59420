"""How a note lays out a translation and its original, and what is beside what.

A body is a sequence of parts: passages, each in one language, and folds. With Z for the language that the
note is read in, E for the original's and D for a folded original, the layouts are

    folded       Z D Z D      each translation is above its original, or below it all through a note
    alternating  E Z E Z      each translation follows its original, or the other way round
    single       Z Z Z Z      no originals
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise, takewhile
from math import log
from typing import TypeVar

from vault_tools.lazy_dataclass import dataclass, replace
from vault_tools.memo import Memo
from vault_tools.note.inline import heading_text
from vault_tools.note.language import ANOTHER, CJK, counts_of, wide_share
from vault_tools.note.note import Note
from vault_tools.note.prose import prose_of
from vault_tools.sections.alignment import Drift, drifts_of
from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part, Section, sections_of
from vault_tools.sections.reading import head_language, may_be_read, most_read, own_language
from vault_tools.vault.schema import Schema

T = TypeVar("T")

_A_VOTE, _UNLIKELY = 0.4, 2.0
"""What a section's beginning and end weigh against how lengths fit, as logarithms, and a bad fit."""
_AT_SEA = 3
"""Pairs next to a drift that may belong to it."""
_WEIGHTY = 300
"""Units from which on a passage weighs no more, so that one that went wrong does not decide for all."""


@dataclass(frozen=True)
class Layout(Memo):
    """A note's body as sections of parts. `reading` is the language that it is read in, None where nothing
    tells; `expected` says whether something speaks for this note being in it, not for the vault alone,
    `inferred` whether nobody said so, neither the note nor the configuration."""

    note: Note
    reading: str | None
    expected: bool
    sections: tuple[Section, ...]
    inferred: bool = False

    def is_foreign(self, part: Part) -> bool:
        """Beside text in a Latin language, what can't be named may be in that one as well."""
        language = part.language
        if language is None or language == self.reading:
            return False
        return language != ANOTHER or self.reading in CJK or self.reading == "en"

    def is_original(self, part: Part) -> bool:
        """Whether a part is a fold that holds an original, or says so."""
        if part.fold is None or part.fold.promise == self.reading:
            return False
        return part.fold.promise is not None or self.is_foreign(part)

    def text_of(self, parts: Sequence[Part]) -> str:
        text = self.note.text
        if len(parts) == 1:
            start, end = parts[0].readable
            return text[start:end]
        return "\n".join([text[start:end] for start, end in [part.readable for part in parts]])

    def kept(self, pair: Pair) -> str:
        """How much of an original its translation has, as `24 of 131 words`."""
        part, whole = self._counted(pair.translation), self._counted(pair.original)
        number, unit = part.split()
        return f"{number if whole.endswith(unit) else part} of {whole}"

    def units_of_pair(self, pair: Pair) -> str:
        """What the two sides are counted in, as `characters a word`."""
        kept, whole = (side[0].language in CJK for side in pair)
        return f"{'characters' if kept else 'words'} {'a character' if whole else 'a word'}"

    def amounts(self, pair: Pair) -> str:
        """How much there is of both, as `131 words for 24 characters of translation`."""
        return f"{self._counted(pair.original)} for {self._counted(pair.translation)} of translation"

    def _counted(self, parts: Sequence[Part]) -> str:
        units = counts_of(prose_of(self.text_of(parts))).units
        return f"{units:,} {'characters' if parts[0].language in CJK else 'words'}"

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for section in self.sections for part in section.parts)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """What belongs together, section by section."""
        return tuple(pair for section in self.sections for pair in self._pairs_in(section))

    @cached_property
    def paired(self) -> frozenset[int]:
        """Where the parts begin that belong to a pair."""
        return frozenset([part.start for pair in self.pairs for side in pair for part in side])

    @cached_property
    def pairs_by_end(self) -> dict[int, Pair]:
        """The pairs that have both sides, by where the text of either ends."""
        both = [pair for pair in self.pairs if pair.translation]
        return {side[-1].readable[1]: pair for pair in both for side in (pair.original, pair.translation)}

    def parts_below(self, pair: Pair) -> Iterator[Part]:
        """The parts below a pair, up to the next heading, that belong to no pair."""
        end = max(part.end for side in pair for part in side)
        section = next((section for section in self.sections if end <= section.end), None)
        below = (part for part in section.parts if part.start >= end) if section else ()
        return takewhile(lambda part: part.start not in self.paired, below)

    def next_text(self, position: int, language: str | None, *, folded: bool) -> str:
        """The first part behind a place that is folded too, or in the same language; empty where none is."""
        parts = self.parts
        for index in range(bisect_left(parts, position, key=_start), len(parts)):
            part = parts[index]
            if (part.fold is not None) == folded and (folded or part.language in (language, None)):
                return self.text_of([part])
        return ""

    @cached_property
    def drifts(self) -> tuple[Drift, ...]:
        """Where the folds hold the originals of neighbouring passages."""
        return tuple(drifts_of(self.pairs, self.text_of, self.usual_ratio))

    @cached_property
    def drifted(self) -> frozenset[Part]:
        """The folds of the drifts."""
        return frozenset(pair.original[0] for drift in self.drifts for pair in drift.pairs)

    @cached_property
    def adrift(self) -> frozenset[Part]:
        """The parts of pairs of which nothing can be said, for the fold does not hold the original: those of
        the drifts and of the pairs next to them, where the originals come apart and together."""
        if not self.drifts:
            return frozenset()
        number = {pair: index for index, pair in enumerate(self.pairs)}
        near = {
            index
            for drift in self.drifts
            for index in range(number[drift.pairs[0]] - _AT_SEA, number[drift.pairs[-1]] + _AT_SEA + 1)
        }
        adrift = (pair for pair, index in number.items() if index in near)
        return frozenset(part for pair in adrift for side in pair for part in side)

    def is_adrift(self, pair: Pair) -> bool:
        return bool(self.adrift) and pair.original[0] in self.adrift

    @cached_property
    def known_ratios(self) -> list[float]:
        """How long the note's translations are for their originals, where those are long enough to say."""
        return [pair.ratio for pair in self.pairs if pair.is_long and self.translates(pair)]

    @cached_property
    def usual_ratio(self) -> float:
        """The median of translation to original in this note, in units; where it has few, that of others."""
        if len(self.known_ratios) >= 3:
            return _median(self.known_ratios)
        originals = (part.language for pair in self.pairs for part in pair.original)
        return usual_ratio(self.reading, next((o for o in originals if o not in (None, self.reading)), None))

    def translates(self, pair: Pair) -> bool:
        """Whether both sides are there, each in its language."""
        if not pair.translation:
            return False
        for part in pair.translation:
            if self.is_foreign(part):
                return False
        return all(map(self.is_foreign, pair.original))

    def stand_together(self, first: Pair, second: Pair) -> bool:
        """Whether no heading is between two pairs."""
        above = self.note.heading_above
        return above(first.original[-1].end) == above(second.original[0].start)

    @cached_property
    def one_to_one(self) -> bool:
        """Whether most runs of originals have as many translations."""
        pairs = [pair for pair in self.pairs if pair.translation]
        return sum(len(pair.original) == len(pair.translation) for pair in pairs) >= 0.6 * len(pairs)

    @cached_property
    def foreign_share(self) -> float:
        """How much of the text that is not folded is in other languages, from 0 to 1."""
        told = [part for part in self.parts if part.language and not part.fold]
        foreign = sum(min(part.units, _WEIGHTY) for part in told if self.is_foreign(part))
        return foreign / max(1, sum(min(part.units, _WEIGHTY) for part in told))

    def heading_text(self, section: Section) -> str:
        return heading_text(self.note.text, section.heading) if section.heading else ""

    def _pairs_in(self, section: Section) -> Iterator[Pair]:
        if any(self.is_original(part) for part in section.parts):
            yield from self._folded(section.parts)
        elif self.alternates:
            yield from self._alternating(section.parts)

    def _folded(self, parts: Sequence[Part]) -> Iterator[Pair]:
        pending: list[Part] = []
        below = self._originals_below
        for part in parts if below else reversed(parts):
            if not self.is_original(part):
                pending.append(part)
                continue
            yield Pair(tuple(pending if below else reversed(pending)), (part,))
            pending = []

    @cached_property
    def _originals_below(self) -> bool:
        """Whether originals are below their translations, as nearly everywhere."""
        return self._order(lambda part: not self.is_original(part), lambda part: True) >= 0

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
                if self._turn(run[0]) != self.reading:
                    foreign += 1
                    beside += len(runs[max(0, index - 1) : index + 2]) > 1
        return foreign >= 2 and 2 * beside >= foreign and 0.2 <= self.foreign_share <= 0.8

    @cached_property
    def _original_first(self) -> bool:
        """Whether translations follow their originals where they are not folded."""
        return self._order(self.is_foreign, lambda part: part.fold is None and part.language is not None) >= 0

    def _order(self, is_first: Callable[[Part], bool], counts: Callable[[Part], bool]) -> float:
        """Above 0 where the parts that `is_first` is true of come first: by how most sections begin and end,
        else by the order in which the lengths of neighbours fit better."""
        sections = [[part for part in section.parts if counts(part)] for section in self.sections]
        ends = [(is_first(parts[0]), is_first(parts[-1])) for parts in sections if len(parts) > 1]
        votes = ends.count((True, False)) - ends.count((False, True))
        misfits: dict[bool, list[float]] = {True: [_UNLIKELY], False: [_UNLIKELY]}
        usual = usual_ratio(self.reading, None)
        for first, second in (pair for parts in sections for pair in pairwise(parts) if abs(votes) < 3):
            if is_first(first) != is_first(second) and self._is_translated(first) != self._is_translated(
                second
            ):
                sizes = {self._is_translated(part): part.units for part in (first, second)}
                ratio = sizes[False] / max(1, sizes[True])
                misfits[is_first(first)].append(abs(log(max(ratio, 0.01) / usual)))
        return _A_VOTE * votes + _median(misfits[False]) - _median(misfits[True])

    def _is_translated(self, part: Part) -> bool:
        return self.is_original(part) or (part.fold is None and self.is_foreign(part))

    def _runs(self, parts: Sequence[Part]) -> list[list[Part]]:
        """Parts of a section that stand together in one language; those that nothing tells of left out."""
        told = [(language, part) for part in parts if not part.fold and (language := self._turn(part))]
        return [[part for _, part in run] for _, run in groupby(told, key=lambda turn: turn[0])]

    def _turn(self, part: Part) -> str | None:
        """The language of a part; a few Latin words among foreign passages are in theirs."""
        if part.language or part.units < 3 or not self._foreign_language:
            return part.language
        return None if wide_share(self.text_of([part])) > 0.1 else self._foreign_language

    @cached_property
    def _foreign_language(self) -> str | None:
        """The language of the first foreign passage that is written in Latin letters."""
        foreign = (part.language for part in self.parts if self.is_foreign(part) and not part.fold)
        return next((language for language in foreign if language not in CJK), None)

    def _alternating(self, parts: Sequence[Part]) -> Iterator[Pair]:
        runs = self._runs(parts)
        for index, run in enumerate(runs):
            if self._turn(run[0]) != self.reading:
                beside = index + 1 if self._original_first else index - 1
                translation = runs[beside] if 0 <= beside < len(runs) else []
                yield Pair(tuple(translation), tuple(run))


def _start(part: Part) -> int:
    return part.start


_last: "list[tuple[Note, Schema, Layout] | None]" = [None]
"""That of the note which rules look at now: a note that kept its own would hold itself."""


def layout_of(note: Note, schema: Schema) -> Layout:
    """The layout of a note's body, in the language that the note, its profile or the vault is read in."""
    kept = _last[0]
    if kept and kept[0] is note and kept[1] is schema:
        return kept[2]
    own = own_language(note) or schema.profile_language
    layout = _layout(note, own or schema.language, own is not None)
    _last[0] = note, schema, layout
    return layout


def _layout(note: Note, language: str | None, declared: bool) -> Layout:
    sections = sections_of(note)
    head = head_language(note)
    if language:
        return Layout(note, language, declared or head == language, sections)
    if head in CJK:
        reading = head if may_be_read(head, sections) else most_read(sections)
        return Layout(note, reading, head == reading, sections, inferred=True)
    reading = most_read(sections)
    layout = Layout(note, reading, head == reading, sections, inferred=True)
    return replace(layout, reading=_translated_into(layout), expected=False) if layout.alternates else layout


def _translated_into(layout: Layout) -> str | None:
    """Of the languages that take turns in a note with a Latin title: the one that is not written in Latin."""
    languages = [part.language for part in layout.parts if part.language in CJK]
    return languages[0] if languages else layout.reading


def usual_ratio(reading: str | None, original: str | None) -> float:
    """Units of a translation for one of its original: Chinese for English has a median of 1.40 over 113,463
    pairs of a real vault; the other way round it is the inverse, and 1 where both count alike."""
    if (reading in CJK) == (original in CJK):
        return 1.0
    return 1.4 if reading in CJK else 0.7


def _median(values: list[float]) -> float:
    from statistics import median  # brings decimal and fractions, which few notes need

    return median(values)
