"""Blanks at the front of lines, with tabs of four columns (https://spec.commonmark.org/0.31.2/#tabs).

A column is counted from the front of the line, or of what holds the rest of it.
"""


def indent(text: str, position: int, column: int, end: int) -> tuple[int, int]:
    """The first place at or behind a position that holds no blank, and its column."""
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
    """Over blanks up to a column; a tab that reaches beyond it stays."""
    while column < wanted:
        width = 1 if text[position] == " " else 4 - column % 4
        if column + width > wanted:
            return position, wanted
        position, column = position + 1, column + width
    return position, column


def behind_mark(text: str, position: int, column: int, end: int) -> tuple[int, int]:
    """Behind the one blank that may follow `>`."""
    if position < end and text[position] in " \t":
        return advance(text, position, column, column + 1)
    return position, column
