"""The entries of frontmatter and their items, with spans in the note's text."""

from typing import Literal, NamedTuple, TypeAlias

from vault_tools.note.text import Span
from vault_tools.note.yaml_core import Value

ValueStyle: TypeAlias = Literal["empty", "plain", "single", "double", "literal", "folded", "block", "flow"]


class Item(NamedTuple):
    """An item of a list. `span` covers the value alone; `lines` covers whole lines with the dash (block
    lists)."""

    value: Value
    span: Span
    lines: Span
    style: ValueStyle


class Entry(NamedTuple):
    """A top-level entry. `colon` is the offset after the colon, `lines` covers whole lines with the newline.
    `identity` is the resolved value of the key: two keys with the same one are duplicates."""

    key: str
    value: Value
    key_span: Span
    colon: int
    value_span: Span
    lines: Span
    style: ValueStyle
    items: tuple[Item, ...] = ()
    identity: object = None
