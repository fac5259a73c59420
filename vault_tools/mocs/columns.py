"""The values of a field in all notes of a vault: by path, held by number."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from vault_tools.mocs.numbered import NumberedNotes

Texts: TypeAlias = tuple[str, ...]
Held: TypeAlias = str | tuple[str, ...]
"""A text alone stands for itself: most notes have one value, and each tuple takes 56 bytes."""


def held(texts: Texts) -> Held:
    return texts[0] if len(texts) == 1 else texts


class Column(Mapping[str, Texts]):
    """Each value once, in the order of the note."""

    def __init__(self, notes: NumberedNotes) -> None:
        self.notes = notes

    @abstractmethod
    def at(self, number: int) -> Texts:
        """The values in the note of this number."""

    def __getitem__(self, path: str) -> Texts:
        number = self.notes.number(path)
        if number is None:
            raise KeyError(path)
        return self.at(number)

    def __iter__(self) -> Iterator[str]:
        return iter(self.notes.paths)

    def __len__(self) -> int:
        return len(self.notes.paths)

    def replaced(self, now: Mapping[int, Texts]) -> "Column":
        """The column where some notes have other values now."""
        values = self._values()
        for number, texts in now.items():
            values[number] = held(texts)
        return ReadColumn(self.notes, values)

    def _values(self) -> list[Held]:
        return [held(self.at(number)) for number in range(len(self))]


class ReadColumn(Column):
    """What was read of all notes."""

    def __init__(self, notes: NumberedNotes, values: list[Held]) -> None:
        super().__init__(notes)
        self._read = values

    def at(self, number: int) -> Texts:
        found = self._read[number]
        return found if isinstance(found, tuple) else (found,)

    def _values(self) -> list[Held]:
        return self._read.copy()
