"""What the rules of vault scope say of the notes of a vault."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vault_tools import engine
from vault_tools.config import Config
from vault_tools.facts import NoteFacts, facts_of
from vault_tools.note import Note
from vault_tools.report.outcome import Outcome, lines_of
from vault_tools.rule import Diagnostic, VaultRule
from vault_tools.vault import Vault


@dataclass(frozen=True)
class Finding:
    """What is wrong with one note, and the source lines that are pointed at."""

    diagnostics: tuple[Diagnostic, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict)

    def added_to(self, outcome: Outcome, said_before: frozenset[str]) -> Outcome:
        """The outcome with this in the place of what the rules `said_before` said then."""
        kept = [d for d in outcome.left if d.rule not in said_before]
        if not self.diagnostics and len(kept) == len(outcome.left):
            return outcome
        left = tuple(sorted([*kept, *self.diagnostics], key=lambda d: d.span))
        return replace(outcome, left=left, lines={**self.lines, **outcome.lines})


NOTHING_WRONG = Finding()


@dataclass(frozen=True)
class Verdict:
    """The notes that something is wrong with, and those of MOCs that should exist and do not."""

    findings: Mapping[str, Finding]
    missing: tuple[str, ...] = ()

    def of(self, path: str) -> Finding:
        return self.findings.get(path, NOTHING_WRONG)


def finding_of(facts: NoteFacts, config: Config, vault: Vault) -> Finding:
    found = engine.check_in_vault(facts, config.rules, config.schema_for(facts.path), vault)
    if not found:
        return NOTHING_WRONG
    lines = {tag.place.line: tag.line for tag in facts.inline_tags} | lines_of(facts.note, found)
    return Finding(found, lines | {marker.place.line: marker.line for marker in facts.markers.all})


def verdict_on(notes: Mapping[str, NoteFacts], config: Config, vault: Vault, *, mocs: bool) -> Verdict:
    """The verdict on these notes of a vault, and with `mocs` on the notes of MOCs that are to be written."""
    missing = tuple(_missing(config, vault)) if mocs else ()
    config = replace(config, rules=tuple(rule for rule in config.rules if isinstance(rule, VaultRule)))
    facts = {**notes, **{path: facts_of(Note(path, "")) for path in missing}}
    judged = {path: finding_of(found, config, vault) for path, found in facts.items()}
    wrong = {path: finding for path, finding in judged.items() if finding is not NOTHING_WRONG}
    return Verdict(wrong, missing)


def _missing(config: Config, vault: Vault) -> list[str]:
    if not config.schema.mocs.mocs:
        return []
    from vault_tools.mocs.index import MocIndex

    return [path for path in vault.once(MocIndex).missing if not config.excluded(path)]
