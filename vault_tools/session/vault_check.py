"""What the rules of vault scope say of the notes of a vault."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from functools import cached_property
from itertools import compress
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tools.config.config import Config
from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint import engine
from vault_tools.lint.outcome import Outcome, lines_of
from vault_tools.lint.rule import Diagnostic, VaultRule
from vault_tools.note.note import Note
from vault_tools.note.text import Place, Span
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.rules.unreadable_note import UnreadableNote
from vault_tools.session.budget import TookTooLong, budget
from vault_tools.session.collector import without_collector
from vault_tools.session.examine import fingerprint
from vault_tools.session.index import NOTHING, Index, Result, result_of
from vault_tools.session.packed_diagnostic import PackedDiagnostic, diagnostics_of, packable
from vault_tools.session.steps import Steps
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.ties import Ties, tied_to, ties_of
from vault_tools.vault.usage import FactsOf
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.mocs.index import MocIndex
    from vault_tools.vault.mentions import MentionFinder

WholeNote: TypeAlias = Callable[[str], Note | None]
"""A note with its body, for the lines that diagnostics point at; None where it can't be read."""


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

    def by(self, rules: Collection[str]) -> "Finding":
        """What some rules alone found."""
        return replace(self, diagnostics=tuple(d for d in self.diagnostics if d.rule in rules))


NOTHING_WRONG = Finding()
_TOO_LONG = "time"
"""The family of what is said of a rule that took too long. It is not kept: the next time it may not."""


@dataclass(frozen=True)
class Verdict:
    """The notes that something is wrong with, and those of MOCs that should exist and do not."""

    findings: Mapping[str, Finding]
    missing: tuple[str, ...] = ()

    def of(self, path: str) -> Finding:
        return self.findings.get(path, NOTHING_WRONG)

    def by(self, rules: Collection[str]) -> "Verdict":
        """What some rules alone found."""
        by_them = {path: finding.by(rules) for path, finding in self.findings.items()}
        return replace(self, findings={path: f for path, f in by_them.items() if f.diagnostics})


class Basis(NamedTuple):
    """What a verdict on the `judged` notes was given on: the facts of all notes, by their seals, what ties
    them, what MOCs see of them, the files that a link may lead to, and the digest of the standards of the
    vault."""

    judged: frozenset[str]
    seals: dict[str, bytes]
    ties: dict[str, Ties]
    seen: dict[str, bytes]
    files: frozenset[str]
    standards: bytes


PAUSE = 30.0
"""Seconds: to keep what is known of 10,000 notes takes a quarter of what a changed note may cost."""
FEW = 500
"""Notes that are judged beside those that somebody asks about, so that it is known of all: a tenth of a
second."""
_NO_BASIS = Basis(frozenset(), {}, {}, {}, frozenset(), b"")
_PackedVerdict: TypeAlias = tuple[
    dict[str, tuple[tuple[PackedDiagnostic, ...], dict[int, str]]],
    tuple[str, ...],
]
"""Diagnostics and lines by path, and what is missing."""
_PackedBasis: TypeAlias = tuple[
    list[str], list[bytes], bytes, list[Ties | None], list[bytes], tuple[list[str], list[str]], bytes
]
"""Each path once: paths, seals, which are judged, ties, what MOCs see, files that are no paths and paths that
are no files, standards."""


def verdict_key(config: Config, finder: "MentionFinder | None") -> bytes:
    """Changes with whatever a verdict depends on besides the notes."""
    return fingerprint("verdict", config, finder and finder.spellings)


