"""The link targets within a note: headings, block ids and HTML ids.

Headings are compared after what Obsidian's `stripHeading` removes: https://help.obsidian.md/links
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from re import MULTILINE
from typing import NamedTuple
from unicodedata import normalize

from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note
from vault_tools.vault.spelling import folded

KEPT = 1 << 12
_MOST_DIGITS = 6
_LEAST = 3
"""Minimum length in code points for an anchor to match the beginning of a heading."""
_IGNORED = pattern(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]++")
_BLOCK_ID = pattern(r"\^(?:(?<=^\^)|(?<=[ \t]\^))([A-Za-z0-9_-]++)[ \t]*+\r?$", MULTILINE)
"""It looks back from its mark: a search for one character is by far the quickest."""
_HTML_ID = pattern(r"=(?:(?<=\sid=)|(?<=\sname=))[\"']?+([^\"'\s<>]++)")


class Anchors(NamedTuple):
    """A note's headings in order, as (level, text as links write it), and the ids of its blocks and HTML
    elements in lower case."""

    headings: tuple[tuple[int, str], ...] = ()
    ids: tuple[str, ...] = ()


NO_ANCHORS = Anchors()


class AnchorIndex:
    """The anchors of one note, indexed for repeated lookups: many links may lead to one note."""

    def __init__(self, anchors: Anchors) -> None:
        self._anchors = anchors

    def has(self, anchor: str) -> bool:
        """Whether the anchor leads to an existing heading, block or HTML element."""
        if anchor.startswith("^"):
            block = anchor[1:].strip().lower()
            return not block or block in self._ids
        wanted = [text.lower() for part in anchor.split("#") if (text := linked_heading(part))]
        return not wanted or self._leads_to(wanted) or anchor.strip().lower() in self._ids

    def near(self, anchor: str) -> str:
        """The only heading that differs just in case, spaces, hyphens or width, else the only one that begins
        with the anchor; empty if there is no such heading or several."""
        wanted = "" if anchor.startswith("^") else folded(anchor.rpartition("#")[2])
        alike = self._by_folded.get(wanted, set())
        if not alike and len(wanted) >= _LEAST:
            alike = set(islice(self._going_on(wanted), 2))
        return next(iter(alike)) if len(alike) == 1 else ""

    def has_slug(self, anchor: str) -> bool:
        """Whether the anchor is the slug of a heading, as on GitHub and most sites: the second of two equal
        headings gets `-1`."""
        slug, _, number = anchor.lower().rpartition("-")
        is_number = number.isdecimal() and len(number) < _MOST_DIGITS
        return anchor.lower() in self._slugs or (is_number and 0 < int(number) < self._slugs[slug])

    def _leads_to(self, wanted: Sequence[str]) -> bool:
        """Whether the note has these headings in this order, each nested below the previous one."""
        if not self._texts.issuperset(wanted):
            return False
        if len(wanted) == 1:
            return True
        found, above = 0, 0
        for level, text in self._anchors.headings:
            if found and level <= above:
                found = 0
            if text.lower() == wanted[found]:
                found, above = found + 1, level
                if found == len(wanted):
                    return True
        return False

    def _going_on(self, beginning: str) -> Iterator[str]:
        """The headings, without duplicates, whose folded text starts with `beginning`."""
        for index in range(bisect_left(self._sorted, beginning), len(self._sorted)):
            text = self._sorted[index]
            if not text.startswith(beginning):
                return
            yield from self._by_folded[text]

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(self._anchors.ids)

    @cached_property
    def _texts(self) -> frozenset[str]:
        return frozenset(text.lower() for _, text in self._anchors.headings)

    @cached_property
    def _slugs(self) -> Counter[str]:
        """The number of headings with each slug."""
        return Counter("-".join(text.lower().split()) for _, text in self._anchors.headings)

    @cached_property
    def _by_folded(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for _, text in self._anchors.headings:
            found.setdefault(folded(text), set()).add(text)
        return found

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._by_folded)


def anchors_of(note: Note) -> Anchors:
    text, start = note.text, note.body_start
    headings = tuple([
        (block.level, heading)
        for block in note.blocks_of("heading")
        if (heading := linked_heading(_without_underline(text[block.start : block.end])))
    ])  # fmt: skip
    ids: list[str] = []
    if text.find("^", start) >= 0:
        ids += [m[1].lower() for m in _BLOCK_ID.finditer(text, start) if not note.body.in_code(m.start(1))]
    equals = text.find("=", start)
    if equals >= 0:
        ids += [m[1].lower() for m in _HTML_ID.finditer(text, equals)]
    return Anchors(headings, tuple(ids)) if headings or ids else NO_ANCHORS


@lru_cache(maxsize=KEPT)
def linked_heading(heading: str) -> str:
    """A heading, or the anchor of a link to it, without the characters that Obsidian ignores; keeps case."""
    return " ".join(_IGNORED.sub(" ", normalize("NFC", heading)).split())


def _without_underline(heading: str) -> str:
    """A heading without its underline. Its `#` marks and newlines are ignored in any case."""
    return heading.rpartition("\n")[0] or heading
