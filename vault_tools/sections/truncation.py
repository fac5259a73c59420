"""Truncations: prose that stops in the middle of a sentence, judged against the note's own habit.

In a transcript without punctuation no full stop is missing, so a piece of prose is compared with the others
of its kind: those in its language, in the text or in folds, in paragraphs, lists or quotations. But loose
ends are far more common than truncations: people drop full stops, are interrupted, continue below. Inside a
note, one is reported only with a witness, see witnesses.py. The shares and sizes were fitted to real notes
with planted truncations, see tests/benchmarks/bench_sections.py, and to readers' judgements of reports about
real notes, see tests/benchmarks/bench_judgement.py.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, units_of
from vault_tools.note.languages import LANGUAGES, letters_of
from vault_tools.note.note import Note
from vault_tools.note.prose import is_bare_label, prose_of
from vault_tools.note.sentences import Ending, ends_surely_broken
from vault_tools.note.text import Span
from vault_tools.sections import truncation_limits as limits
from vault_tools.sections.layout import Layout
from vault_tools.sections.text_endings import (
    STOP,
    Habit,
    Habits,
    Piece,
    last_line,
    pieces_and_habits,
    turn_of,
)
from vault_tools.sections.witnesses import (
    can_have_witness,
    ending_of_counterpart,
    may_have_witness,
    witness_of,
)

_TRIMMED = "*_ \r\n"
_COMMA = pattern("[，,、]")
_ITEM = pattern(r"[> \t]*(?:[-*+]|\d{1,3}[.)])[ \t]")
_CLOSED = pattern(r"\s*+[^\[\](（《「『“【\n]{0,200}?[\])）》」』”】]")
"""The continuation of a line that closes what was open at its end."""
_ENDS = {
    "bare": "stops without a full stop",
    "broken": "stops in the middle of a sentence",
    "open": "stops inside something that is not closed",
    "ellipsis": "trails off in dots",
    "colon": "ends in a colon that nothing follows",
}
_WHERE = {"note": "the note ", "section": "the section ", "unit": "the text ", "within": "the paragraph "}
CHUNK = pattern(
    r"(?:<!--|%%)[ \t]*(?:chunk|part)[ \t:#]*(\d{1,4})[ \t]*(?:/|of)[ \t]*(\d{1,4})[ \t]*(?:-->|%%)",
    re.IGNORECASE,
)
"""The separator in a note that was written in pieces: the piece's number, and the number of pieces."""
_PARTICLES = tuple(letters_of("particles"))
_WITH_ELLIPSIS = frozenset(code for code, language in LANGUAGES.items() if language.ellipsis)


QUOTED_TAIL = 60
"""Number of code points at the end that a diagnostic underlines."""


class Cut(NamedTuple):
    """A truncated piece: the span of its last words, the evidence, and `sure` from 0, a guess, to 2,
    certain."""

    span: Span
    message: str
    family: str
    sure: int


def cuts_of(layout: Layout, least: int = 0) -> Iterator[Cut]:
    """The truncations of a note that are at least `least` sure, in the order of its text."""
    pieces, habits = pieces_and_habits(layout.note)
    for piece in pieces:
        found = _judged(layout, piece, habits, least)
        if found is not None and found[1] >= least:
            yield _cut(layout, piece, *found)


def _cut(layout: Layout, piece: Piece, family: str, sure: int, measured: str = "") -> Cut:
    text = layout.note.text
    end = piece.start + len(text[piece.start : piece.end].rstrip())
    start = max(piece.start, end - QUOTED_TAIL, text.rfind("\n", 0, end) + 1)
    where = "the folded original alone " if piece.kind[1] == "fold" else _WHERE[piece.position]
    return Cut(Span(start, end), where + _ENDS[piece.ending] + measured, family, sure)


_Judged: TypeAlias = tuple[str, int] | tuple[str, int, str]
"""The family of evidence, how sure it is, and any measurement."""


