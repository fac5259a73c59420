from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.note.frontmatter_edit import Rewrite
from vault_tools.note.generated import GeneratedBlock, begin, digest_of
from vault_tools.note.text import Edit, Span
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.mocs.index import MocIndex
    from vault_tools.mocs.kind import Listing

_CONFIG = """
keys: {tags: {type: tags}}
mocs:
  - {name: beer, note: Beer.md, source: {tag: beer}}
  - {name: tags, note: "MOC/{value}.md", each: tags, min: 2}
"""
_LISTED = "\n2 notes\n\n- [[Malt]]\n- [[Hops|On hops]] · 2025-03-07\n\n"
_OTHERS = {
    "Hops.md": "---\ntitle: On hops\ndate: 2025-03-07\ntags: [beer]\n---\n",
    "Malt.md": "---\ntags: [beer]\n---\n",
    "MOC/beer.md": f"%% vault-tools:begin tags/beer %%\n{_LISTED}%% vault-tools:end tags/beer %%\n",
}
_UNWRITTEN = {path: text for path, text in _OTHERS.items() if not path.startswith("MOC/")}


class StaleMoc(VaultRule):
    """The text between the markers of an index note is out of date.

    The configuration (`mocs`) says which notes a MOC lists and how. The fix replaces the text between `%%
    vault-tools:begin NAME %%` and `%% vault-tools:end NAME %%` and no other byte; the markers may be in any
    note, and you may move that note anywhere. A MOC with `each: KEY` has one note per value: the fix creates
    missing ones and never deletes any. If no note has the value any more, the block says so, and the rule
    reports it until you delete the note.
    """

    looks_at_mocs: ClassVar[bool] = True

    examples = (
        Example(
            "My own words.\n\n%% vault-tools:begin beer %%\n%% vault-tools:end beer %%\n",
            f"My own words.\n\n%% vault-tools:begin beer %%\n{_LISTED}%% vault-tools:end beer %%\n",
            config=_CONFIG,
            path="Beer.md",
            others=_OTHERS,
        ),
        Example(
            "%% vault-tools:begin tags/wine %%\n\n7 notes\n\n%% vault-tools:end tags/wine %%\n",
            "%% vault-tools:begin tags/wine %%\n\nNo note has `tags: wine` any more.\n\n"
            "%% vault-tools:end tags/wine %%\n",
            config=_CONFIG,
            path="MOC/wine.md",
            others=_OTHERS,
        ),
        Example("I wrote this before.\n", config=_CONFIG, path="MOC/beer.md", others=_UNWRITTEN),
        Example(
            f"%% vault-tools:begin beer %%\n{_LISTED}%% vault-tools:end beer %%\n",
            config=_CONFIG,
            path="Beer.md",
            others=_OTHERS,
            allowed=True,
        ),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        if not schema.mocs.mocs:
            return
        from vault_tools.mocs.index import MocIndex

        index = vault.once(MocIndex)
        if facts.markers.blocks:
            yield from self._blocks(facts, index)
        listing = index.written_nowhere(facts.path)
        if (
            listing
            and not facts.markers.broken
            and listing.name not in {b.name for b in facts.markers.blocks}
        ):
            yield self._unwritten(facts, listing, index, schema, vault)

    def _blocks(self, facts: NoteFacts, index: "MocIndex") -> Iterator[Diagnostic]:
        listings = [(block, index.listing(block.name)) for block in facts.markers.blocks]
        if facts.markers.broken or not all(listing for _, listing in listings):
            return
        for block, listing in listings:
            assert listing
            wanted = index.text(listing, facts.path).replace("\n", block.newline)
            if digest_of(wanted) != block.digest:
                message = f"index block `{block.name}` is out of date"
                yield self._at(facts, block, message, Rewrite((Edit(block.content, wanted),)))
            elif listing.has_vanished:
                message = f"no note has `{listing.moc.each}: {listing.value}` any more"
                yield self._at(facts, block, message)

    def _at(
        self, facts: NoteFacts, block: GeneratedBlock, message: str, rewrite: Rewrite | None = None
    ) -> Diagnostic:
        severity: Severity | None = None if rewrite else "warning"
        return self.report(
            facts.note,
            block.span,
            message,
            rewrite,
            severity=severity,
            place=block.place,
            evidence=block.line,
        )

    def _unwritten(
        self, facts: NoteFacts, listing: "Listing", index: "MocIndex", schema: Schema, vault: Vault
    ) -> Diagnostic:
        """The diagnostic for a note that does not exist, or exists without the block."""
        place = Span(0, 0)
        if facts.path in vault.notes:
            message = (
                f"note of MOC `{listing.name}` has no block; put `{begin(listing.name)}` and its end in it"
            )
            return self.report(facts.note, place, message)
        from vault_tools.mocs.note import first_note

        rewrite = first_note(listing, index.text(listing, listing.path), schema, vault)
        return self.report(facts.note, place, f"note of MOC `{listing.name}` does not exist", rewrite)


ZH = {
    "index block `{name}` is out of date": "索引块 `{name}` 已过期",
    "no note has `{value}` any more": "已没有笔记含 `{value}`",
    "note of MOC `{name}` has no block; put `{marker}` and its end in it": (
        "MOC `{name}` 的笔记没有索引块；请放入 `{marker}` 及其结束标记"
    ),
    "{count} notes of MOCs do not exist: {paths}": "有 {count} 篇 MOC 笔记尚不存在：{paths}",
    "note of MOC `{name}` does not exist": "MOC `{name}` 的笔记不存在",
}
