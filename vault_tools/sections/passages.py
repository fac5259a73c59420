"""A note's body as sections of passages, each in one language, and of folds: the columns of its scan as
objects."""

from collections.abc import Iterator
from itertools import pairwise, repeat
from typing import NamedTuple

from vault_tools.note.blocks import CODES, Block
from vault_tools.note.details import Fold
from vault_tools.note.note import Note
from vault_tools.note.scan.found import FOLD


class Part(NamedTuple):
    """A passage or a fold. `language` is None if unknown. `units` is the approximate number of CJK characters
    and Latin words. Both describe the content of a fold."""

    start: int
    end: int
    language: str | None
    kind: str
    units: int
    fold: Fold | None = None

    @property
    def readable(self) -> tuple[int, int]:
        """The offsets of the readable text: for a fold, the text below its summary."""
        return (self.fold.inner.start, self.fold.inner.end) if self.fold else (self.start, self.end)


_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note has thousands of parts."""
_KIND_OF = {letter: kind for kind, letters in CODES.items() for letter in letters} | {FOLD: "fold"}


class Section(NamedTuple):
    """The part of a body between two headings, not counting headings in folds. `heading` is None above the
    first one."""

    heading: Block | None
    end: int
    parts: tuple[Part, ...]


def sections_of(note: Note) -> tuple[Section, ...]:
    """The sections of a note's body, including the one above the first heading."""
    return tuple(_sections(note))


def _sections(note: Note) -> Iterator[Section]:
    found, blocks = note.scan.passages, note.scan.blocks
    kinds = map(_KIND_OF.__getitem__, found.kinds)
    folds = map([*note.folds.outer, None].__getitem__, found.folds)
    columns = zip(found.starts, found.ends, found.languages, kinds, found.units, folds, strict=True)
    parts = tuple(map(_new, repeat(Part), columns))
    firsts = pairwise((*found.firsts, len(parts)))
    for heading, end, (first, behind) in zip(found.headings, found.section_ends, firsts, strict=True):
        yield Section(blocks.at(heading) if heading >= 0 else None, end, parts[first:behind])
