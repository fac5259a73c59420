"""Notes by number, sorted by path. A set of them takes 4 bytes per note, where a set of paths takes over 50;
in a large vault MOCs need as many sets as there are tags, names and months."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import compress
from typing import TypeAlias

Mask: TypeAlias = int
"""A set of notes as one integer, in which byte number N, the lowest first, is 1 if note N is in the set, else
0."""
Numbers: TypeAlias = "array[int]"
"""A set of notes by number, sorted."""


def numbers_of(numbers: Iterable[int] = ()) -> Numbers:
    """An array of numbers that must be sorted."""
    return array("I", numbers)


class NumberedNotes:
    """The notes of one vault by number. `paths` must be sorted."""

    __slots__ = ("_last", "paths")

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = paths
        self._last = 0

    def __len__(self) -> int:
        return len(self.paths)

    def number(self, path: str) -> int | None:
        """The number of a note; None if it is not among them. Optimized for queries in order, or repeated."""
        paths = self.paths
        for at in (self._last, self._last + 1):
            if at < len(paths) and paths[at] == path:
                self._last = at
                return at
        at = bisect_left(paths, path)
        if at < len(paths) and paths[at] == path:
            self._last = at
            return at
        return None

    def mask(self, paths: Iterable[str]) -> Mask:
        """The mask of those of these paths that are notes."""
        return self.mask_of(number for path in paths if (number := self.number(path)) is not None)

    def mask_of(self, numbers: Iterable[int]) -> Mask:
        meant = bytearray(len(self.paths))
        for number in numbers:
            meant[number] = 1
        return int.from_bytes(meant, "little")

    def meant(self, mask: Mask) -> bytes:
        """One byte per note by number: 1 if it is in the mask, else 0."""
        return mask.to_bytes(len(self.paths), "little")

    def masked(self, mask: Mask) -> "SomeNotes":
        return SomeNotes(self, numbers_of(compress(range(len(self.paths)), self.meant(mask))))


class SomeNotes(Set[str]):
    """A set of paths of notes that iterates in order."""

    __slots__ = ("notes", "numbers")

    def __init__(self, notes: NumberedNotes, numbers: "Numbers | None" = None) -> None:
        self.notes, self.numbers = notes, numbers_of() if numbers is None else numbers

    def __contains__(self, path: object) -> bool:
        number = self.notes.number(path) if isinstance(path, str) else None
        return number is not None and self._has(number, bisect_left(self.numbers, number))

    def __iter__(self) -> Iterator[str]:
        return map(self.notes.paths.__getitem__, self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SomeNotes) and other.notes is self.notes:
            return self.numbers is other.numbers or self.numbers == other.numbers
        return Set.__eq__(self, other)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def _from_iterable(cls, paths: Iterable[str]) -> Set[str]:  # type: ignore[override]
        """The result of `|`, `&` and `-`, which is never large."""
        return frozenset(paths)

    def _has(self, number: int, at: int) -> bool:
        return at < len(self.numbers) and self.numbers[at] == number

    def among(self, meant: bytes) -> "SomeNotes":
        """The notes that are also in `meant` (see `NumberedNotes.meant`); the same object if all are."""
        kept = bytes(map(meant.__getitem__, self.numbers))
        return self if all(kept) else SomeNotes(self.notes, numbers_of(compress(self.numbers, kept)))

    def toggled(self, number: int) -> "SomeNotes":
        """The set with a note added, or removed if it is in there."""
        at = bisect_left(self.numbers, number)
        others = self.numbers[at + 1 :] if self._has(number, at) else numbers_of([number]) + self.numbers[at:]
        return SomeNotes(self.notes, self.numbers[:at] + others)
