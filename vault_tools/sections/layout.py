"""How a note lays out a translation and its original, and what is beside what.

A body is a sequence of parts: passages, each in one language, and folds. With Z for the language that the
note is read in, E for the original's and D for a folded original, the layouts are

    folded       Z D Z D      each translation is above its original, or below it all through a note
    alternating  E Z E Z      each translation follows its original, or the other way round
    single       Z Z Z Z      no originals
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from vault_tools.lazy_dataclass import dataclass, replace
from vault_tools.memo import cached_property
from vault_tools.note.inline import heading_text
from vault_tools.note.language import CJK, counts_of
from vault_tools.note.note import Note
from vault_tools.note.prose import prose_of
from vault_tools.sections.alignment import Drift, drifts_of
from vault_tools.sections.pairing import PairedParts
from vault_tools.sections.pairs import Pair, median_of, usual_ratio
from vault_tools.sections.passages import Part, Section, sections_of
from vault_tools.sections.reading import head_language, may_be_read, most_read, own_language
from vault_tools.vault.schema import Schema

_RATIOS = 3
"""Pairs whose lengths say what is usual in a note."""
_ONE_TO_ONE = 0.6
"""The share of pairs that have as many originals as translations where a note does so."""
_AT_SEA = 3
"""Pairs next to a drift that may belong to it."""


@dataclass(frozen=True)
class Layout(PairedParts):
    """A note's body as sections of parts, and what holds of it as a whole. `expected` says whether something
    speaks for this note being read in `reading`, not for the vault alone, `inferred` whether nobody said so,
    neither the note nor the configuration."""

    expected: bool
    inferred: bool = False

    def kept(self, pair: Pair) -> str:
        """How much of an original its translation has, as `24 of 131 words`."""
        part, whole = self._counted(pair.translation), self._counted(pair.original)
        number, unit = part.split()
        return f"{number if whole.endswith(unit) else part} of {whole}"

    def units_of_pair(self, pair: Pair) -> str:
        """What the two sides are counted in, as `characters a word`."""
        kept, whole = (side[0].language in CJK for side in pair.sides)
        return f"{'characters' if kept else 'words'} {'a character' if whole else 'a word'}"

    def amounts(self, pair: Pair) -> str:
        """How much there is of both, as `131 words for 24 characters of translation`."""
        return f"{self._counted(pair.original)} for {self._counted(pair.translation)} of translation"

    def _counted(self, parts: Sequence[Part]) -> str:
        units = counts_of(prose_of(self.text_of(parts))).units
        return f"{units:,} {'characters' if parts[0].language in CJK else 'words'}"

    @cached_property
    def paired(self) -> frozenset[int]:
        """Where the parts begin that belong to a pair."""
        return frozenset([part.start for pair in self.pairs for side in pair.sides for part in side])

    @cached_property
    def pairs_by_end(self) -> dict[int, Pair]:
        """The pairs that have both sides, by where the text of either ends."""
        both = [pair for pair in self.pairs if pair.translation]
        return {side[-1].readable[1]: pair for pair in both for side in (pair.original, pair.translation)}

    def parts_below(self, pair: Pair) -> Iterator[Part]:
        """The parts below a pair, up to the next heading, that belong to no pair."""
        end = max(part.end for side in pair.sides for part in side)
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
        return tuple(drifts_of(self.pairs, self.note.text, self.usual_ratio))

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
        return frozenset(part for pair in adrift for side in pair.sides for part in side)

    def is_adrift(self, pair: Pair) -> bool:
        return bool(self.adrift) and pair.original[0] in self.adrift

    @cached_property
    def known_ratios(self) -> list[float]:
        """How long the note's translations are for their originals, where those are long enough to say."""
        return [pair.ratio for pair in self.pairs if pair.is_long and self.translates(pair)]

    @cached_property
    def usual_ratio(self) -> float:
        """The median of translation to original in this note, in units; where it has few, that of others."""
        if len(self.known_ratios) >= _RATIOS:
            return median_of(self.known_ratios)
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
        return sum(len(pair.original) == len(pair.translation) for pair in pairs) >= _ONE_TO_ONE * len(pairs)

    def heading_text(self, section: Section) -> str:
        return heading_text(self.note.text, section.heading) if section.heading else ""


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
        return Layout(note, language, sections, declared or head == language)
    if head in CJK:
        reading = head if may_be_read(head, sections) else most_read(sections)
        return Layout(note, reading, sections, head == reading, inferred=True)
    reading = most_read(sections)
    layout = Layout(note, reading, sections, head == reading, inferred=True)
    return replace(layout, reading=_translated_into(layout), expected=False) if layout.alternates else layout


def _translated_into(layout: Layout) -> str | None:
    """Of the languages that take turns in a note with a Latin title: the one that is not written in Latin."""
    languages = [part.language for part in layout.parts if part.language in CJK]
    return languages[0] if languages else layout.reading
