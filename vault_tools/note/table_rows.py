"""Table rows and their cells in GFM (https://github.github.com/gfm/#tables-extension-)."""

from vault_tools.lazy_re import pattern
from vault_tools.note.text import Span

_DELIMITERS = pattern(r"\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+\Z")
_BAR = pattern(r"(?<!\\)\|")
_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note has thousands of spans."""


def cells_of_header(text: str, above: Span, start: int, end: int) -> list[Span]:
    """The cells of the line `above`, if the line from `start` to `end` makes it a table header, else none."""
    if text[start] not in "|:-" or text.find("|", start, end) < 0 or not _DELIMITERS.match(text, start, end):
        return []
    header = cells(text, *above)
    return header if len(header) == len(cells(text, start, end)) else []


def cells(text: str, start: int, end: int) -> list[Span]:
    """The cells of a row, separated by unescaped bars."""
    content = text[start:end]
    first = start + len(content) - len(content.lstrip(" \t").removeprefix("|"))
    last = start + len(content.rstrip(" \t"))
    if last > first and text[last - 1] == "|" and text[last - 2] != "\\":
        last -= 1
    ends = [bar.start() for bar in _BAR.finditer(text, first, last)]
    starts = [first, *[end + 1 for end in ends]]
    ends.append(max(starts[-1], last))
    return [_new(Span, span) for span in zip(starts, ends, strict=True)]
