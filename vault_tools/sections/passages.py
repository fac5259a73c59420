"""A note's body as sections of passages, each in one language, and of folds: what its scan says, part by
part."""

from collections.abc import Iterator
from itertools import pairwise, repeat
from typing import NamedTuple

from vault_tools.note.blocks import CODES, Block
from vault_tools.note.details import Fold
from vault_tools.note.note import Note
from vault_tools.note.scan.found import FOLD


class Part(NamedTuple):
    """A passage or a fold. `language` is None if nothing shows it; a fold's is that of what it holds, and so
    are its `units`: the CJK characters and Latin words of the part, about."""

    start: int
    end: int
    language: str | None
    kind: str
    units: int
    fold: Fold | None = None

    @property
    def readable(self) -> tuple[int, int]:
        """Where what there is to read begins and ends: of a fold what is below its summary."""
        return (self.fold.inner.start, self.fold.inner.end) if self.fold else (self.start, self.end)


_new = tuple.__new__
"""Makes a part in half the time; a note has thousands."""
_KIND_OF = {letter: kind for kind, letters in CODES.items() for letter in letters} | {FOLD: "fold"}


class Section(NamedTuple):
    """What is between two headings, those in folds aside; `heading` is None above the first one."""

    heading: Block | None
    end: int
    parts: tuple[Part, ...]


def sections_of(note: Note) -> tuple[Section, ...]:
    """The sections of a note's body, the one above the first heading included."""
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
