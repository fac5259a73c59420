from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter_edit import add
from vault_tools.note.frontmatter_repair import second_block
from vault_tools.note.generated import holds_moc
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.infer import infer
from vault_tools.vault.schema import Schema

_CONFIG = """
keys:
  title: {type: text, required: true}
  date: {type: date, required: true}
  tags: {type: tags, required: true}
  status: {type: text, required: true, default: draft}
"""


class MissingKey(NoteRule):
    """A key that the vault requires is missing.

    A note without the key drops out of every list based on it. The fix adds the title from the note's first
    heading, else a first line that reads like a title, else the file name; the date from `created`, else a
    date in the source's URL, else in the file name; for other keys the schema's default. The key goes where
    `key-order` puts it, else at the end, as in Obsidian. Nothing is invented or taken from a clock: if none
    of these exists, the key is only reported. A Dataview inline field in the text (`status:: draft`) counts
    as a value, unless `inline-fields` is `false`.
    """

    examples = (
        Example(
            "---\nsource: https://example.com/2024/03/15/hops\ntags: [beer]\n---\n# On hops\n",
            "---\nsource: https://example.com/2024/03/15/hops\ntags: [beer]\ntitle: On hops\n"
            "date: 2024-03-15\nstatus: draft\n---\n# On hops\n",
            config=_CONFIG,
        ),
        Example("---\ntitle: Hops\ndate: 2025-01-01\nstatus: draft\n---\n", config=_CONFIG),
        Example("---\naliases: [Humulus]\n---\n", allowed=True),
        Example(
            "---\ntitle: Hops\ndate: 2025-01-01\n---\ntags:: #beer\nIt is [status:: draft].\n",
            config=_CONFIG,
            allowed=True,
        ),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        block = note.frontmatter
        unread = block is None or block.fault or block.duplicates or block.template_code
        if block is None or unread:
            return
        named = {entry.key for entry in block.entries}
        missing = [key for key in schema.required if key.name not in named]
        if not missing or second_block(block):
            return
        present = {key.name for _, key in schema.misnamed_entries(note)} | schema.in_text(note)
        for key in missing:
            if key.name in present or (key.type == "tags" and holds_moc(note.text)):
                continue
            value = infer(note, key, schema)
            addable = value is not None and block.editable
            rewrite = add(block, key.name, value, schema.order) if addable else None
            yield self.report(note, Span(0, 3), f"required key `{key.name}` is missing", rewrite)


ZH = {
    "required key `{key}` is missing": "缺少必填键 `{key}`",
}
