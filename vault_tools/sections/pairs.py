"""A translation and its original."""

from typing import NamedTuple

from vault_tools.sections.passages import Part

LONG_ORIGINAL = 30
"""Units from which on the length of a translation says something of what it keeps."""


class Pair(NamedTuple):
    """Parts that translate one another, in one section. Where a translation is missing there is none."""

    translation: tuple[Part, ...]
    original: tuple[Part, ...]

    @property
    def original_units(self) -> int:
        original = self.original
        return original[0].units if len(original) == 1 else sum([part.units for part in original])

    @property
    def is_long(self) -> bool:
        return self.original_units >= LONG_ORIGINAL

    @property
    def ratio(self) -> float:
        """Units of the translation for one of the original."""
        return self.translation_units / max(1, self.original_units)

    @property
    def translation_units(self) -> int:
        translation = self.translation
        return translation[0].units if len(translation) == 1 else sum([part.units for part in translation])
