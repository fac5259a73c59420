from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter_edit import Rewrite, remove_items, set_item, set_value
from vault_tools.note.text import Span
from vault_tools.vault.facts import InlineField, NoteFacts
from vault_tools.vault.names import NameTable, read_link
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

_CONFIG = """
keys: {people: {type: list, names: people}}
names:
  people:
    notes: People/
    aliases: {Xi Jinping: [习近平]}
"""


class InconsistentName(VaultRule):
    """A name is not spelled as the vault spells it.

    Spellings that differ only in case, width, spaces, periods, hyphens or middle dots are one name: `J.D.
    Vance` and `JD Vance`, `查理·芒格` and `查理芒格`, `donald-trump` and `Donald Trump`. Names in different
    scripts are one only if an alias says so, in the person's note or in the configuration. The spelling to
    keep is the title of the note about the name, else the configuration's, else the one that notes use at
    least twice as often as any other, or five times if they differ only in case (five uses of `ada-lovelace`
    count as one of `Ada Lovelace`); closer calls are left to you, and `names` lists them. The fix writes that
    spelling in the group's `form`, or removes the value if the list already has that spelling; Dataview
    inline fields are only reported. An alias that two notes claim is reported in both and merges nothing.
    """

    examples = (
        Example(
            "---\npeople:\n- xi-jinping\n---\n",
            "---\npeople:\n- Xi Jinping\n---\n",
            config=_CONFIG,
        ),
        Example(
            "---\npeople: [习近平, Xi Jinping]\n---\n",
            "---\npeople: [Xi Jinping]\n---\n",
            config=_CONFIG,
        ),
        Example(
            "---\npeople: [JD Vance]\n---\n",
            "---\npeople: [J.D. Vance]\n---\n",
            config=_CONFIG,
            others={
                "A.md": "---\npeople: [J.D. Vance]\n---\n",
                "B.md": "---\npeople: [J.D. Vance]\n---\n",
            },
        ),
        Example(
            "---\npeople: [格蕾丝·霍珀]\n---\n",
            "---\npeople: [Grace Hopper]\n---\n",
            config=_CONFIG,
            others={"People/Grace Hopper.md": "---\naliases: [格蕾丝·霍珀]\n---\n"},
        ),
        Example(
            "---\npeople: [Ada Lovelace]\n---\n",
            '---\npeople: ["[[Ada Lovelace]]"]\n---\n',
            config=_CONFIG + "    form: link\n",
        ),
        Example(
            "---\npeople: [Li Wei (Author), 王维]\n---\n",
            config=_CONFIG,
            others={"A.md": "---\npeople: [Li Wei, 王伟]\n---\n"},
            allowed=True,
        ),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        for key in schema.name_keys:
            table = vault.names.get(key.names or "")
            if table and any(table.wanted(text) != text for text in facts.texts(key.name)):
                entry = facts.note.frontmatter and facts.note.frontmatter.get(key.name)
                half_typed = key.is_list and entry and not entry.items  # `wrong-type` makes it a list first
                yield from self._entry(facts, entry, table) if entry and not half_typed else ()
                for field in facts.fields(key.name):
                    if (wanted := table.wanted(field.text)) != field.text:
                        yield self._in_text(facts, field, wanted)
        for table in vault.names.values():
            if table.claims.contested:
                yield from self._conflicts(facts, table)

    def _entry(self, facts: NoteFacts, entry: Entry, table: NameTable) -> Iterator[Diagnostic]:
        if isinstance(entry.value, str):
            yield self._report(facts, entry, None, table.wanted(entry.value), table)
        taken: set[str] = {item.value for item in entry.items if isinstance(item.value, str)}
        for index, item in enumerate(entry.items):
            if isinstance(item.value, str) and (wanted := table.wanted(item.value)) != item.value:
                yield self._report(facts, entry, index, None if wanted in taken else wanted, table)
                taken.add(wanted)

    def _report(
        self, facts: NoteFacts, entry: Entry, index: int | None, wanted: str | None, table: NameTable
    ) -> Diagnostic:
        """`index` is None if the value is not a list, `wanted` None if the list already has the name."""
        part = entry if index is None else entry.items[index]
        span: Span = entry.value_span if index is None else entry.items[index].span
        kept = table.wanted(str(part.value))
        same_form = bool(read_link(kept)) == bool(read_link(str(part.value)))
        what = "name" if same_form else "the form of name"
        message = f"{what} `{part.value}` is `{kept}` in this vault"
        message += "; it is in this list already" if wanted is None else ""
        return self.report(facts.note, span, message, _rewrite(facts, entry, index, wanted))

    def _in_text(self, facts: NoteFacts, field: InlineField, wanted: str) -> Diagnostic:
        same_form = bool(read_link(wanted)) == bool(read_link(field.text))
        message = f"{'name' if same_form else 'the form of name'} `{field.text}` is `{wanted}` in this vault"
        return self.report(facts.note, field.span, message, place=field.place, evidence=field.text)

    def _conflicts(self, facts: NoteFacts, table: NameTable) -> Iterator[Diagnostic]:
        for one, other in table.conflicts_of(facts.path):
            block = facts.note.frontmatter
            entry = block.get("aliases") if block else None
            span = entry.key_span if entry else Span(0, 0)
            where = f"`{other.path}`" if other.path else "the configuration"
            message = f"`{one.spelling}` is claimed by `{one.name}` and, in {where}, by `{other.name}`"
            yield self.report(facts.note, span, message)


def _rewrite(facts: NoteFacts, entry: Entry, index: int | None, wanted: str | None) -> Rewrite | None:
    block = facts.note.frontmatter
    if block is None or not block.editable:
        return None
    if index is None:
        return set_value(block, entry, wanted)
    return remove_items(block, entry, [index]) if wanted is None else set_item(block, entry, index, wanted)


ZH = {
    "name `{name}` is `{kept}` in this vault": "名称 `{name}` 在本库中写作 `{kept}`",
    "the form of name `{name}` is `{kept}` in this vault": "名称 `{name}` 在本库中的形式是 `{kept}`",
    "{message:t}; it is in this list already": "{message}；它已在此列表中",
    "`{spelling}` is claimed by `{one}` and, in `{path}`, by `{other}`": (
        "`{spelling}` 同时属于 `{one}` 和 `{path}` 中的 `{other}`"
    ),
    "`{spelling}` is claimed by `{one}` and, in the configuration, by `{other}`": (
        "`{spelling}` 同时属于 `{one}` 和配置中的 `{other}`"
    ),
}
