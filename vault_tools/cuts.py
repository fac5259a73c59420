"""Where the prose of a note stops in the middle of a sentence, judged against the note's own habit.

A transcript without punctuation has no full stops to miss: a piece of prose is compared with the other
pieces of its kind, which are those in its language, in the text or in folds, in paragraphs, lists or quotations.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.bilingual import Layout
from vault_tools.language import units_of
from vault_tools.note import Note
from vault_tools.passages import Part, Section
from vault_tools.prose import is_bare_label, is_labelled, prose_of
from vault_tools.sentences import TAIL, Ending, ending_of, ends_surely_broken, ends_with_stop
from vault_tools.text import Span

Position: TypeAlias = Literal["note", "section", "unit", "within"]
"""What a piece is the last of: the note, a section, the text beside a fold or in it, or nothing."""
_ITEM = re.compile(r"[> \t]*(?:[-*+]|\d{1,3}[.)])[ \t]")
_LINE = re.compile(r"[^\n]+")
_LONG_LINE = 20
"""Units of a line on average; captions have fewer."""
_KINDS = frozenset(["item", "quote", "fold"])
_STOP = re.compile('[。！？!?]|[.](?=[ \n"”])')
_ENDS = {
    "bare": "stops without a full stop",
    "broken": "stops in the middle of a sentence",
    "open": "stops in something that is opened and not closed",
    "ellipsis": "trails off in dots",
    "colon": "announces what does not follow",
}
_WHERE = {"note": "the note ", "section": "the section ", "unit": "the text ", "within": "the paragraph "}
QUOTED_TAIL = 60
"""Code points of the end that a cut points at."""


class Cut(NamedTuple):
    """A piece that stops short: the span of its last words, and from 0, a guess, to 2, certain."""

    span: Span
    message: str
    sure: int


Kind: TypeAlias = tuple[str | None, str]
"""The language of a piece, and whether it stands in a paragraph, a list, a quotation or a fold."""


class _Piece(NamedTuple):
    start: int
    end: int
    kind: Kind
    position: Position
    ending: Ending
    is_title: bool


class _Habit(NamedTuple):
    """How many pieces of a kind there are besides one, how many of them end as sentences do, and how many
    more are short and bare, as a title is or the name under a letter."""

    pieces: int = 0
    whole: int = 0
    titles: int = 0

    @property
    def share(self) -> float:
        return self.whole / self.pieces if self.pieces else 0.0

    def with_piece(self, piece: _Piece, by: int = 1) -> "_Habit":
        """With one more that does not end as sentences do; what ends on dots or a colon does not count."""
        if piece.ending in ("colon", "ellipsis"):
            return self
        if piece.is_title:
            return self._replace(titles=self.titles + by)
        return self._replace(pieces=self.pieces + by)


def cuts_of(layout: Layout) -> Iterator[Cut]:
    """The cuts of a note, in the order of its text."""
    pieces, habits = _pieces_and_habits(layout)
    for piece in pieces:
        sure = _sureness(layout, piece, habits)
        if sure is not None:
            yield _cut(layout, piece, sure)


def _pieces_and_habits(layout: Layout) -> tuple[list[_Piece], dict[Kind, _Habit]]:
    """The pieces that do not end as sentences do, and how the pieces of each kind end."""
    text = layout.note.text
    whole: Counter[Kind] = Counter()
    pieces = []
    for start, end, part, index, section in _stretches(layout):
        kind = _kind(part)
        if ends_with_stop(text, end):
            whole[kind] += 1
            continue
        ending = ending_of(text[max(start, end - TAIL) : end])
        if ending == "whole":
            whole[kind] += 1
        else:
            position = _position(layout, section, index) if end == part.readable[1] else "within"
            pieces.append(_Piece(start, end, kind, position, ending, _is_title(text, start, end, ending)))
    habits = {kind: _Habit(count, count) for kind, count in whole.items()}
    for piece in pieces:
        habits[piece.kind] = habits.get(piece.kind, _Habit()).with_piece(piece)
    return pieces, habits


def _cut(layout: Layout, piece: _Piece, sure: int) -> Cut:
    text = layout.note.text
    end = piece.start + len(text[piece.start : piece.end].rstrip())
    start = max(piece.start, end - QUOTED_TAIL, text.rfind("\n", 0, end) + 1)
    where = "the folded original alone " if piece.kind[1] == "fold" else _WHERE[piece.position]
    return Cut(Span(start, end), where + _ENDS[piece.ending], sure)


def _is_title(text: str, start: int, end: int, ending: Ending) -> bool:
    """Whether a piece is short and bare and no sentence ends in it."""
    turn = _turn(text[start:end])
    if ending != "bare" or len(turn) > 80:
        return False
    prose = prose_of(turn)
    return units_of(prose) < 14 and not _STOP.search(prose) and not re.search("[，,；;]", prose)


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
    if part is _last_readable(layout):
        return "note"
    if part.fold or (following and _turns(part, following[0])):
        return "unit"
    return "within" if following else "section"


def _turns(part: Part, following: Part) -> bool:
    """Whether a fold or another language follows."""
    return following.fold is not None or (following.language or part.language) != part.language


def _last_readable(layout: Layout) -> Part | None:
    """The part that the note ends on, None where it ends on code, a table or a formula."""
    note = layout.note
    last = next((part for part in reversed(layout.parts) if part.fold or not _is_mark(note, part)), None)
    below = note.blocks_between(last.end, len(note.text)) if last else ()
    ends = (b for b in below if b.kind in ("code", "table", "formula", "heading"))
    return None if any(note.text[b.start : b.end].strip("`~ \r\n") for b in ends) else last


def _is_mark(note: Note, part: Part) -> bool:
    return note.is_marked(part.start, part.end)


def _sureness(layout: Layout, piece: _Piece, habits: Mapping[Kind, _Habit]) -> int | None:
    """How sure it is that a piece is cut; None where nothing speaks for it."""
    text = layout.note.text[piece.start : piece.end]
    language, kind = piece.kind
    habit = habits[piece.kind].with_piece(piece, -1)
    if habit.pieces < 3 and kind == "quote":
        habit = habits.get((language, "text"), habit)
    if piece.position != "note" and (_goes_on(layout, piece) or _is_cut_alike(layout, piece, habits)):
        return None
    if is_bare_label(text):
        return 1 if piece.position in ("note", "section") else None
    if language is None and piece.position != "note":
        return None
    if (kind == "item" or _ITEM.match(_last_line(text))) and not (
        piece.ending == "broken" and ends_surely_broken(text)
    ):
        return 0 if habit.share >= 0.95 and habit.pieces >= 5 else None
    if piece.position == "note":
        return _at_the_end(text, piece, habit)
    return _elsewhere(text, piece, habit)


def _at_the_end(text: str, piece: _Piece, habit: _Habit) -> int | None:
    """A short last line is rather a name, a date or a good-bye than a sentence that somebody cut."""
    few = habit.pieces < 3 and not (habit.pieces and habit.pieces == habit.whole and _is_sentence(text))
    surely = ends_surely_broken(text)
    match piece.ending:
        case "broken" if surely or not _is_short(text):
            if habit.share >= 0.6 and not few:
                return 2
            return 1 if surely and (few or habit.share >= 0.3) else 0
        case "bare":
            if few or (habit.share < 0.75 and habit.pieces):
                return 0
            return 1 if not piece.is_title or (_is_turn(text) and not habit.titles) else 0
        case "open":
            return 1 if habit.share >= 0.5 or few else 0
        case "ellipsis":
            ascii_dots = text.rstrip("*_ \r\n").endswith("...")
            return (
                1 if ascii_dots and piece.kind[0] in ("zh", "ja") and habit.share >= 0.75 and not few else 0
            )
        case "colon":
            return 1 if habit.share >= 0.75 and not few else 0
    return 0


def _elsewhere(text: str, piece: _Piece, habit: _Habit) -> int | None:
    misses = habit.pieces - habit.whole
    if habit.pieces < 2 or (habit.share < 0.85 and misses > 1):
        return None
    strict = misses <= max(1, 0.05 * habit.pieces) and habit.pieces > 2
    size = units_of(prose_of(text[-400:]))
    surely = ends_surely_broken(text)
    match piece.ending:
        case "broken":
            if piece.position == "within" and not surely:
                return 0
            return 1 if size >= 4 and (strict or surely) else 0
        case "open":
            return 1 if strict else 0
        case "bare":
            if piece.is_title:
                return 1 if habit.share >= 0.98 and not habit.titles and _is_turn(text) else 0
            return 1 if strict and size >= (16 if piece.position == "within" else 8) else 0
        case "colon":
            return 1 if piece.position == "section" and strict and size >= 4 else 0
    return 0


def _is_sentence(text: str) -> bool:
    return _STOP.search(text) is not None or units_of(prose_of(text[-400:])) >= 20


def _is_short(text: str) -> bool:
    return units_of(prose_of(_turn(text)[-400:])) < 8


def _last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1]


def _turn(text: str) -> str:
    """The last line of a piece where a speaker's label begins it, else the piece."""
    line = _last_line(text)
    return line if is_labelled(line) else text


