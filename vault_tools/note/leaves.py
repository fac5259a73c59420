"""The leaf blocks of a body: text, code, HTML, comments and formulas, within any lists and quotations.

Read as CommonMark does (https://spec.commonmark.org/0.31.2/, appendix A), with the tables of GFM and the
footnotes, comments and formulas of Obsidian. A fence below `<details>` or `<summary>` begins code, as in
`scan/block_scanner.py`: CommonMark shows its lines verbatim up to a blank line, which nobody intends.
`block_scanner.py` splits a body into blocks at its left margin; this module decides for every line whether it
is text.
"""

import re
from typing import Literal

from vault_tools.note.indents import advance, behind_mark, indent
from vault_tools.note.leaf import Leaf, LeafKind
from vault_tools.note.leaf_starts import (
    FENCE,
    FOLD_TAG,
    HTML_START,
    LONE_TAG,
    MARKS,
    RAW_ENDS,
    START,
    UNDERLINE,
    ends_raw,
)
from vault_tools.note.table_rows import cells, cells_of_header
from vault_tools.note.text import Span

_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note has thousands."""
_QUOTE = 0
"""The value for a quotation among the containers; list items and footnotes are given by their indentation in
columns."""
_FOOTNOTE_INDENT = 4


class LeafScanner:
    """The blocks that are open at the current line: lists and quotations, and a leaf in the innermost.

    `kind` is the kind of the open leaf, empty if there is none. `until` is what ends it: the fence of code,
    the mark at the end of a comment, or empty for a blank line. `tag` is the last line of HTML with a tag.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.leaves: list[Leaf] = []
        self.containers: list[int] = []
        self.hollow = False
        self.kind: LeafKind | Literal["", "table"] = ""
        self.until, self.tag = "", 0
        self.spans: list[Span] = []

    def read_lines(self, start: int, end: int) -> None:
        """Read the lines between two offsets; they go on where the last ones ended."""
        text, read = self.text, self.read
        while start < end:
            if self.kind == "code" and (following := self._skip_code(start, end)) > start:
                start = following
                continue
            last = text.find("\n", start)
            last = len(text) if last < 0 else last
            read(start, last - 1 if last > start and text[last - 1] == "\r" else last)
            start = last + 1

    def _skip_code(self, start: int, end: int) -> int:
        """Read at once the lines of code above the next one with its fence; returns where that begins."""
        if self.containers or not self.until:
            return start
        fence = self.text.find(self.until, start, end)
        following = self.text.rfind("\n", start, fence) + 1 if fence >= 0 else end
        if following > start:
            last = following - (self.text[following - 1] == "\n")
            self.spans.append(_new(Span, (start, last - (self.text[last - 1] == "\r"))))
        return following

    def close(self) -> None:
        """End the open leaf."""
        if not self.kind:
            return
        if self.kind == "text":
            self.leaves.append(_new(Leaf, ("text", tuple(self.spans), True)))
        elif self.kind != "table":
            whole = _new(Span, (self.spans[0].start, self.spans[-1].end))
            self.leaves.append(_new(Leaf, (self.kind, (whole,), False)))
        self.kind, self.spans = "", []

    def open(self, kind: LeafKind, span: Span, until: str = "") -> None:
        self.close()
        self.kind, self.until, self.spans = kind, until, [span]

    def read(self, start: int, end: int) -> None:
        """Read one line of the source."""
        if not self.containers and self.kind in ("", "text"):
            if start == end:
                self.close()
                return
            if self.text[start] not in MARKS:
                self._add(start, end)
                return
        position, column, matched = self._descend(start, end)
        if self.kind not in ("", "text", "table"):
            if matched == len(self.containers) and self._continues(position, column, start, end):
                return
            self.close()
        self._begin(position, column, matched, start, end)

    def _descend(self, start: int, end: int) -> tuple[int, int, int]:
        """(offset, column, number of containers that continue) after this line's container marks."""
        text, position, column = self.text, start, 0
        hollow, self.hollow = self.hollow, False
        if not self.containers:
            return position, column, 0
        for matched, width in enumerate(self.containers):
            there, at = indent(text, position, column, end)
            if width == _QUOTE:
                if at - column > 3 or text[there:end][:1] != ">":
                    return position, column, matched
                position, column = behind_mark(text, there + 1, at + 1, end)
            elif there >= end:
                if hollow and matched == len(self.containers) - 1:
                    return position, column, matched
                position, column = there, at
            elif at - column < width:
                return position, column, matched
            else:
                position, column = advance(text, position, column, column + width)
        return position, column, len(self.containers)

    def _continues(self, position: int, column: int, start: int, end: int) -> bool:
        """Whether the open leaf, which is not text, includes this line."""
        there, at = indent(self.text, position, column, end)
        if self.kind == "html":
            return self._continues_html(there, at - column, start, end)
        if self.kind == "code":
            return self._continues_code(there, at - column, start, end)
        self.spans.append(_new(Span, (start, end)))
        if self.kind != "raw":
            self._end_at_mark(there, start, end)
        elif ends_raw(self.text, self.until, there, end):
            self.close()
        return True

    def _continues_code(self, there: int, indented: int, start: int, end: int) -> bool:
        """Whether code includes this line: fenced code, or indented code, which has no `until`."""
        if self.until:
            self.spans.append(_new(Span, (start, end)))
            closing = self.text[there:end].rstrip()
            if indented < 4 and closing.startswith(self.until) and not closing.strip(self.until[0]):
                self.close()
        elif there < end:
            if indented < 4:
                return False
            self.spans.append(_new(Span, (start, end)))
        return True

    def _continues_html(self, there: int, indented: int, start: int, end: int) -> bool:
        """Whether HTML includes this line: it ends at a blank line, or at a fence below a fold tag."""
        text = self.text
        if there < end and text[there] == "<":
            self.tag = there
        elif there >= end or (
            indented < 4 and FENCE.match(text, there, end) and FOLD_TAG.match(text, self.tag)
        ):
            return False
        self.spans.append(_new(Span, (start, end)))
        return True

    def _end_at_mark(self, there: int, start: int, end: int) -> None:
        """End a comment or formula if this line has its end mark; the text after the mark is a new leaf."""
        mark = self.text.find(self.until, there, end)
        if mark < 0:
            return
        self.spans[-1] = Span(start, mark + 2)
        self.close()
        if self.text[mark + 2 : end].strip():
            self.open("text", Span(mark + 2, end))

    def _begin(self, position: int, column: int, matched: int, start: int, end: int) -> None:
        """Process the rest of a line after the marks of the containers that it continues."""
        text = self.text
        while True:
            there, at = indent(text, position, column, end)
            whole = matched == len(self.containers)
            if there >= end:
                self.close()
                del self.containers[matched:]
                return
            if at - column > 3:
                if self.kind == "text":
                    self._add(there, end)
                else:
                    self._leave(matched)
                    self.open("code", Span(start, end))
                return
            if self.kind == "text" and whole and self._ends_as_heading_or_table(there, end):
                return
            found = START.match(text, there, end) if text[there] in MARKS else None
            group = found.lastgroup if found else None
            if found is None or (group == "item" and not self._begins_item(found, whole, end)):
                break
            if group not in ("quote", "item", "footnote"):
                self._leave(matched)
                self._open_leaf(str(group), found, start, end)
                return
            self._leave(matched)
            if group == "quote":
                self.containers.append(_QUOTE)
                position, column = behind_mark(text, there + 1, at + 1, end)
            elif group == "footnote":
                self.containers.append(_FOOTNOTE_INDENT)
                position, column = found.end(), at + found.end() - there
            else:
                position, column = self._open_item(column, at, found.end("item"), there, end)
            matched = len(self.containers)
        self._text_or_html(there, matched, start, end)

    def _leave(self, matched: int) -> None:
        """End the open leaf and the containers that do not continue."""
        self.close()
        del self.containers[matched:]

    def _begins_item(self, found: re.Match[str], whole: bool, end: int) -> bool:
        """Whether an item mark begins an item. An empty item, or one whose number is not 1, can't interrupt a
        paragraph (CommonMark 5.2)."""
        if self.kind != "text" or not whole:
            return True
        number = found["number"]
        behind = self.text[found.end("item") : end].strip()
        return bool(behind) and (number is None or int(number) == 1)

    def _open_item(self, column: int, at: int, behind: int, there: int, end: int) -> tuple[int, int]:
        text, marked = self.text, at + behind - there
        content, content_column = indent(text, behind, marked, end)
        if content >= end:
            self.hollow = True
            self.containers.append(marked + 1 - column)
            return content, content_column
        wanted = content_column if content_column - marked < 5 else marked + 1
        self.containers.append(wanted - column)
        return advance(text, behind, marked, wanted)

    def _open_leaf(self, group: str, found: re.Match[str], start: int, end: int) -> None:
        if group == "heading":
            self.leaves.append(_new(Leaf, ("text", (_new(Span, (found.end(), end)),), False)))
        elif group == "fence":
            self.open("code", Span(start, end), found["fence"])
        elif group in ("comment", "formula"):
            self.open("comment" if group == "comment" else "formula", Span(start, end), found[0])

    def _text_or_html(self, there: int, matched: int, start: int, end: int) -> None:
        text, self.tag = self.text, there
        html = HTML_START.match(text, there, end) if text[there] == "<" else None
        if html:
            self._leave(matched)
            group = str(html.lastgroup)
            if group == "block":
                self.open("html", Span(start, end))
                return
            until = RAW_ENDS.get(group, "pre")
            self.open("raw", Span(start, end), until)
            behind = html.start() + 2 if group == "remark" else html.end()
            if ends_raw(text, until, there if until == "pre" else behind, end):
                self.close()
        elif self.kind not in ("text", "table") and text[there] == "<" and LONE_TAG.match(text, there, end):
            self._leave(matched)
            self.open("html", Span(start, end))
        elif self.kind == "table" and matched == len(self.containers):
            self._add_cells(cells(text, there, end))
        elif self.kind == "text":
            self._add(there, end)
        else:
            self._leave(matched)
            self._add(there, end)

    def _add(self, start: int, end: int) -> None:
        """Add a line of text."""
        if self.kind != "text":
            self.close()
            self.kind = "text"
        self.spans.append(_new(Span, (start, end)))

    def _ends_as_heading_or_table(self, there: int, end: int) -> bool:
        """Whether this line underlines the text above it, or turns the last line of that text into a table
        header."""
        text = self.text
        if text[there] in "=-" and UNDERLINE.match(text, there, end):
            self.close()
            return True
        header = cells_of_header(text, self.spans[-1], there, end)
        if not header:
            return False
        self.spans.pop()
        if self.spans:
            self.close()
        self._add_cells(header)
        self.kind, self.spans = "table", []
        return True

    def _add_cells(self, row: list[Span]) -> None:
        self.leaves += [_new(Leaf, ("text", (cell,), False)) for cell in row]
