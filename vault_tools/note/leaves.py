"""What is where in a body, line by line: text, code, HTML, comments and formulas, through all lists and
quotations that hold them.

Read as CommonMark reads it (https://spec.commonmark.org/0.31.2/, appendix A), with the tables of GFM and the
footnotes, comments and formulas of Obsidian. A fence below `<details>` or `<summary>` begins code as it does
for `blocks.py`: CommonMark shows its lines as they stand, down to a blank line, and nobody means that.
`blocks.py` says what a body is made of at its left margin; this module says of every line in it whether it is
read as text.
"""

import re
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import HTML_NAMES
from vault_tools.note.text import Span

LeafKind: TypeAlias = Literal["text", "code", "html", "raw", "comment", "formula"]


class Leaf(NamedTuple):
    """A piece of the body that holds no other. Of text each span is one line, without what marks the lists
    and quotations around it; else there is one span, whole lines of the source.

    `raw` is HTML whose content no reader sees as text: `<pre>`, `<script>`, `<style>`, `<!-- -->`. Only a
    paragraph may begin with definitions of links.
    """

    kind: LeafKind
    spans: tuple[Span, ...]
    is_paragraph: bool = False


_MARKS = frozenset("#`~>-*_+0123456789%<$|[= \t:")
"""A line that begins with none of these is text."""
_START = pattern(
    r"(?P<heading>#{1,6}(?=[ \t]|\Z))"
    r"|(?P<fence>`{3,}+(?=[^`]*+\Z)|~{3,}+)"
    r"|(?P<rule>(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)(?=\Z))"
    r"|(?P<quote>>)"
    r"|(?P<item>[-*+]|(?P<number>\d{1,9})[.)])(?=[ \t]|\Z)"
    r"|(?P<footnote>\[\^[^\]\s\[]++\]:)"
    r"|(?P<comment>%%(?!.*%%))"
    r"|(?P<formula>\$\$(?!.*\$\$))"
)
"""What a line may begin; it is matched with the end of the line as that of the text."""
_HTML_START = pattern(
    r"(?P<pre><(?:script|pre|style|textarea)(?=[ \t>]|\Z))"
    r"|(?P<remark><!--)|(?P<instruction><\?)|(?P<cdata><!\[CDATA\[)|(?P<declaration><![A-Za-z])"
    rf"|(?P<block></?(?:{HTML_NAMES}|details|summary)(?=[ \t>]|/>|\Z))",
    re.IGNORECASE,
)
"""CommonMark 4.6, start conditions 1 to 6; the seventh, a lone tag, ends no paragraph."""
ATTRIBUTE = (
    r"[ \t\r\n]++[A-Za-z_:][\w.:-]*+"
    r"(?:[ \t\r\n]*+=[ \t\r\n]*+(?:\"[^\"]{0,1000}+\"|'[^']{0,1000}+'|[^\s\"'=<>`]++))?+"
)
"""An attribute of a tag (CommonMark 6.6); the text of one that is longer is not an attribute to us."""
_LONE_TAG = pattern(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?:{ATTRIBUTE})*+[ \t]*+/?|/[A-Za-z][A-Za-z0-9-]*+[ \t]*+)>[ \t]*+\Z"
)
_FOLD = "fence"
"""What ends HTML that a tag of a fold begins: a blank line, or a fence as well."""
_FOLD_TAG = pattern(r"</?(?:details|summary)(?![\w-])", re.IGNORECASE)
_FENCE = pattern(r"`{3,}+(?=[^`]*+\Z)|~{3,}+")
_ENDS = {"remark": "-->", "instruction": "?>", "cdata": "]]>", "declaration": ">"}
_RAW_END = pattern(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)
_SETEXT = pattern(r"(?:=++|-++)[ \t]*+\Z")
_DELIMITERS = pattern(r"\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+\Z")
_BAR = pattern(r"(?<!\\)\|")
_new = tuple.__new__
"""Makes a leaf or a span in half the time; a note has thousands."""
_QUOTE = 0
"""A quotation among the containers; a list's item or a footnote is the columns that it is indented by."""
_FOOTNOTE_INDENT = 4


