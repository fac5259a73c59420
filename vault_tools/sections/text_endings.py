"""The pieces of prose in a note, how each ends, and how others of its kind end."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, measured
from vault_tools.note.languages import letters_of
from vault_tools.note.note import Note
from vault_tools.note.prose import is_labelled, prose_of
from vault_tools.note.sentences import ENDINGS, WHOLE, Ending
from vault_tools.sections.layout import Layout
from vault_tools.sections.passages import Part

Position: TypeAlias = Literal["note", "section", "unit", "within"]
"""What a piece is the end of: the note, a section, the text next to or in a fold, or nothing."""
STOP = pattern(f'[!?{letters_of("stops")}]|[.](?=[ \n"”])')
_PAUSE = pattern("[，,；;]")
_KINDS = frozenset(["item", "quote", "fold"])
_NO_TEXT = frozenset(["code", "table", "formula", "heading"])
_MAX_TITLE = (9, 14)
"""Maximum length in units, for Latin and for CJK text."""

EndingKind: TypeAlias = tuple[str | None, str]
"""The language of a piece, and whether it is in a paragraph, a list, a quotation or a fold."""


class Piece(NamedTuple):
    start: int
    end: int
    kind: EndingKind
    position: Position
    ending: Ending
    is_title: bool


class Habit(NamedTuple):
    """The number of other pieces of a kind, of those that end in a full stop, and of further ones that are
    short and bare, like titles or a signature."""

    pieces: int = 0
    whole: int = 0
    titles: int = 0

    @property
    def share(self) -> float:
        return self.whole / self.pieces if self.pieces else 0.0

    def with_piece(self, piece: Piece, by: int = 1) -> "Habit":
        """The habit with one more piece that does not end as sentences do, or with `by` -1 with one less.
        Pieces ending in dots or a colon do not count."""
        if piece.ending in ("colon", "ellipsis"):
            return self
        if piece.is_title:
            return Habit(self.pieces, self.whole, self.titles + by)
        return Habit(self.pieces + by, self.whole, self.titles)


def pieces_and_habits(layout: Layout) -> tuple[list[Piece], dict[EndingKind, Habit]]:
    """The pieces that do not end as sentences do, and the habit of each kind.

    The last piece of a note does not count: if it is truncated, that shows nothing about the others.
    """
    text, found = layout.note.text, layout.note.scan.stretches
    kinds = [kind_of(part) for part in layout.parts]
    ends = zip(found.passages, found.endings, strict=True)
    whole = Counter([kinds[of] for of, letter in ends if letter == WHOLE])
    habits = {kind: Habit(count, count) for kind, count in whole.items()}
    pieces = []
    for of, start, end, letter in zip(*found, strict=True):
        if letter != WHOLE:
            part, ending = layout.parts[of], ENDINGS[letter]
            position = _position(layout, of) if end == part.readable[1] else "within"
            piece = Piece(start, end, kinds[of], position, ending, _is_title(text, start, end, ending))
            pieces.append(piece)
            habit = habits.get(piece.kind, Habit())
            habits[piece.kind] = habit if position == "note" else habit.with_piece(piece)
    return pieces, habits


def habit_beside(piece: Piece, habits: Mapping[EndingKind, Habit]) -> Habit:
    """The habit of the other pieces of its kind."""
    habit = habits[piece.kind]
    return habit if piece.position == "note" else habit.with_piece(piece, -1)


def habit_of_script(piece: Piece, habits: Mapping[EndingKind, Habit]) -> Habit:
    """The habit of the other pieces in the same script, CJK or not, as a note's last piece, in paragraphs,
    lists and quotations together."""
    wide = piece.kind[0] in CJK
    alike = [
        habit for (language, kind), habit in habits.items() if (language in CJK) == wide and kind != "fold"
    ]
    return Habit(*map(sum, zip(*alike, strict=True))) if alike else Habit()


def _is_title(text: str, start: int, end: int, ending: Ending) -> bool:
    """Whether a piece is short and bare, and no sentence ends in it."""
    if ending != "bare":
        return False
    turn = turn_of(text[start:end])
    return len(turn) <= 80 and _is_bare(turn)


def _is_bare(turn: str) -> bool:
    prose = prose_of(turn)
    share, units, _ = measured(prose)
    return units < _MAX_TITLE[share > 0.3] and not STOP.search(prose) and not _PAUSE.search(prose)


def _position(layout: Layout, index: int) -> Position:
    parts = layout.parts
    part, following = parts[index], parts[index + 1 : index + 2]
    if not following and not _ends_on_something_else(layout.note, part):
        return "note"
    if index + 1 in layout.note.scan.passages.firsts:
        following = ()
    if part.fold or (following and _turns(part, following[0])):
        return "unit"
    return "within" if following else "section"


def _turns(part: Part, following: Part) -> bool:
    """Whether a fold or another language follows."""
    return following.fold is not None or (following.language or part.language) != part.language


def _ends_on_something_else(note: Note, last: Part) -> bool:
    """Whether code, a table, a formula or a heading follows the last text of a note."""
    below = (b for b in note.blocks_from(last.end) if b.kind in _NO_TEXT)
    return any(note.text[b.start : b.end].strip("`~ \r\n") for b in below)


def kind_of(part: Part) -> EndingKind:
    return part.language, part.kind if part.kind in _KINDS else "text"


def last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1]


def turn_of(text: str) -> str:
    """The last line of a piece if it begins with a speaker's label, else the whole piece."""
    line = last_line(text)
    return line if is_labelled(line) else text
