"""What the rules of vault scope say of the notes of a vault."""

import pickle
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from vault_tools.config.config import Config
from vault_tools.lint import engine
from vault_tools.lint.outcome import Outcome, lines_of
from vault_tools.lint.rule import Diagnostic, VaultRule
from vault_tools.note.note import Note
from vault_tools.session.budget import TookTooLong, budget
from vault_tools.session.index import NOTHING, Index, Result, result_of
from vault_tools.session.steps import Steps
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.usage import FactsOf
from vault_tools.vault.vault import Vault


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

    def by(self, rules: Collection[str]) -> "Verdict":
        """What some rules alone found."""
        by_them = {
            path: replace(finding, diagnostics=tuple(d for d in finding.diagnostics if d.rule in rules))
            for path, finding in self.findings.items()
        }
        return replace(self, findings={path: f for path, f in by_them.items() if f.diagnostics})


class Basis(NamedTuple):
    """What a verdict was given on: the facts of each note, by their seals, and the standards of the vault."""

    seals: Mapping[str, bytes]
    standards: tuple[object, ...]


class Verdicts:
    """The verdicts on one vault, one after the other: what the last one said and still holds is not found out
    again. The index has the last one under `key`."""

    def __init__(self, index: Index, key: bytes) -> None:
        self._index, self._key = index, key
        self._last: tuple[Verdict, Basis] | None = None
        self._vault: Vault | None = None

    def of(self, state: bytes) -> Verdict | None:
        """The verdict on the vault in this state, if it is known."""
        return self._given if self._kept.digest == state else None

    def next(
        self, basis: Basis, facts: FactsOf, config: Config, vault: Vault, *, mocs: bool
    ) -> Steps[Verdict]:
        """The verdict on the notes of a basis, and with `mocs` on those of MOCs that are to be written."""
        if self._last is None and self._kept.packed:
            self._last = self._given, pickle.loads(pickle.loads(self._kept.packed)[1])
        last, before = self._last or (Verdict({}), Basis({}, ()))
        still = _unaffected(before, basis, facts, config, vault, self._vault)
        self._vault = vault
        verdict = yield from judging(facts(basis.seals.keys() - still), config, vault, mocs=mocs)
        findings = {path: finding for path, finding in last.findings.items() if path in still}
        self._last = replace(verdict, findings={**findings, **verdict.findings}), basis
        return self._last[0]

    def keep(self, state: bytes) -> None:
        """The last one is that on all notes of the vault, in this state."""
        assert self._last
        packed = pickle.dumps(tuple(pickle.dumps(part, 5) for part in self._last), 5)
        self._kept, self._given = result_of("", self._key, state, packed), self._last[0]
        self._index.store({}, {(self._key, ""): self._kept})

    @cached_property
    def _kept(self) -> Result:
        """What the index has; it is asked once."""
        return self._index.results(self._key, [""]).get("", NOTHING)

    @cached_property
    def _given(self) -> Verdict:
        """The verdict in it; what it was given on is packed apart, since most runs don't ask for that."""
        given: Verdict = pickle.loads(pickle.loads(self._kept.packed)[0])
        return given


def finding_of(facts: NoteFacts, config: Config, vault: Vault) -> Finding:
    """What the rules of vault scope say of a note; nothing where that takes too long."""
    found: tuple[Diagnostic, ...] = ()
    with suppress(TookTooLong), budget(0):
        found = engine.check_in_vault(facts, config.rules, config.schema_for(facts.path), vault)
    if not found:
        return NOTHING_WRONG
    lines = {tag.place.line: tag.line for tag in facts.inline_tags} | lines_of(facts.note, found)
    return Finding(found, lines | {marker.place.line: marker.line for marker in facts.markers.all})


def judging(notes: Mapping[str, NoteFacts], config: Config, vault: Vault, *, mocs: bool) -> Steps[Verdict]:
    """The verdict on these notes of a vault, and with `mocs` on the notes of MOCs that are to be written."""
    missing = tuple(_missing(config, vault)) if mocs else ()
    config = replace(config, rules=tuple(rule for rule in config.rules if isinstance(rule, VaultRule)))
    facts = {**notes, **{path: facts_of(Note(path, "")) for path in missing}}
    wrong: dict[str, Finding] = {}
    for path, found in facts.items():
        yield
        if (finding := finding_of(found, config, vault)) is not NOTHING_WRONG:
            wrong[path] = finding
    return Verdict(wrong, missing)


def _unaffected(
    then: Basis, now: Basis, facts: FactsOf, config: Config, vault: Vault, before: Vault | None
) -> set[str]:
    """The notes of which is said now what was said then; `before` is the vault of then, where it is known."""
    if then.standards != now.standards:
        return set()
    same = {path for path, seal in now.seals.items() if then.seals.get(path) == seal}
    if same and config.schema.mocs.mocs:
        from vault_tools.mocs.index import MocIndex

        index = vault.once(MocIndex)
        concerned = {path: found for path, found in facts(same).items() if index.concerns(found)}
        old = before.made(MocIndex) if before and before.all_paths == vault.all_paths else None
        if old and then.seals.keys() == now.seals.keys() == vault.notes.keys():
            changed = now.seals.keys() - same
            index.follow(old, changed)
            concerned = {p: f for p, f in concerned.items() if not index.says_the_same(old, f, changed)}
        same -= concerned.keys()
    return same


def _missing(config: Config, vault: Vault) -> list[str]:
    if not config.schema.mocs.mocs:
        return []
    from vault_tools.mocs.index import MocIndex

    return [path for path in vault.once(MocIndex).missing if not config.excluded(path)]
