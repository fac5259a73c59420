"""The layout of translations and originals in a note, and which belong together.

A body is a sequence of parts: passages, each in one language, and folds. With Z for the reading language, E
for the original's and D for a folded original, the layouts are

    folded       Z D Z D      each translation is above its original, or below it throughout
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
from vault_tools.sections.passages import Part, Section, parts_of
from vault_tools.sections.reading import head_language, may_be_read, most_read, own_language
from vault_tools.vault.schema import Schema

_RATIOS = 3
"""Minimum number of pairs from which a note's usual ratio is computed."""
_ONE_TO_ONE = 0.6
"""The minimum share of pairs with as many originals as translations in a note that pairs them one to one."""
_AT_SEA = 3
"""Number of pairs next to a drift that may belong to it."""


@dataclass(frozen=True)
class Layout(PairedParts):
    """A note's body as sections of parts, and properties of the whole. `declared`: the note or its profile
    declares the language in which it is read. `inferred`: neither they nor the configuration do."""

    declared: bool = False
    inferred: bool = False

    @cached_property
    def expected(self) -> bool:
        """Whether something in this note, not only in the vault, indicates that it is read in `reading`: not
        a Latin title if languages alternate below it."""
        if self.declared:
            return True
        is_mixed = self.inferred and self.reading not in CJK and self.alternates
        return not is_mixed and head_language(self.note) == self.reading

    def kept(self, pair: Pair) -> str:
        """How much of an original its translation keeps, as `24 of 131 words`."""
        part, whole = self._counted(pair.translation), self._counted(pair.original)
        number, unit = part.split()
        return f"{number if whole.endswith(unit) else part} of {whole}"

    def units_of_pair(self, pair: Pair) -> str:
        """The unit of the pair's ratio, as `characters per word`."""
        kept, whole = (side[0].language in CJK for side in pair.sides)
        return f"{'characters' if kept else 'words'} per {'character' if whole else 'word'}"

    def amounts(self, pair: Pair) -> str:
        """The length of both sides, as `131 words for 24 characters of translation`."""
        return f"{self._counted(pair.original)} for {self._counted(pair.translation)} of translation"

    def _counted(self, parts: Sequence[Part]) -> str:
        units = counts_of(prose_of(self.text_of(parts))).units
        return f"{units:,} {'characters' if parts[0].language in CJK else 'words'}"

    @cached_property
    def paired(self) -> frozenset[int]:
        """The start offsets of the parts that belong to a pair."""
        return frozenset([part.start for pair in self.pairs for side in pair.sides for part in side])

    @cached_property
    def pairs_by_end(self) -> dict[int, Pair]:
        """The pairs with both sides, by the end offset of either side's text."""
        both = [pair for pair in self.pairs if pair.translation]
        return {side[-1].readable[1]: pair for pair in both for side in (pair.original, pair.translation)}

    def parts_below(self, pair: Pair) -> Iterator[Part]:
        """The parts between a pair and the next heading that belong to no pair."""
        end = max(part.end for side in pair.sides for part in side)
        section = next((section for section in self.sections if end <= section.end), None)
        below = (part for part in section.parts if part.start >= end) if section else ()
        return takewhile(lambda part: part.start not in self.paired, below)

    def next_text(self, position: int, language: str | None, *, folded: bool) -> str:
        """The text of the first part after an offset: a fold if `folded`, else an unfolded part in the same
        language; empty if there is none."""
        found = self.note.scan.passages
        for index in range(bisect_left(found.starts, position), len(found.starts)):
            is_fold = found.folds[index] >= 0
            if is_fold == folded and (folded or found.languages[index] in (language, None)):
                return self.text_of([self.parts[index]])
        return ""

    @cached_property
    def drifts(self) -> tuple[Drift, ...]:
        """The runs of folds that hold the originals of neighbouring passages."""
        return tuple(drifts_of(self.pairs, self.note.text, self.usual_ratio)) if self.pairs else ()

    @cached_property
    def drifted(self) -> frozenset[Part]:
        """The folds of the drifts."""
        return frozenset(pair.original[0] for drift in self.drifts for pair in drift.pairs)

    @cached_property
    def adrift(self) -> frozenset[Part]:
        """The parts of pairs that can't be judged because the fold does not hold the original: those of the
        drifts and of the pairs next to them, where the offset changes."""
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
        """The ratios of translation to original in this note, of originals that are long enough to tell."""
        return [pair.ratio for pair in self.translated if pair.is_long]

    @cached_property
    def translated(self) -> list[Pair]:
        """The pairs of which both sides exist, each in its language."""
        return [pair for pair in self.pairs if self.translates(pair)]

    @cached_property
    def usual_ratio(self) -> float:
        """The median ratio of translation to original in this note, in units; with too few pairs, the usual
        ratio in other notes."""
        if len(self.known_ratios) >= _RATIOS:
            return median_of(self.known_ratios)
        originals = (part.language for pair in self.pairs for part in pair.original)
        return usual_ratio(self.reading, next((o for o in originals if o not in (None, self.reading)), None))

    def translates(self, pair: Pair) -> bool:
        """Whether both sides exist, each in its language."""
        foreign = self.foreign
        for part in pair.translation:
            if part.language in foreign:
                return False
        for part in pair.original:
            if part.language not in foreign:
                return False
        return bool(pair.translation)

    def stand_together(self, first: Pair, second: Pair) -> bool:
        """Whether there is no heading between two pairs."""
        above = self.note.heading_above
        return above(first.original[-1].end) == above(second.original[0].start)

    @cached_property
    def one_to_one(self) -> bool:
        """Whether most runs of originals have as many translations."""
        pairs = [pair for pair in self.pairs if pair.translation]
        return sum(len(pair.original) == len(pair.translation) for pair in pairs) >= _ONE_TO_ONE * len(pairs)

    def heading_text(self, section: Section) -> str:
        return heading_text(self.note.text, section.heading) if section.heading else ""


_last: "list[tuple[Note, Schema, Layout] | None]" = [None]
"""The layout of the note being checked. Stored here because a note that kept its own layout would refer to
itself."""


def layout_of(note: Note, schema: Schema) -> Layout:
    """The layout of a note's body, with the reading language of the note, its profile or the vault."""
    kept = _last[0]
    if kept and kept[0] is note and kept[1] is schema:
        return kept[2]
    own = own_language(note) or schema.profile_language
    layout = _layout(note, own or schema.language, own is not None)
    _last[0] = note, schema, layout
    return layout


def _layout(note: Note, language: str | None, declared: bool) -> Layout:
    if language:
        return Layout(note, language, declared)
    head, parts = head_language(note), note.once(parts_of)
    reading = head if head in CJK and may_be_read(head, parts) else most_read(parts)
    layout = Layout(note, reading, inferred=True)
    alternates = head not in CJK and layout.alternates
    return replace(layout, reading=_translated_into(layout)) if alternates else layout


def _translated_into(layout: Layout) -> str | None:
    """The reading language of a note with a Latin title in which languages alternate: the one that is not
    Latin."""
    languages = [part.language for part in layout.parts if part.language in CJK]
    return languages[0] if languages else layout.reading
