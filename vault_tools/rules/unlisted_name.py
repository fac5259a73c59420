from collections.abc import Iterator

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.note.frontmatter_edit import append_item
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.names import NameTable, read_link, read_name
from vault_tools.vault.schema import Key, Schema
from vault_tools.vault.vault import Vault

_CONFIG = """
keys: {people: {type: list, names: people}}
names: {people: {notes: People/}}
"""
_OTHERS = {"People/Ada Lovelace.md": "---\naliases: [埃达]\n---\n"}


@dataclass(frozen=True, kw_only=True)
class UnlistedName(VaultRule):
    """The text links to the note about a name, but the key for such names does not list it.

    Lists and index notes based on the key then miss this note. The fix, which is unsafe, adds the name. With
    `names: {people: {mentions: true}}` a name or alias that appears in the text without a link counts too.
    Notes about names and notes without the key are skipped.
    """

    severity: Severity = "warning"

    examples = (
        Example(
            "---\npeople: []\n---\nSee [[Ada Lovelace]].\n",
            "---\npeople:\n  - Ada Lovelace\n---\nSee [[Ada Lovelace]].\n",
            config=_CONFIG,
            others=_OTHERS,
            safe=False,
        ),
        Example(
            "---\npeople: []\n---\n埃达写了第一个程序。\n",
            "---\npeople:\n  - Ada Lovelace\n---\n埃达写了第一个程序。\n",
            config=_CONFIG.replace("People/}", "People/, mentions: true}"),
            others=_OTHERS,
            safe=False,
        ),
        Example(
            "---\npeople: [ada-lovelace]\n---\nSee [[Ada Lovelace]].\n",
            config=_CONFIG,
            others=_OTHERS,
            allowed=True,
        ),
        Example("---\npeople: []\n---\n埃达写了第一个程序。\n", config=_CONFIG, others=_OTHERS, allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        for key in schema.name_keys:
            table = vault.names.get(key.names or "")
            if table is None or not key.is_list or key.name not in facts.values:
                continue
            linked = table.claims.notes_by_target
            spoken_of = {linked[target].name for target in facts.targets if target in linked}
            spoken_of |= facts.mentions.get(key.names or "", frozenset())
            if not spoken_of or table.note_at(facts.path):
                continue
            listed = {table.canonical(read_name(text)) for text in facts.texts(key.name)}
            for name in sorted(spoken_of - listed):
                if not table.knows_one(name):
                    continue
                yield from self._report(facts, key, table, name)

    def _report(self, facts: NoteFacts, key: Key, table: NameTable, name: str) -> Iterator[Diagnostic]:
        block = facts.note.frontmatter
        entry = block.get(key.name) if block else None
        if block is None or entry is None:
            return
        links = any(read_link(str(item.value)) for item in entry.items)
        written = table.written(name, link=links)
        rewrite = append_item(block, entry, written) if written and block.editable else None
        message = f"text mentions `{name}`, missing from `{key.name}`"
        yield self.report(facts.note, entry.key_span, message, rewrite, safe=False)


ZH = {
    "text mentions `{name}`, missing from `{key}`": "正文提到 `{name}`，但 `{key}` 中没有",
}
