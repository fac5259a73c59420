"""What else speaks for a loose end in the middle of a note being a cut: its counterpart, or the note's habit.

Each limit is the one that parts planted cuts from the loose ends of real notes, of which hardly any was cut:
see tests/benchmarks/bench_judgement.py.
"""

import re
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, units_of
from vault_tools.note.prose import prose_of
from vault_tools.note.sentences import TAIL, Ending, ending_of, ends_surely_broken
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import Pair
from vault_tools.sections.text_endings import Habit, Piece

_FILLER = pattern(r"\b(?:um+|uh+|you know|i guess|i mean|okay|ok|yeah|like|right|so)[^\w,]*+$", re.IGNORECASE)
"""What a speaker trails off on."""
_DEPENDENT = pattern(r"\b(?:to|with|from|into|is|are|was|were|as|for|at|in|on)\W*+$", re.IGNORECASE)
_DETERMINER = pattern(r"\b(?:the|an?|of|my|your|our|their|its|every|than)\W*+$", re.IGNORECASE)
"""What hardly anybody pauses on, and what nobody does: the next word is part of it."""
_MARKS = " \t\r\n>*_“‘\"'([（-"


class Witness(NamedTuple):
    family: str
    measured: str = ""


def may_have_witness(piece: Piece, habit: Habit) -> bool:
    """Whether the text has to be looked at for one: no habit that leaves ends loose is broken by another."""
    if piece.ending == "colon" or piece.kind[1] == "item":
        return False
    if piece.position == "within" and not _may_be_cut_line(piece, habit):
        return False
    return habit.share >= 0.8 or (piece.ending == "open" and habit.pieces <= 2)


def witness_of(layout: Layout, piece: Piece, habit: Habit) -> Witness | None:
    """What speaks for a piece that ends a section, or a text beside its counterpart, being cut there."""
    if not may_have_witness(piece, habit) or _next_goes_on(layout, piece):
        return None
    if piece.position == "within":
        return Witness("strict habit") if _is_line_cut(layout, piece, habit) else None
    pair = layout.pairs_by_end.get(piece.end)
    if pair and layout.is_adrift(pair):
        return None
    if piece.kind[1] == "fold" or (pair and pair.original[-1].readable[1] == piece.end):
        return _of_original(layout, piece, habit, pair) if pair else None
    return _of_text(layout, piece, habit, pair)


def _of_text(layout: Layout, piece: Piece, habit: Habit, pair: Pair | None) -> Witness | None:
    text = layout.note.text[piece.start : piece.end]
    if pair is None:
        breaks = piece.ending != "ellipsis" and _breaks_habit(text, piece, habit)
        return Witness("strict habit") if breaks else None
    if habit.pieces < 3:
        return Witness("open") if piece.ending == "open" else None
    share = pair.ratio / layout.usual_ratio
    whole = _ends_whole(layout, pair, piece) and not piece.is_title
    if piece.ending == "ellipsis":
        return Witness("counterpart", f" and keeps {layout.kept(pair)}") if whole and share <= 0.6 else None
    if share <= 0.5 or (whole and share <= 0.75):
        return Witness("counterpart", f" and keeps {layout.kept(pair)}")
    return Witness("strict habit") if whole and habit.whole == habit.pieces and share <= 1.6 else None


def _breaks_habit(text: str, piece: Piece, habit: Habit) -> bool:
    """Whether a piece is an exception to a habit without others, of so many pieces that it is no accident."""
    size = units_of(prose_of(text[-400:]))
    is_long = size >= (30 if piece.kind[0] in CJK else 60)
    misses = habit.pieces - habit.whole
    if piece.is_title:
        return False
    if misses:
        return misses <= 2 and habit.share >= 0.9 and size >= 100
    if piece.ending == "open":
        return habit.pieces >= 8 or habit.pieces < 3
    if piece.ending == "broken" and ends_surely_broken(text, piece.kind[0]):
        return habit.pieces >= 2
    return habit.pieces >= 25 or (habit.pieces >= (3 if piece.kind[0] in CJK else 10) and is_long)


def _is_line_cut(layout: Layout, piece: Piece, habit: Habit) -> bool:
    """Whether a line of CJK text stops where all others of its paragraph and of the note end as sentences do,
    or a long paragraph in a note that has very many."""
    if not _may_be_cut_line(piece, habit):
        return False
    text, block = layout.note.text, layout.note.block_at(piece.start)
    size = units_of(prose_of(text[max(piece.start, piece.end - 400) : piece.end]))
    if block is None or piece.end >= block.end:
        return habit.pieces >= 25 and size >= 40
    others = [line for line in text[block.start : block.end].split("\n") if line.strip()]
    return size >= 16 and sum(ending_of(line, piece.kind[0]) == "whole" for line in others) >= 2


def _may_be_cut_line(piece: Piece, habit: Habit) -> bool:
    if piece.kind[0] not in CJK or piece.kind[1] != "text" or piece.is_title:
        return False
    return habit.whole >= habit.pieces and piece.ending == "bare"


def _of_original(layout: Layout, piece: Piece, habit: Habit, pair: Pair) -> Witness | None:
    """Transcripts are cut into folds anywhere: the translation has to go on where the original stops."""
    text = prose_of(layout.note.text[piece.start : piece.end]).strip()
    if piece.ending == "ellipsis":
        return None
    if units_of(text) < 8 or piece.is_title or _FILLER.search(text) or not _ends_whole(layout, pair, piece):
        return None
    share = pair.ratio / layout.usual_ratio
    least = 0.95 if _DEPENDENT.search(text) else 1.05 if ends_surely_broken(text, piece.kind[0]) else 1.2
    misses = habit.pieces - habit.whole
    if misses <= 2 and habit.share >= 0.85 and habit.pieces >= 3 and _DETERMINER.search(text):
        return Witness("counterpart", f", {layout.amounts(pair)}")
    if misses == 0 and habit.pieces >= 3 and share >= least:
        return Witness("counterpart", f", {layout.amounts(pair)}")
    if misses <= 3 and habit.share >= 0.85 and 1.5 <= share <= 3.5:
        return Witness("counterpart", f", {layout.amounts(pair)}")
    return None


def _ends_whole(layout: Layout, pair: Pair, piece: Piece) -> bool:
    """Whether the other side of a pair ends as a sentence does."""
    return ending_of_counterpart(layout, pair, piece) == "whole"


def ending_of_counterpart(layout: Layout, pair: Pair, piece: Piece) -> Ending:
    """How the side of a pair ends that a piece does not end."""
    other = pair.translation if pair.original[-1].readable[1] == piece.end else pair.original
    end = other[-1].readable[1]
    return ending_of(layout.note.text[max(0, end - TAIL) : end], other[-1].language)


def _next_goes_on(layout: Layout, piece: Piece) -> bool:
    """Whether the next text of the kind begins in small letters."""
    following = layout.next_text(piece.end, piece.kind[0], folded=piece.kind[1] == "fold")
    begin = prose_of(following[:400].strip()).lstrip(_MARKS)
    return begin[:1].islower()
