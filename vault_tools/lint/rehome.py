"""Renames a name in a note: in values and links, and in the note about the name itself."""

from collections.abc import Iterator

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.relink import NoteMove, relinked
from vault_tools.lint.retag import why_not_editable
from vault_tools.note.frontmatter_edit import (
    Rewrite,
    add,
    append_item,
    create,
    remove_items,
    set_item,
    set_value,
)
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, apply_edits
from vault_tools.vault.names import NameTable, read_link, read_name
from vault_tools.vault.schema import Schema

_MAX_STEPS = 1000


@dataclass(frozen=True)
class Rehomed:
    """The renaming of all `spellings` to `new`. `about` is the path of the note about the name, or empty if
    no such note should change; `alias` adds the first spelling to its aliases. `move` is how that note
    moves."""

    table: NameTable
    group: str
    spellings: tuple[str, ...]
    new: str
    move: NoteMove | None
    about: str
    alias: bool = True

    @property
    def old(self) -> str:
        return self.spellings[0]

    def value(self, value: object) -> str | None:
        """The replacement for a value, or None to keep it."""
        if not isinstance(value, str):
            return None
        name, link, fold = read_name(value), read_link(value), self.table.policy.fold
        if fold(name) not in map(fold, self.spellings) or name == self.new or (link and link.heading):
            return None
        has_note = bool(self.about) or self.table.note_of(self.new) is not None
        written = self.table.written(self.new, link=bool(link) and has_note, shown=link.shown if link else "")
        return None if written == value else written


def rehomed(note: Note, schema: Schema, renaming: Rehomed) -> tuple[str, list[str]]:
    """The text of a note after the renaming, and messages about what could not be changed."""
    if renaming.move:
        note = note.with_text(relinked(note, renaming.move))
    note = note.with_text(apply_edits(note.text, _in_fields(note, schema, renaming)))
    left: list[str] = []
    for _ in range(_MAX_STEPS):
        step = next(_steps(note, schema, renaming), None)
        if step is None:
            break
        note = note.with_text(apply_edits(note.text, step.edits))
    block = note.frontmatter
    if block and not block.editable and renaming.old in block.content.of(note.text):
        left.append(why_not_editable(block))
    if renaming.alias and note.path == renaming.about:
        rewrite = _with_alias(note, renaming)
        if rewrite is None:
            left.append(f"`{renaming.old}` could not be added to its aliases")
        else:
            note = note.with_text(apply_edits(note.text, rewrite.edits))
    return note.text, left


def _in_fields(note: Note, schema: Schema, renaming: Rehomed) -> Iterator[Edit]:
    """The edits of inline fields."""
    keys = {key.name for key in schema.name_keys if key.names == renaming.group}
    for value in note.inline_values if schema.inline_fields and keys else ():
        if keys & {value.key, value.typed} and (wanted := renaming.value(value.text)):
            yield Edit(value.span, wanted)


def _steps(note: Note, schema: Schema, renaming: Rehomed) -> Iterator[Rewrite]:
    block = note.frontmatter
    if block is None or not block.editable:
        return
    for key in schema.name_keys:
        entry = block.get(key.name) if key.names == renaming.group else None
        if entry is None:
            continue
        wanted = renaming.value(entry.value)
        rewrite = set_value(block, entry, wanted) if wanted else None
        if rewrite:
            yield rewrite
        taken = {str(item.value) for item in entry.items}
        for index, item in enumerate(entry.items):
            if wanted := renaming.value(item.value):
                gone = remove_items(block, entry, [index]) if wanted in taken else None
                yield gone or set_item(block, entry, index, wanted)
    title = block.get("title")
    if (
        note.path == renaming.about
        and title
        and title.value == renaming.old
        and (rewrite := set_value(block, title, renaming.new))
    ):
        yield rewrite


def _with_alias(note: Note, renaming: Rehomed) -> Rewrite | None:
    """The edit that adds the old spelling to the aliases of the note about the name. It is empty if the alias
    is there, and None if it can't be added."""
    block = note.frontmatter
    if block is None:
        return create({"aliases": [renaming.old]}, note.newline)
    if not block.editable:
        return None
    entry = block.get("aliases")
    if entry is None:
        return add(block, "aliases", [renaming.old])
    if any(item.value == renaming.old for item in entry.items) or entry.value == renaming.old:
        return Rewrite(())
    if isinstance(entry.value, str) and entry.value:
        return set_value(block, entry, [entry.value, renaming.old])
    return append_item(block, entry, renaming.old)