def _judged(layout: Layout, piece: Piece, habits: Habits, least: int) -> _Judged | None:
    """The evidence that a piece is truncated; None if there is none, or none that can be `least` sure."""
    if piece.position == "note":
        sure = _at_the_end(layout, piece, habits, least)
        return None if sure is None else ("note end", sure)
    if least and not can_have_witness(piece):
        return None
    habit = habits.beside(piece)
    is_loose = least == 0 and _is_loose(piece, habit)
    if not is_loose and not may_have_witness(piece, habit):
        return None
    if piece.kind[0] is None and piece.ending != "open":
        return None
    if is_bare_label(layout.note.text[piece.start : piece.end]):
        return None
    if _goes_on(layout, piece) or _is_cut_alike(layout, piece):
        return None
    if witness := witness_of(layout, piece, habit):
        return witness.family, 1, witness.measured
    return ("loose end", 0) if is_loose else None


def _is_loose(piece: Piece, habit: Habit) -> bool:
    """Whether a piece ends differently from the note's others, which alone is only a guess."""
    if piece.ending == "ellipsis" or habit.pieces < limits.LOOSE.pieces:
        return False
    if habit.share < limits.LOOSE.share and habit.pieces - habit.whole > 1:
        return False
    return not piece.is_title and (piece.ending != "colon" or piece.position == "section")


class _End(NamedTuple):
    """The last piece of a note: its text, the habits of the note and that of its kind, whether its last word
    can't end a sentence (`surely`), and whether there is too little text to show a habit (`few`)."""

    layout: Layout
    piece: Piece
    text: str
    habits: Habits
    habit: Habit
    surely: bool
    few: bool

    @property
    def used_to_stops(self) -> bool:
        return limits.STRICT.is_met_by(self.habit) and not self.habit.titles


def _at_the_end(layout: Layout, piece: Piece, habits: Habits, least: int) -> int | None:
    """How surely the note's end is truncated; None if not at all, or if it can't be `least` sure. A short
    last line is more likely a name, a date or a farewell than a truncated sentence."""
    text = layout.note.text[piece.start : piece.end]
    if is_bare_label(text):
        return 1
    surely = ends_surely_broken(text, piece.kind[0])
    if (piece.kind[1] == "item" or _ITEM.match(last_line(text))) and not (
        piece.ending == "broken" and surely
    ):
        return 0 if not least and limits.ITEMS.is_met_by(_habit_at_the_end(piece, habits)) else None
    if piece.kind[0] is None and not surely and piece.ending != "open":
        return 0
    habit = _habit_at_the_end(piece, habits)
    return _BY_ENDING[piece.ending](
        _End(layout, piece, text, habits, habit, surely, _is_unproven(text, habit))
    )


def _habit_at_the_end(piece: Piece, habits: Habits) -> Habit:
    """The habit with which the last piece of a note is compared: a few quotations follow that of the text,
    and a piece in an unknown language that of its script."""
    habit, around = habits.of(piece.kind), (piece.kind[0], "text")
    if piece.kind[1] == "quote" and habit.pieces < limits.FEW_QUOTATIONS and around in habits.kinds:
        habit = habits.of(around)
    return habits.of_script(piece) if piece.kind[0] is None and not habit.pieces else habit


def _broken_end(end: _End) -> int:
    wide = end.piece.kind[0] in CJK
    if end.surely or (wide and (end.used_to_stops or not _is_short(end.text))):
        if limits.SURE_BREAK.is_met_by(end.habit) and not end.few:
            return 2
        likely = end.few or limits.LIKELY_BREAK.is_met_by(end.habit) or not end.habit.pieces
        return 1 if end.surely and likely else 0
    return 0 if wide else _bare_end(end)


def _bare_end(end: _End) -> int:
    piece, habit = end.piece, end.habit
    if end.few or (habit.pieces and not limits.USUAL.is_met_by(habit)):
        return 0
    if end.text.rstrip(_TRIMMED).endswith(_PARTICLES) and not end.used_to_stops:
        return 0
    if piece.kind[1] != "fold" and not _is_strict(end.layout, piece, end.habits.of_script(piece)):
        return 0
    return 1 if not piece.is_title or (_is_turn(end.text) and not habit.titles) else 0


