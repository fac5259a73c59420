from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter_edit import create
from vault_tools.note.frontmatter_repair import displaced, unclosed
from vault_tools.note.generated import holds_moc
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.infer import infer
from vault_tools.vault.schema import Schema

_CONFIG = """
keys:
  title: {type: text, required: true}
  date: {type: date, required: true}
  status: {type: text, required: true, default: draft}
"""


class MissingFrontmatter(NoteRule):
    """The note has no frontmatter although the vault requires keys.

    The fix adds a block at the top with the required keys whose values can be inferred: the title from the
    note's first heading, else a first line that reads like a title, else the file name; the date from the
    file name; defaults from the schema. `missing-key` reports the others.
    """

    examples = (
        Example(
            "# On hops\n\nA note.\n",
            "---\ntitle: On hops\nstatus: draft\n---\n# On hops\n\nA note.\n",
            config=_CONFIG,
        ),
        Example(
            "Nothing but a paragraph, and a long one at that, which nobody would take for a title.\n",
            "---\ntitle: 2025-03-07 Hops\ndate: 2025-03-07\nstatus: draft\n---\n"
            "Nothing but a paragraph, and a long one at that, which nobody would take for a title.\n",
            config=_CONFIG,
            path="2025-03-07 Hops.md",
        ),
        Example("# On hops\n", allowed=True),
        Example("---\n---\n# On hops\n", config=_CONFIG, allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        if note.frontmatter or displaced(note.text) or unclosed(note.text):
            return
        if not schema.required or not note.text.strip():
            return
        said = schema.in_text(note)
        required = [key for key in schema.required if key.name not in said]
        required = [key for key in required if key.type != "tags" or not holds_moc(note.text)]
        if not required:
            return
        inferred = {key.name: infer(note, key, schema) for key in required}
        values = {name: value for name, value in inferred.items() if value is not None}
        names = ", ".join(f"`{name}`" for name in inferred)
        opens_with_fence = note.text.lstrip("\ufeff\u200b \t\r\n").startswith(("---", "+++"))
        rewrite = create(values, note.newline) if values and not opens_with_fence else None
        yield self.report(note, Span(0, 0), f"note has no frontmatter; required: {names}", rewrite)


ZH = {
    "note has no frontmatter; required: {keys}": "笔记没有 frontmatter；必填：{keys}",
}