class Verdicts:
    """The verdicts on one vault, one after the other: what the last one said and still holds is not found out
    again. The index has the last one under `key`; with `seldom` it gets one only now and then."""

    def __init__(
        self, index: Index, key: bytes, whole: WholeNote = lambda _: None, *, seldom: bool = False
    ) -> None:
        self._index, self._key, self.whole = index, key, whole
        self._found: tuple[Verdict, Basis] | None = None
        self._state = b""
        self._pause, self._kept_at = PAUSE if seldom else 0.0, -inf
        self._vault: Vault | None = None
        self.seen: dict[str, bytes] = {}
        """What MOCs see of the notes that were tied last."""

    def of(self, state: bytes) -> Verdict | None:
        """The verdict on the vault in this state, if it is known."""
        if self._found and self._state == state:
            return self._found[0]
        return self._given if self._kept.digest == state else None

    def ties(
        self, seals: Mapping[str, bytes], facts: FactsOf, config: Config, *, whole: bool
    ) -> dict[str, Ties] | None:
        """What ties the notes with these seals; the facts of those that have changed are asked for. None
        where nothing is known yet and not the `whole` vault is to be judged: then it would not be used."""
        if self._last is None and not whole:
            return None
        before = self._last[1] if self._last else _NO_BASIS
        same = dict(before.ties)
        for path in _changed(before.seals, seals) | (same.keys() - seals.keys()):
            same.pop(path, None)
        fresh = facts(seals.keys() - same.keys())
        self._see(same, before.seen, fresh, config)
        return same | {path: ties_of(found, config.schema_for(path)) for path, found in fresh.items()}

    def _see(
        self,
        same: Collection[str],
        seen: Mapping[str, bytes],
        fresh: Mapping[str, NoteFacts],
        config: Config,
    ) -> None:
        if not config.schema.mocs.mocs:
            return
        from vault_tools.mocs.seen import SeenByMocs

        by_mocs = SeenByMocs(config.schema_for(""))
        self.seen = {p: seen[p] for p in same if p in seen}
        self.seen |= {path: by_mocs.digest(found) for path, found in fresh.items()}

    def next(
        self,
        basis: Basis,
        asked: frozenset[str],
        facts: FactsOf,
        config: Config,
        vault: Vault,
        *,
        mocs: bool,
        others: bool,
    ) -> Steps[Verdict]:
        """The verdict on the notes of a basis, and with `mocs` on those of MOCs that are to be written.

        Where it takes long to judge all of these, only those that are `asked` about are judged beside those
        of which it is known what is said of them, and with `others` those that MOCs concern.
        """
        last, before = self._last or (Verdict({}), _NO_BASIS)
        changed = _changed(before.seals, basis.seals)
        still, sees_the_same = _unaffected(before, last, basis, changed, facts, config, vault, self._vault)
        self._vault = vault
        if len(basis.judged - still) > len(asked) + FEW:
            some = asked | still
            if others and sees_the_same:
                some |= basis.judged & (changed | last.findings.keys())
            basis = basis._replace(judged=some)
        if others and not sees_the_same and basis.judged != basis.seals.keys() - vault.drawings.keys():
            basis = basis._replace(judged=basis.judged | _concerned(config, vault))
        fresh = {**facts(basis.judged - still), **vault.drawings}
        missing: Sequence[str] = ()
        if mocs:
            missing = last.missing if sees_the_same else missing_mocs(config, vault)
        stays = still.union(missing) if sees_the_same else still
        of_mocs: dict[str, tuple[Diagnostic, ...]] = {}
        if sees_the_same:
            asking = {
                rule.name for rule in config.rules if isinstance(rule, VaultRule) and rule.looks_at_mocs
            }
            same = {p for p in fresh if p in before.judged and before.seals.get(p) == basis.seals[p]}
            of_mocs = {path: last.of(path).by(asking).diagnostics for path in same}
        unwritten = () if sees_the_same else missing
        verdict = yield from judging(fresh, config, vault, self.whole, unwritten, of_mocs)
        findings = {path: finding for path, finding in last.findings.items() if path in stays}
        verdict = Verdict({**findings, **verdict.findings}, tuple(missing))
        self._state = b""
        if vault.ties is not None:
            self._found = verdict, basis
        return verdict

    def judged(self, vault: Vault | None) -> None:
        """The verdict that is known holds for this vault, if it has been made."""
        self._vault = vault

    def covers(self, notes: Collection[str]) -> bool:
        """Whether the last verdict is on all of these."""
        return self._found is not None and self._found[1].judged.issuperset(notes)

    def keep(self, state: bytes) -> None:
        """The last one is that on all notes of the vault, in this state; on some where that is empty."""
        assert self._found
        self._state = state
        if time.monotonic() < self._kept_at + self._pause:
            return
        self._kept_at = time.monotonic()
        verdict, basis = self._found
        kept = packed((_packed_verdict(verdict), _packed_basis(basis)))
        if not any(d.family == _TOO_LONG for f in verdict.findings.values() for d in f.diagnostics):
            self._index.store({}, {(self._key, ""): result_of("", self._key, state, kept)})
        self._kept, self._given = NOTHING, verdict

    @property
    def _last(self) -> tuple[Verdict, Basis] | None:
        if self._found is None and self._kept.packed:
            with suppress(NotPacked), without_collector():
                self._found = self._given, _basis_in(_parts(self._kept)[1])
        return self._found

    @cached_property
    def _kept(self) -> Result:
        """What the index has; it is asked once."""
        kept = self._index.results(self._key, [""]).get("", NOTHING)
        with suppress(NotPacked):
            self._given = _verdict_in(_parts(kept)[0])
            return kept
        return NOTHING

    @cached_property
    def _given(self) -> Verdict:
        """The verdict in it; what it was given on is packed apart, since most runs don't ask for that."""
        return Verdict({})


