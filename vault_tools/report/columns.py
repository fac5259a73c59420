"""Text in the columns of a terminal: wrapped, cut off, or laid out as a table."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from vault_tools.lazy_re import pattern
from vault_tools.printable import shown, width

COLUMNS = 80
_GAP = "  "
_PIECE = pattern(r" *[^ \u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\uffef]+| *.")
"""A piece that is never broken across lines: a word, or a Chinese, Japanese or Korean character."""
_NO_START = "，。、；：？！）」』】》”’…,.;:?!)`"
"""Characters that may not begin a line."""


def wrapped(text: str, columns: int) -> list[str]:
    """The lines of the text, wrapped to this many columns."""
    if width(text) <= columns and "\n" not in text:
        return [text]
    lines, used = [""], 0
    for piece in _pieces(text, columns):
        taken = width(piece)
        if used + taken > columns and lines[-1]:
            piece = piece.lstrip()
            taken = width(piece)
            lines.append("")
            used = 0
        lines[-1] += piece
        used += taken
    return lines


def _pieces(text: str, columns: int) -> Iterator[str]:
    """The pieces of the text that stay on one line. A piece that is too long for a line is cut."""
    piece = ""
    for match in _PIECE.finditer(text):
        if piece and match[0][0] not in _NO_START:
            yield from _cut(piece, columns)
            piece = ""
        piece += match[0]
    yield from _cut(piece, columns)


def _cut(piece: str, columns: int) -> Iterator[str]:
    while width(piece) > columns:
        head = beginning(piece, columns)
        yield head
        piece = piece[len(head) :]
    yield piece


def beginning(text: str, columns: int) -> str:
    """The beginning of the text that fits into this many columns, but at least one character."""
    least = max(columns, 1)
    if text[: least + 1].isascii():
        return text[:least]
    for index, used in enumerate(accumulate(map(width, text))):
        if used > columns and index:
            return text[:index]
    return text


def clipped(text: str, columns: int) -> str:
    """The text; if it is too wide, `…` replaces its end."""
    return text if width(text) <= columns else beginning(text, columns - 1) + "…"


def clipped_before(text: str, columns: int) -> str:
    """The text; if it is too wide, `…` replaces its beginning."""
    return text if width(text) <= columns else "…" + beginning(text[::-1], columns - 1)[::-1]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table. Each column is as wide as its widest cell, but at most half of COLUMNS; longer
    cells are cut, except in the last column. Columns of numbers are right-aligned."""
    cells = [tuple(head), *(tuple(map(shown, row)) for row in rows)]
    widths = [min(max(map(width, column)), COLUMNS // 2) for column in zip(*cells, strict=True)]
    numbers = [bool(rows) and all(_is_number(row[n]) for row in rows) for n in range(len(head))]
    for row in cells:
        line = _GAP.join(
            _padded(clipped(cell, w) if n < len(row) - 1 else cell, w, to_the_right=numbers[n])
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        yield f"{line.rstrip()}\n"


def _is_number(cell: str) -> bool:
    return cell in ("", "-") or cell.isdecimal()


def _padded(text: str, columns: int, *, to_the_right: bool) -> str:
    blanks = " " * (columns - width(text))
    return blanks + text if to_the_right else text + blanks
