from collections.abc import Iterator
from typing import ClassVar

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Severity
from vault_tools.lint.link_edits import with_target
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

_OTHERS = {"Ale/Hops.md": "", "Wine/Hops.md": "", "Malt.md": ""}


@dataclass(frozen=True, kw_only=True)
class AmbiguousLink(VaultRule):
    """Two notes match a link, and Obsidian picks one of them.

    Off unless you select it. The message says which one Obsidian picks: the note at exactly that path, else
    one in the same folder, else the one with the shortest path. The fix, which is unsafe, writes that note's
    path.
    """

    on_by_default: ClassVar[bool] = False
    looks_at_links: ClassVar[bool] = True

    severity: Severity = "warning"

    examples = (
        Example("[[Hops]]\n", "[[Ale/Hops]]\n", safe=False, others=_OTHERS),
        Example("[[Wine/Hops]], [[Malt]]\n", others=_OTHERS, allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        index = vault.links.files.index
        for link in facts.links:
            own = link.target and not link.generated
            found = index.candidates(link.target, facts.path) if own else []
            if len(found) > 1:
                others = ", ".join(f"`{path}`" for path in found[1:4])
                message = f"`{link.target}` is `{found[0]}` to Obsidian; it may also mean {others}"
                rewrite = with_target(facts, link, index, found[0], schema.mocs.links)
                yield self.report(
                    facts.note,
                    link.span,
                    message,
                    rewrite,
                    safe=False,
                    place=link.place,
                    evidence=link.written,
                )


ZH = {
    "`{target}` is `{path}` to Obsidian; it may also mean {others}": (
        "`{target}` 在 Obsidian 中指 `{path}`；也可能指 {others}"
    ),
}
