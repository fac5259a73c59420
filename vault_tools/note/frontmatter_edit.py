"""Edits of frontmatter, one entry at a time, each with the change of values it is meant to make.

New values are written individually, in the note's own style; moved values keep their source text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Literal, TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.note.entry import Entry, Item
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.frontmatter_style import (
    as_list,
    entry_line,
    in_style_of,
    item_source,
    newline_of,
    on_one_line,
)
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_core import Value
from vault_tools.note.yaml_write import write_flow, write_scalar


class _Removed(Enum):
    REMOVED = "removed"


REMOVED: Literal[_Removed.REMOVED] = _Removed.REMOVED
NewValue: TypeAlias = Value | Literal[_Removed.REMOVED]

_TRAILING_SPACES = pattern(r"[ \t]+(?=\r?\n|\Z)")
_COMMENT = pattern(r"(?:^|[ \t])#", re.MULTILINE)


END = -1
"""The index of an item that is appended to its list."""


@dataclass(frozen=True)
class Intent:
    """An intended change: a key, or one item of its list, gets a value or is removed."""

    key: str
    value: NewValue
    index: int | None = None


@dataclass(frozen=True)
class Rewrite:
    """Edits, and all the changes of values that they are meant to make."""

    edits: tuple[Edit, ...]
    intents: tuple[Intent, ...] = ()


def rename(entry: Entry, key: str) -> Rewrite:
    edit = Edit(entry.key_span, write_scalar(key))
    return Rewrite((edit,), (Intent(entry.key, REMOVED), Intent(key, entry.value)))


def remove(block: Frontmatter, entry: Entry) -> Rewrite | None:
    """Remove an entry; None if that would lose a comment."""
    if _COMMENT.search(_around_values(block, entry)):
        return None
    return Rewrite((Edit(entry.lines, ""),), (Intent(entry.key, REMOVED),))


def set_value(block: Frontmatter, entry: Entry, value: Value) -> Rewrite | None:
    """Change the value of an entry; None if that would lose a comment or a block scalar.

    Raises ValueError for a value that can't be written.
    """
    if entry.style in ("literal", "folded"):
        return None
    old = Span(entry.colon, entry.value_span.end)
    if entry.style == "block":
        whole_lines = block.text[entry.colon : entry.lines.end].rstrip("\r\n")
        old = Span(entry.colon, entry.colon + len(whole_lines))
    if entry.style == "empty" and (spaces := _TRAILING_SPACES.match(block.text, entry.colon)):
        old = Span(*spaces.span())
    before_value = block.text[entry.colon : entry.value_span.start]
    inside = old.of(block.text) if entry.style in ("block", "flow") else before_value
    if _COMMENT.search(inside):
        return None
    if isinstance(value, list):
        items = [item_source(block, entry, item) for item in value]
        new = as_list(block, items, newline_of(block))
    elif value is None:
        new = ""
    elif entry.style == "empty":
        new = " " + on_one_line(block, value)
    else:
        old = Span(entry.value_span.start, old.end) if before_value.strip(" \t") == "" else old
        lead = "" if old.start > entry.colon else " "
        written = write_flow(value) if isinstance(value, dict) else in_style_of(entry, value, block.quote)
        new = lead + written
    return Rewrite((Edit(old, new),), (Intent(entry.key, value),))


def set_item(block: Frontmatter, entry: Entry, index: int, value: str) -> Rewrite:
    item = entry.items[index]
    new = in_style_of(item, value, block.quote, flow=entry.style == "flow")
    if item.span.start == item.span.end:
        new = " " + new
    return Rewrite((Edit(item.span, new),), (Intent(entry.key, value, index),))


def append_item(block: Frontmatter, entry: Entry, value: str) -> Rewrite | None:
    """Add an item to a list, or start a list under a key without a value; None if the result is uncertain."""
    if not entry.items:
        empty = entry.value in (None, "", [])
        return set_value(block, entry, [value]) if empty else None
    last = entry.items[-1]
    intent = Intent(entry.key, value, END)
    if entry.style == "flow":
        new = write_scalar(value, quote=block.quote, flow=True)
        return Rewrite((Edit(Span(last.span.end, last.span.end), f", {new}"),), (intent,))
    dash = block.text[last.lines.start : last.lines.end].partition("-")[0]
    line = f"{dash}- {write_scalar(value, quote=block.quote)}{newline_of(block)}"
    return Rewrite((Edit(Span(last.lines.end, last.lines.end), line),), (intent,))


def remove_items(block: Frontmatter, entry: Entry, indexes: Sequence[int]) -> Rewrite | None:
    """Remove items from a list; an empty list becomes `[]`. None if a comment would be lost."""
    if all(index in indexes for index in range(len(entry.items))):
        return set_value(block, entry, [])
    edits = []
    for first, last in _runs(indexes):
        extent = _extent(entry, first, last)
        values = _scalars(entry.items[first : last + 1])
        if _COMMENT.search(_without(block.text, extent, values)):
            return None
        edits.append(Edit(extent, ""))
    return Rewrite(tuple(edits), tuple(Intent(entry.key, REMOVED, index) for index in indexes))


def add(block: Frontmatter, key: str, value: Value, order: Sequence[str] = ()) -> Rewrite:
    """Add an entry at its place in `order`, else at the end."""
    line = entry_line(block, key, value)
    return Rewrite((Edit(Span(*[_slot(block, key, order)] * 2), line),), (Intent(key, value),))


def create(values: Mapping[str, Value], newline: str) -> Rewrite:
    """A new frontmatter block at the top of a note that has none."""
    empty = Frontmatter("", Span(0, 0), Span(0, 0), ())
    lines = [entry_line(empty, key, value, newline) for key, value in values.items()]
    text = f"---{newline}{''.join(lines)}---{newline}"
    return Rewrite((Edit(Span(0, 0), text),), tuple(Intent(k, v) for k, v in values.items()))


def reorder(block: Frontmatter, keys: Sequence[str]) -> Rewrite:
    """Reorder whole entries, each with the comments above it, as in `keys`."""
    starts = [_chunk_start(block, index) for index in range(len(block.entries))]
    ends = [*starts[1:], block.entries[-1].lines.end]
    chunks = {
        entry.key: Span(start, end).of(block.text)
        for entry, start, end in zip(block.entries, starts, ends, strict=True)
    }
    edit = Edit(Span(starts[0], ends[-1]), "".join(chunks[key] for key in keys))
    return Rewrite((edit,))


def _chunk_start(block: Frontmatter, index: int) -> int:
    """The start of an entry's chunk, which includes everything after the entry above. The first entry takes
    the comment lines directly above it; comments above a blank line stay at the top."""
    if index:
        return block.entries[index - 1].lines.end
    start = block.entries[0].lines.start
    for line in reversed(block.text[block.content.start : start].splitlines(keepends=True)):
        if not line.strip():
            break
        start -= len(line)
    return start


def _slot(block: Frontmatter, key: str, order: Sequence[str]) -> int:
    """The offset for a new entry: after the nearest entry that precedes it in `order`, else before the
    nearest one that follows it, else the end."""
    position = order.index(key) if key in order else len(order)
    present = {entry.key: index for index, entry in enumerate(block.entries)}
    above = next((k for k in reversed(order[:position]) if k in present), None)
    if above is not None:
        return block.entries[present[above]].lines.end
    below = next((k for k in order[position:] if k in present), None)
    if below is not None:
        return _chunk_start(block, present[below])
    return block.entries[-1].lines.end if block.entries else block.content.end


def _runs(indexes: Iterable[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of consecutive indexes."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index - 1:
            runs[-1] = runs[-1][0], index
        else:
            runs.append((index, index))
    return runs


def _extent(entry: Entry, first: int, last: int) -> Span:
    """The span to delete to remove a run of items: their lines or, in a flow list, the items and a comma."""
    items = entry.items
    if entry.style == "block":
        return Span(items[first].lines.start, items[last].lines.end)
    if first:
        return Span(items[first - 1].span.end, items[last].span.end)
    return Span(items[first].span.start, items[last + 1].span.start)


def _around_values(block: Frontmatter, entry: Entry) -> str:
    """The source of an entry without its scalars: any `#` in the rest begins a comment."""
    if entry.style in ("literal", "folded"):
        header = block.text.find("\n", entry.value_span.start, entry.value_span.end)
        spans = [Span(header, entry.value_span.end)] if header >= 0 else []
    elif entry.items:
        spans = _scalars(entry.items)
    else:
        spans = [] if entry.style in ("block", "flow") else [entry.value_span]
    return _without(block.text, entry.lines, [entry.key_span, *spans])


def _scalars(items: Iterable[Item]) -> list[Span]:
    return [item.span for item in items if item.style not in ("block", "flow")]


def _without(text: str, whole: Span, parts: Sequence[Span]) -> str:
    """The text of a span with each of its parts replaced by `x`."""
    first = whole.start
    inside = [Span(part.start - first, part.end - first) for part in parts if part.start < part.end]
    return apply_edits(whole.of(text), [Edit(part, "x") for part in inside])


def expected(values: Mapping[str, Value], intents: Iterable[Intent]) -> dict[str, Value]:
    """The values after all intents. Keys are set first, then items are changed, removed and appended."""
    result = dict(values)
    changed: dict[str, dict[int, list[Value]]] = {}
    added: dict[str, list[Value]] = {}
    for intent in intents:
        if isinstance(intent.value, _Removed):
            if intent.index is None:
                result.pop(intent.key, None)
            elif intent.index != END:
                changed.setdefault(intent.key, {})[intent.index] = []
        elif intent.index is None:
            result[intent.key] = intent.value
        elif intent.index == END:
            added.setdefault(intent.key, []).append(intent.value)
        else:
            changed.setdefault(intent.key, {})[intent.index] = [intent.value]
    for key in changed.keys() | added.keys():
        before = result.get(key)
        if isinstance(before, list):
            items = changed.get(key, {})
            kept = [value for n, item in enumerate(before) for value in items.get(n, [item])]
            result[key] = [*kept, *added.get(key, [])]
    return result
