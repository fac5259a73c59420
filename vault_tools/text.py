"""Spans and edits: the one way in which a note's text is changed."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in a note's text; the byte order mark is not part of it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a span; an empty span inserts, an empty `new` deletes."""

    span: Span
    new: str

    def overlaps(self, other: "Edit") -> bool:
        """True when the order of the two edits would matter, two insertions at one place aside."""
        a, b = self.span, other.span
        if a.start == a.end or b.start == b.end:
            return a.start < b.end and b.start < a.end
        return max(a.start, b.start) < min(a.end, b.end)


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns from 1, columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; two insertions at one place keep the order they came in.

    Raises ValueError when two edits overlap or one lies outside the text.
    """
    pieces = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if not position <= edit.span.start <= edit.span.end <= len(text):
            raise ValueError(f"edit {edit} overlaps another or lies outside the text")
        pieces += [text[position : edit.span.start], edit.new]
        position = edit.span.end
    return "".join([*pieces, text[position:]])


def place_of(text: str, span: Span) -> Place:
    line, column = _line_and_column(text, span.start)
    end_line, end_column = _line_and_column(text, span.end)
    return Place(line, column, end_line, end_column)


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
