"""Indentation, with tabs of four columns (https://spec.commonmark.org/0.31.2/#tabs).

Columns count from the start of the line, or of the container's content.
"""


def indent(text: str, position: int, column: int, end: int) -> tuple[int, int]:
    """The offset of the first non-blank character at or after `position`, and its column."""
    while position < end:
        character = text[position]
        if character == " ":
            column += 1
        elif character == "\t":
            column += 4 - column % 4
        else:
            break
        position += 1
    return position, column


def advance(text: str, position: int, column: int, wanted: int) -> tuple[int, int]:
    """Skip blanks up to a column; a tab that extends beyond it is not skipped."""
    while column < wanted:
        width = 1 if text[position] == " " else 4 - column % 4
        if column + width > wanted:
            return position, wanted
        position, column = position + 1, column + width
    return position, column


def behind_mark(text: str, position: int, column: int, end: int) -> tuple[int, int]:
    """Skip the optional blank after `>`."""
    if position < end and text[position] in " \t":
        return advance(text, position, column, column + 1)
    return position, column
