from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter_edit import remove, rename
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import same
from vault_tools.vault.schema import Schema

_CONFIG = "keys: {date: {type: date, aliases: [created, published]}, series: {type: text}}"


class MisnamedKey(NoteRule):
    """A key does not have the name that the vault uses.

    Obsidian no longer reads `tag`, `alias` and `cssclass`; the schema may list more such aliases. A key that
    differs in case, or has `-` or a space instead of `_`, is a different key to every program. The fix
    renames the key. If the right key already exists, the wrong one is removed if it has the same value, and
    left alone otherwise.
    """

    examples = (
        Example("---\ntag: beer\n---\n", "---\ntags: beer\n---\n"),
        Example("---\nalias: [Humulus]\n---\n", "---\naliases: [Humulus]\n---\n"),
        Example("---\ncssclass: wide\n---\n", "---\ncssclasses: wide\n---\n"),
        Example("---\nSeries: Beer\n---\n", "---\nseries: Beer\n---\n", config=_CONFIG),
        Example("---\ncreated: 2025-01-01\n---\n", "---\ndate: 2025-01-01\n---\n", config=_CONFIG),
        Example(
            "---\ndate: 2025-01-01\ncreated: 2025-01-01\n---\n",
            "---\ndate: 2025-01-01\n---\n",
            config=_CONFIG,
        ),
        Example("---\ndate: 2025-01-02\ncreated: 2025-01-01\n---\n", config=_CONFIG),
        Example("---\nSeries: Beer\nTags: [beer]\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        block = note.frontmatter
        if block is None or not schema.misnamed_entries(note):
            return
        taken = {entry.key for entry in note.entries}
        for entry, key in schema.misnamed_entries(note):
            message = f"key `{entry.key}` should be `{key.name}`"
            rewrite = None
            if key.name not in taken:
                rewrite = rename(entry, key.name)
                taken.add(key.name)
            elif (kept := block.get(key.name)) and same(kept.value, entry.value):
                rewrite = remove(block, entry)
            else:
                message += ", which is here with another value"
            yield self.report(note, entry.key_span, message, rewrite if block.editable else None)


ZH = {
    "key `{key}` should be `{name}`": "键 `{key}` 应为 `{name}`",
    "{message:t}, which is here with another value": "{message}，而后者已存在且值不同",
}
