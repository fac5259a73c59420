"""Positions in a document as the protocol counts them: lines and characters from 0, characters in units of an
encoding agreed on by client and server. Our own offsets are code points of the text, without a byte order
mark."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import Literal, TypeAlias, TypedDict

from vault_tools.note.text import Edit, Span

Encoding: TypeAlias = Literal["utf-16", "utf-32"]


class Position(TypedDict):
    """A place in a document. Both numbers count from 0, `character` in units of the encoding agreed on."""

    line: int
    character: int


class Range(TypedDict):
    """From the first character to the place after the last one."""

    start: Position
    end: Position


class TextEdit(TypedDict):
    """A text that replaces the text in a range."""

    range: Range
    newText: str


_END_OF_LINE = re.compile(r"\r\n?|\n")
BOM = "\ufeff"


class LineIndex:
    """Converts the positions of one document. A byte order mark in the client's text counts there."""

    def __init__(self, text: str, encoding: Encoding) -> None:
        self.text = text
        self._shift = len(BOM) if text.startswith(BOM) else 0
        self._wide = encoding == "utf-16" and not text.isascii() and max(text) > "\uffff"

    def position(self, offset: int) -> Position:
        at = min(max(offset, 0) + self._shift, len(self.text))
        line = bisect_right(self._starts, at) - 1
        start = self._starts[line]
        return {"line": line, "character": at - start + self._extra(start, at)}

    def range(self, span: Span) -> Range:
        return {"start": self.position(span.start), "end": self.position(span.end)}

    def offset(self, position: Position) -> int:
        """The offset of a position. Beyond the end of a line it is that end, as the protocol says."""
        line, wanted = max(position["line"], 0), max(position["character"], 0)
        if line >= len(self._starts):
            return len(self.text) - self._shift
        start, end = self._starts[line], self._line_end(line)
        at = min(start + wanted, end)
        if self._wide:
            units = 0
            for at in range(start, end + 1):
                if units >= wanted:
                    break
                units += 2 if at < end and self.text[at] > "\uffff" else 1
        return max(at - self._shift, 0)

    def edits(self, edits: "tuple[Edit, ...] | list[Edit]") -> list[TextEdit]:
        return [{"range": self.range(edit.span), "newText": edit.new} for edit in edits]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _END_OF_LINE.finditer(self.text))]

    def _line_end(self, line: int) -> int:
        """Where the text of a line ends, before its line break."""
        after = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text) + 1
        end = after - 1
        return end - 1 if self.text[end - 1 : end + 1] == "\r\n" and end > self._starts[line] else end

    def _extra(self, start: int, end: int) -> int:
        """The number of characters between two offsets that take a second unit."""
        return sum(c > "\uffff" for c in self.text[start:end]) if self._wide else 0


def units_before(line: str, column: int, encoding: Encoding) -> int:
    """The character of the protocol at a column of a line (from 1, in code points)."""
    before = line[: column - 1]
    return column - 1 + (sum(c > "\uffff" for c in before) if encoding == "utf-16" else 0)
