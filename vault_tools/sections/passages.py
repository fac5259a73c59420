"""A note's body as sections of passages, each in one language, and of folds: the columns of its scan as
objects."""

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


def parts_of(note: Note) -> tuple[Part, ...]:
    """The parts of a note's body."""
    found = note.scan.passages
    kinds = map(_KIND_OF.__getitem__, found.kinds)
    folds = map([*note.folds.outer, None].__getitem__, found.folds)
    columns = zip(found.starts, found.ends, found.languages, kinds, found.units, folds, strict=True)
    return tuple(map(_new, repeat(Part), columns))


def sections_of(note: Note, parts: tuple[Part, ...]) -> tuple[Section, ...]:
    """The sections of a note's body, including the one above the first heading, with their parts."""
    found, at = note.scan.passages, note.scan.blocks.at
    headings = [at(heading) if heading >= 0 else None for heading in found.headings]
    in_sections = [parts[first:behind] for first, behind in pairwise((*found.firsts, len(parts)))]
    return tuple(map(Section, headings, found.section_ends, in_sections))
