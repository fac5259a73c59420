"""What a note's body is made of: its lines and its blocks, as columns that a block is read from."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
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
"""The letter for each kind in the columns; that of a heading is its level; a capital is for code, a comment
or a formula that lacks its end."""
_MEANT: Mapping[str, tuple[str, int, bool]] = {
    letter: (kind, int(letter) if letter.isdigit() else 0, not letter.isupper())
    for kind, letters in CODES.items()
    for letter in letters
}


class Block(NamedTuple):
    """Some whole lines of the text: `start` is the first one's, `end` is before the last one's newline.

    `level` is a heading's. `closed` is false for code, comments and formulas that lack their end.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    closed: bool = True


_new = tuple.__new__
"""Makes a block in half the time; a note has thousands."""


class Blocks(NamedTuple):
    """The blocks of a body in order, as columns: a letter of CODES each, and the code points of the note's
    text where each begins and ends. Most are never looked at one by one."""

    kinds: str = ""
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def at(self, index: int) -> Block:
        """One of them, from the end where `index` is below 0."""
        kind, level, closed = _MEANT[self.kinds[index]]
        return _new(Block, (kind, self.starts[index], self.ends[index], level, closed))

    def each(self) -> Iterator[Block]:
        return map(self.at, range(len(self.kinds)))

    def of(self, *kinds: BlockKind) -> list[int]:
        """Which blocks are of some kinds, in order."""
        return [found.start() for found in _finder(kinds).finditer(self.kinds)]


@lru_cache(maxsize=64)
def _finder(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(CODES[kind] for kind in kinds)}]")


HTML_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    "|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|source|table|tbody|td|tfoot"
    "|th|thead|title|tr|track|ul"
)
"""CommonMark 4.6, start condition 6, without `details` and `summary`."""


class Lines(NamedTuple):
    """The lines of a body without their newlines, and where each begins; last where one behind them would.
    `has_returns`: some end in a carriage return."""

    texts: list[str]
    starts: list[int]
    has_returns: bool


def lines_of(text: str, start: int = 0) -> Lines:
    """The lines of the body that begins at `start`."""
    texts = text[start:].split("\n")
    return Lines(texts, list(accumulate(map((1).__add__, map(len, texts)), initial=start)), "\r" in text)


def is_bare_fence(text: str, block: Block) -> bool:
    """Whether a block is a code fence that holds nothing and has no end."""
    return block.kind == "code" and not block.closed and not text[block.start : block.end].strip().strip("`~")
