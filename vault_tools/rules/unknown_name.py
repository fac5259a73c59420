from collections.abc import Iterator
from typing import ClassVar

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.names import read_name
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

_CONFIG = """
keys: {people: {type: list, names: people}}
names: {people: {notes: People/}}
rules: {select: [all, unknown-name]}
"""


@dataclass(frozen=True, kw_only=True)
class UnknownName(VaultRule):
    """A name has no note and is not in the configuration; off unless selected by its own name.

    For vaults in which everyone listed under a key should have a note. Reported, not fixed.
    """

    severity: Severity = "warning"
    on_by_default: ClassVar[bool] = False

    examples = (
        Example("---\npeople: [Ada Lovelace]\n---\n", config=_CONFIG),
        Example(
            "---\npeople: [ada-lovelace]\n---\n",
            config=_CONFIG,
            others={"People/Ada Lovelace.md": "# Ada\n"},
            allowed=True,
        ),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        for key in schema.name_keys:
            table = vault.names.get(key.names or "")
            if table is None or all(table.is_known(read_name(text)) for text in facts.texts(key.name)):
                continue
            entry = facts.note.frontmatter and facts.note.frontmatter.get(key.name)
            parts = [(item.value, item.span) for item in entry.items] if entry else []
            parts += [(entry.value, entry.value_span)] if entry else []
            for value, span in parts:
                if isinstance(value, str) and not table.is_known(read_name(value)):
                    message = f"`{value}` has no note under `{table.policy.notes or 'names'}`"
                    yield self.report(facts.note, span, message)
            for field in facts.fields(key.name):
                if not table.is_known(read_name(field.text)):
                    message = f"`{field.text}` has no note under `{table.policy.notes or 'names'}`"
                    yield self.report(facts.note, field.span, message, place=field.place, evidence=field.text)


ZH = {
    "`{name}` has no note under `{folder}`": "`{name}` 在 `{folder}` 下没有笔记",
}
