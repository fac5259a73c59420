"""The pieces of prose in a note, how each ends, and how others of its kind end."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.blocks import CODES
from vault_tools.note.language import CJK, measured
from vault_tools.note.languages import letters_of
from vault_tools.note.note import Note
from vault_tools.note.prose import is_labelled, prose_of
from vault_tools.note.scan.found import FOLD, Passages
from vault_tools.note.sentences import ENDINGS, WHOLE, Ending

Position: TypeAlias = Literal["note", "section", "unit", "within"]
"""What a piece is the end of: the note, a section, the text next to or in a fold, or nothing."""
STOP = pattern(f'[!?{letters_of("stops")}]|[.](?=[ \n"”])')
_PAUSE = pattern("[，,；;]")
_KIND_OF = {letter: "text" for letters in CODES.values() for letter in letters} | {
    CODES["item"]: "item",
    CODES["quote"]: "quote",
    FOLD: "fold",
}
_NO_TEXT = frozenset(["code", "table", "formula", "heading"])
_MAX_TITLE = (9, 14)
"""Maximum length in units, for Latin and for CJK text."""

EndingKind: TypeAlias = tuple[str | None, str]
"""The language of a piece, and whether it is in a paragraph, a list, a quotation or a fold."""


class Piece(NamedTuple):
    """A piece of a note's `text` that does not end as sentences do."""

    text: str
    start: int
    end: int
    kind: EndingKind
    position: Position
    ending: Ending

    @property
    def is_title(self) -> bool:
        """Whether the piece is short and bare, and no sentence ends in it."""
        return self.ending == "bare" and _is_title(self.text[self.start : self.end])


class Habit(NamedTuple):
    """The number of other pieces of a kind, of those that end in a full stop, and of further ones that are
    short and bare, like titles or a signature. Pieces ending in dots or a colon do not count."""

    pieces: int = 0
    whole: int = 0
    titles: int = 0

    @property
    def share(self) -> float:
        return self.whole / self.pieces if self.pieces else 0.0


@dataclass(frozen=True)
class Habits:
    """How the pieces of each kind end. Computed only for the kinds that are asked for: no habit decides about
    most pieces.

    The last piece of a note does not count: if it is truncated, that shows nothing about the others.
    """

    whole: Counter[EndingKind]
    pieces: Sequence[Piece]

    @cached_property
    def kinds(self) -> frozenset[EndingKind]:
        return frozenset([*self.whole, *[piece.kind for piece in self.pieces]])

    @cached_property
    def _known(self) -> dict[EndingKind, Habit]:
        return {}

    def of(self, kind: EndingKind) -> Habit:
        if kind not in self._known:
            self._known[kind] = self._of(kind)
        return self._known[kind]

    def _of(self, kind: EndingKind) -> Habit:
        alike = [piece for piece in self.pieces if piece.kind == kind and _counts(piece)]
        titles, whole = sum([piece.is_title for piece in alike]), self.whole[kind]
        return Habit(whole + len(alike) - titles, whole, titles)

    def beside(self, piece: Piece) -> Habit:
        """The habit of the other pieces of its kind."""
        pieces, whole, titles = habit = self.of(piece.kind)
        if not _counts(piece):
            return habit
        return Habit(pieces, whole, titles - 1) if piece.is_title else Habit(pieces - 1, whole, titles)

    def of_script(self, piece: Piece) -> Habit:
        """The habit of the other pieces in the same script, CJK or not, as a note's last piece, in
        paragraphs, lists and quotations together."""
        wide = piece.kind[0] in CJK
        alike = [kind for kind in self.kinds if (kind[0] in CJK) == wide and kind[1] != "fold"]
        return Habit(*map(sum, zip(*map(self.of, alike), strict=True))) if alike else Habit()


def _counts(piece: Piece) -> bool:
    return piece.position != "note" and piece.ending not in ("colon", "ellipsis")


def pieces_and_habits(note: Note) -> tuple[list[Piece], Habits]:
    """The pieces that do not end as sentences do, and the habit of each kind."""
    found, passages = note.scan.stretches, note.scan.passages
    if not found.endings.strip(WHOLE):
        return [], Habits(Counter(), [])
    kinds = list(zip(passages.languages, map(_KIND_OF.__getitem__, passages.kinds), strict=True))
    ends = zip(found.passages, found.endings, strict=True)
    whole = Counter([kinds[of] for of, letter in ends if letter == WHOLE])
    loose = [each for each in zip(*found, strict=True) if each[3] != WHOLE]
    pieces = [
        Piece(note.text, start, end, kinds[of], _position(note, of, end), ENDINGS[letter])
        for of, start, end, letter in loose
    ]
    return pieces, Habits(whole, pieces)


def _is_title(piece: str) -> bool:
    turn = turn_of(piece)
    return len(turn) <= 80 and _is_bare(turn)


def _is_bare(turn: str) -> bool:
    prose = prose_of(turn)
    share, units, _ = measured(prose)
    return units < _MAX_TITLE[share > 0.3] and not STOP.search(prose) and not _PAUSE.search(prose)


def _position(note: Note, index: int, end: int) -> Position:
    """What a piece of a passage that ends at `end` is the end of."""
    passages = note.scan.passages
    fold, below = passages.folds[index], index + 1
    if end != (passages.ends[index] if fold < 0 else note.folds.outer[fold].inner.end):
        return "within"
    is_last = below == len(passages.ends)
    if is_last and not _ends_on_something_else(note, passages.ends[index]):
        return "note"
    first = bisect_left(passages.firsts, below)
    ends_section = is_last or passages.firsts[first : first + 1] == (below,)
    if fold >= 0 or not (ends_section or _is_alike(passages, index, below)):
        return "unit"
    return "section" if ends_section else "within"


def _is_alike(passages: Passages, index: int, below: int) -> bool:
    """Whether neither a fold nor another language follows."""
    own, following = passages.languages[index], passages.languages[below]
    return passages.folds[below] < 0 and (following or own) == own


def _ends_on_something_else(note: Note, end: int) -> bool:
    """Whether code, a table, a formula or a heading follows the last text of a note."""
    below = (b for b in note.blocks_from(end) if b.kind in _NO_TEXT)
    return any(note.text[b.start : b.end].strip("`~ \r\n") for b in below)


def last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1]


def turn_of(text: str) -> str:
    """The last line of a piece if it begins with a speaker's label, else the whole piece."""
    line = last_line(text)
    return line if is_labelled(line) else text
