"""Pairs the parts of a note that translate one another: folded below one another, or alternating."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby, pairwise
from math import log

from vault_tools.lazy_dataclass import dataclass
from vault_tools.memo import Memo, cached_property
from vault_tools.note.language import ANOTHER, CJK, wide_share
from vault_tools.note.languages import LANGUAGES, LATIN
from vault_tools.note.note import Note
from vault_tools.sections.pairs import Pair, median_of, pair_of, usual_ratio
from vault_tools.sections.passages import Part, Section, parts_of, sections_of

_A_VOTE, _UNLIKELY = 0.4, 2.0
"""The weight of a section's beginning and end against the fit of lengths, and the misfit of an unlikely
order, as logarithms."""
_TURNS = 0.2, 0.8
"""The limits for the share of foreign text in a note in which two languages alternate."""
_TOLD = 3
"""Number of sections whose beginnings and ends decide the order, whatever lengths say."""
_FEW_UNITS, _HARDLY_WIDE = 3, 0.1
"""Minimum number of words from which a passage of unknown language may be Latin, and maximum share of CJK in
it."""
_WEIGHTY = 300
"""Maximum weight of a passage, in units, so that a single one that went wrong does not decide for all."""


@dataclass(frozen=True)
class PairedParts(Memo):
    """The parts of a note's body, distinguished by its reading language, which is None if unknown."""

    note: Note
    reading: str | None

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The languages other than the reading language."""
        return _foreign_to(self.reading)

    def is_foreign(self, part: Part) -> bool:
        """Whether a part is in a language other than the reading language."""
        return part.language in self.foreign

    def is_original(self, part: Part) -> bool:
        """Whether a part is a fold that holds, or claims to hold, an original."""
        if part.fold is None or part.fold.promise == self.reading:
            return False
        return part.fold.promise is not None or self.is_foreign(part)

    def text_of(self, parts: Sequence[Part]) -> str:
        text = self.note.text
        if len(parts) == 1:
            start, end = parts[0].readable
            return text[start:end]
        return "\n".join([text[start:end] for start, end in [part.readable for part in parts]])

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return self.note.once(parts_of)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return sections_of(self.note, self.parts)

    @cached_property
    def foreign_passages(self) -> tuple[Part, ...]:
        """The unfolded parts in another language."""
        foreign = self.foreign
        if foreign.isdisjoint(self.note.scan.passages.languages):
            return ()
        return tuple([part for part in self.parts if part.language in foreign and not part.fold])

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of all sections, in order."""
        if not (self.note.folds.outer or self.foreign_passages):
            return ()
        return tuple(chain.from_iterable(map(self._pairs_in, self.sections)))

    def _pairs_in(self, section: Section) -> Iterable[Pair]:
        parts = section.parts
        originals = [index for index, part in enumerate(parts) if part.fold and self.is_original(part)]
        if originals:
            return self._folded(parts, originals)
        return self._alternating(parts) if self.alternates else ()

    def _folded(self, parts: tuple[Part, ...], originals: Sequence[int]) -> list[Pair]:
        """The pairs of the parts at some indexes with those between them; from the last one up if each
        original is above its translation."""
        if self._originals_below:
            return [
                pair_of(parts[above + 1 : index], (parts[index],))
                for above, index in pairwise([-1, *originals])
            ]
        bounds = pairwise([*originals, len(parts)])
        return [pair_of(parts[index + 1 : below], (parts[index],)) for index, below in bounds][::-1]

    @cached_property
    def _originals_below(self) -> bool:
        """Whether originals are below their translations, as in nearly every note."""
        return self._order([section.parts for section in self.sections], self._is_no_original) >= 0

    def _is_no_original(self, part: Part) -> bool:
        return not self.is_original(part)

    @cached_property
    def alternates(self) -> bool:
        """Whether originals and translations alternate: most foreign runs are next to a run in the reading
        language, and foreign text is neither a small part of the note nor nearly all of it."""
        least, most = _TURNS
        if not (self.foreign_passages and least <= self.foreign_share <= most):
            return False
        beside = foreign = 0
        for section in self.sections:
            runs = self._runs(section.parts)
            for index, run in enumerate(runs):
                if self._turn(run[0]) != self.reading:
                    foreign += 1
                    beside += len(runs[max(0, index - 1) : index + 2]) > 1
        return foreign >= 2 and 2 * beside >= foreign

    @cached_property
    def _original_first(self) -> bool:
        """Whether translations follow their originals if these are not folded."""
        told = [
            [part for part in section.parts if part.language and not part.fold] for section in self.sections
        ]
        return self._order(told, self.is_foreign) >= 0

    @cached_property
    def foreign_share(self) -> float:
        """The share of unfolded text that is in other languages, from 0 to 1."""
        if not self.foreign_passages:
            return 0.0
        told = [part for part in self.parts if part.language and not part.fold]
        return _weight(self.foreign_passages) / max(1, _weight(told))

    def _order(self, sections: Iterable[Sequence[Part]], is_first: Callable[[Part], bool]) -> float:
        """Positive if the parts of sections for which `is_first` is true come first: by how most sections
        begin and end, else by the order in which the lengths of neighbours fit better."""
        ends = [(is_first(parts[0]), is_first(parts[-1])) for parts in sections if len(parts) > 1]
        votes = ends.count((True, False)) - ends.count((False, True))
        if abs(votes) >= _TOLD:
            return votes
        misfits: dict[bool, list[float]] = {True: [_UNLIKELY], False: [_UNLIKELY]}
        usual = usual_ratio(self.reading, None)
        for first, second in chain.from_iterable(map(pairwise, sections)):
            sizes = {self._is_translated(part): part.units for part in (first, second)}
            if is_first(first) != is_first(second) and len(sizes) == 2:
                ratio = sizes[False] / max(1, sizes[True])
                misfits[is_first(first)].append(abs(log(max(ratio, 0.01) / usual)))
        return _A_VOTE * votes + median_of(misfits[False]) - median_of(misfits[True])

    def _is_translated(self, part: Part) -> bool:
        return self.is_original(part) or (part.fold is None and self.is_foreign(part))

    def _runs(self, parts: Sequence[Part]) -> list[list[Part]]:
        """Runs of neighbouring unfolded parts in one language, without parts of unknown language."""
        told = [(language, part) for part in parts if not part.fold and (language := self._turn(part))]
        return [[part for _, part in run] for _, run in groupby(told, key=lambda turn: turn[0])]

    def _turn(self, part: Part) -> str | None:
        """The language of a part; a few Latin words among foreign passages count as that foreign language."""
        if part.language or part.units < _FEW_UNITS or not self._foreign_language:
            return part.language
        return None if wide_share(self.text_of([part])) > _HARDLY_WIDE else self._foreign_language

    @cached_property
    def _foreign_language(self) -> str | None:
        """The language of the first foreign passage in Latin letters."""
        return next((part.language for part in self.foreign_passages if part.language not in CJK), None)

    def _alternating(self, parts: Sequence[Part]) -> Iterator[Pair]:
        runs = self._runs(parts)
        for index, run in enumerate(runs):
            if self._turn(run[0]) != self.reading:
                beside = index + 1 if self._original_first else index - 1
                translation = runs[beside] if 0 <= beside < len(runs) else []
                yield pair_of(tuple(translation), tuple(run))


@cache
def _foreign_to(reading: str | None) -> frozenset[str]:
    """The languages other than a reading language. If that is a Latin language other than the presumed one,
    unidentified text may be in it too."""
    told = {*LANGUAGES, ANOTHER} if reading in CJK or reading == LATIN else {*LANGUAGES} - {ANOTHER}
    return frozenset(told - {reading})


def _weight(parts: Sequence[Part]) -> int:
    """The units of some parts, each up to _WEIGHTY."""
    return sum([part.units if part.units < _WEIGHTY else _WEIGHTY for part in parts])
