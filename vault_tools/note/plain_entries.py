"""A fast reader for ordinary frontmatter, line by line: keys at the margin, each with a text, no value, or a
block or flow list of one-line texts and links; and the blank and comment lines between them.

It takes a tenth of the parser's time. What it accepts, it reads exactly like the parser, including all spans;
anything that could mean something else is left to the parser.
"""

import re
from functools import lru_cache
from typing import Any

from vault_tools.lazy_re import pattern
from vault_tools.note.entry import Entry, Item, ValueStyle
from vault_tools.note.languages import IDEOGRAPHS
from vault_tools.note.text import Span
from vault_tools.note.yaml_core import Value, scalar
from vault_tools.note.yaml_guard import MAX_LENGTH

_ODD = pattern("[\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, including tabs, and others that parsers disagree about. Excluding them in the
expressions below would take ten places, and 7 ms to compile."""
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\\]"
_IN_BRACKETS = rf"{_FIRST}[^?:,\[\]{{}}#\n]*+"
"""Unquoted text in a flow list; stops at anything that could end it."""
_QUOTED = r"\"(?P<double>[^\"\\\n]*+)\"|'(?P<single>[^'\n]*+)'"
_LINK = rf"(?P<brackets>\[\[ *+)(?P<link>{_IN_BRACKETS})\]\]"
_REST = r"[^:#\n]*+(?:(?::(?=\S)|(?<! )#)[^:#\n]*+)*+"
_TEXT = rf"(?P<plain>{_FIRST}{_REST})|{_QUOTED}"
_ATOM = rf"(?P<plain>{_IN_BRACKETS})|{_QUOTED}|{_LINK}"
_NAMELESS = re.sub(r"\?P<\w+>", "?:", _ATOM)
_LIST = rf"\[ *+(?:(?:{_NAMELESS}) *+(?:, *+(?:{_NAMELESS}) *+)*+)?+\]"
_KEY = pattern(
    rf"(?P<key>[A-Za-z_{IDEOGRAPHS}][\w./+-]{{0,60}}+(?: [\w./+-]{{1,60}}+){{0,8}}+):"
    rf"(?: ++(?:{_TEXT}|{_LINK}|(?P<list>{_LIST})|#[^\n]*+)?+)?+ *+\n"
)
_FURTHER = pattern(rf"(?: ++[^ :#\n]{_REST}\n)++")
"""Indented continuation lines of an unquoted text."""
_ITEM = pattern(rf"(?P<indent> *+)-(?: ++(?:{_TEXT}|{_LINK}|#[^\n]*+)?+)?+ *+\n")
_BETWEEN = pattern(r"(?:#[^\n]*+\n| *+\n)++")
_IN_LIST = pattern(_ATOM)
_EMPTY: ValueStyle = "empty"
_NO_ITEMS: tuple[Item, ...] = ()
KEPT = 1 << 10
"""Cache size for keys."""
_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; there may be thousands."""


def plain_entries(text: str, start: int, end: int) -> tuple[Entry, ...] | None:
    """The entries of the frontmatter with this content; None if anything is unusual."""
    if end - start > MAX_LENGTH or _has_odd(text[start:end]):
        return None
    entries: list[Entry] = []
    at = start
    while at < end:
        if line := _KEY.match(text, at, end):
            entries.append(_entry(text, line, end))
            at = entries[-1].lines.end
        elif between := _BETWEEN.match(text, at, end):
            at = between.end()
        else:
            return None
    return tuple(entries)


def _has_odd(text: str) -> bool:
    """Whether the text contains a character that must be left to the parser; nearly all others are
    printable."""
    return not text.replace("\n", "").isprintable() and _ODD.search(text) is not None


def _entry(text: str, line: re.Match[str], end: int) -> Entry:
    start, below = line.span()
    key, kind = line["key"], line.lastgroup
    colon = start + len(key) + 1
    value: Value = None
    items = _NO_ITEMS
    if kind == "key":
        span, style = _new(Span, (colon, colon)), _EMPTY
        if items := _items(text, below, end):
            value = [item.value for item in items]
            span, style = _new(Span, (text.index("-", below), items[-1].span.end)), "block"
            below = items[-1].lines.end
    elif kind == "list":
        span, style = _new(Span, line.span(kind)), "flow"
        items = tuple([_item(atom) for atom in _IN_LIST.finditer(text, span.start + 1, span.end - 1)])
        value = [item.value for item in items]
    else:
        value, span, style = _read(line)
        if kind == "plain" and text.startswith(" ", below) and (further := _FURTHER.match(text, below, end)):
            below = further.end()
            lines = text[span.start : below].rstrip(" \n").split("\n")
            value = scalar(" ".join([line.strip(" ") for line in lines]), plain=True)
            span = Span(span.start, span.start + len("\n".join(lines)))
        elif isinstance(value, list):
            inner = Span(span.start + 1, span.end - 1)
            items = (Item(value[0], inner, inner, style),)
    return _new(Entry, (
        key, value, _new(Span, (start, colon - 1)), colon, span, _new(Span, (start, below)), style, items,
        _identity(key),
    ))  # fmt: skip


@lru_cache(maxsize=KEPT)
def _identity(key: str) -> tuple[type, Value]:
    """See `yaml_core.identity`. Keys here are no numbers, and most notes of a vault have the same ones."""
    known = scalar(key, plain=True)
    return type(known), known


def _items(text: str, at: int, end: int) -> tuple[Item, ...]:
    """The items from an offset on that have the same indentation."""
    items: list[Item] = []
    indent: str | None = None
    while line := _ITEM.match(text, at, end):
        if indent not in (None, line["indent"]):
            break
        indent = line["indent"]
        below = line.end()
        items.append(_item(line, _new(Span, (at, below))))
        at = below
    return tuple(items)


def _item(found: re.Match[str], lines: Span | None = None) -> Item:
    """The text or link of a match's last group, as an item. Without `lines`, the item's lines are its
    span."""
    value, span, style = _read(found)
    return _new(Item, (value, span, lines or span, style))


def _read(found: re.Match[str]) -> tuple[Value, Span, ValueStyle]:
    """The value of a match's last group, with its span and style."""
    kind: Any = found.lastgroup
    word = found[kind]
    start, end = found.span(kind)
    value: Value = word
    style: ValueStyle = kind
    if kind == "plain":
        if word[-1] == " ":
            word = word.rstrip(" ")
            end = start + len(word)
        value = scalar(word, plain=True)
    elif kind == "link":
        start, end, style = found.start("brackets"), end + 2, "flow"
        value = [[scalar(word.rstrip(" "), plain=True)]]
    elif kind == "indent":
        value, style = None, "empty"
        start = end = found.end("indent") + 1
    else:
        start, end = start - 1, end + 1
    return value, _new(Span, (start, end)), style