def _parts(kept: Result) -> tuple[bytes, bytes]:
    """The verdict, and what it was given on. Raises NotPacked."""
    verdict, basis = unpacked(kept.packed, tuple[bytes, bytes])
    return verdict, basis


def _packed_verdict(verdict: Verdict) -> bytes:
    wrong = {path: (packable(f.diagnostics), dict(f.lines)) for path, f in verdict.findings.items()}
    return packed((wrong, verdict.missing))


def _verdict_in(kept: bytes) -> Verdict:
    """Raises NotPacked."""
    wrong, missing = unpacked(kept, _PackedVerdict)
    findings = {path: Finding(diagnostics_of(found), lines) for path, (found, lines) in wrong.items()}
    return Verdict(findings, missing)


def _packed_basis(basis: Basis) -> bytes:
    paths = list(basis.seals)
    judged = bytes(path in basis.judged for path in paths)
    ties = [basis.ties.get(path) for path in paths]
    seen = [basis.seen.get(path, b"") for path in paths]
    files = list(basis.files.difference(paths)), list(basis.seals.keys() - basis.files)
    return packed((paths, list(basis.seals.values()), judged, ties, seen, files, basis.standards))


def _basis_in(kept: bytes) -> Basis:
    """Raises NotPacked."""
    paths, seals, judged, ties, seen, (more, less), standards = unpacked(kept, _PackedBasis)
    return Basis(
        frozenset(compress(paths, judged)),
        dict(zip(paths, seals, strict=True)),
        {path: of_path for path, of_path in zip(paths, ties, strict=True) if of_path},
        {path: of_path for path, of_path in zip(paths, seen, strict=True) if of_path},
        frozenset(paths).difference(less).union(more),
        standards,
    )


def _gave_up(path: str, reason: TookTooLong) -> Diagnostic:
    message = f"{str(reason).partition(';')[0]}; what that says of this note is not known"
    rule, start = reason.rule or UnreadableNote.name, Place(1, 1, 1, 1)
    return Diagnostic(rule, "error", path, Span(0, 0), start, message, family=_TOO_LONG)


def finding_of(
    facts: NoteFacts,
    config: Config,
    vault: Vault,
    whole: WholeNote = lambda _: None,
    of_mocs: Sequence[Diagnostic] | None = None,
) -> Finding:
    """What the rules of vault scope say of a note, or that one of them takes too long. `of_mocs` is what
    those say of it that ask what MOCs list, where that is known."""
    schema = config.schema_for(facts.path)
    rules = [rule for rule in _of_vault(config) if of_mocs is None or not rule.looks_at_mocs]
    try:
        with budget(0):
            found = engine.check_in_vault(facts, rules, schema, vault, least=config.confidence)
    except TookTooLong as reason:
        return Finding((_gave_up(facts.path, reason),))
    if of_mocs:
        found = engine.in_order((*found, *of_mocs))
    if not found:
        return NOTHING_WRONG
    lines = {tag.place.line: tag.line for tag in facts.inline_tags}
    lines |= {marker.place.line: marker.line for marker in facts.markers.all}
    in_head = facts.head.count("\n")
    lines |= {number: line for number, line in lines_of(facts.note, found).items() if number <= in_head}
    quoted = [d for d in found if d.severity != "info" and d.span.start < d.span.end]
    if any(d.place.line not in lines for d in quoted) and (note := whole(facts.path)):
        lines |= lines_of(note, quoted)
    return Finding(found, lines)


