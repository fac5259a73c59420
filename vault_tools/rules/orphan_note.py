from collections.abc import Iterator
from posixpath import basename, dirname
from typing import ClassVar

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.note.text import Span
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault


@dataclass(frozen=True, kw_only=True)
class OrphanNote(VaultRule):
    """Nothing links to a note, and it links to nothing.

    Off unless you select it. A link from a generated block, such as a MOC's, counts only with `mocs: true`;
    notes about their folder (named after it, `index` or `README`) are skipped unless `folder-notes: true`.
    """

    on_by_default: ClassVar[bool] = False
    looks_at_links: ClassVar[bool] = True

    severity: Severity = "warning"
    mocs: bool = False
    folder_notes: bool = False

    examples = (
        Example("Alone.\n", others={"Hops.md": "[[Malt]]\n", "Malt.md": ""}),
        Example("[[Hops]]\n", others={"Hops.md": ""}, allowed=True),
        Example("Linked.\n", others={"Hops.md": "[[Note]]\n"}, allowed=True),
        Example("About the folder.\n", path="Beer/Beer.md", others={"Hops.md": ""}, allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        if not facts.path.endswith(".md"):
            return
        if not self.folder_notes and _is_about_folder(facts.path):
            return
        links = vault.links
        if links.targets(facts, generated=self.mocs):
            return
        if not links.linking_to(facts.path, generated=self.mocs):
            yield self.report(facts.note, Span(0, 0), "nothing links to this note, and it links to nothing")


def _is_about_folder(path: str) -> bool:
    name, folder = basename(path).removesuffix(".md"), basename(dirname(path))
    return name.casefold() in ("index", "_index", "readme", folder.casefold())


ZH = {
    "nothing links to this note, and it links to nothing": "没有笔记链接到它，它也不链接任何笔记",
}