def _open_end(end: _End) -> int:
    return 1 if limits.OPEN.is_met_by(end.habit) or end.few else 0


def _dotted_end(end: _End) -> int:
    """Suspects three ASCII dots in a language that has an ellipsis of its own."""
    foreign = end.piece.kind[0] in _WITH_ELLIPSIS and end.text.rstrip(_TRIMMED).endswith("...")
    return 1 if foreign and limits.USUAL.is_met_by(end.habit) and not end.few else 0


def _announcing_end(end: _End) -> int:
    return 1 if limits.USUAL.is_met_by(end.habit) and not end.few else 0


_BY_ENDING: Mapping[Ending, Callable[[_End], int]] = {
    "broken": _broken_end,
    "bare": _bare_end,
    "open": _open_end,
    "ellipsis": _dotted_end,
    "colon": _announcing_end,
}


def _is_strict(layout: Layout, piece: Piece, of_all: Habit) -> bool:
    """Whether no other piece in the script lacks a full stop, titles included, and there are too many pieces,
    or sentences in them, for this to be an accident: chatty notes in Latin letters drop many full stops."""
    if piece.kind[0] in CJK:
        return (
            of_all.pieces > 1
            or len(STOP.findall(layout.note.text, piece.start, piece.end)) > limits.SENTENCES_IN_CJK
        )
    if of_all.whole < of_all.pieces or of_all.titles:
        return False
    if of_all.pieces > limits.PIECES_IN_LATIN:
        return True
    alike = [part for part in layout.parts if part.language not in CJK and not part.fold]
    own = len(STOP.findall(layout.note.text, piece.start, piece.end))
    others = len(STOP.findall(layout.text_of(alike) + "\n")) - own
    return others + own > limits.SENTENCES_IN_LATIN and others >= limits.FULL_OF_SENTENCES * of_all.pieces


def _is_unproven(text: str, habit: Habit) -> bool:
    """Whether there is too little text to show a habit: fewer than three other pieces that do not all end
    whole, or a piece that is not punctuated itself."""
    if habit.pieces > 2:
        return False
    stops = len(STOP.findall(text))
    own = stops > 1 or (
        habit.pieces > 0 and (stops or (len(text) > limits.A_SENTENCE and _COMMA.search(text)))
    )
    return habit.pieces != habit.whole or not own


def _is_short(text: str) -> bool:
    return units_of(prose_of(turn_of(text)[-limits.LAST :])) < limits.SHORT


def _is_turn(text: str) -> bool:
    """Whether a piece is a speaker's turn, and more than yes or no."""
    prose = prose_of(text)
    return (
        text.lstrip(" >").startswith("**")
        and len(prose) < len(text) - limits.NAME_AND_COLON
        and units_of(prose) >= limits.MORE_THAN_YES
    )


def _goes_on(layout: Layout, piece: Piece) -> bool:
    """Whether the text after a piece is not prose, or itself begins in the middle of a sentence."""
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
    """Whether the paragraph's next line closes what is open, or a line or paragraph follows a `;`."""
    block = note.block_at(piece.start)
    has_next_line = block is not None and piece.end < block.end
    if has_next_line and piece.ending == "open":
        return _CLOSED.match(note.text, piece.end) is not None
    is_clause = note.text.endswith(("；", ";"), 0, piece.end)
    return is_clause and (has_next_line or piece.position == "within")


def _is_cut_alike(layout: Layout, piece: Piece) -> bool:
    """Whether a piece and its counterpart both stop where no sentence ends, so that the speaker did."""
    pair = layout.pairs_by_end.get(piece.end)
    if pair is None or piece.ending not in ("broken", "ellipsis"):
        return False
    return ending_of_counterpart(layout, pair, piece) in ("broken", "ellipsis")
