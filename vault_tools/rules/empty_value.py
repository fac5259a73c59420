from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.frontmatter_edit import remove_items, set_value
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import Value
from vault_tools.vault.infer import commented_tags, infer
from vault_tools.vault.schema import Key, Schema


class EmptyValue(NoteRule):
    """A required key has no value, or a list declared in the schema has an empty item.

    The fix fills the key as `missing-key` would, and removes empty items from the list. Keys that the schema
    does not require may stay empty: many people keep `guest: ''` to fill in later.
    """

    examples = (
        Example(
            "---\ntitle:\n---\n# On hops\n",
            "---\ntitle: On hops\n---\n# On hops\n",
            config="keys: {title: {type: text, required: true}}",
        ),
        Example(
            "---\ntags:\n- beer\n- \n---\n",
            "---\ntags:\n- beer\n---\n",
            config="keys: {tags: {type: tags}}",
        ),
        Example(
            "---\ntags:\n- \n---\n",
            "---\ntags: []\n---\n",
            config="keys: {tags: {type: tags}}",
        ),
        Example("---\ndate: ''\n---\n", config="keys: {date: {type: date, required: true}}"),
        Example("---\nguest: ''\n---\n", config="keys: {guest: {type: text}}", allowed=True),
        Example("---\ntags:\n- \n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        block = note.frontmatter
        if block is None:
            return
        for entry, key in schema.typed_entries(note):
            if key.required and _is_empty(entry.value) and not commented_tags(note, entry):
                if key.name in schema.in_text(note):
                    continue
                yield self._required(note, block, entry, key, schema)
            elif entry.items and key.is_list and key.declared and (empty := _empty_items(entry)):
                yield self._items(note, block, entry, empty)

    def _required(self, note: Note, block: Frontmatter, entry: Entry, key: Key, schema: Schema) -> Diagnostic:
        value = infer(note, key, schema)
        fillable = not _is_empty(value) and block.editable
        rewrite = set_value(block, entry, value) if fillable else None
        return self.report(note, entry.key_span, f"required key `{entry.key}` is empty", rewrite)

    def _items(self, note: Note, block: Frontmatter, entry: Entry, indexes: list[int]) -> Diagnostic:
        rewrite = remove_items(block, entry, indexes) if block.editable else None
        span = entry.items[indexes[0]].span
        message = f"list `{entry.key}` has an empty item"
        return self.report(note, span if span.start < span.end else entry.key_span, message, rewrite)


def _empty_items(entry: Entry) -> list[int]:
    return [index for index, item in enumerate(entry.items) if _is_empty(item.value)]


def _is_empty(value: Value) -> bool:
    return not value.strip() if isinstance(value, str) else value is None or value == []


ZH = {
    "required key `{key}` is empty": "必填键 `{key}` 为空",
    "list `{key}` has an empty item": "列表 `{key}` 有空项",
}
