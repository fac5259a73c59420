from collections.abc import Iterator

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.lint.tag_edits import tag_items
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter_edit import Rewrite, add, append_item, remove_items
from vault_tools.note.note import Note
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Key, Schema
from vault_tools.vault.spelling import fold
from vault_tools.vault.vault import Vault

_CONFIG = """
keys: {tags: {type: tags}, people: {type: list, names: people}}
names: {people: {notes: People/}}
"""
_OTHERS = {"People/Sam Altman.md": "---\ntags: []\n---\n"}


@dataclass(frozen=True, kw_only=True)
class MisplacedTag(VaultRule):
    """A tag names a person, or another name that belongs under a key of the schema (`names: people`).

    Tags for people drown out the tags that sort notes. Only names that have a note or are in the
    configuration count. The fix, which is unsafe, moves the tag to the key and spells the name as the vault
    does.
    """

    severity: Severity = "warning"

    examples = (
        Example(
            "---\ntags: [ai, sam-altman]\npeople: []\n---\n",
            "---\ntags: [ai]\npeople: [Sam Altman]\n---\n",
            config=_CONFIG,
            others=_OTHERS,
            safe=False,
        ),
        Example(
            "---\ntags:\n- ai\n- sam-altman\n---\n",
            "---\ntags:\n- ai\npeople:\n- Sam Altman\n---\n",
            config=_CONFIG,
            others=_OTHERS,
            safe=False,
        ),
        Example("---\ntags: [altman]\n---\n", config=_CONFIG, others=_OTHERS, allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        keys = {key.names: key for key in schema.name_keys if key.names in vault.names and key.is_list}
        for group, key in keys.items():
            table = vault.names[group or ""]
            listed: set[str] | None = None
            for entry, index, tag in tag_items(facts, schema, table.knows_one):
                name = table.canonical(tag)
                written = table.written(name, link=False)
                listed = _listed(facts.note, key) if listed is None else listed
                rewrite = _moved(facts.note, entry, index, key, written, schema, listed) if written else None
                message = f"tag `{tag}` names `{name}`, which belongs under `{key.name}`"
                yield self.report(facts.note, entry.items[index].span, message, rewrite, safe=False)


def _listed(note: Note, key: Key) -> set[str]:
    """The names under a key, folded for comparison."""
    entry = note.frontmatter.get(key.name) if note.frontmatter else None
    return {fold(item.value) for item in entry.items if isinstance(item.value, str)} if entry else set()


def _moved(
    note: Note, entry: Entry, index: int, key: Key, name: str, schema: Schema, listed: set[str]
) -> Rewrite | None:
    block = note.frontmatter
    removed = remove_items(block, entry, [index]) if block and block.editable else None
    if block is None or removed is None:
        return None
    target = block.get(key.name)
    if target is None:
        added: Rewrite | None = add(block, key.name, [name], schema.order)
    elif not isinstance(target.value, list) and target.value not in (None, ""):
        added = None
    elif fold(name) in listed:
        return removed
    else:
        added = append_item(block, target, name)
    return Rewrite(removed.edits + added.edits, removed.intents + added.intents) if added else None


ZH = {
    "tag `{tag}` names `{name}`, which belongs under `{key}`": (
        "标签 `{tag}` 是名称 `{name}`，应放在 `{key}` 下"
    ),
}
