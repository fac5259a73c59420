"""A note's frontmatter as entries with spans and values.

Read-only; `frontmatter_edit.py` makes the edits. All spans are code points of the whole note's text.
"""

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_module import LazyModule
from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.entry import Entry, Item, ValueStyle
from vault_tools.note.plain_entries import plain_entries
from vault_tools.note.text import Span
from vault_tools.note.yaml_core import Value, compose, identity, key_of, value_of
from vault_tools.note.yaml_guard import YamlError, has_aliases

if TYPE_CHECKING:
    import yaml
else:
    yaml = LazyModule("yaml")

BLANK_LINES = pattern(r"(?:(?<![ \t])[ \t]*+\r?\n)+")
_OPENING = pattern(r"---[ \t]*(?:\r?\n|\Z)")
_CLOSING = pattern(r"---[ \t]*(?:\r?\n|\Z)")
_CODE = pattern(r"\{\{|<%")
_COLON = pattern(r"(?<![ \t])[ \t]*+:")
_ALIAS = pattern(r"\s*(\*[^\s,\[\]{}]+)")
_OWN_COMMENTS = pattern(r"(?<![ \t])(?:[ \t]++#[^\n]*+\n)++")
"""Indented comment lines below a value, such as an item that was commented out. They move and disappear with
the value."""
_DASH = pattern(r"^( *)-(?=[ \t\r\n]|\Z)", re.MULTILINE)
_SCALAR_STYLES: dict[str | None, ValueStyle] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the frontmatter can't be read."""

    problem: str
    span: Span


@dataclass(frozen=True)
class Frontmatter:
    """The block between the fences at the top of a note.

    `block` includes the fences and the closing fence's newline, `content` is the text between them.
    """

    text: str
    block: Span
    content: Span
    entries: tuple[Entry, ...]
    fault: Fault | None = None

    @cached_property
    def values(self) -> dict[str, Value]:
        return {entry.key: entry.value for entry in self.entries}

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in reversed(self.entries)}

    def get(self, key: str) -> Entry | None:
        return self._by_key.get(key)

    @cached_property
    def below(self) -> "Frontmatter | None":
        """The block that would be frontmatter if this one and the blank lines below it were removed."""
        blank = BLANK_LINES.match(self.text, self.block.end)
        return parse_frontmatter(self.text, blank.end() if blank else self.block.end)

    @cached_property
    def duplicates(self) -> tuple[Entry, ...]:
        """The entries that repeat an earlier key. With duplicates, Obsidian reads nothing of the block."""
        if len({entry.identity for entry in self.entries}) == len(self.entries):
            return ()
        first = {entry.identity: entry for entry in reversed(self.entries)}
        return tuple(entry for entry in self.entries if first[entry.identity] is not entry)

    @cached_property
    def template_code(self) -> Span | None:
        """The first `{{` or `<%`: such a block belongs to a template, not to a note."""
        if self.text.find("{", *self.content) < 0 and self.text.find("<", *self.content) < 0:
            return None
        code = _CODE.search(self.text, *self.content)
        return Span(*code.span()) if code else None

    @cached_property
    def editable(self) -> bool:
        """Whether entries can be edited. False if an edit of one could change another, or can't be
        verified."""
        return not (
            self.fault
            or self.duplicates
            or self.template_code
            or has_aliases(self.content.of(self.text))
            or (not self.entries and self._holds_more_than_comments)
            or [entry for entry in self.entries if entry.lines[0] != entry.key_span[0]]
        )

    @property
    def _holds_more_than_comments(self) -> bool:
        lines = (line.strip() for line in self.content.of(self.text).splitlines())
        return any(line and not line.startswith("#") for line in lines)

    @cached_property
    def list_indent(self) -> str:
        """The indentation before the dash in most block lists of this note; else two spaces, as in
        Obsidian."""
        dashes = Counter(
            self.text[entry.items[0].lines.start : entry.items[0].lines.end].partition("-")[0]
            for entry in self.entries
            if entry.style == "block" and entry.items
        )
        return dashes.most_common(1)[0][0] if dashes else "  "

    @cached_property
    def prefers_flow(self) -> bool:
        """Whether most non-empty lists are written `[a, b]`."""
        styles = [entry.style for entry in self.entries if entry.items]
        return styles.count("flow") > styles.count("block")

    @cached_property
    def quote(self) -> str:
        """The quotation mark of most quoted values; double, as in Obsidian, if there is none."""
        styles = self._scalar_styles
        return "'" if styles["single"] > styles["double"] else '"'

    @cached_property
    def quotes_everything(self) -> bool:
        """Whether text is usually quoted, not only if YAML requires it."""
        styles = self._scalar_styles
        return styles["single"] + styles["double"] > 2 * styles["plain"]

    @cached_property
    def _scalar_styles(self) -> Counter[str]:
        parts: list[Entry | Item] = [*self.entries, *(i for e in self.entries for i in e.items)]
        return Counter(part.style for part in parts if isinstance(part.value, str) and part.value)


