"""Replaces a tag in a note: in properties of any form, and in the text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.frontmatter_edit import Rewrite, remove_items, set_item
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, apply_edits
from vault_tools.vault.schema import Schema

_QUERY = pattern(r"\s*[`~]{3,}[ \t]*(?:dataview|dataviewjs|query|tasks|base)\b", re.IGNORECASE)
_WORD = pattern(r"[^\s,，、\"'#]+")
_MAX_STEPS = 1000
"""Maximum number of replaced items in the properties of a note; each is a separate step."""


class Retagged(NamedTuple):
    """The new text, messages about what could not be changed, and the line numbers of queries that name the
    tag."""

    text: str
    left: tuple[str, ...] = ()
    queries: tuple[int, ...] = ()


def renamed_tag(tag: str, old: str, new: str) -> str:
    """`tag` with `old`, or the start `old/`, replaced by `new`; unchanged if it has neither. Ignores case."""
    is_new = tag == new or tag.startswith(f"{new}/")
    head, rest = tag[: len(old)], tag[len(old) :]
    is_old = head.casefold() == old.casefold() and rest[:1] in ("", "/")
    return new + rest if is_old and not is_new else tag


def retagged(note: Note, schema: Schema, old: str, new: str) -> Retagged:
    """Replace `old` by `new` in a note, including in nested tags."""
    named = re.compile(rf"(?<![\w/-]){re.escape(old)}(?![\w-])", re.IGNORECASE)
    if not named.search(note.text):
        return Retagged(note.text)
    tags = ((tag, renamed_tag(tag.name, old, new)) for tag in note.inline_tags)
    edits = [Edit(tag.span, wanted) for tag, wanted in tags if wanted != tag.name]
    edits += _in_fields(note, schema, old, new)
    found = note.with_text(apply_edits(note.text, edits))
    left: tuple[str, ...] = ()
    if found.frontmatter and named.search(found.text, 0, found.body_start):
        found, left = _in_properties(found, schema, old, new)
    return Retagged(found.text, left, tuple(_queries(note, old)))


def _in_fields(note: Note, schema: Schema, old: str, new: str) -> Iterator[Edit]:
    """The edits of tags without `#` in inline fields."""
    keys = {key.name for key in schema.tag_keys} if schema.inline_fields else set()
    for value in note.inline_values if keys else ():
        tag = renamed_tag(value.text, old, new)
        if keys & {value.key, value.typed} and tag != value.text and not value.text.startswith("#"):
            yield Edit(value.span, tag)


def _in_properties(note: Note, schema: Schema, old: str, new: str) -> tuple[Note, tuple[str, ...]]:
    block = note.frontmatter
    if block and not block.editable:
        return note, (why_not_editable(block),)
    for _ in range(_MAX_STEPS):
        step = next(_steps(note, schema, old, new), None)
        if step is None:
            break
        note = note.with_text(apply_edits(note.text, step.edits))
    return note, tuple(_commented(note, schema, old))


def why_not_editable(block: Frontmatter) -> str:
    if block.template_code:
        return "its frontmatter contains template code"
    if block.duplicates:
        return f"its frontmatter has the key `{block.duplicates[0].key}` twice"
    return "its frontmatter can't be read" if block.fault else "its frontmatter uses YAML aliases"


def _tag_entries(note: Note, schema: Schema) -> Iterator[Entry]:
    for entry in note.entries:
        key = schema.key_of(entry) or schema.renamed(entry)
        if key and key.type == "tags":
            yield entry


def _steps(note: Note, schema: Schema, old: str, new: str) -> Iterator[Rewrite]:
    """The remaining changes. Only the first may be applied, since it shifts the others."""
    block = note.frontmatter
    for entry in _tag_entries(note, schema) if block else ():
        assert block
        if isinstance(entry.value, str):
            source = entry.value_span.of(note.text)
            wanted = _WORD.sub(lambda word: renamed_tag(word[0], old, new), source)
            if wanted != source:
                yield Rewrite((Edit(entry.value_span, wanted),))
        values = [item.value if isinstance(item.value, str) else None for item in entry.items]
        for index, value in enumerate(values):
            marks = value[: len(value) - len(value.lstrip("# "))] if value else ""
            tag = renamed_tag(value[len(marks) :], old, new) if value else ""
            if value and tag != value[len(marks) :]:
                others = {v.lstrip("# ") for i, v in enumerate(values) if v and i != index}
                gone = remove_items(block, entry, [index]) if tag in others else None
                yield gone or set_item(block, entry, index, marks + tag)


def _commented(note: Note, schema: Schema, old: str) -> Iterator[str]:
    named = re.compile(rf"[ \t]#{re.escape(old)}(?![\w-])", re.IGNORECASE)
    for entry in _tag_entries(note, schema):
        comments = named.search(note.text, entry.colon, entry.lines.end)
        if comments and not any(comments.start() in range(*item.span) for item in entry.items):
            yield f"`#{old}` is a comment to YAML in `{entry.key}`"


def _queries(note: Note, old: str) -> Iterator[int]:
    """The line numbers of Dataview and Obsidian queries that name the tag."""
    named = re.compile(rf"(?:#|tag:#?|[\"']#?){re.escape(old)}(?![\w-])", re.IGNORECASE)
    for match in named.finditer(note.text, note.body_start):
        leaf = note.body.leaf_at(match.start())
        in_query = leaf is not None and leaf.kind == "code" and _QUERY.match(note.text, leaf.spans[0].start)
        if in_query or note.body.is_inline_query(match.start()):
            yield note.text.count("\n", 0, match.start()) + 1