def leaves_of(text: str, start: int = 0) -> tuple[Leaf, ...]:
    """The leaves of the body that begins at `start`, in order. Blank lines and rules belong to none."""
    scanner = _Scanner(text)
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        scanner.read(start, end - 1 if end > start and text[end - 1] == "\r" else end)
        start = end + 1
    scanner.close()
    return tuple(scanner.leaves)


class _Scanner:
    """What is open at the line that is read now: lists and quotations, and one leaf in the innermost.

    `kind` is that of the leaf, empty where none is open; `until` is what ends it: the fence of code, the mark
    at the end of a comment, empty where a blank line does.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.leaves: list[Leaf] = []
        self.containers: list[int] = []
        self.hollow = False
        self.kind: LeafKind | Literal["", "table"] = ""
        self.until = ""
        self.spans: list[Span] = []

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
            if self.text[start] not in _MARKS:
                self._add(start, end)
                return
        position, column, matched = self._descend(start, end)
        whole = matched == len(self.containers)
        if self.kind not in ("", "text", "table"):
            if whole and self._continues(position, column, start, end):
                return
            if self.kind:
                self.close()
        self._begin(position, column, matched, start, end)

    def _descend(self, start: int, end: int) -> tuple[int, int, int]:
        """(position, column, how many of the open containers go on) behind their marks on this line."""
        text, position, column = self.text, start, 0
        hollow, self.hollow = self.hollow, False
        if not self.containers:
            return position, column, 0
        for matched, width in enumerate(self.containers):
            there, at = self._indent(position, column, end)
            if width == _QUOTE:
                if at - column > 3 or text[there:end][:1] != ">":
                    return position, column, matched
                position, column = self._behind(there + 1, at + 1, end)
            elif there >= end:
                if hollow and matched == len(self.containers) - 1:
                    return position, column, matched
                position, column = there, at
            elif at - column < width:
                return position, column, matched
            else:
                position, column = self._advance(position, column, column + width)
        return position, column, len(self.containers)

    def _indent(self, position: int, column: int, end: int) -> tuple[int, int]:
        """The first place at or behind a position that holds no blank, and its column."""
        text = self.text
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

    def _advance(self, position: int, column: int, wanted: int) -> tuple[int, int]:
        """Over blanks up to a column; a tab that reaches beyond it stays."""
        while column < wanted:
            width = 1 if self.text[position] == " " else 4 - column % 4
            if column + width > wanted:
                return position, wanted
            position, column = position + 1, column + width
        return position, column

    def _behind(self, position: int, column: int, end: int) -> tuple[int, int]:
        """Behind the one blank that may follow `>`."""
        if position < end and self.text[position] in " \t":
            return self._advance(position, column, column + 1)
        return position, column

    def _continues(self, position: int, column: int, start: int, end: int) -> bool:
        """Whether the open leaf, which is not a text, takes this line in."""
        text, line = self.text, _new(Span, (start, end))
        there, at = self._indent(position, column, end)
        if self.kind == "code" and not self.until:
            if there < end and at - column < 4:
                return False
            if there < end:
                self.spans.append(line)
            return True
        if self.kind == "html":
            if there >= end or (self.until and at - column < 4 and _FENCE.match(text, there, end)):
                return False
            if text[there] == "<":
                self.until = _FOLD if _FOLD_TAG.match(text, there, end) else ""
            self.spans.append(line)
            return True
        self.spans.append(line)
        if self.kind == "code":
            closing = text[there:end].rstrip()
            if at - column < 4 and closing.startswith(self.until) and not closing.strip(self.until[0]):
                self.close()
        elif self.kind == "raw":
            ended = (
                _RAW_END.search(text, there, end)
                if self.until == "pre"
                else text.find(self.until, there, end) >= 0
            )
            if ended:
                self.close()
        else:
            mark = text.find(self.until, there, end)
            if mark >= 0:
                self.spans[-1] = Span(start, mark + 2)
                self.close()
                if text[mark + 2 : end].strip():
                    self.open("text", Span(mark + 2, end))
        return True

    def _begin(self, position: int, column: int, matched: int, start: int, end: int) -> None:
        """Read what a line begins or goes on with, behind the containers that it goes on."""
        text = self.text
        while True:
            there, at = self._indent(position, column, end)
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
            found = _START.match(text, there, end) if text[there] in _MARKS else None
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
                position, column = self._behind(there + 1, at + 1, end)
            elif group == "footnote":
                self.containers.append(_FOOTNOTE_INDENT)
                position, column = found.end(), at + found.end() - there
            else:
                position, column = self._open_item(column, at, found.end("item"), there, end)
            matched = len(self.containers)
        self._text_or_html(there, matched, start, end)

    def _leave(self, matched: int) -> None:
        """End the open leaf and the containers that do not go on."""
        self.close()
        del self.containers[matched:]

    def _begins_item(self, found: re.Match[str], whole: bool, end: int) -> bool:
        """An empty item, or one whose number is not 1, can't end a paragraph (CommonMark 5.2)."""
        if self.kind != "text" or not whole:
            return True
        number = found["number"]
        behind = self.text[found.end("item") : end].strip()
        return bool(behind) and (number is None or int(number) == 1)

    def _open_item(self, column: int, at: int, behind: int, there: int, end: int) -> tuple[int, int]:
        marked = at + behind - there
        content, content_column = self._indent(behind, marked, end)
        if content >= end:
            self.hollow = True
            self.containers.append(marked + 1 - column)
            return content, content_column
        wanted = content_column if content_column - marked < 5 else marked + 1
        self.containers.append(wanted - column)
        return self._advance(behind, marked, wanted)

    def _open_leaf(self, group: str, found: re.Match[str], start: int, end: int) -> None:
        if group == "heading":
            self.leaves.append(_new(Leaf, ("text", (_new(Span, (found.end(), end)),), False)))
        elif group == "fence":
            self.open("code", Span(start, end), found["fence"])
        elif group in ("comment", "formula"):
            self.open("comment" if group == "comment" else "formula", Span(start, end), found[0])

    def _text_or_html(self, there: int, matched: int, start: int, end: int) -> None:
        text = self.text
        html = _HTML_START.match(text, there, end) if text[there] == "<" else None
        if html:
            self._leave(matched)
            group = str(html.lastgroup)
            if group == "block":
                self.open("html", Span(start, end), _FOLD if _FOLD_TAG.match(text, there, end) else "")
                return
            until = _ENDS.get(group, "pre")
            self.open("raw", Span(start, end), until)
            behind = html.start() + 2 if group == "remark" else html.end()
            ended = (
                _RAW_END.search(text, there, end) if until == "pre" else text.find(until, behind, end) >= 0
            )
            if ended:
                self.close()
        elif self.kind not in ("text", "table") and text[there] == "<" and _LONE_TAG.match(text, there, end):
            self._leave(matched)
            self.open("html", Span(start, end))
        elif self.kind == "table" and matched == len(self.containers):
            self._row(there, end)
        elif self.kind == "text":
            self._add(there, end)
        else:
            self._leave(matched)
            self._add(there, end)

    def _add(self, start: int, end: int) -> None:
        """One more line of text."""
        if self.kind != "text":
            self.close()
            self.kind = "text"
        self.spans.append(_new(Span, (start, end)))

    def _ends_as_heading_or_table(self, there: int, end: int) -> bool:
        """Whether this line underlines the text above it, or makes a table of the last line of it."""
        text = self.text
        if text[there] in "=-" and _SETEXT.match(text, there, end):
            self.close()
            return True
        if text[there] not in "|:-" or text.find("|", there, end) < 0:
            return False
        if not _DELIMITERS.match(text, there, end):
            return False
        header = _cells(text, *self.spans[-1])
        if len(header) != len(_cells(text, there, end)):
            return False
        self.spans.pop()
        if self.spans:
            self.close()
        self.leaves += header
        self.spans = []
        self.kind = "table"
        return True

    def _row(self, start: int, end: int) -> None:
        self.leaves += _cells(self.text, start, end)


def _cells(text: str, start: int, end: int) -> list[Leaf]:
    """The cells of a row: what is between the bars that no backslash escapes."""
    content = text[start:end]
    first = start + len(content) - len(content.lstrip(" \t").removeprefix("|"))
    last = start + len(content.rstrip(" \t"))
    if last > first and text[last - 1] == "|" and text[last - 2] != "\\":
        last -= 1
    ends = [bar.start() for bar in _BAR.finditer(text, first, last)]
    starts = [first, *[end + 1 for end in ends]]
    ends.append(max(starts[-1], last))
    return [_new(Leaf, ("text", (_new(Span, span),), False)) for span in zip(starts, ends, strict=True)]
