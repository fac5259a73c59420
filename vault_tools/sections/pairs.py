"""Pairs of a translation and its original."""

from typing import NamedTuple

from vault_tools.note.language import CJK
from vault_tools.sections.passages import Part

LONG_ORIGINAL = 30
"""Minimum length in units of an original whose translation's length shows what it keeps."""


class Pair(NamedTuple):
    """Parts of one section that translate one another, and the units of each side. `translation` is empty if
    it is missing."""

    translation: tuple[Part, ...]
    original: tuple[Part, ...]
    translation_units: int
    original_units: int

    @property
    def sides(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        return self.translation, self.original

    @property
    def is_long(self) -> bool:
        return self.original_units >= LONG_ORIGINAL

    @property
    def ratio(self) -> float:
        """Units of the translation per unit of the original."""
        return self.translation_units / (self.original_units or 1)


def pair_of(translation: tuple[Part, ...], original: tuple[Part, ...]) -> Pair:
    return Pair(translation, original, _units_of(translation), _units_of(original))


def _units_of(parts: tuple[Part, ...]) -> int:
    return parts[0].units if len(parts) == 1 else sum([part.units for part in parts])


def usual_ratio(reading: str | None, original: str | None) -> float:
    """Usual units of a translation per unit of its original. Chinese for English has a median of 1.40 over
    113,463 pairs of a real vault; the opposite direction uses the inverse, and two languages counted alike
    use 1."""
    if (reading in CJK) == (original in CJK):
        return 1.0
    return 1.4 if reading in CJK else 0.7


def median_of(values: list[float]) -> float:
    """The median. The module `statistics` would import decimal, fractions and random."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
