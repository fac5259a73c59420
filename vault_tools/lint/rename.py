"""Renaming a tag or a name over the whole vault: rules for one run, through the engine like all others."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from vault_tools.errors import VaultToolsError
from vault_tools.lint.rule import Diagnostic, VaultRule
from vault_tools.lint.tag_edits import replaced_tag, tag_items
from vault_tools.note.frontmatter_edit import Rewrite, remove_items, set_item, set_value
from vault_tools.note.text import Edit
from vault_tools.note.yaml_core import Value
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.names import NameTable, read_link, read_name
from vault_tools.vault.schema import Schema
from vault_tools.vault.tags import clean_tag, tag_problem
from vault_tools.vault.vault import Vault


@dataclass(frozen=True, kw_only=True)
class RenamedTag(VaultRule):
    """Every use of `old`, in any case, and of the tags nested below it, in frontmatter and text."""

    old: str
    new: str

    examples = ()

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        for entry, index, tag in tag_items(facts, schema, lambda tag: self._renamed(tag) != tag):
            rewrite = replaced_tag(facts.note, entry, index, self._renamed(tag))
            yield self.report(facts.note, entry.items[index].span, self._message(tag), rewrite)
        for inline in facts.inline_tags:
            new = self._renamed(inline.name)
            if new != inline.name:
                rewrite = Rewrite((Edit(inline.span, new),))
                place, name = inline.place, inline.name
                yield self.report(
                    facts.note, inline.span, self._message(name), rewrite, place=place, evidence=name
                )

    def _renamed(self, tag: str) -> str:
        is_new = tag == self.new or tag.startswith(f"{self.new}/")
        head, rest = tag[: len(self.old)], tag[len(self.old) :]
        is_old = head.casefold() == self.old.casefold() and rest[:1] in ("", "/")
        return self.new + rest if is_old and not is_new else tag

    def _message(self, tag: str) -> str:
        return f"tag `{tag}` becomes `{self._renamed(tag)}`"


@dataclass(frozen=True, kw_only=True)
class RenamedName(VaultRule):
    """Every value `old`, however it is spelled, under the keys that hold names of `group`."""

    group: str
    old: str
    new: str

    examples = ()

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        block = facts.note.frontmatter
        for key in schema.name_keys:
            entry = block.get(key.name) if block and key.names == self.group else None
            if block is None or entry is None or not block.editable:
                continue
            table = vault.names[self.group]
            new = self._renamed(table, entry.value)
            if new != entry.value:
                message = f"`{entry.value}` becomes `{new}`"
                yield self.report(facts.note, entry.value_span, message, set_value(block, entry, new))
            taken = {str(item.value) for item in entry.items}
            for index, item in enumerate(entry.items):
                new = self._renamed(table, item.value)
                if new != item.value:
                    gone = remove_items(block, entry, [index]) if new in taken else None
                    rewrite = gone or set_item(block, entry, index, str(new))
                    message = f"`{item.value}` becomes `{new}`"
                    yield self.report(facts.note, item.span, message, rewrite)
                    taken.add(str(new))

    def _renamed(self, table: NameTable, value: Value) -> Value:
        """The value that takes the place of another; one that is no spelling of `old` stays."""
        if not isinstance(value, str):
            return value
        name, link, fold = read_name(value), read_link(value), table.policy.fold
        if fold(name) != fold(self.old) or name == self.new or (link and link.heading):
            return value
        return table.written(self.new, link=bool(link), shown=link.shown if link else "") or value


def renaming(kind: str, old: str, new: str, groups: Collection[str]) -> VaultRule:
    """The rule that renames a tag, or a name of a group. Raises VaultToolsError for what can't be renamed."""
    if kind == "tag":
        if clean_tag(new) != new or tag_problem(new):
            problem = tag_problem(new) or "has a space in it, or a `/` at one end"
            raise VaultToolsError(f"`{new}` is not a valid tag: it {problem}")
        return RenamedTag(old=old.lstrip("#"), new=new)
    if kind not in groups:
        raise VaultToolsError(
            f"`{kind}` is not `tag` nor a group of names; this vault has: {', '.join(groups)}"
        )
    if not new.strip():
        raise VaultToolsError("the new name is empty; give the spelling to keep")
    return RenamedName(group=kind, old=old, new=new)
