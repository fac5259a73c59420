"""Regions of a body: parts that are read without what is above them.

A region begins at a line whose first character is not blank, below an empty line. An empty line ends text,
tables, quotations and most HTML, and such a line ends all lists and footnotes and whatever is open in them.
Only a fence, raw HTML, a formula or a comment outside containers may still be open there. Those are read
first, so that a region includes them from their beginning to their end. A body with `%%` is one region, since
a comment may also begin in one text and end in another.
"""

import re
from bisect import bisect_right

from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.leaf import Leaf
from vault_tools.note.leaves import LeafScanner
from vault_tools.note.text import places_of

_OPENINGS = ("```", "~~~", "$$")
_RAW = pattern(r"<(?:[!?]|script|pre|style|textarea)", re.IGNORECASE)
"""What may open raw HTML, which continues below an empty line as formulas and fences do."""
_BLANK = " \t\r\n"


def leaves_of(text: str, start: int, end: int) -> tuple[Leaf, ...]:
    """The leaves of the lines between two offsets, in order. Blank lines and rules are not part of any
    leaf."""
    scanner = LeafScanner(text)
    scanner.read_lines(start, end)
    return _all_leaves(scanner)


def _all_leaves(scanner: LeafScanner) -> tuple[Leaf, ...]:
    scanner.close()
    return tuple(scanner.leaves)


def _is_open(scanner: LeafScanner) -> bool:
    """Whether a leaf is open that goes on below an empty line, whatever follows it."""
    is_indented = scanner.kind == "code" and not scanner.until
    return bool(scanner.kind) and not is_indented and not scanner.containers


class Region:
    """The lines between two offsets, and their leaves."""

    def __init__(self, text: str, start: int, end: int, leaves: tuple[Leaf, ...] | None = None) -> None:
        self.text, self.start, self.end = text, start, end
        if leaves is not None:
            self.__dict__["leaves"] = leaves

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        return leaves_of(self.text, self.start, self.end)

    @cached_property
    def _starts(self) -> list[int]:
        return [leaf.spans[0].start for leaf in self.leaves]

    def leaf_at(self, position: int) -> Leaf | None:
        """The leaf at an offset."""
        index = bisect_right(self._starts, position) - 1
        return self.leaves[index] if index >= 0 and position < self.leaves[index].spans[-1].end else None


class Regions:
    """The regions of the body that begins at `start`, found on demand. With `whole`, there is only one."""

    def __init__(self, text: str, start: int, *, whole: bool = False) -> None:
        self.text, self.start = text, start
        first = text.find("\n", start)
        self._empty = "\n\r\n" if text[first - 1 : first] == "\r" else "\n\n"
        self._found: list[Region] = []
        self._starts: list[int] = []
        if whole:
            self._add(0, Region(text, start, len(text)))
        else:
            self._read_openings()

    def at(self, position: int) -> Region:
        """The region that contains an offset."""
        index = bisect_right(self._starts, position)
        above = self._found[index - 1].end if index else self.start
        if position < above:
            return self._found[index - 1]
        return self._add(index, Region(self.text, self._begin(position, above), self._end(position)))

    def _add(self, index: int, region: Region) -> Region:
        self._found.insert(index, region)
        self._starts.insert(index, region.start)
        return region

    def _read_openings(self) -> None:
        """Read the regions in which something may stay open below an empty line."""
        read = self.start
        for opening in self._openings():
            if opening >= read:
                region = self._read(self._begin(opening, read), opening)
                self._add(len(self._found), region)
                read = region.end

    def _openings(self) -> list[int]:
        """The offsets at which something may open that an empty line does not end, indented by at most three
        blanks."""
        text, start = self.text, self.start
        found = [at for mark in _OPENINGS for at in places_of(text, mark, start)]
        raw = text.find("<", start)
        if raw >= 0:
            found += [tag.start() for tag in _RAW.finditer(text, raw)]
        return sorted(at for at in found if at - 4 < start or "\n" in text[at - 4 : at])

    def _read(self, start: int, opening: int) -> Region:
        scanner, end = LeafScanner(self.text), start
        while end <= opening or (_is_open(scanner) and end < len(self.text)):
            following = self._end(max(end, opening))
            scanner.read_lines(end, following)
            end = following
        return Region(self.text, start, end, _all_leaves(scanner))

    def _begin(self, position: int, least: int) -> int:
        """The last line at or above an offset at which a region may begin; `least` if there is none."""
        text, empty = self.text, self._empty
        at = text.rfind(empty, least, position)
        while at >= 0 and text[at + len(empty)] in _BLANK:
            at = text.rfind(empty, least, at + len(empty) - 1)
        return at + len(empty) if at >= 0 else least

    def _end(self, position: int) -> int:
        """The first line below an offset at which a region may begin, or the end of the text."""
        text, empty = self.text, self._empty
        at = text.find(empty, max(position + 1 - len(empty), self.start))
        while at >= 0 and text[at + len(empty) : at + len(empty) + 1] in _BLANK:
            at = text.find(empty, at + 1)
        return at + len(empty) if at >= 0 else len(text)
