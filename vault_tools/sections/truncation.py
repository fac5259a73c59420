"""Where the prose of a note stops in the middle of a sentence, judged against the note's own habit.

A transcript without punctuation has no full stops to miss: a piece of prose is compared with the other
pieces of its kind: those in its language, in the text or in folds, in paragraphs, lists or quotations. The
shares and sizes here are fitted on real notes with planted cuts, see tests/benchmarks/bench_sections.py.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language import units_of
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout
from vault_tools.sections.prose import is_bare_label, prose_of
from vault_tools.sections.sentences import TAIL, ending_of, ends_surely_broken
from vault_tools.sections.text_endings import STOP, Habit, Kind, Piece, last_line, pieces_and_habits, turn_of

_COMMA = pattern("[，,、]")
_ITEM = pattern(r"[> \t]*(?:[-*+]|\d{1,3}[.)])[ \t]")
_CLOSED = pattern(r"\s*+[^\[\](（《「『“【\n]{0,200}?[\])）》」』”】]")
"""What stands open at the end of a line, closed on the next."""
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


def cuts_of(layout: Layout) -> Iterator[Cut]:
    """The cuts of a note, in the order of its text."""
    pieces, habits = pieces_and_habits(layout)
    for piece in pieces:
        sure = _sureness(layout, piece, habits)
        if sure is not None:
            yield _cut(layout, piece, sure)


def _cut(layout: Layout, piece: Piece, sure: int) -> Cut:
    text = layout.note.text
    end = piece.start + len(text[piece.start : piece.end].rstrip())
    start = max(piece.start, end - QUOTED_TAIL, text.rfind("\n", 0, end) + 1)
    where = "the folded original alone " if piece.kind[1] == "fold" else _WHERE[piece.position]
    return Cut(Span(start, end), where + _ENDS[piece.ending], sure)


def _sureness(layout: Layout, piece: Piece, habits: Mapping[Kind, Habit]) -> int | None:
    """How sure it is that a piece is cut; None where nothing speaks for it."""
    text = layout.note.text[piece.start : piece.end]
    language, kind = piece.kind
    habit = habits[piece.kind].with_piece(piece, -1)
    if habit.pieces < 3 and kind == "quote":
        habit = habits.get((language, "text"), habit)
    if piece.position != "note" and (_goes_on(layout, piece) or _is_cut_alike(layout, piece)):
        return None
    if is_bare_label(text):
        return 1 if piece.position in ("note", "section") else None
    if language is None and piece.position != "note":
        return None
    if (kind == "item" or _ITEM.match(last_line(text))) and not (
        piece.ending == "broken" and ends_surely_broken(text, piece.kind[0])
    ):
        return 0 if habit.share >= 0.95 and habit.pieces >= 5 else None
    if piece.position == "note":
        return _at_the_end(text, piece, habit)
    return _elsewhere(text, piece, habit)


def _at_the_end(text: str, piece: Piece, habit: Habit) -> int | None:
    """A short last line is rather a name, a date or a good-bye than a sentence that somebody cut."""
    few = _is_unproven(text, habit)
    surely = ends_surely_broken(text, piece.kind[0])
    if piece.kind[0] is None and not surely and piece.ending != "open":
        return 0
    used_to_stops = habit.share >= 0.95 and habit.pieces >= 8 and not habit.titles
    match piece.ending:
        case "broken" if surely or used_to_stops or not _is_short(text):
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


def _elsewhere(text: str, piece: Piece, habit: Habit) -> int | None:
    misses = habit.pieces - habit.whole
    if habit.pieces < 2 or (habit.share < 0.85 and misses > 1):
        return None
    strict = misses <= max(1, 0.05 * habit.pieces) and not _is_unproven(text, habit)
    size = units_of(prose_of(text[-400:]))
    surely = ends_surely_broken(text, piece.kind[0])
    match piece.ending:
        case "broken":
            if piece.position == "within" and not surely:
                return 0
            return 1 if size >= 4 and (strict or surely) else 0
        case "open":
            return 1 if strict else 0
        case "bare":
            if piece.is_title:
                never_short = habit.share >= 0.98 and not habit.titles
                return 1 if never_short and (_is_turn(text) or (habit.pieces > 9 and size > 2)) else 0
            return 1 if strict and size >= (16 if piece.position == "within" else 8) else 0
        case "colon":
            return 1 if piece.position == "section" and strict and size >= 4 else 0
    return 0


def _is_unproven(text: str, habit: Habit) -> bool:
    """Whether there is too little to tell a habit from: fewer than three other pieces, not all of them whole,
    or a piece that is not punctuated itself."""
    if habit.pieces > 2:
        return False
    stops = len(STOP.findall(text))
    own = stops > 1 or (habit.pieces > 0 and (stops or (len(text) > 25 and _COMMA.search(text))))
    return habit.pieces != habit.whole or not own


def _is_short(text: str) -> bool:
    return units_of(prose_of(turn_of(text)[-400:])) < 8


def _is_turn(text: str) -> bool:
    """Whether a piece is what a speaker says, and more than yes or no."""
    prose = prose_of(text)
    return text.lstrip(" >").startswith("**") and len(prose) < len(text) - 5 and units_of(prose) >= 4


def _goes_on(layout: Layout, piece: Piece) -> bool:
    """Whether what follows a piece is no prose, or begins in the middle of a sentence itself."""
    note = layout.note
    following = next(note.blocks_from(piece.end), None)
    if _goes_on_below(note, piece):
        return True
    if piece.position == "within":
        rest = note.text[piece.end : piece.end + 40].lstrip()
        if rest[:1].isascii() and rest[:1].islower():
            return True
        if note.text[piece.end + 1 : piece.end + 2].strip():
            return False
    if following is None:
        return False
    if following.kind in ("code", "table", "formula", "item", "html"):
        return True
    announced = piece.ending == "colon" and following.kind in ("heading", "quote")
    return announced or note.text.startswith("![", following.start)


def _goes_on_below(note: Note, piece: Piece) -> bool:
    """Whether the paragraph's next line closes what stands open, or a line or paragraph follows a `;`."""
    block = note.block_at(piece.start)
    has_next_line = block is not None and piece.end < block.end
    if has_next_line and piece.ending == "open":
        return _CLOSED.match(note.text, piece.end) is not None
    is_clause = note.text.endswith(("；", ";"), 0, piece.end)
    return is_clause and (has_next_line or piece.position == "within")


def _is_cut_alike(layout: Layout, piece: Piece) -> bool:
    """Whether a piece and its counterpart both stop where no sentence ends: then the speaker did."""
    other = layout.counterparts.get(piece.end)
    if other is None:
        return False
    end = other.readable[1]
    ending = ending_of(layout.note.text[max(0, end - TAIL) : end], other.language)
    return ending in ("broken", "ellipsis") and piece.ending in ("broken", "ellipsis")
