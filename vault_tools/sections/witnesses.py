"""Further evidence that a loose end inside a note is a truncation: its counterpart, or the note's habit."""

import re
from math import inf
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, units_of
from vault_tools.note.languages import all_words, any_of
from vault_tools.note.prose import prose_of
from vault_tools.note.sentences import TAIL, Ending, ending_of, ends_surely_broken
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import Pair
from vault_tools.sections.text_endings import Habit, Piece

_FILLER = pattern(rf"\b(?:{any_of('fillers')})[^\w,]*+$", re.IGNORECASE)
"""Words with which a speaker trails off."""
_DEPENDENT, _DETERMINER = (
    pattern(rf"\b(?:{'|'.join(all_words(words))})\W*+$", re.IGNORECASE)
    for words in ("no_pause_after", "never_a_pause_after")
)
"""Words after which people hardly ever pause, and words after which nobody does: the next word belongs to
them."""
_MARKS = " \t\r\n>*_“‘\"'([（-"
_END = 400
"""Code points at the end of a piece in which its length is measured, and at the beginning of the next one."""


class _Limit(NamedTuple):
    """How regularly a note's pieces must end for one to be an exception: the maximum number that are not
    whole, the minimum share that is, and the minimum number of pieces; and the limits for the length of the
    piece, or of a translation relative to its original.

    Each limit separates planted truncations from the loose ends of real notes, hardly any of which are
    truncated (tests/benchmarks/bench_judgement.py). Run that benchmark if you change one.
    """

    misses: float = inf
    share: float = 0.0
    pieces: int = 0
    least: float = 0.0
    most: float = inf

    def is_met_by(self, habit: Habit, length: float = 0.0) -> bool:
        misses = habit.pieces - habit.whole
        regular = misses <= self.misses and habit.share >= self.share and habit.pieces >= self.pieces
        return regular and self.least <= length <= self.most


_REGULAR = _Limit(share=0.8)
"""Below this, a loose end is not examined."""
_HARDLY_ANY = 2
"""Number of pieces too few for a habit: an unclosed construct is then evidence by itself."""
_FEW = 3
"""Number of pieces from which there is a habit, if there is a counterpart."""
_MIXED = _Limit(misses=2, share=0.9, least=100)
"""For a habit with other exceptions; length in Latin words or CJK characters."""
_OPEN = _Limit(pieces=8)
_SURELY_BROKEN = _Limit(pieces=2)
_MANY = _Limit(pieces=25)
_LONG_IN_CJK, _LONG_IN_LATIN = _Limit(pieces=3, least=30), _Limit(pieces=10, least=60)
_LINE = _Limit(pieces=25, least=40)
"""For a last line of at least this length."""
_LINE_AMONG = 16, 2
"""For a line among others of its paragraph: its length, and the number of whole ones among these."""
_DOTTED, _SHORT, _SHORTER, _USUAL = 0.6, 0.75, 0.5, 1.6
"""Maximum ratio of translation to original, relative to the note's usual ratio: for one that trails off in
dots; that stops although its original is whole; that merely stops; that breaks a habit without exceptions."""
_SAYS_SOMETHING = 8
"""Units of an original's end below which it is too short to judge."""
_BEFORE_A_NOUN = _Limit(misses=2, share=0.85, pieces=3)
_GOES_ON_IN_TRANSLATION = _Limit(misses=3, share=0.85, least=1.5, most=3.5)
"""The translation is longer than usual by these factors; beyond that it is another fault."""
_BEFORE_MORE, _BROKEN, _BARE = (_Limit(misses=0, pieces=3, least=least) for least in (0.95, 1.05, 1.2))
"""The same if nothing else in the note is truncated, for an original that ends in a preposition, in another
word that can't end a sentence, and in any other word."""


class Witness(NamedTuple):
    family: str
    measured: str = ""


def can_have_witness(piece: Piece) -> bool:
    """Whether a piece may have a witness, whatever the habit: of lines, only those of CJK text."""
    if piece.ending == "colon" or piece.kind[1] == "item":
        return False
    if piece.position != "within":
        return True
    return piece.ending == "bare" and piece.kind[1] == "text" and piece.kind[0] in CJK


def may_have_witness(piece: Piece, habit: Habit) -> bool:
    """Whether a piece may have a witness, so that its text must be examined: a habit of loose ends is not
    broken by another one."""
    if not can_have_witness(piece):
        return False
    if piece.position == "within" and (habit.whole < habit.pieces or piece.is_title):
        return False
    return _REGULAR.is_met_by(habit) or (piece.ending == "open" and habit.pieces <= _HARDLY_ANY)


