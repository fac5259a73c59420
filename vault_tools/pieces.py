"""The pieces of prose that a note's text is read in, how each ends, and how its kind ends otherwise."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.bilingual import Layout
from vault_tools.language import units_of
from vault_tools.note import Note
from vault_tools.passages import Part, Section
from vault_tools.prose import is_labelled, prose_of
from vault_tools.sentences import TAIL, Ending, ending_of, ends_with_stop

Position: TypeAlias = Literal["note", "section", "unit", "within"]
"""What a piece is the last of: the note, a section, the text beside a fold or in it, or nothing."""
STOP = re.compile('[。！？!?]|[.](?=[ \n"”])')
_LINE = re.compile(r"[^\n]+")
_LONG_LINE = 20
"""Units of a line on average; captions have fewer."""
_KINDS = frozenset(["item", "quote", "fold"])
_NO_TEXT = frozenset(["code", "table", "formula", "heading"])
_MAX_TITLE = 14
"""Units."""

Kind: TypeAlias = tuple[str | None, str]
"""The language of a piece, and whether it stands in a paragraph, a list, a quotation or a fold."""


class Piece(NamedTuple):
    start: int
    end: int
    kind: Kind
    position: Position
    ending: Ending
    is_title: bool


class Habit(NamedTuple):
    """How many pieces of a kind there are besides one, how many of them end as sentences do, and how many
    more are short and bare, as a title is or the name under a letter."""

    pieces: int = 0
    whole: int = 0
    titles: int = 0

    @property
    def share(self) -> float:
        return self.whole / self.pieces if self.pieces else 0.0

    def with_piece(self, piece: Piece, by: int = 1) -> "Habit":
        """With one more that does not end as sentences do; what ends on dots or a colon does not count."""
        if piece.ending in ("colon", "ellipsis"):
            return self
        if piece.is_title:
            return self._replace(titles=self.titles + by)
        return self._replace(pieces=self.pieces + by)


def pieces_and_habits(layout: Layout) -> tuple[list[Piece], dict[Kind, Habit]]:
    """The pieces that do not end as sentences do, and how the pieces of each kind end."""
    text = layout.note.text
    whole: Counter[Kind] = Counter()
    pieces = []
    for start, end, part, index, section in _stretches(layout):
        kind = kind_of(part)
        if ends_with_stop(text, end):
            whole[kind] += 1
            continue
        ending = ending_of(text[max(start, end - TAIL) : end])
        if ending == "whole":
            whole[kind] += 1
        else:
            position = _position(layout, section, index) if end == part.readable[1] else "within"
            pieces.append(Piece(start, end, kind, position, ending, _is_title(text, start, end, ending)))
    habits = {kind: Habit(count, count) for kind, count in whole.items()}
    for piece in pieces:
        habits[piece.kind] = habits.get(piece.kind, Habit()).with_piece(piece)
    return pieces, habits


def _is_title(text: str, start: int, end: int, ending: Ending) -> bool:
    """Whether a piece is short and bare and no sentence ends in it."""
    turn = turn_of(text[start:end])
    if ending != "bare" or len(turn) > 80:
        return False
    prose = prose_of(turn)
    return units_of(prose) < _MAX_TITLE and not STOP.search(prose) and not re.search("[，,；;]", prose)


def _stretches(layout: Layout) -> Iterator[tuple[int, int, Part, int, Section]]:
    """What is read as one piece each: a passage, its lines where each is a paragraph, what a fold holds."""
    text = layout.note.text
    for section in layout.sections:
        for index, part in enumerate(section.parts):
            start, end = part.readable
            if part.fold is None and text.find("\n", start, end) >= 0:
                for line_start, line_end in _lines(layout.note, part):
                    yield line_start, line_end, part, index, section
            else:
                yield start, end, part, index, section


def _lines(note: Note, part: Part) -> list[tuple[int, int]]:
    """The lines of a passage that are paragraphs, long on average, mere marks left out; else the passage."""
    lines = 1 + note.text.count("\n", part.start, part.end)
    if part.units <= _LONG_LINE * lines:
        return [(part.start, part.end)]
    spans = [m.span() for m in _LINE.finditer(note.text, part.start, part.end)]
    return [span for span in spans if not note.is_marked(*span)]


def _position(layout: Layout, section: Section, index: int) -> Position:
    part, following = section.parts[index], section.parts[index + 1 : index + 2]
    if part is layout.parts[-1] and not _ends_on_something_else(layout.note, part):
        return "note"
    if part.fold or (following and _turns(part, following[0])):
        return "unit"
    return "within" if following else "section"


def _turns(part: Part, following: Part) -> bool:
    """Whether a fold or another language follows."""
    return following.fold is not None or (following.language or part.language) != part.language


def _ends_on_something_else(note: Note, last: Part) -> bool:
    """Whether code, a table, a formula or a heading stands below the last text of a note."""
    below = (b for b in note.blocks_between(last.end, len(note.text)) if b.kind in _NO_TEXT)
    return any(note.text[b.start : b.end].strip("`~ \r\n") for b in below)


def kind_of(part: Part) -> Kind:
    return part.language, part.kind if part.kind in _KINDS else "text"


def last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1]


def turn_of(text: str) -> str:
    """The last line of a piece where a speaker's label begins it, else the piece."""
    line = last_line(text)
    return line if is_labelled(line) else text