def _is_turn(text: str) -> bool:
    """Whether a piece is what a speaker says, and more than yes or no."""
    prose = prose_of(text)
    return text.lstrip(" >").startswith("**") and len(prose) < len(text) - 5 and units_of(prose) >= 4


def _goes_on(layout: Layout, piece: _Piece) -> bool:
    """Whether what follows a piece is no prose, or begins in the middle of a sentence itself."""
    note = layout.note
    following = next(iter(note.blocks_between(piece.end, len(note.text))), None)
    if piece.position == "within":
        rest = note.text[piece.end : piece.end + 40].lstrip()
        if rest[:1].isascii() and rest[:1].islower() or note.text.endswith(("；", ";"), 0, piece.end):
            return True
    if following is None or (piece.position == "within" and _lies_within(note, piece)):
        return False
    if following.kind in ("code", "table", "formula", "item", "html"):
        return True
    announced = piece.ending == "colon" and following.kind in ("heading", "quote")
    return announced or note.text.startswith("![", following.start)


def _is_cut_alike(layout: Layout, piece: _Piece, habits: Mapping[Kind, _Habit]) -> bool:
    """Whether the counterpart of a piece stops short as well, against its own habit: then the speaker did."""
    text = layout.note.text
    for pair in layout.pairs:
        sides = {side[-1].readable[1]: side[-1] for side in pair if side}
        if piece.end in sides and len(sides) == 2:
            end, other = next((end, part) for end, part in sides.items() if end != piece.end)
            usual = habits.get(_kind(other), _Habit()).share >= 0.85
            return ending_of(text[max(0, end - TAIL) : end]) in ("broken", "ellipsis", *["bare"] * usual)
    return False


def _kind(part: Part) -> Kind:
    return part.language, part.kind if part.kind in _KINDS else "text"


def _lies_within(note: Note, piece: _Piece) -> bool:
    """Whether the block of a piece goes on below it."""
    return (
        note.text[piece.end : piece.end + 2].strip() != ""
        or note.text[piece.end + 1 : piece.end + 2].strip() != ""
    )
