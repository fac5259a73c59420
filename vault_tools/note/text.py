"""Spans and edits: the only way to change a note's text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vault_tools.lazy_dataclass import dataclass


class Span(NamedTuple):
    """A half-open range of code points in a note's text, which excludes the byte order mark."""

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
        """Whether the order of the two edits matters, except for two insertions at the same offset."""
        a, b = self.span, other.span
        if a.start == a.end or b.start == b.end:
            return a.start < b.end and b.start < a.end
        return max(a.start, b.start) < min(a.end, b.end)


class Place(NamedTuple):
    """Lines and columns, counted from 1, columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def last_line(self) -> int:
        """The last line that the range includes a part of."""
        ends_before = self.end_column == 1 and self.end_line > self.line
        return self.end_line - 1 if ends_before else self.end_line


def holds_mark(text: str, mark: str, start: int = 0) -> bool:
    """Whether a mark whose first character is infrequent occurs from `start` on; searching for the whole mark
    takes six times as long."""
    return next(places_of(text, mark, start), -1) >= 0


def places_of(text: str, mark: str, start: int) -> Iterator[int]:
    """The offsets of a mark whose first character is infrequent, from `start` on; they may overlap."""
    at = text.find(mark[0], start)
    while at >= 0:
        if text.startswith(mark, at):
            yield at
        at = text.find(mark[0], at + 1)


class SpanSet:
    """A set of spans for repeated overlap queries; overlapping spans are merged."""

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
        """Whether a span shares a code point with one of the set."""
        before = bisect_left(self._starts, span.end) - 1
        return before >= 0 and self._ends[before] > span.start

    def holds(self, start: int, end: int) -> bool:
        """Whether one span of the set covers the whole range."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and self._ends[before] >= end


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; insertions at the same offset keep the order they came in.

    Raises ValueError if two edits overlap or one is outside the text.
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
