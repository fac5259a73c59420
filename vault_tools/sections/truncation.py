"""Where the prose of a note stops in the middle of a sentence, judged against the note's own habit.

A transcript without punctuation has no full stops to miss: a piece of prose is compared with the other
pieces of its kind: those in its language, in the text or in folds, in paragraphs, lists or quotations. But
loose ends are far commoner than cuts: people drop full stops, are interrupted, go on below. In the middle of
a note one is told only with a witness, see witnesses.py. The shares and sizes here are fitted on real notes
with planted cuts, see tests/benchmarks/bench_sections.py, and on what readers said of what was told of real
notes, see tests/benchmarks/bench_judgement.py.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, units_of
from vault_tools.note.languages import letters_of
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout
from vault_tools.sections.prose import is_bare_label, prose_of
from vault_tools.sections.sentences import ends_surely_broken
from vault_tools.sections.text_endings import (
    STOP,
    Habit,
    Kind,
    Piece,
    habit_beside,
    habit_of_script,
    last_line,
    pieces_and_habits,
    turn_of,
)
from vault_tools.sections.witnesses import ending_of_counterpart, witness_of

_TRIMMED = "*_ \r\n"
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
CHUNK = pattern(
    r"(?:<!--|%%)[ \t]*(?:chunk|part)[ \t:#]*(\d{1,4})[ \t]*(?:/|of)[ \t]*(\d{1,4})[ \t]*(?:-->|%%)",
    re.IGNORECASE,
)
"""What parts a note that was written in pieces: its number, and how many there are."""
_PARTICLES = tuple(letters_of("particles"))
_FULL_OF_SENTENCES = 2
"""Sentences in a piece, on average, where somebody writes prose and not notes."""
QUOTED_TAIL = 60
"""Code points of the end that a cut points at."""


class Cut(NamedTuple):
    """A piece that stops short: the span of its last words, what tells; from 0, a guess, to 2, certain."""

    span: Span
    message: str
    family: str
    sure: int


def cuts_of(layout: Layout) -> Iterator[Cut]:
    """The cuts of a note, in the order of its text."""
    pieces, habits = pieces_and_habits(layout)
    for piece in pieces:
        found = _judged(layout, piece, habits)
        if found is not None:
            yield _cut(layout, piece, *found)


def _cut(layout: Layout, piece: Piece, family: str, sure: int, measured: str = "") -> Cut:
    text = layout.note.text
    end = piece.start + len(text[piece.start : piece.end].rstrip())
    start = max(piece.start, end - QUOTED_TAIL, text.rfind("\n", 0, end) + 1)
    where = "the folded original alone " if piece.kind[1] == "fold" else _WHERE[piece.position]
    return Cut(Span(start, end), where + _ENDS[piece.ending] + measured, family, sure)


_Judged: TypeAlias = tuple[str, int] | tuple[str, int, str]
"""The family of evidence, how sure it makes, what was measured."""


def _judged(layout: Layout, piece: Piece, habits: Mapping[Kind, Habit]) -> _Judged | None:
    """What speaks for a piece being cut; None where nothing does."""
    text = layout.note.text[piece.start : piece.end]
    habit = habit_beside(piece, habits)
    if piece.position == "note":
        if piece.kind[1] == "quote" and habit.pieces < 3:
            habit = habits.get((piece.kind[0], "text"), habit)
        if piece.kind[0] is None and not habit.pieces:
            habit = habit_of_script(piece, habits)
        sure = _at_the_end(layout, piece, habit, habit_of_script(piece, habits))
        return None if sure is None else ("note end", sure)
    if (piece.kind[0] is None and piece.ending != "open") or is_bare_label(text):
        return None
    if _goes_on(layout, piece) or _is_cut_alike(layout, piece):
        return None
    if witness := witness_of(layout, piece, habit):
        return witness.family, 1, witness.measured
    return ("loose end", 0) if _is_loose(text, piece, habit) else None


def _is_loose(text: str, piece: Piece, habit: Habit) -> bool:
    """Whether a piece ends otherwise than the note's habit is, which alone is no more than a guess."""
    if (
        piece.ending == "ellipsis"
        or habit.pieces < 2
        or (habit.share < 0.85 and habit.pieces - habit.whole > 1)
    ):
        return False
    return not piece.is_title and (piece.ending != "colon" or piece.position == "section")


def _at_the_end(layout: Layout, piece: Piece, habit: Habit, of_all: Habit) -> int | None:
    """A short last line is rather a name, a date or a good-bye than a sentence that somebody cut."""
    text = layout.note.text[piece.start : piece.end]
    if is_bare_label(text):
        return 1
    few = _is_unproven(text, habit)
    surely = ends_surely_broken(text, piece.kind[0])
    if (piece.kind[1] == "item" or _ITEM.match(last_line(text))) and not (
        piece.ending == "broken" and surely
    ):
        return 0 if habit.share >= 0.95 and habit.pieces >= 5 else None
    if piece.kind[0] is None and not surely and piece.ending != "open":
        return 0
    used_to_stops = habit.share >= 0.95 and habit.pieces >= 8 and not habit.titles
    match piece.ending:
        case "broken" if surely or (piece.kind[0] in CJK and (used_to_stops or not _is_short(text))):
            if habit.share >= 0.6 and not few:
                return 2
            return 1 if surely and (few or habit.share >= 0.3 or not habit.pieces) else 0
        case "broken" if piece.kind[0] in CJK and _is_short(text):
            return 0
        case "bare" | "broken":
            if few or (habit.share < 0.75 and habit.pieces):
                return 0
            if text.rstrip(_TRIMMED).endswith(_PARTICLES) and not used_to_stops:
                return 0
            if piece.kind[1] != "fold" and not _is_strict(layout, piece, of_all):
                return 0
            return 1 if not piece.is_title or (_is_turn(text) and not habit.titles) else 0
        case "open":
            return 1 if habit.share >= 0.5 or few else 0
        case "ellipsis":
            ascii_dots = text.rstrip(_TRIMMED).endswith("...")
            return (
                1 if ascii_dots and piece.kind[0] in ("zh", "ja") and habit.share >= 0.75 and not few else 0
            )
        case "colon":
            return 1 if habit.share >= 0.75 and not few else 0
    return 0


def _is_strict(layout: Layout, piece: Piece, of_all: Habit) -> bool:
    """Whether no other piece in its script lacks a full stop, be it a title, and they are so many, or so full
    of sentences, that it is no chance: chatty notes in Latin letters drop many full stops."""
    if piece.kind[0] in CJK:
        return of_all.pieces > 1 or len(STOP.findall(layout.note.text, piece.start, piece.end)) > 3
    if of_all.whole < of_all.pieces or of_all.titles:
        return False
    if of_all.pieces > 8:
        return True
    alike = [part for part in layout.parts if part.language not in CJK and not part.fold]
    own = len(STOP.findall(layout.note.text, piece.start, piece.end))
    others = len(STOP.findall(layout.text_of(alike) + "\n")) - own
    return others + own > 2 and others >= _FULL_OF_SENTENCES * of_all.pieces


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
    if following.kind == "comment" and piece.ending == "broken" and CHUNK.match(note.text, following.start):
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
    pair = layout.pairs_by_end.get(piece.end)
    if pair is None or piece.ending not in ("broken", "ellipsis"):
        return False
    return ending_of_counterpart(layout, pair, piece) in ("broken", "ellipsis")
