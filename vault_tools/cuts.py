"""Where the prose of a note stops in the middle of a sentence, judged against the note's own habit.

A transcript without punctuation has no full stops to miss: a piece of prose is compared with the other
pieces of its kind, which are those in its language, in the text or in folds, in paragraphs, lists or quotations.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.bilingual import Layout, Part, units_of
from vault_tools.prose import is_bare_label, prose_of
from vault_tools.sentences import Ending, ending_of, ends_surely_broken
from vault_tools.text import Span

Position: TypeAlias = Literal["note", "section", "unit", "within"]
"""What a piece is the last of: the note, a section, the text beside a fold or in it, or nothing."""
_LONG_LINE = 40
_STOP = re.compile("[。！？!?]|[.](?=[ \n\"”])")
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


class _Piece(NamedTuple):
    start: int
    end: int
    kind: tuple[str | None, str]
    position: Position
    ending: Ending
    is_title: bool = False


class _Habit(NamedTuple):
    """How many pieces of a kind there are besides one, how many of them end as sentences do, and how many
    more are short and bare, as a title is or the name under a letter."""

    pieces: int = 0
    whole: int = 0
    titles: int = 0

    def counting(self, piece: _Piece, by: int) -> "_Habit":
        if piece.is_title:
            return self._replace(titles=self.titles + by)
        return self._replace(pieces=self.pieces + by, whole=self.whole + by * (piece.ending == "whole"))

    @property
    def share(self) -> float:
        return self.whole / self.pieces if self.pieces else 0.0


def cuts_of(layout: Layout) -> Iterator[Cut]:
    """The cuts of a note, in no order that matters."""
    pieces = list(_pieces(layout))
    habits: dict[tuple[str | None, str], _Habit] = {}
    for piece in pieces:
        habits[piece.kind] = habits.get(piece.kind, _Habit()).counting(piece, 1)
    for piece in pieces:
        if piece.ending != "whole":
            sure = _sureness(layout, piece, habits[piece.kind].counting(piece, -1))
            if sure is not None:
                yield _cut(layout, piece, sure)


def _cut(layout: Layout, piece: _Piece, sure: int) -> Cut:
    text = layout.note.text
    end = piece.start + len(text[piece.start : piece.end].rstrip())
    start = max(piece.start, end - QUOTED_TAIL, text.rfind("\n", 0, end) + 1)
    where = "the folded original alone " if piece.kind[1] == "fold" else _WHERE[piece.position]
    return Cut(Span(start, end), where + _ENDS[piece.ending], sure)


def _pieces(layout: Layout) -> Iterator[_Piece]:
    text = layout.note.text
    last = _last_readable(layout)
    for section in layout.sections:
        for index, part in enumerate(section.parts):
            following = section.parts[index + 1] if index + 1 < len(section.parts) else None
            position: Position = "note" if part is last else "within" if following else "section"
            if position != "note" and (part.fold or (following and _turns(part, following))):
                position = "unit"
            if part.fold:
                inner = part.fold.inner
                yield _piece(text, inner.start, inner.end, (part.language, "fold"), position)
            else:
                yield from _of_passage(layout, part, position)


def _turns(part: Part, following: Part) -> bool:
    """Whether a fold or another language follows."""
    return following.fold is not None or (following.language or part.language) != part.language


def _of_passage(layout: Layout, part: Part, position: Position) -> Iterator[_Piece]:
    """A passage, or its lines where each is a paragraph of its own."""
    text = layout.note.text
    kind = (part.language, part.kind if part.kind in ("item", "quote") else "text")
    lines = [(part.start, part.end)]
    piece = text[part.start : part.end]
    if "\n" in piece and len(piece) > _LONG_LINE * (1 + piece.count("\n")):
        lines = [(part.start + m.start(), part.start + m.end()) for m in re.finditer(r"[^\n]+", piece)]
    lines = [line for line in lines if not layout.note.is_marked(line[0], line[1])]
    for start, end in lines[:-1]:
        yield _piece(text, start, end, kind, "within")
    for start, end in lines[-1:]:
        yield _piece(text, start, end, kind, position)


def _piece(text: str, start: int, end: int, kind: tuple[str | None, str], position: Position) -> _Piece:
    ending = ending_of(text[max(start, end - 300) : end])
    is_title = ending == "bare" and end - start < 80 and _is_title(text[start:end])
    return _Piece(start, end, kind, position, ending, is_title)


def _is_title(piece: str) -> bool:
    """Whether a piece is short and no sentence ends in it."""
    prose = prose_of(piece)
    return units_of(prose) < 14 and not _STOP.search(prose) and not re.search("[，,；;]", prose)


def _last_readable(layout: Layout) -> Part | None:
    """The part that the note ends on, None where it ends on code, a table or a formula."""
    note = layout.note
    parts = [p for p in layout.parts if not note.is_marked(p.start, p.end) or p.fold]
    if not parts:
        return None
    blocks = [b for b in note.blocks if b.start >= parts[-1].end and b.kind in ("code", "table", "formula", "heading")]
    return None if any(note.text[b.start : b.end].strip("`~ \r\n") for b in blocks) else parts[-1]


def _sureness(layout: Layout, piece: _Piece, habit: _Habit) -> int | None:
    """How sure it is that a piece is cut; None where nothing speaks for it."""
    text = layout.note.text[piece.start : piece.end]
    language, kind = piece.kind
    if piece.position != "note" and _goes_on(layout, piece):
        return None
    if is_bare_label(text):
        return 1 if piece.position in ("note", "section") else None
    if language is None and piece.position != "note":
        return None
    if kind == "item" and piece.ending in ("bare", "colon"):
        return 0 if habit.share >= 0.95 and habit.pieces >= 5 else None
    if piece.position == "note":
        return _at_the_end(text, piece, habit)
    return _elsewhere(text, piece, habit)


def _at_the_end(text: str, piece: _Piece, habit: _Habit) -> int | None:
    punctuated = len(_STOP.findall(text)) > 2
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
            return 1 if ascii_dots and piece.kind[0] in ("zh", "ja") and habit.share >= 0.75 and not few else 0
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
                return 1 if habit.share >= 0.98 and not habit.titles and habit.pieces >= 8 and size >= 3 else 0
            return 1 if strict and size >= (30 if piece.position == "within" else 8) else 0
        case "colon":
            return 1 if piece.position == "section" and strict and size >= 4 else 0
        case _:
            return 0


def _goes_on(layout: Layout, piece: _Piece) -> bool:
    """Whether what follows a piece is no prose, or begins in the middle of a sentence itself."""
    text, blocks = layout.note.text, layout.note.blocks
    rest = text[piece.end : piece.end + 200].lstrip()
    if piece.position == "within" and (rest[:1].isascii() and rest[:1].islower() or text[:piece.end].endswith(("；", ";"))):
        return True
    after = bisect_left([block.start for block in blocks], piece.end)
    following = blocks[after] if after < len(blocks) else None
    if following is None or "\n" in text[piece.start : piece.end].strip("\n") and following.start - piece.end > 400:
        return False
    if following.kind in ("code", "table", "formula", "item", "html"):
        return True
    own = next((b for b in reversed(blocks[:after]) if b.start <= piece.start), None)
    deeper = following.kind == "heading" and piece.ending == "colon" and own is not None
    return deeper or (following.kind in ("quote", "paragraph") and text[following.start : following.start + 2] in ("![", "> "))