def witness_of(layout: Layout, piece: Piece, habit: Habit) -> Witness | None:
    """The evidence that a piece at the end of a section, or next to its counterpart, is truncated."""
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
    if habit.pieces < _FEW:
        return Witness("open") if piece.ending == "open" else None
    share = pair.ratio / layout.usual_ratio
    whole = _ends_whole(layout, pair, piece) and not piece.is_title
    if piece.ending == "ellipsis":
        dotted = whole and share <= _DOTTED
        return Witness("counterpart", f" and keeps {layout.kept(pair)}") if dotted else None
    if share <= _SHORTER or (whole and share <= _SHORT):
        return Witness("counterpart", f" and keeps {layout.kept(pair)}")
    return Witness("strict habit") if whole and habit.whole == habit.pieces and share <= _USUAL else None


def _breaks_habit(text: str, piece: Piece, habit: Habit) -> bool:
    """Whether a piece is the only exception to a habit of so many pieces that it is no accident."""
    if piece.is_title:
        return False
    size = units_of(prose_of(text[-_END:]))
    if habit.whole < habit.pieces:
        return _MIXED.is_met_by(habit, size)
    if piece.ending == "open":
        return _OPEN.is_met_by(habit) or habit.pieces <= _HARDLY_ANY
    if piece.ending == "broken" and ends_surely_broken(text, piece.kind[0]):
        return _SURELY_BROKEN.is_met_by(habit)
    long = _LONG_IN_CJK if piece.kind[0] in CJK else _LONG_IN_LATIN
    return _MANY.is_met_by(habit) or long.is_met_by(habit, size)


def _is_line_cut(layout: Layout, piece: Piece, habit: Habit) -> bool:
    """Whether a line of CJK text stops although all others of its paragraph and of the note end as sentences
    do; also a long paragraph in a note with very many."""
    text, block = layout.note.text, layout.note.block_at(piece.start)
    size = units_of(prose_of(text[max(piece.start, piece.end - _END) : piece.end]))
    if block is None or piece.end >= block.end:
        return _LINE.is_met_by(habit, size)
    others = [line for line in text[block.start : block.end].split("\n") if line.strip()]
    least, whole = _LINE_AMONG
    return size >= least and sum(ending_of(line, piece.kind[0]) == "whole" for line in others) >= whole


def _of_original(layout: Layout, piece: Piece, habit: Habit, pair: Pair) -> Witness | None:
    """The witness for an original. Transcripts are divided into folds anywhere, so the translation has to
    continue where the original stops."""
    text = prose_of(layout.note.text[piece.start : piece.end]).strip()
    if piece.ending == "ellipsis":
        return None
    if units_of(text) < _SAYS_SOMETHING or piece.is_title or _FILLER.search(text):
        return None
    if not _ends_whole(layout, pair, piece):
        return None
    share = pair.ratio / layout.usual_ratio
    goes_on = _BEFORE_A_NOUN.is_met_by(habit) and _DETERMINER.search(text)
    if goes_on or any(
        limit.is_met_by(habit, share) for limit in (_limit_of(text, piece), _GOES_ON_IN_TRANSLATION)
    ):
        return Witness("counterpart", f", {layout.amounts(pair)}")
    return None


def _limit_of(text: str, piece: Piece) -> _Limit:
    if _DEPENDENT.search(text):
        return _BEFORE_MORE
    return _BROKEN if ends_surely_broken(text, piece.kind[0]) else _BARE


def _ends_whole(layout: Layout, pair: Pair, piece: Piece) -> bool:
    """Whether the other side of a pair ends as a sentence does."""
    return ending_of_counterpart(layout, pair, piece) == "whole"


def ending_of_counterpart(layout: Layout, pair: Pair, piece: Piece) -> Ending:
    """How the counterpart of a piece, on the other side of the pair, ends."""
    other = pair.translation if pair.original[-1].readable[1] == piece.end else pair.original
    end = other[-1].readable[1]
    return ending_of(layout.note.text[max(0, end - TAIL) : end], other[-1].language)


def _next_goes_on(layout: Layout, piece: Piece) -> bool:
    """Whether the next text of the same kind begins in lower case."""
    following = layout.next_text(piece.end, piece.kind[0], folded=piece.kind[1] == "fold")
    begin = prose_of(following[:_END].strip()).lstrip(_MARKS)
    return begin[:1].islower()
