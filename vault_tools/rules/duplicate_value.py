import unicodedata
from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter_edit import remove_items
from vault_tools.note.note import Note
from vault_tools.vault.schema import Schema
from vault_tools.vault.spelling import fold


class DuplicateValue(NoteRule):
    """A list contains a value twice, ignoring differences in width, case and Unicode normal form.

    Aliases that differ in case are not duplicates: Obsidian's search finds each. The fix keeps the first and
    removes the others.
    """

    examples = (
        Example("---\ntags:\n- ai\n- beer\n- AI\n---\n", "---\ntags:\n- ai\n- beer\n---\n"),
        Example("---\ntags: [ai, ai, beer]\n---\n", "---\ntags: [ai, beer]\n---\n"),
        Example("---\ntags: [ai, beer]\n---\n", allowed=True),
        Example("---\naliases: [obsidianki 4, Obsidianki 4]\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for entry, key in schema.typed_entries(note):
            if len(entry.items) < 2 or not key.is_list:
                continue
            same_of = _same_alias if key.type == "aliases" else fold
            sames = [same_of(item.value) if isinstance(item.value, str) else "" for item in entry.items]
            if len(set(sames)) == len(sames):
                continue
            block = note.frontmatter
            assert block
            seen: set[str] = set()
            for index, (item, same) in enumerate(zip(entry.items, sames, strict=True)):
                if same and same in seen:
                    rewrite = remove_items(block, entry, [index]) if block.editable else None
                    message = f"duplicate `{item.value}` in `{entry.key}`"
                    yield self.report(note, item.span, message, rewrite)
                seen.add(same)


def _same_alias(value: str) -> str:
    return unicodedata.normalize("NFC", value).strip()


ZH = {
    "duplicate `{value}` in `{key}`": "`{key}` 中重复出现 `{value}`",
}
