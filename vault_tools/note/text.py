"""Spans and edits: the one way in which a note's text is changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from vault_tools.lazy_dataclass import dataclass


class Span(NamedTuple):
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


class Place(NamedTuple):
    """Lines and columns from 1, columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def last_line(self) -> int:
        """The last line that it has a part of."""
        ends_before = self.end_column == 1 and self.end_line > self.line
        return self.end_line - 1 if ends_before else self.end_line


def is_doubled(text: str, character: str, start: int = 0) -> bool:
    """Whether a character, no frequent one, is twice on end from `start` on: to search for both at once
    takes six times as long."""
    at = text.find(character, start)
    while at >= 0 and not text.startswith(character, at + 1):
        at = text.find(character, at + 1)
    return at >= 0


class SpanSet:
    """Spans of one text, to be asked many times what they touch; those that overlap are one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    @property
    def is_empty(self) -> bool:
        return not self._starts

    def touches(self, span: Span) -> bool:
        """Whether a span has a code point in common with one of them."""
        before = bisect_left(self._starts, span.end) - 1
        return before >= 0 and self._ends[before] > span.start

    def holds(self, start: int, end: int) -> bool:
        """Whether one of them covers all of a range."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and self._ends[before] >= end


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; two insertions at one place keep the order they came in.

    Raises ValueError when two edits overlap or one is outside the text.
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
