"""The lines and blocks of a note's body, stored as columns."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, groupby, repeat
from operator import add
from typing import Literal, NamedTuple, TypeAlias

BlockKind: TypeAlias = Literal[
    "heading", "paragraph", "item", "quote", "table", "code", "formula", "comment", "html", "tag", "rule",
    "footnote",
]  # fmt: skip
CODES: Mapping[str, str] = {
    "heading": "123456",
    "paragraph": "p",
    "item": "i",
    "quote": "q",
    "table": "t",
    "code": "cC",
    "formula": "fF",
    "comment": "mM",
    "html": "h",
    "tag": "g",
    "rule": "r",
    "footnote": "n",
}
"""The letter of each kind in the columns. A heading's letter is its level; a capital marks unclosed code, an
unclosed comment or an unclosed formula."""
_MEANT: Mapping[str, tuple[str, int, bool]] = {
    letter: (kind, int(letter) if letter.isdigit() else 0, not letter.isupper())
    for kind, letters in CODES.items()
    for letter in letters
}


class Block(NamedTuple):
    """A run of whole lines. `start` is the offset of the first line, `end` that of the last line's newline.

    `level` is set for headings. `closed` is false for code, comments and formulas without an end mark.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    closed: bool = True


_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note has thousands of blocks."""


class Blocks(NamedTuple):
    """The blocks of a body in order, as columns: for each block a letter of CODES and the offsets in the
    note's text, in code points, where it begins and ends. Most blocks are never read one by one."""

    kinds: str = ""
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def at(self, index: int) -> Block:
        """The block at an index, which may be negative as in a list."""
        kind, level, closed = _MEANT[self.kinds[index]]
        return _new(Block, (kind, self.starts[index], self.ends[index], level, closed))

    def each(self) -> Iterator[Block]:
        return map(self.at, range(len(self.kinds)))

    def of(self, *kinds: BlockKind) -> list[int]:
        """The indexes of the blocks of these kinds, in order."""
        return [found.start() for found in _finder(kinds).finditer(self.kinds)]


@lru_cache(maxsize=64)
def _finder(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(CODES[kind] for kind in kinds)}]")


_NAMES = (
    "address article aside base basefont blockquote body caption center col colgroup dd dialog dir div dl "
    "dt fieldset figcaption figure footer form frame frameset h[1-6] head header hr html iframe legend li "
    "link main menu menuitem nav noframes ol optgroup option p param search section source table tbody td "
    "tfoot th thead title tr track ul"
)
"""CommonMark 4.6, start condition 6, without `details` and `summary`."""
HTML_NAMES = "|".join(
    f"{letter}(?:{'|'.join(name[1:] for name in names)})"
    for letter, names in groupby(_NAMES.split(), key=lambda name: name[0])
)
"""An expression for one of them: few letters are compared, each before all names that begin with it."""


class Lines(NamedTuple):
    """The lines of a body without newlines, and their offsets, followed by the offset just after the last
    line's newline. `has_returns`: some lines end in a carriage return."""

    texts: list[str]
    starts: list[int]
    has_returns: bool


def lines_of(text: str, start: int = 0) -> Lines:
    """The lines of the body that begins at `start`."""
    texts = text[start:].split("\n")
    return Lines(texts, list(accumulate(map(add, map(len, texts), repeat(1)), initial=start)), "\r" in text)


def is_bare_fence(text: str, block: Block) -> bool:
    """Whether a block is an unclosed code fence without content."""
    return block.kind == "code" and not block.closed and not text[block.start : block.end].strip().strip("`~")
