from collections.abc import Iterator
from typing import ClassVar

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.note.text import Span
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.unique_value import UniqueValue, identity_of, unique_values
from vault_tools.vault.vault import Vault

_CONFIG = "keys: {source: {unique: true}, aliases: {unique: true}}\n"
_VIDEO = "https://www.youtube.com/watch?v=Hq1pXb2"
MAX_NAMED = 3
"""Maximum number of other notes that a message names."""


@dataclass(frozen=True, kw_only=True)
class DuplicateSource(VaultRule):
    """Several notes have the same value for a key whose values must be unique.

    A key with `unique: true`, such as `source`, says what a note is about: two notes with the same source are
    often one note taken twice. Values that differ only in case or width count as the same; so do addresses
    that differ only in the scheme, `www.`, a fragment or tracking parameters, and all forms of a video's
    address. The message names the other notes; which one to keep is up to you.
    """

    looks_at_unique: ClassVar[bool] = True

    severity: Severity = "warning"

    examples = (
        Example(
            f"---\nsource: {_VIDEO}\n---\n",
            config=_CONFIG,
            others={"Other.md": "---\nsource: https://youtu.be/Hq1pXb2?si=x\n---\n"},
        ),
        Example(
            "---\naliases: [Saaz]\n---\n", config=_CONFIG, others={"Žatec.md": "---\naliases: [saaz]\n---\n"}
        ),
        Example(
            f"---\nsource: {_VIDEO}\n---\n",
            config=_CONFIG,
            others={"Other.md": f"---\nsource: {_VIDEO.lower()}\n---\n"},
            allowed=True,
        ),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        for value in unique_values(facts, schema):
            others = sorted(vault.unique.holders(value) - {facts.path})
            if others:
                named = ", ".join(f"`{path}`" for path in others[:MAX_NAMED])
                more = f" and {len(others) - MAX_NAMED:,} more" if len(others) > MAX_NAMED else ""
                message = f"`{value.value}` is also the `{value.key}` of {named}{more}"
                yield self.report(facts.note, _span_of(facts, value), message)


def _span_of(facts: NoteFacts, value: UniqueValue) -> Span:
    entry = facts.note.frontmatter and facts.note.frontmatter.get(value.key)
    if not entry:
        return Span(0, 0)
    for item in entry.items:
        if isinstance(item.value, str) and identity_of(item.value) == value.identity:
            return item.span
    return entry.value_span


ZH = {
    "`{value}` is also the `{key}` of {notes}": "`{value}` 也是 {notes} 的 `{key}`",
    "`{value}` is also the `{key}` of {notes} and {count} more": (
        "`{value}` 也是 {notes} 及另外 {count} 篇的 `{key}`"
    ),
}