def judging(
    notes: Mapping[str, NoteFacts],
    config: Config,
    vault: Vault,
    whole: WholeNote,
    missing: Collection[str] = (),
    of_mocs: Mapping[str, Sequence[Diagnostic]] = MappingProxyType({}),
) -> Steps[Verdict]:
    """The verdict on these notes of a vault, and on the notes of MOCs that are `missing` there. `of_mocs` is
    what the rules that ask what MOCs list say of a note, where that is known."""
    config = replace(config, rules=_of_vault(config))
    facts = {**notes, **{path: facts_of(Note(path, "")) for path in missing}}
    wrong: dict[str, Finding] = {}
    for path, found in facts.items():
        yield
        finding = finding_of(found, config, vault, whole, of_mocs.get(path))
        if finding is not NOTHING_WRONG:
            wrong[path] = finding
    return Verdict(wrong, tuple(missing))


def _changed(then: Mapping[str, bytes], now: Mapping[str, bytes]) -> set[str]:
    return {path for path, _ in then.items() ^ now.items()}


def _unaffected(
    then: Basis,
    said: Verdict,
    now: Basis,
    changed: set[str],
    facts: FactsOf,
    config: Config,
    vault: Vault,
    before: Vault | None,
) -> tuple[set[str], bool]:
    """The notes of which is said now what was said then, and whether MOCs see in all notes what they saw, so
    that nothing has to be listed; `before` is the vault of then, where it is known."""
    if then.standards != now.standards:
        return set(), False
    files = then.files ^ now.files
    same = set((then.judged & now.judged) - changed)
    if changed or files:
        same -= {*tied_to(changed, files, then.ties, now.ties)}
    if files:  # one of them may be what was meant
        of_links = {rule.name for rule in _of_vault(config) if rule.looks_at_links}
        same -= {
            p for p, found in said.findings.items() if any(d.rule in of_links for d in found.diagnostics)
        }
    if not config.schema.mocs.mocs:
        return same, False
    old = None
    if before and before.all_paths == vault.all_paths:
        from vault_tools.mocs.index import MocIndex

        old = before.made(MocIndex)
    has_same_notes = then.seals.keys() == now.seals.keys()
    if old and has_same_notes and now.seals.keys() == vault.notes.keys() | vault.drawings.keys():
        return _listed_the_same(old, same, facts, vault), False
    if (
        has_same_notes
        and not files
        and all(p in now.seen and now.seen[p] == then.seen.get(p) for p in changed)
    ):
        return same, True
    return same - _concerned(config, vault) if same else same, False


def _of_vault(config: Config) -> tuple[VaultRule, ...]:
    return tuple(rule for rule in config.rules if isinstance(rule, VaultRule))


def _listed_the_same(old: "MocIndex", same: set[str], facts: FactsOf, vault: Vault) -> set[str]:
    """Of the notes that are the same those of which the MOCs say what they said in the `old` index."""
    from vault_tools.mocs.index import MocIndex

    index = vault.once(MocIndex)
    changed = vault.notes.keys() - same
    index.follow(old, changed)
    concerned = facts(same & index.concerned)
    return same - {p for p, f in concerned.items() if not index.says_the_same(old, f, changed)}


def _concerned(config: Config, vault: Vault) -> frozenset[str]:
    """The notes of MOCs."""
    if not config.schema.mocs.mocs:
        return frozenset()
    from vault_tools.mocs.index import MocIndex

    return vault.once(MocIndex).concerned


def missing_mocs(config: Config, vault: Vault) -> list[str]:
    """The paths of the notes of MOCs that are to be written."""
    if not config.schema.mocs.mocs:
        return []
    from vault_tools.mocs.index import MocIndex

    return [path for path in vault.once(MocIndex).missing if not config.excluded(path)]
