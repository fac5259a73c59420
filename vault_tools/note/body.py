"""The body of a note as its reader sees it: which parts are prose, and which tags and links it has.

All rules share this reading. The results of `leaves` and `spans` are computed once, on first use.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.leaf import Leaf
from vault_tools.note.leaves import leaves_of
from vault_tools.note.spans import Inline, Link, inline_of
from vault_tools.note.text import Place, Span, holds_mark

TAG_FORBIDDEN = "\u2000-\u200c\u200e-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\"
"""Characters that end a tag in Obsidian, for use in a character class. The zero-width joiner of emoji is
allowed."""
_TAG = pattern(rf"#(?<![^\s>]#)([^{TAG_FORBIDDEN}\s]++)")
_NO_NUMBER = pattern(r"[^\d/]")
_MAY_HIDE = pattern(r"[`<$%\[\\]")
"""Text that contains none of these is all prose."""
_MAY_HIDE_LINK = ("`", "<", "$", "%", "\\", "]:")
_MAY_BE_CODE = ("~~~", "\t", "    ")
_LINK_MARKS = (pattern(r"\[\["), pattern(r"\]\("))


class InlineTag(NamedTuple):
    """A `#tag` in the text. `span` covers the name, without `#` and outer slashes; `line` is its source
    line."""

    name: str
    span: Span
    place: Place
    line: str


class _Comments(NamedTuple):
    """Comments that span several leaves. `begins`: leaf -> offset at which a comment begins that continues
    below it. `ends`: leaf -> offset at which a comment from above ends, or the leaf's end if it continues."""

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
    def leaves(self) -> tuple[Leaf, ...]:
        return leaves_of(self.text, self.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [leaf.spans[0].start for leaf in self.leaves]

    def _leaf_at(self, position: int) -> int | None:
        """The index of the leaf at an offset."""
        index = bisect_right(self._starts, position) - 1
        return index if index >= 0 and position < self.leaves[index].spans[-1].end else None

    def leaf_at(self, position: int) -> Leaf | None:
        """The leaf at an offset."""
        index = self._leaf_at(position)
        return None if index is None else self.leaves[index]

    def is_inline_query(self, position: int) -> bool:
        """Whether an offset is in inline code that Dataview evaluates: `= this.file.tags`."""
        index = self._leaf_at(position)
        if index is None or self.leaves[index].kind != "text":
            return False
        span, kind = self._hidden_at(index, position)
        code = span.of(self.text) if kind == "code" else ""
        return code.strip("`").lstrip().startswith(("=", "$="))

    def inline(self, index: int) -> Inline:
        """The non-prose spans and the links of a leaf of text."""
        if index not in self._inline:
            leaf, comments = self.leaves[index], self._comments
            inline = inline_of(self.text, leaf, comments.ends.get(index, 0))
            begins = comments.begins.get(index)
            self._inline[index] = inline if begins is None else inline.until(begins, leaf.spans[-1].end)
        return self._inline[index]

    @cached_property
    def _comments(self) -> "_Comments":
        """The comments that begin in one leaf and end in another. An unclosed `%%` is not a comment."""
        found = _Comments({}, {})
        if not self.has_percents:
            return found
        marked = [
            i for i, leaf in enumerate(self.leaves) if leaf.kind == "text" and "%%" in self._source(leaf)
        ]
        skip = 0
        for index, following in pairwise(marked):
            begins = inline_of(self.text, self.leaves[index], skip).open_comment
            skip = 0
            if begins is not None:
                skip = self.text.find("%%", self.leaves[following].spans[0].start) + 2
                found.begins[index] = begins
                found.ends[following] = skip
                for between in range(index + 1, following):
                    found.ends[between] = self.leaves[between].spans[-1].end
        return found

    def _source(self, leaf: Leaf) -> str:
        return self.text[leaf.spans[0].start : leaf.spans[-1].end]

    def in_code(self, position: int) -> bool:
        """Whether an offset is in a code block or inline code."""
        index = self._leaf_at(position)
        if index is None or self.leaves[index].kind != "text":
            return index is not None and self.leaves[index].kind == "code"
        if index not in self._may_quote:
            self._may_quote[index] = "`" in self._source(self.leaves[index])
        return self._may_quote[index] and self._hidden_at(index, position)[1] == "code"

    def _hidden_at(self, index: int, position: int) -> tuple[Span, str]:
        """The non-prose span at an offset in a leaf of text, with its kind; an empty span of kind "" in
        prose."""
        hidden = self.inline(index).hidden
        before = bisect_right(hidden, ((position, len(self.text)), "~")) - 1
        if before >= 0 and position < hidden[before][0].end:
            return hidden[before]
        return Span(position, position), ""

    def is_prose(self, position: int, *, links: bool = True) -> bool:
        """Whether an offset is prose: outside code, formulas, comments, HTML and link targets.

        With `links`, the text of wikilinks and HTML between two lines of text does not count as prose;
        otherwise both do, because a reader sees them.
        """
        index = self._leaf_at(position)
        if index is None:
            return False
        leaf = self.leaves[index]
        if leaf.kind == "html" and not links:
            return self.text.rfind("<", leaf.spans[0].start, position) <= self.text.rfind(
                ">", leaf.spans[0].start, position
            )
        if leaf.kind != "text":
            return False
        if index not in self._may_hide:
            source = self._source(leaf)
            self._may_hide[index] = index in self._comments.ends or bool(_MAY_HIDE.search(source))
        if not self._may_hide[index]:
            return True
        kind = self._hidden_at(index, position)[1]
        return not kind or (kind == "link" and not links)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links and embeds of the body, in order, except those in code, comments and HTML."""
        return tuple(link for index in self.leaves_with_links() for link in self.inline(index).links)

    def leaves_with_links(self) -> Iterator[int]:
        """The indexes of the leaves of text that contain a link mark, in order."""
        end = -1
        wiki, markdown = ([m.start() for m in mark.finditer(self.text, self.start)] for mark in _LINK_MARKS)
        for position in sorted(wiki + markdown) if markdown else wiki:
            index = self._leaf_at(position) if position >= end else None
            if index is not None:
                end = self.leaves[index].spans[-1].end
                if self.leaves[index].kind == "text":
                    yield index

    @cached_property
    def shows_links(self) -> bool:
        """Whether nothing in the body can hide a link, apart from a table, where a bar ends it."""
        may_be_code = [mark for mark in _MAY_BE_CODE if self.text.find(mark, self.start) >= 0]
        return not (self._hiding_links or may_be_code)

    def leaf_shows_links(self, index: int) -> bool:
        """Whether nothing in a leaf of text can hide a link."""
        if not self._hiding_links:
            return True
        if index in self._comments.ends or index in self._comments.begins:
            return False
        leaf = self.leaves[index]
        first, last = leaf.spans[0].start, leaf.spans[-1].end
        return not [mark for mark in self._hiding_links if self.text.find(mark, first, last) >= 0]

    @cached_property
    def _hiding_links(self) -> list[str]:
        """The marks in the body that may hide a link (code, comments); most notes have few."""
        return [mark for mark in _MAY_HIDE_LINK if self.text.find(mark, self.start) >= 0]

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
        index = self._leaf_at(position)
        return before != ">" or any(s.start == position for s in self.leaves[index or 0].spans)
