"""The places in a note that links lead to.

A heading is found by what `stripHeading` of Obsidian's API leaves of it: https://help.obsidian.md/links
"""

from collections.abc import Sequence
from functools import lru_cache
from re import MULTILINE
from typing import NamedTuple
from unicodedata import normalize

from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note
from vault_tools.vault.spelling import folded

KEPT = 1 << 16
_LEAST = 3
"""Characters by which the beginning of a heading is known."""
_HEADING_MARKS = pattern(r"^[ \t]*+#{1,6}(?:[ \t]++|$)|(?<=[ \t])#++[ \t]*+$")
_IGNORED = pattern(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]++")
_BLOCK_ID = pattern(r"(?:^|(?<=[ \t]))\^([A-Za-z0-9_-]++)[ \t]*+\r?$", MULTILINE)
_HTML_ID = pattern(r"(?<=\s)(?:id|name)=[\"']?+([^\"'\s<>]++)")


class Anchors(NamedTuple):
    """The headings of a note, (level, text as links have it), in order; the ids of its blocks and of its
    HTML elements in lower case."""

    headings: tuple[tuple[int, str], ...] = ()
    ids: tuple[str, ...] = ()

    def has(self, anchor: str) -> bool:
        """Whether a link with this anchor leads to a place of its own."""
        if anchor.startswith("^"):
            block = anchor[1:].strip().lower()
            return not block or block in self.ids
        wanted = [text.lower() for part in anchor.split("#") if (text := linked_heading(part))]
        return not wanted or self._leads_to(wanted) or anchor.strip().lower() in self.ids

    def near(self, anchor: str) -> str:
        """The one heading that differs by case, spaces, hyphens or width alone, else the one that goes on
        where the anchor ends; empty where there is none."""
        wanted = "" if anchor.startswith("^") else folded(anchor.rpartition("#")[2])
        alike = {text for _, text in self.headings if folded(text) == wanted}
        if not alike and len(wanted) >= _LEAST:
            alike = {text for _, text in self.headings if folded(text).startswith(wanted)}
        return alike.pop() if len(alike) == 1 else ""

    def has_slug(self, anchor: str) -> bool:
        """Whether a heading has this name on GitHub and on most sites."""
        return any("-".join(text.lower().split()) == anchor.lower() for _, text in self.headings)

    def _leads_to(self, wanted: Sequence[str]) -> bool:
        """Whether these headings stand each below the one before."""
        found, above = 0, 0
        for level, text in self.headings:
            if found and level <= above:
                found = 0
            if text.lower() == wanted[found]:
                found, above = found + 1, level
                if found == len(wanted):
                    return True
        return False


NO_ANCHORS = Anchors()


def anchors_of(note: Note) -> Anchors:
    text, start = note.text, note.body_start
    headings = tuple(
        (block.level, heading)
        for block in note.blocks
        if block.kind == "heading"
        and (heading := linked_heading(_raw_heading(text[block.start : block.end])))
    )
    ids: list[str] = []
    if "^" in text:
        ids += [m[1].lower() for m in _BLOCK_ID.finditer(text, start) if not note.body.in_code(m.start(1))]
    if "id=" in text or "name=" in text:
        ids += [m[1].lower() for m in _HTML_ID.finditer(text, start)]
    return Anchors(headings, tuple(ids)) if headings or ids else NO_ANCHORS


@lru_cache(maxsize=KEPT)
def linked_heading(heading: str) -> str:
    """What a heading and a link to it share, case aside."""
    return " ".join(_IGNORED.sub(" ", normalize("NFC", heading)).split())


def _raw_heading(lines: str) -> str:
    """A heading's own Markdown, on one line; that of an underlined one without its underline."""
    first, *others = lines.rstrip().split("\n")
    return " ".join([first, *others[:-1]]) if others else _HEADING_MARKS.sub("", first.rstrip("\r"))
