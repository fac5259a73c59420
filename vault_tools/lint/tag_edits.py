"""Finds and replaces tags in a note's frontmatter."""

from collections.abc import Callable, Iterator

from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter_edit import Rewrite, remove_items, set_item
from vault_tools.note.note import Note
from vault_tools.vault.facts import InlineField, NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.tags import clean_tag


def tag_items(
    facts: NoteFacts, schema: Schema, matters: Callable[[str], object]
) -> Iterator[tuple[Entry, int, str]]:
    """(entry, index, tag) of the tags in lists for which `matters` returns something true.

    The frontmatter is parsed only if there is one. Malformed tags are skipped: `malformed-tag` fixes them
    first.
    """
    for key in schema.tag_keys:
        if not any(map(matters, facts.texts(key.name))):
            continue
        entry = facts.note.frontmatter and facts.note.frontmatter.get(key.name)
        for index, item in enumerate(entry.items if entry else ()):
            tag = item.value
            if entry and isinstance(tag, str) and tag and clean_tag(tag) == tag and matters(tag):
                yield entry, index, tag


def tag_fields(facts: NoteFacts, schema: Schema) -> Iterator[InlineField]:
    """The tags without `#` in inline fields; those with `#` count as tags in the text."""
    if facts.inline:
        for key in schema.tag_keys:
            yield from (field for field in facts.fields(key.name) if not field.text.startswith("#"))


def replaced_tag(note: Note, entry: Entry, index: int, tag: str) -> Rewrite | None:
    """The edit that replaces an item by `tag`, or removes the item if the list already has that tag."""
    block = note.frontmatter
    if block is None or not block.editable:
        return None
    if any(item.value == tag for item in entry.items):
        return remove_items(block, entry, [index])
    return set_item(block, entry, index, tag)
