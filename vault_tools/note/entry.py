"""What is in frontmatter: its entries and their items, with their spans in the note's text."""

from typing import Literal, NamedTuple, TypeAlias

from vault_tools.note.text import Span
from vault_tools.note.yaml_core import Value

ValueStyle: TypeAlias = Literal["empty", "plain", "single", "double", "literal", "folded", "block", "flow"]


class Item(NamedTuple):
    """One item of a list: `span` is the value alone, `lines` whole lines with the dash (block lists)."""

    value: Value
    span: Span
    lines: Span
    style: ValueStyle


class Entry(NamedTuple):
    """One top-level entry. `colon` is the position after the colon, `lines` whole lines with newline;
    `identity` is what no other key may share, the value that this one resolves to."""

    key: str
    value: Value
    key_span: Span
    colon: int
    value_span: Span
    lines: Span
    style: ValueStyle
    items: tuple[Item, ...] = ()
    identity: object = None
