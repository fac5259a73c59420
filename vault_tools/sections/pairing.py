"""Pairs the parts of a note that translate one another: folded below one another, or alternating."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from math import log

from vault_tools.lazy_dataclass import dataclass
from vault_tools.memo import Memo, cached_property
from vault_tools.note.language import ANOTHER, CJK, wide_share
from vault_tools.note.languages import LATIN
from vault_tools.note.note import Note
from vault_tools.sections.pairs import Pair, median_of, pair_of, usual_ratio
from vault_tools.sections.passages import Part, Section

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
    sections: tuple[Section, ...]

    def is_foreign(self, part: Part) -> bool:
        """Whether a part is in a language other than the reading language. If that is a Latin language other
        than the presumed one, unidentified text may be in it too."""
        language = part.language
        if language is None or language == self.reading:
            return False
        return language != ANOTHER or self.reading in CJK or self.reading == LATIN

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
        return tuple(chain.from_iterable([section.parts for section in self.sections]))

    @cached_property
    def foreign_passages(self) -> tuple[Part, ...]:
        """The unfolded parts in another language."""
        return tuple([part for part in self.parts if not part.fold and self.is_foreign(part)])

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of all sections, in order."""
        return tuple(pair for section in self.sections for pair in self._pairs_in(section))

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
            yield pair_of(tuple(pending if below else reversed(pending)), (part,))
            pending = []

    @cached_property
    def _originals_below(self) -> bool:
        """Whether originals are below their translations, as in nearly every note."""
        return self._order(lambda part: not self.is_original(part), lambda part: True) >= 0

    @cached_property
    def alternates(self) -> bool:
        """Whether originals and translations alternate: most foreign runs are next to a run in the reading
        language, and foreign text is neither a small part of the note nor nearly all of it."""
        if not self.foreign_passages:
            return False
        beside = foreign = 0
        for section in self.sections:
            runs = self._runs(section.parts)
            for index, run in enumerate(runs):
                if self._turn(run[0]) != self.reading:
                    foreign += 1
                    beside += len(runs[max(0, index - 1) : index + 2]) > 1
        least, most = _TURNS
        return foreign >= 2 and 2 * beside >= foreign and least <= self.foreign_share <= most

    @cached_property
    def _original_first(self) -> bool:
        """Whether translations follow their originals if these are not folded."""
        return self._order(self.is_foreign, lambda part: part.fold is None and part.language is not None) >= 0

    @cached_property
    def foreign_share(self) -> float:
        """The share of unfolded text that is in other languages, from 0 to 1."""
        told = [part for part in self.parts if part.language and not part.fold]
        return _weight(self.foreign_passages) / max(1, _weight(told))

    def _order(self, is_first: Callable[[Part], bool], counts: Callable[[Part], bool]) -> float:
        """Positive if the parts for which `is_first` is true come first: by how most sections begin and end,
        else by the order in which the lengths of neighbours fit better."""
        sections = [[part for part in section.parts if counts(part)] for section in self.sections]
        ends = [(is_first(parts[0]), is_first(parts[-1])) for parts in sections if len(parts) > 1]
        votes = ends.count((True, False)) - ends.count((False, True))
        misfits: dict[bool, list[float]] = {True: [_UNLIKELY], False: [_UNLIKELY]}
        usual = usual_ratio(self.reading, None)
        for first, second in (pair for parts in sections for pair in pairwise(parts) if abs(votes) < _TOLD):
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


def _weight(parts: Sequence[Part]) -> int:
    """The units of some parts, each up to _WEIGHTY."""
    return sum([part.units if part.units < _WEIGHTY else _WEIGHTY for part in parts])