def fences(text: str, start: int = 0) -> tuple[Span, Span] | None:
    """The spans of the block and of its content, if a block with both fences begins at `start`.

    Only a fence on the very first line counts: https://help.obsidian.md/properties.
    """
    opening = _OPENING.match(text, start)
    if not opening:
        return None
    at, closing = text.find("\n---", opening.end() - 1), None
    while at >= 0 and not (closing := _CLOSING.match(text, at + 1)):
        at = text.find("\n---", at + 1)
    if not closing:
        return None
    return Span(start, closing.end()), Span(opening.end(), closing.start())


def parse_frontmatter(text: str, start: int = 0) -> Frontmatter | None:
    """The frontmatter that begins at `start`; None if there is none. Never raises."""
    spans = fences(text, start)
    if spans is None:
        return None
    block, content = spans
    plain = plain_entries(text, content.start, content.end)
    if plain is not None:
        return Frontmatter(text, block, content, plain)
    try:
        entries = parsed_entries(text, content)
    except YamlError as error:
        return Frontmatter(text, block, content, (), _fault(text, content, error))
    return Frontmatter(text, block, content, entries)


def _fault(text: str, content: Span, error: YamlError) -> Fault:
    """The fault, with a span from the parser's error position to the end of that line."""
    position = min(content.start + error.position, max(content.start, content.end - 1))
    while text[position : position + 1] in ("\n", "\r") and position > content.start:
        position -= 1
    end = text.find("\n", position)
    return Fault(error.problem, Span(position, max(position, content.end if end < 0 else end)))


def parsed_entries(text: str, content: Span) -> tuple[Entry, ...]:
    """The entries as read by the YAML parser. Raises YamlError."""
    root = compose(content.of(text))
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode):
        kind = "a list" if isinstance(root, yaml.SequenceNode) else "plain text"
        raise YamlError(f"is {kind}, not a mapping of keys to values", root.start_mark.index)
    return tuple(_entry(text, content.start, key, value) for key, value in root.value)


def _entry(text: str, offset: int, key: Any, value: Any) -> Entry:
    key_span = Span(offset + key.start_mark.index, offset + key.end_mark.index)
    colon_match = _COLON.match(text, key_span.end)
    colon = colon_match.end() if colon_match else key_span.end
    style = _style(value)
    start = offset + value.start_mark.index
    end = max(colon, value_end(text, offset, value))
    if start < key_span.end and (alias := _ALIAS.match(text, colon)):
        start, end = alias.span(1)
    value_span = Span(colon, colon) if style == "empty" else Span(start, max(start, end))
    last = _line_end(text, max(end, key_span.end))
    if style in ("block", "empty") and (comments := _OWN_COMMENTS.match(text, last)):
        last = comments.end()
    lines = Span(text.rfind("\n", 0, key_span.start) + 1, last)
    items = _items(text, offset, value) if isinstance(value, yaml.SequenceNode) else ()
    read = [item.value for item in items] if items else value_of(value)
    return Entry(key_of(key), read, key_span, colon, value_span, lines, style, items, identity(key))


def _style(node: Any) -> ValueStyle:
    if isinstance(node, yaml.ScalarNode):
        if not node.value and not node.style and node.start_mark.index == node.end_mark.index:
            return "empty"
        return _SCALAR_STYLES[node.style]
    return "flow" if node.flow_style else "block"


def value_end(text: str, offset: int, node: Any) -> int:
    """The end offset of a value's own characters; libyaml extends block values to the next token."""
    if isinstance(node, yaml.ScalarNode):
        end = offset + node.end_mark.index
        if node.style in ("|", ">"):
            start = offset + node.start_mark.index
            keeps_blanks = "+" in text[start : text.find("\n", start)]
            return end if keeps_blanks else start + len(text[start:end].rstrip(" \t\r\n"))
        return int(end)
    if node.flow_style or not node.value:
        return int(offset + node.end_mark.index)
    last = node.value[-1]
    return value_end(text, offset, last[1] if isinstance(last, tuple) else last)


def _items(text: str, offset: int, node: Any) -> tuple[Item, ...]:
    items: list[Item] = []
    dash, column = offset + node.start_mark.index, node.start_mark.column
    if not node.flow_style and text[dash] != "-":  # an anchor or tag precedes the first dash
        first = _DASH.search(text, dash)
        dash, column = (first.end(), len(first[1])) if first else (dash, column)
    next_dash = re.compile(rf"^ {{{column}}}-(?=[ \t\r\n]|\Z)", re.MULTILINE)
    for value in node.value:
        span = Span(offset + value.start_mark.index, value_end(text, offset, value))
        if node.flow_style:
            lines = span
        else:
            found = next_dash.search(text, items[-1].span.end) if items else None
            dash = found.end() - 1 if found else dash
            lines = Span(text.rfind("\n", 0, dash) + 1, _line_end(text, span.end))
        items.append(Item(value_of(value), span, lines, _style(value)))
    return tuple(items)


def _line_end(text: str, position: int) -> int:
    """The offset after the newline of the line at `position`, or `position` itself if a line has just
    ended."""
    if position and text[position - 1] == "\n":
        return position
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1
