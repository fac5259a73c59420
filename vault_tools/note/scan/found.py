"""What a scan of a text says: plain data, however it was found.

Places are code points of the note's whole text, never bytes and never counted from the body; a range is half
open. What is numbered is numbered from 0. Languages are ISO 639-1 codes, `und` for one that can't be named,
None if nothing shows which it is. Of what a note has thousands of there are columns of one length, not an
object each; their letters are those of `blocks.CODES` and `sentences.ENDINGS`.
"""

from typing import NamedTuple, Protocol

from vault_tools.note.blocks import Blocks, Lines
from vault_tools.note.details import Folds
from vault_tools.note.residue import ResidueMarker

FOLD = "d"
"""The letter of a fold among the kinds of passages; those of the others are blocks' letters."""


class Passages(NamedTuple):
    """What there is to read, in order: passages, each in one language, and the folds that no other holds,
    with the language of what they hold. `kinds` are letters of blocks, and FOLD; `units` are CJK characters
    and Latin words, about; `folds` is the number of a fold among `Folds.outer`, -1 for a passage.

    The last three columns are of the sections, one above the first heading and one below each: the number of
    the heading's block, -1 for the first section; that of the first passage, the next section's where it has
    none; and where the section ends.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    languages: tuple[str | None, ...]
    kinds: str
    units: tuple[int, ...]
    folds: tuple[int, ...]
    headings: tuple[int, ...]
    firsts: tuple[int, ...]
    section_ends: tuple[int, ...]


class Stretches(NamedTuple):
    """What is read as one piece each: a passage, its lines where each is a paragraph, what a fold holds. The
    number of the passage, where the piece begins and ends, and the letter of how it ends."""

    passages: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    endings: str


class Loop(NamedTuple):
    """A stretch in which each code point comes again `period` code points later, `times` periods long."""

    start: int
    end: int
    period: int
    times: int


class Scan(Protocol):
    """All that is found, each plain data that nobody changes. An implementation may find it all at once; ours
    finds each when it is first asked for, and what nobody asks for costs nothing."""

    @property
    def lines(self) -> Lines:
        """The lines of the body."""

    @property
    def blocks(self) -> Blocks:
        """The blocks of the body; what a program keeps there, its headings aside, is a comment."""

    @property
    def folds(self) -> Folds:
        """Each `<details>`, and the callouts that hold an original."""

    @property
    def markers(self) -> tuple[ResidueMarker, ...]:
        """The marks of missing text and of debris, those in code left out, and those in comments that are not
        written for programs to read."""

    @property
    def passages(self) -> Passages:
        """What there is to read, by sections; none where there are more than MAX_BLOCKS blocks."""

    @property
    def stretches(self) -> Stretches:
        """How each passage ends."""

    @property
    def loops(self) -> tuple[Loop, ...]:
        """What repeats itself, short periods first, each kind in order."""


FOUND = ("lines", "blocks", "folds", "markers", "passages", "stretches", "loops")
"""What a scan has, by name: by this one implementation is held to another."""
