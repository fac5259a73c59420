"""Formats new values like their neighbours, in the note's own style."""

from collections.abc import Sequence

from vault_tools.lazy_re import pattern
from vault_tools.note.entry import Entry, Item
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.yaml_core import Value, same
from vault_tools.note.yaml_write import write_flow, write_scalar

_NOT_IN_FLOW = pattern(r"[\[\]{},#]|:(?:\s|$)")
"""What ends a plain text, or begins something else, in a list such as `[a, b]`."""


def entry_line(block: Frontmatter, key: str, value: Value, newline: str = "") -> str:
    """A whole entry, including its last newline."""
    newline = newline or newline_of(block)
    if isinstance(value, list):
        items = [on_one_line(block, item, flow=block.prefers_flow) for item in value]
        return f"{write_scalar(key)}:{as_list(block, items, newline)}{newline}"
    text = on_one_line(block, value)
    return f"{write_scalar(key)}:{text and f' {text}'}{newline}"


def in_style_of(old: Entry | Item, value: Value, quote: str, *, flow: bool = False) -> str:
    """A value in the style of the one it replaces. Quotation marks are kept unless only the old value needed
    them."""
    if old.style not in ("single", "double"):
        return write_scalar(value, quote=quote, flow=flow)
    mark = "'" if old.style == "single" else '"'
    by_habit = not write_scalar(old.value, quote=mark, flow=flow).startswith(mark)
    return write_scalar(value, quote=mark, always=by_habit, flow=flow)


def as_list(block: Frontmatter, items: Sequence[str], newline: str) -> str:
    """The source of a list after its key's colon, from items that are already formatted."""
    if not items or block.prefers_flow:
        return f" [{', '.join(items)}]"
    return "".join(f"{newline}{block.list_indent}-{item and f' {item}'}" for item in items)


def item_source(block: Frontmatter, entry: Entry, item: Value) -> str:
    """The item as the user typed it if an existing value becomes a list item, else newly formatted."""
    source = entry.value_span.of(block.text)
    movable = entry.style in ("single", "double") or (
        entry.style == "plain" and not (block.prefers_flow and _NOT_IN_FLOW.search(source))
    )
    if movable and same(item, entry.value) and "\n" not in source:
        return source
    return on_one_line(block, item, flow=block.prefers_flow)


def on_one_line(block: Frontmatter, value: Value, *, flow: bool = False) -> str:
    """A value on one line, in the note's own style."""
    if isinstance(value, list | dict):
        return write_flow(value)
    return write_scalar(value, quote=block.quote, always=block.quotes_everything, flow=flow)


def newline_of(block: Frontmatter) -> str:
    return "\r\n" if block.text[: block.content.start].endswith("\r\n") else "\n"
