"""The inline fields of a note's text, as the Dataview plugin reads them: `key:: value` on a separate line,
and `[key:: value]` or `(key:: value)` within one.

https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.body import Body
from vault_tools.note.text import Span

MAX_LINE = 32768
"""Code points. Dataview reads no fields in longer lines."""
_OPENING = pattern(r"[\[(]((?:[^\[\]():\n]|:(?!:))*+)::")
_BRACKET = pattern(r"\\.|([\[\]()])")
_LINE_KEY = pattern(r"[^\w\n]*+([\w \t/\u2600-\u27bf\ufe0f\U0001f000-\U0001faff-]++)[*~`]*+::")
_ATOM = pattern(
    r"[ \t]*+!?(?P<value>\[\[[^\[\]\n]++\]\]|\"(?:[^\"\\\n]|\\.)*+\"|#[^\s,#]++|true|false"
    r"|-?\d++(?:\.\d++)?+(?![-\w])|\d{4}-\d{2}(?:-\d{2}(?:T[\d:.+Z-]++)?+)?+)[ \t]*+(?:,|\Z)"
)
"""The items of a list: links, quoted texts, tags, numbers, dates. Any other text with a comma is a single
text."""
_NO_KEY = pattern(r"[^\w\u0080-\U0010ffff-]")
_WORD = pattern(r"[^\s,]++")
_TASK = pattern(r"\[.\][ \t]")
_TAG_KEYS = ("tags", "tag")


class InlineValue(NamedTuple):
    """One value of an inline field. `key` is spelled as in Dataview queries, `typed` as in the note; `text`
    and `span` exclude quotation marks."""

    key: str
    typed: str
    text: str
    span: Span


def inline_values(text: str, body: Body) -> Iterator[InlineValue]:
    """The values in a note's body, in order, except those in code, comments, formulas, links and tasks."""
    position, last = text.find("::", body.start), -1
    while position >= 0:
        leaf = body.leaf_at(position)
        end = position + 2
        if leaf and leaf.kind == "text" and not _TASK.match(text, leaf.spans[0].start):
            line = leaf.spans[bisect_right(leaf.spans, position, key=_start) - 1]
            if last < line.start <= position < line.end <= line.start + MAX_LINE:
                last, end = line.start, line.end
                yield from _of_line(text, body, line)
        position = text.find("::", end)


def _start(span: Span) -> int:
    return span.start


def _of_line(text: str, body: Body, line: Span) -> Iterator[InlineValue]:
    found = list(_bracketed(text, body, line))
    if not found and (key := _LINE_KEY.match(text, line.start, line.end)) and body.is_prose(key.end() - 2):
        found = [(key[1], Span(key.end(), line.end))]
    for typed, span in found:
        name = _canonical(typed)
        for value in _values(text, span, name) if name else ():
            yield InlineValue(name, typed.strip(" \t*_~`"), _unquoted(value.of(text)), _inside(text, value))


def _bracketed(text: str, body: Body, line: Span) -> Iterator[tuple[str, Span]]:
    closing: dict[int, int] | None = None
    end = line.start
    for opening in _OPENING.finditer(text, line.start, line.end):
        closing = _closing(text, line) if closing is None else closing
        closes = closing.get(opening.start())
        if closes and opening.start() >= end and body.is_prose(opening.end() - 2):
            end = closes
            yield opening[1], Span(opening.end(), closes)


def _closing(text: str, line: Span) -> dict[int, int]:
    """The offset of the closing bracket for each opening bracket of a line; the two kinds are matched
    independently."""
    opened: dict[str, list[int]] = {"[": [], "(": []}
    closing = {}
    for bracket in _BRACKET.finditer(text, line.start, line.end):
        match bracket[1]:
            case "[" | "(" as kind:
                opened[kind].append(bracket.start())
            case "]" | ")" as kind:
                if stack := opened["[" if kind == "]" else "("]:
                    closing[stack.pop()] = bracket.start()
    return closing


def _canonical(key: str) -> str:
    """A key as spelled in Dataview queries: `Due Date` is `due-date`."""
    return _NO_KEY.sub("", "-".join(key.split()).lower())


def _values(text: str, span: Span, key: str) -> list[Span]:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return []
    atoms, position = [], start
    while position < end and (atom := _ATOM.match(text, position, end)):
        atoms.append(Span(*atom.span("value")))
        position = atom.end()
    if position == end and text[end - 1] != ",":
        return atoms
    if key in _TAG_KEYS:
        return [Span(*word.span()) for word in _WORD.finditer(text, start, end)]
    return [Span(start, end)]


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text[:1] == '"' == text[-1:] and len(text) > 1 else text


def _inside(text: str, span: Span) -> Span:
    is_quoted = text[span.start] == '"' == text[span.end - 1] and span.end - span.start > 1
    return Span(span.start + 1, span.end - 1) if is_quoted else span
