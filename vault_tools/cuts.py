"""Where the prose of a note stops in the middle of a sentence, judged against the note's own habit.

A transcript without punctuation has no full stops to miss: a piece of prose is compared with the other
pieces of its kind, which are those in its language, in the text or in folds, in paragraphs, lists or quotations.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.bilingual import Layout
from vault_tools.language import units_of
from vault_tools.note import Note
from vault_tools.passages import Part
from vault_tools.prose import is_bare_label, prose_of
from vault_tools.sentences import TAIL, Ending, ending_of, ends_surely_broken, ends_with_stop
from vault_tools.text import Span

Position: TypeAlias = Literal["note", "section", "unit", "within"]
"""What a piece is the last of: the note, a section, the text beside a fold or in it, or nothing."""
_LONG_LINE = 40
"""Code points of a line on average."""
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

    def with_pieces(self, pieces: Iterable[_Piece], by: int = 1) -> "_Habit":
        """With more pieces that do not end as sentences do; those that end on dots or a colon do not count."""
        titles = [p.is_title for p in pieces if p.ending not in ("colon", "ellipsis")]
        return _Habit(
            self.pieces + by * titles.count(False), self.whole, self.titles + by * titles.count(True)
        )


def cuts_of(layout: Layout) -> Iterator[Cut]:
    """The cuts of a note, in the order of its text."""
    text = layout.note.text
    whole: Counter[Kind] = Counter()
    pieces = []
    for start, end, kind, position in _stretches(layout):
        ending: Ending = (
            "whole" if ends_with_stop(text, end) else ending_of(text[max(start, end - TAIL) : end])
        )
        if ending == "whole":
            whole[kind] += 1
        else:
            pieces.append(_Piece(start, end, kind, position, ending, _is_title(text, start, end, ending)))
    for kind in {piece.kind for piece in pieces}:
        of_kind = [piece for piece in pieces if piece.kind == kind]
        habit = _Habit(whole[kind], whole[kind]).with_pieces(of_kind)
        for piece in of_kind:
            sure = _sureness(layout, piece, habit.with_pieces([piece], -1))
            if sure is not None:
                yield _cut(layout, piece, sure)


def _cut(layout: Layout, piece: _Piece, sure: int) -> Cut:
    text = layout.note.text
    end = piece.start + len(text[piece.start : piece.end].rstrip())
    start = max(piece.start, end - QUOTED_TAIL, text.rfind("\n", 0, end) + 1)
    where = "the folded original alone " if piece.kind[1] == "fold" else _WHERE[piece.position]
    return Cut(Span(start, end), where + _ENDS[piece.ending], sure)


def _is_title(text: str, start: int, end: int, ending: Ending) -> bool:
    """Whether a piece is short and bare and no sentence ends in it."""
    if ending != "bare" or end - start > 80:
        return False
    prose = prose_of(text[start:end])
    return units_of(prose) < 14 and not _STOP.search(prose) and not re.search("[，,；;]", prose)


def _stretches(layout: Layout) -> Iterator[tuple[int, int, Kind, Position]]:
    """What is read as one piece each: a passage, its lines where each is a paragraph, what a fold holds."""
    text, last = layout.note.text, _last_readable(layout)
    for section in layout.sections:
        for index, part in enumerate(section.parts):
            following = section.parts[index + 1] if index + 1 < len(section.parts) else None
            position: Position = "note" if part is last else "within" if following else "section"
            if position != "note" and (part.fold or (following and _turns(part, following))):
                position = "unit"
            start, end = part.readable
            kind = (part.language, part.kind if part.kind in _KINDS else "text")
            if not part.fold and _is_lines(text, start, end):
                start = yield from _lines(layout.note, start, end, kind)
            if not layout.note.is_marked(start, end):
                yield start, end, kind, position


def _turns(part: Part, following: Part) -> bool:
    """Whether a fold or another language follows."""
    return following.fold is not None or (following.language or part.language) != part.language


def _is_lines(text: str, start: int, end: int) -> bool:
    """Whether the lines of a passage are paragraphs: they are long on average."""
    if text.find("\n", start, end) < 0:
        return False
    return end - start > _LONG_LINE * (1 + text.count("\n", start, end))


def _lines(
    note: Note, start: int, end: int, kind: Kind
) -> Generator[tuple[int, int, Kind, Position], None, int]:
    """The lines of a passage but for the last that is no mere mark; returns where that one begins."""
    lines = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", note.text[start:end])]
    lines = [line for line in lines if not note.is_marked(*line)] or [(start, end)]
    for first, last in lines[:-1]:
        yield first, last, kind, "within"
    return lines[-1][0]


def _last_readable(layout: Layout) -> Part | None:
    """The part that the note ends on, None where it ends on code, a table or a formula."""
    note = layout.note
    parts = [p for p in layout.parts if not note.is_marked(p.start, p.end) or p.fold]
    if not parts:
        return None
    blocks = [
        b
        for b in note.blocks
        if b.start >= parts[-1].end and b.kind in ("code", "table", "formula", "heading")
    ]
    return None if any(note.text[b.start : b.end].strip("`~ \r\n") for b in blocks) else parts[-1]


def _sureness(layout: Layout, piece: _Piece, habit: _Habit) -> int | None:
    """How sure it is that a piece is cut; None where nothing speaks for it."""
    text = layout.note.text[piece.start : piece.end]
    language, kind = piece.kind
    if piece.position != "note" and (_goes_on(layout, piece) or _is_cut_alike(layout, piece)):
        return None
    if is_bare_label(text):
        return 1 if piece.position in ("note", "section") else None
    if language is None and piece.position != "note":
        return None
    if kind == "item" and not (piece.ending == "broken" and ends_surely_broken(text)):
        return 0 if habit.share >= 0.95 and habit.pieces >= 5 else None
    if piece.position == "note":
        return _at_the_end(text, piece, habit)
    return _elsewhere(text, piece, habit)


def _at_the_end(text: str, piece: _Piece, habit: _Habit) -> int | None:
    punctuated = len(_STOP.findall(text)) > 2 or (habit.pieces and _STOP.search(text))
    few = habit.pieces < 3 and not (punctuated and habit.pieces == habit.whole)
    match piece.ending:
        case "broken":
            if habit.share >= 0.6 and not few:
                return 2
            return 1 if ends_surely_broken(text) and (few or habit.share >= 0.3) else 0
        case "open":
            return 1 if habit.share >= 0.5 or few else 0
        case "bare":
            if few or habit.share < 0.75 and habit.pieces:
                return 0
            return 1 if not piece.is_title or (habit.share >= 0.95 and not habit.titles) else 0
        case "ellipsis":
            ascii_dots = text.rstrip("*_ \r\n").endswith("...")
            return (
                1 if ascii_dots and piece.kind[0] in ("zh", "ja") and habit.share >= 0.75 and not few else 0
            )
        case _:
            return 1 if habit.share >= 0.75 and not few else 0


def _elsewhere(text: str, piece: _Piece, habit: _Habit) -> int | None:
    misses = habit.pieces - habit.whole
    if habit.pieces < 3 or (habit.share < 0.85 and misses > 1):
        return None
    strict = misses <= max(1, 0.05 * habit.pieces)
    size = units_of(prose_of(text[-400:]))
    match piece.ending:
        case "broken":
            if piece.position == "within" and not ends_surely_broken(text):
                return 0
            return 1 if size >= 4 and (strict or ends_surely_broken(text)) else 0
        case "open":
            return 1 if strict else 0
        case "bare":
            if piece.is_title:
                return (
                    1 if habit.share >= 0.98 and not habit.titles and habit.pieces >= 8 and size >= 3 else 0
                )
            return 1 if strict and size >= (30 if piece.position == "within" else 8) else 0
        case "colon":
            return 1 if piece.position == "section" and strict and size >= 4 else 0
        case _:
            return 0


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


def _is_cut_alike(layout: Layout, piece: _Piece) -> bool:
    """Whether a piece and its counterpart both stop short: then the speaker did, or whoever cut the speech."""
    text = layout.note.text
    for pair in layout.pairs:
        sides = [side[-1].readable[1] for side in pair if side]
        if piece.end in sides and len(sides) == 2:
            ends = [ending_of(text[max(0, end - TAIL) : end]) for end in sides]
            return "whole" not in ends
    return False


def _lies_within(note: Note, piece: _Piece) -> bool:
    """Whether the block of a piece goes on below it."""
    return (
        note.text[piece.end : piece.end + 2].strip() != ""
        or note.text[piece.end + 1 : piece.end + 2].strip() != ""
    )
