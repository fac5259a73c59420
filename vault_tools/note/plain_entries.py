"""Frontmatter as nearly every note has it, read line by line: keys at the margin, each with text of one line,
with nothing, or with a list of such text.

It takes a tenth of the parser's time. What is read here is to the last span what the parser says; whatever
could mean anything else is left to it.
"""

import re
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.entry import Entry, Item, Style
from vault_tools.note.text import Span
from vault_tools.note.yaml_core import Value, scalar
from vault_tools.note.yaml_guard import MAX_LENGTH

_ODD = "\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
"""Control characters, tabs and newlines included, and what else parsers differ about."""
_TEXT = (
    rf"(?P<plain>[^\s\-?:,\[\]{{}}#&*!|>'\"%@`\\{_ODD}]"
    rf"[^:#{_ODD}]*+(?:(?::(?=\S)|(?<! )#)[^:#{_ODD}]*+)*+)"
    rf"|\"(?P<double>[^\"\\{_ODD}]*+)\"|'(?P<single>[^'{_ODD}]*+)'"
)
_KEY = pattern(
    r"(?P<key>[A-Za-z_\u4e00-\u9fff][\w./+-]{0,60}+(?: [\w./+-]{1,60}+){0,8}+):"
    rf"(?: ++(?:{_TEXT}|(?P<none>\[\]))?+)?+ *+\n"
)
_ITEM = pattern(rf"(?P<indent> *+)- ++(?:{_TEXT}) *+\n")


class _Value(NamedTuple):
    value: Value
    span: Span
    style: Style


def plain_entries(text: str, start: int, end: int) -> tuple[Entry, ...] | None:
    """The entries of the frontmatter whose content lies there; None where anything is unusual."""
    if end - start > MAX_LENGTH:
        return None
    entries: list[Entry] = []
    at = start
    while at < end:
        line = _KEY.match(text, at, end)
        if line is None:
            return None
        entries.append(_entry(text, line, end))
        at = entries[-1].lines.end
    return tuple(entries)


def _entry(text: str, line: re.Match[str], end: int) -> Entry:
    start, below = line.span()
    key_span = Span(start, line.end("key"))
    colon, lines = key_span.end + 1, Span(start, below)
    items: tuple[Item, ...] = ()
    found = _scalar(line)
    if line["none"]:
        found = _Value([], Span(*line.span("none")), "flow")
    elif found is None and (items := _items(text, below, end)):
        first = text.index("-", below)
        found = _Value([item.value for item in items], Span(first, items[-1].span.end), "block")
        lines = Span(start, items[-1].lines.end)
    value, span, style = found or _Value(None, Span(colon, colon), "empty")
    known = scalar(line["key"], plain=True)
    return Entry(line["key"], value, key_span, colon, span, lines, style, items, (type(known), known))


def _items(text: str, at: int, end: int) -> tuple[Item, ...]:
    """The items from a place on that are indented alike."""
    items: list[Item] = []
    indent: str | None = None
    while line := _ITEM.match(text, at, end):
        found = _scalar(line)
        if found is None or indent not in (None, line["indent"]):
            break
        indent = line["indent"]
        items.append(Item(found.value, found.span, Span(at, line.end()), found.style))
        at = line.end()
    return tuple(items)


def _scalar(line: re.Match[str]) -> _Value | None:
    """The text of a line; None where it has none."""
    if (plain := line["plain"]) is not None:
        plain, start = plain.rstrip(" "), line.start("plain")
        return _Value(scalar(plain, plain=True), Span(start, start + len(plain)), "plain")
    for style in ("double", "single"):
        if (quoted := line[style]) is not None:
            start, end = line.span(style)
            return _Value(quoted, Span(start - 1, end + 1), style)
    return None
