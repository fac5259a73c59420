"""The body of a note as its reader sees it: which parts are prose, and which tags and links it has.

All rules share this reading. What is read is kept.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.leaf import Leaf
from vault_tools.note.regions import Region, Regions
from vault_tools.note.spans import Inline, Link, inline_of
from vault_tools.note.text import Place, Span, holds_mark

TAG_FORBIDDEN = "\u2000-\u200c\u200e-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\"
"""Characters that end a tag in Obsidian, for use in a character class. The zero-width joiner of emoji is
allowed."""
_TAG = pattern(rf"#(?<![^\s>]#)([^{TAG_FORBIDDEN}\s]++)")
_NO_NUMBER = pattern(r"[^\d/]")
_MAY_HIDE = pattern(r"[`<$%\[\\]")
"""Text that contains none of these is all prose."""
_LINK_ENDS = ("]]", "](")
_MAY_HIDE_LINK = ("`", "<", "$", "%%", "\\", "]:")
_MAY_HIDE_LINKS = (*_MAY_HIDE_LINK, "~", "\t", "    ")
"""The same for several leaves, of which some may be code."""


class InlineTag(NamedTuple):
    """A `#tag` in the text. `span` covers the name, without `#` and outer slashes; `line` is its source
    line."""

    name: str
    span: Span
    place: Place
    line: str


class _Comments(NamedTuple):
    """Comments that span several leaves, by the start of a leaf. `begins`: the offset at which a comment
    begins that continues below the leaf. `ends`: the offset at which a comment from above ends, or the leaf's
    end if it continues."""

    begins: dict[int, int]
    ends: dict[int, int]


class Body:
    """The body of a note, starting at offset `start` of its text."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text, self.start = text, start
        self._inline: dict[int, Inline] = {}
        self._may_hide: dict[int, bool] = {}
        self._may_quote: dict[int, bool] = {}

    @cached_property
    def has_percents(self) -> bool:
        """Whether the body contains `%%`, which marks comments and generated text."""
        return holds_mark(self.text, "%%", self.start)

    @cached_property
    def may_hold_comments(self) -> bool:
        """Whether the body contains `%%` or `<!--`. Text has fewer exclamation marks than `<`."""
        return self.has_percents or holds_mark(self.text, "!--", self.start)

    @cached_property
    def _regions(self) -> Regions:
        return Regions(self.text, self.start, whole=self.has_percents)

    def region_at(self, position: int) -> Region:
        """The region that contains an offset."""
        return self._regions.at(position)

    def leaf_at(self, position: int) -> Leaf | None:
        """The leaf at an offset."""
        if not self.start <= position < len(self.text):
            return None
        return self._regions.at(position).leaf_at(position)

    def is_inline_query(self, position: int) -> bool:
        """Whether an offset is in inline code that Dataview evaluates: `= this.file.tags`."""
        leaf = self.leaf_at(position)
        if leaf is None or leaf.kind != "text":
            return False
        span, kind = self._hidden_at(leaf, position)
        code = span.of(self.text) if kind == "code" else ""
        return code.strip("`").lstrip().startswith(("=", "$="))

    def inline(self, leaf: Leaf) -> Inline:
        """The non-prose spans and the links of a leaf of text."""
        start = leaf.spans[0].start
        inline = self._inline.get(start)
        if inline is None:
            comments = self._comments
            inline = inline_of(self.text, leaf, comments.ends.get(start, 0))
            if start in comments.begins:
                inline = inline.until(comments.begins[start], leaf.spans[-1].end)
            self._inline[start] = inline
        return inline

    @cached_property
    def _comments(self) -> "_Comments":
        """The comments that begin in one leaf and end in another. An unclosed `%%` is not a comment."""
        found = _Comments({}, {})
        if not self.has_percents:
            return found
        leaves = self._regions.at(self.start).leaves
        marked = [i for i, leaf in enumerate(leaves) if leaf.kind == "text" and "%%" in self._source(leaf)]
        skip = 0
        for index, following in pairwise(marked):
            begins = inline_of(self.text, leaves[index], skip).open_comment
            skip = 0
            if begins is not None:
                first = leaves[following].spans[0].start
                skip = self.text.find("%%", first) + 2
                found.begins[leaves[index].spans[0].start] = begins
                found.ends[first] = skip
                for between in leaves[index + 1 : following]:
                    found.ends[between.spans[0].start] = between.spans[-1].end
        return found

    def _source(self, leaf: Leaf) -> str:
        return self.text[leaf.spans[0].start : leaf.spans[-1].end]

    def in_code(self, position: int) -> bool:
        """Whether an offset is in a code block or inline code."""
        leaf = self.leaf_at(position)
        if leaf is None or leaf.kind != "text":
            return leaf is not None and leaf.kind == "code"
        start = leaf.spans[0].start
        if start not in self._may_quote:
            self._may_quote[start] = "`" in self._source(leaf)
        return self._may_quote[start] and self._hidden_at(leaf, position)[1] == "code"

    def _hides(self, leaf: Leaf) -> bool:
        """Whether anything in a leaf of text may not be prose."""
        start = leaf.spans[0].start
        if start not in self._may_hide:
            may_hide = start in self._comments.ends or bool(_MAY_HIDE.search(self._source(leaf)))
            self._may_hide[start] = may_hide
        return self._may_hide[start]

    def _hidden_at(self, leaf: Leaf, position: int) -> tuple[Span, str]:
        """The non-prose span at an offset in a leaf of text, with its kind; an empty span of kind "" in
        prose."""
        hidden = self.inline(leaf).hidden
        before = bisect_right(hidden, ((position, len(self.text)), "~")) - 1
        if before >= 0 and position < hidden[before][0].end:
            return hidden[before]
        return Span(position, position), ""

    def is_prose(self, position: int, *, links: bool = True) -> bool:
        """Whether an offset is prose: outside code, formulas, comments, HTML and link targets.

        With `links`, the text of wikilinks and HTML between two lines of text does not count as prose;
        otherwise both do, because a reader sees them.
        """
        leaf = self.leaf_at(position)
        if leaf is None:
            return False
        if leaf.kind == "html" and not links:
            return self.text.rfind("<", leaf.spans[0].start, position) <= self.text.rfind(
                ">", leaf.spans[0].start, position
            )
        if leaf.kind != "text":
            return False
        kind = self._hidden_at(leaf, position)[1] if self._hides(leaf) else ""
        return not kind or (kind == "link" and not links)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links and embeds of the body, in order, except those in code, comments and HTML."""
        leaves = self.linked_leaves(self.start, len(self.text))
        return tuple(link for leaf in leaves for link in self.inline(leaf).links)

    def find_link(self, start: int) -> int:
        """The offset of the next `]]` or `](`, in which every link ends; -1 if there is none."""
        at = self.text.find("]", start)
        while at >= 0 and not self.text.startswith(_LINK_ENDS, at):
            at = self.text.find("]", at + 1)
        return at

    def linked_leaves(self, start: int, end: int) -> Iterator[Leaf]:
        """The leaves of text between two offsets that may contain a link."""
        at = self.find_link(start)
        while 0 <= at < end:
            leaf = self.leaf_at(at)
            if leaf is not None and leaf.kind == "text":
                yield leaf
            at = self.find_link(leaf.spans[-1].end if leaf else at + 1)

    def region_shows_links(self, region: Region) -> bool:
        """Whether nothing in a region can hide a link, apart from a table, where a bar ends it."""
        source = self.text[region.start : region.end]
        return not [mark for mark in _MAY_HIDE_LINKS if mark in source]

    def leaf_shows_links(self, leaf: Leaf) -> bool:
        """Whether nothing in a leaf of text can hide a link."""
        start = leaf.spans[0].start
        if start in self._comments.ends or start in self._comments.begins:
            return False
        source = self._source(leaf)
        return not [mark for mark in _MAY_HIDE_LINK if mark in source]

    def each_tag(self) -> Iterator[InlineTag]:
        """The tags of the body, as Obsidian recognizes them."""
        number, line_start, line_end, line = 0, 0, -1, ""
        for match in _TAG.finditer(self.text, self.start):
            name = match[1].strip("/")
            if not _NO_NUMBER.search(name) or not self._is_tag(match.start()):
                continue
            first = match.start(1) + len(match[1]) - len(match[1].lstrip("/"))
            last = first + len(name)
            if first > line_end:
                number += self.text.count("\n", max(line_end, 0), first) + (line_end < 0)
                line_start, line_end = self.text.rfind("\n", 0, first) + 1, self.text.find("\n", last)
                line_end = line_end if line_end >= 0 else len(self.text)
                line = self.text[line_start:line_end].rstrip("\r")
            place = Place(number, first - line_start + 1, number, last - line_start + 1)
            yield InlineTag(name, Span(first, last), place, line)

    def _is_tag(self, position: int) -> bool:
        if not self.is_prose(position):
            return False
        before = self.text[position - 1 : position]
        leaf = self.leaf_at(position) if before == ">" else None
        return leaf is None or any(span.start == position for span in leaf.spans)
