"""The result of scanning a text: plain data, independent of how it is found.

Positions are code points of the note's whole text, never bytes, never relative to the body; ranges are
half-open. Numbering starts at 0. Languages are ISO 639-1 codes, `und` for a language that can't be
identified, None if it is unknown. Data of which a note has thousands of items are stored as columns of equal
length, not as objects; their letters are those of `blocks.CODES` and `sentences.ENDINGS`.
"""

from typing import NamedTuple, Protocol

from vault_tools.note.blocks import Blocks, Lines
from vault_tools.note.details import Folds
from vault_tools.note.residue import ResidueMarker

FOLD = "d"
"""The letter of a fold among the kinds of passages; all others are letters of blocks."""


class Passages(NamedTuple):
    """The readable text in order: passages, each in one language, and outermost folds, with the language of
    their content. `kinds` are letters of blocks, or FOLD; `units` are approximate numbers of CJK characters
    and Latin words; `folds` is the index in `Folds.outer`, -1 for a passage.

    The last three columns describe sections, one above the first heading and one below each heading: the
    index of the heading's block, -1 for the first section; the index of the section's first passage, or of
    the next section's if it has none; and the offset where the section ends.
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
    """The pieces whose endings are judged: a passage, its lines if each is a paragraph, or the content of a
    fold. For each, the index of the passage, the start and end offsets, and the letter of its ending."""

    passages: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    endings: str


class Loop(NamedTuple):
    """A stretch in which each code point recurs `period` code points later, `times` periods long."""

    start: int
    end: int
    period: int
    times: int


class Scan(Protocol):
    """All results, each as plain data that must not be modified. An implementation may compute them all at
    once; ours computes each on first use, so that unused ones cost nothing."""

    @property
    def lines(self) -> Lines:
        """The lines of the body."""

    @property
    def blocks(self) -> Blocks:
        """The blocks of the body; generated text, except its headings, counts as comments."""

    @property
    def folds(self) -> Folds:
        """Every `<details>`, and the callouts that hold an original."""

    @property
    def markers(self) -> tuple[ResidueMarker, ...]:
        """The marks of missing text and of debris, except in code, formulas and comments; in comments, marks
        of the family `residue` count."""

    @property
    def passages(self) -> Passages:
        """The readable text, by sections; empty if there are more than MAX_BLOCKS blocks."""

    @property
    def stretches(self) -> Stretches:
        """The ending of each passage."""

    @property
    def loops(self) -> tuple[Loop, ...]:
        """The repetitions, those with short periods first, each kind in order."""


FOUND = ("lines", "blocks", "folds", "markers", "passages", "stretches", "loops")
"""The names of a scan's results, by which implementations are compared."""
