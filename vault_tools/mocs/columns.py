"""The values of one field in all notes of a vault, by path. They are stored by number and packed, since in a
large vault one object per note takes megabytes."""

from abc import abstractmethod
from array import array
from collections.abc import Iterator, Mapping
from copy import copy
from typing import TypeAlias

from vault_tools.mocs.numbered import NumberedNotes

Texts: TypeAlias = tuple[str, ...]


class Column(Mapping[str, Texts]):
    """The values of one field by path: each value once, in the order of the note."""

    def __init__(self, notes: NumberedNotes) -> None:
        self.notes = notes

    @abstractmethod
    def at(self, number: int) -> Texts:
        """The values in the note with this number."""

    def __getitem__(self, path: str) -> Texts:
        number = self.notes.number(path)
        if number is None:
            raise KeyError(path)
        return self.at(number)

    def __iter__(self) -> Iterator[str]:
        return iter(self.notes.paths)

    def __len__(self) -> int:
        return len(self.notes.paths)


class ReadColumn(Column):
    """A column that is filled note by note. A note that was never `put` has no values."""

    @abstractmethod
    def put(self, number: int, texts: Texts) -> None:
        """Set the values of the note with this number."""

    @abstractmethod
    def copied(self) -> "ReadColumn":
        """A copy that can change on its own."""

    def is_filled(self) -> None:
        """All notes were put, and few will be again: memory needed only for that can be freed."""


class SharedColumn(ReadColumn):
    """A column of values that many notes share. Each text is stored once; a note stores how many it has and
    where they are."""

    def __init__(self, notes: NumberedNotes) -> None:
        super().__init__(notes)
        self._starts, self._places = array("I", [0]) * len(notes), array("I", [0])
        self._alone: list[Texts] = []
        """Each text as a tuple of one, which is the value of notes with only that text."""
        self._place_of: dict[str, int] = {}

    def at(self, number: int) -> Texts:
        start = self._starts[number]
        count = self._places[start]
        if count == 1:
            return self._alone[self._places[start + 1]]
        return tuple([self._alone[place][0] for place in self._places[start + 1 : start + 1 + count]])

    def put(self, number: int, texts: Texts) -> None:
        self._starts[number] = len(self._places) if texts else 0
        if texts:
            self._places.append(len(texts))
            for text in texts:
                self._places.append(self._place(text))

    def copied(self) -> "SharedColumn":
        column = copy(self)  # both share the list of texts, which only grows
        column._starts, column._places = self._starts[:], self._places[:]
        return column

    def is_filled(self) -> None:
        self._place_of.clear()

    def _place(self, text: str) -> int:
        place = self._place_of.get(text)
        if place is None:
            place = self._place_of[text] = len(self._alone)
            self._alone.append((text,))
        return place


class OwnColumn(ReadColumn):
    """A column with at most one text per note, which few notes share, such as the title."""

    def __init__(self, notes: NumberedNotes) -> None:
        super().__init__(notes)
        self._starts, self._ends = array("I", [0]) * len(notes), array("I", [0]) * len(notes)
        self._packed = bytearray()

    def at(self, number: int) -> Texts:
        text = self._packed[self._starts[number] : self._ends[number]]
        return (text.decode("utf-8", "surrogatepass"),) if text else ()

    def put(self, number: int, texts: Texts) -> None:
        self._starts[number] = len(self._packed)
        self._packed += "".join(texts).encode("utf-8", "surrogatepass")
        self._ends[number] = len(self._packed)

    def copied(self) -> "OwnColumn":
        column = copy(self)
        column._starts, column._ends, column._packed = self._starts[:], self._ends[:], self._packed[:]
        return column
