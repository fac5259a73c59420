from collections.abc import Iterator
from typing import ClassVar

from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

_CONFIG = "mocs: [{name: home, note: Home.md, kind: home}]"


class BrokenMocMarkers(VaultRule):
    """The markers of the generated part of an index note are damaged, so nobody can tell which text is yours.

    A marker has a line to itself: `%% vault-tools:begin NAME %%` or `%% vault-tools:end NAME %%`. This rule
    reports lines that are almost a marker, blocks that are not closed, nested, duplicated or mixed with those
    of another tool, and names that are not in `mocs` in the configuration. `stale-moc` changes nothing in
    such a note until you have fixed the markers.
    """

    looks_at_mocs: ClassVar[bool] = True

    examples = (
        Example("%% vault-tools:begin home %%\nMy own text, or is it?\n", config=_CONFIG),
        Example("%% vault-tools:begin home %%\n%% vault-tools:end hom %%\n", config=_CONFIG),
        Example("> %% vault-tools:begin home %%\n> %% vault-tools:end home %%\n", config=_CONFIG),
        Example("%% vault-tools:begin tags/beer %%\n%% vault-tools:end tags/beer %%\n", config=_CONFIG),
        Example("A marker is `%% vault-tools:begin NAME %%`.\n", config=_CONFIG, allowed=True),
        Example("%% vault-tools:begin home %%\n%% vault-tools:end home %%\n", config=_CONFIG, allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        markers = facts.markers
        for broken in markers.broken:
            yield self.report(
                facts.note, broken.span, broken.problem, place=broken.place, evidence=broken.line
            )
        if not markers.blocks:
            return
        from vault_tools.mocs.index import MocIndex

        for block in markers.blocks:
            if vault.once(MocIndex).listing(block.name) is None:
                names = (f"{moc.name}/VALUE" if moc.each else moc.name for moc in schema.mocs.mocs)
                problem = f"`mocs` has no block `{block.name}`; it has: {', '.join(names) or 'none'}"
                yield self.report(facts.note, block.span, problem, place=block.place, evidence=block.line)


ZH = {
    "`mocs` has no block `{name}`; it has: {names}": "`mocs` 没有块 `{name}`；现有：{names}",
    "`{line}` is not a marker; a marker needs its own line, `{marker}`": (
        "`{line}` 不是标记；标记须独占一行，`{marker}`"
    ),
    "block `{name}` ends here but never begins": "块 `{name}` 在此结束，却没有开始",
    "block `{name}` is not closed; `{end}` is missing": "块 `{name}` 没有结束；缺少 `{end}`",
    "block `{name}` ends as `{other}`": "块 `{name}` 以 `{other}` 结束",
    "block `{name}` begins inside block `{other}`": "块 `{name}` 在块 `{other}` 之内开始",
    "duplicate block `{name}`": "块 `{name}` 重复出现",
    "block `{name}` and a block of another tool overlap": "块 `{name}` 与其他工具的块重叠",
}
