"""One vault in memory: what is known of its notes, and what is said of those that somebody asks about."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from vault_tools.config.config import Config
from vault_tools.disk.change import BATCH
from vault_tools.disk.interrupt import uninterrupted
from vault_tools.disk.vault_files import (
    Listed,
    Skipped,
    Unreadable,
    decode_note,
    list_notes,
    listed,
    read_note,
)
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic, VaultRule
from vault_tools.note.diff import unified
from vault_tools.note.note import Note
from vault_tools.session.examine import checked, examiner_of, fingerprint
from vault_tools.session.index import Index, digest_of, digest_of_paths
from vault_tools.session.known_notes import AllFacts, KnownNotes, Progress
from vault_tools.session.one_note import CHECK, Mended, Mode, outcome_of, refused
from vault_tools.session.read_vault import all_paths, mention_finder
from vault_tools.session.vault_check import Basis, Verdict, Verdicts, verdict_on
from vault_tools.session.workers import Workers, alone
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.disk.exchange import Protection
    from vault_tools.disk.writer import Writer


NOTHING: Mapping[str, bytes] = MappingProxyType({})
MAX_ROUNDS = 10
"""How often a vault is judged anew after fixes; two rounds do unless notes about names change."""


def _always(path: str) -> bool:
    return True


class Session:
    """What is known of all notes, and the outcomes of those that were asked for.

    Below `folders`, which end in `/` or are empty for the vault, the notes of MOCs that do not exist yet are
    among the latter, and those of all notes in which the rules `of_others` find something. Notes in `instead`
    are judged by the bytes that stand there, not by their files. A note is written only if `may_write` says
    so just before; `written` has the SHA-256 of what was written to it last, `protection` tells how. Those
    that are `left_out` are taken for not there.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        mode: Mode = CHECK,
        *,
        folders: Iterable[str] = ("",),
        index: Index | None = None,
        instead: Mapping[str, bytes] = NOTHING,
        of_others: Collection[str] = (),
        may_write: Callable[[str], bool] = _always,
    ) -> None:
        self.root, self.config, self.mode, self.folders = root, config, mode, tuple(folders)
        self.index, self.instead, self.may_write = index or Index(), instead, may_write
        self.outcomes: dict[str, Outcome] = {}
        self._of_vault = frozenset(rule.name for rule in config.rules if isinstance(rule, VaultRule))
        self._finder = mention_finder(root, config, self.index)
        self._known = KnownNotes(examiner_of(root, config, self._finder), self.index)
        key = fingerprint("verdict", config, self._finder and self._finder.spellings)
        self._verdicts = Verdicts(self.index, key)
        self._listed: dict[str, Listed | Skipped] = {}
        self._missing: frozenset[str] = frozenset()
        self._state = b""
        self.written: dict[str, bytes] = {}
        self.left_out: set[str] = set()
        self.protection: Protection | None = None
        of_them = tuple(rule for rule in config.rules if rule.name in of_others)
        self._of_others = replace(config, rules=of_them) if of_them and config.schema.mocs.mocs else None
        self._others: set[str] = set()
        self._unwritten: dict[str, tuple[Note | None, Note]] = {}

    @property
    def needs_all(self) -> bool:
        """Whether rules look at all notes, whatever is asked for."""
        return bool(self._of_vault)

    def look(
        self,
        notes: Mapping[str, Listed | Skipped],
        *,
        ask: bool = True,
        whole: bool = False,
        workers: Workers = alone,
        progress: Progress = lambda notes, _: notes,
    ) -> None:
        """Find out what there is to know of some notes; `ask`: also their outcomes. `whole`: there are no
        others."""
        if whole:
            self.forget(self._listed.keys() - notes.keys())
        self._listed |= notes
        self.__dict__.pop("_all_paths", None)
        for path in notes.keys() & self.instead.keys():
            self._look_at_bytes(path, self.instead[path], ask=ask)
        files = {path: note for path, note in notes.items() if path not in self.instead}
        readable = {path: note for path, note in files.items() if isinstance(note, Listed)}
        for path, note in files.items():
            if isinstance(note, Skipped):
                self._known.forget(path)
                if ask:
                    self.outcomes[path] = refused(self.config, path, note.reason, harmless=note.harmless)
        learnt = self._known.learn(
            readable,
            readable if ask else (),
            facts=self.needs_all,
            whole=whole,
            workers=workers,
            progress=progress,
        )
        for path, found in learnt:
            if isinstance(found, Outcome):
                self.outcomes[path] = found
            elif ask:
                self.outcomes[path] = refused(self.config, path, found)

    def _look_at_bytes(self, path: str, data: bytes, *, ask: bool) -> None:
        try:
            note = decode_note(path, data)
        except Unreadable as reason:
            if ask:
                self.outcomes[path] = refused(self.config, path, str(reason))
            return
        outcome = checked(note, self.config) if ask else Outcome(path)
        if ask:
            self.outcomes[path] = outcome
        self._known.replace(note, outcome if ask else None, facts=self.needs_all, on_disk=False)

    def forget(self, paths: Iterable[str]) -> None:
        """These notes are gone."""
        for path in [*paths]:
            self._listed.pop(path, None)
            self.outcomes.pop(path, None)
            self._known.forget(path)
        self.__dict__.pop("_all_paths", None)

    def update(
        self, paths: Iterable[str] | None = None, progress: Progress = lambda notes, _: notes
    ) -> list[Outcome]:
        """Look again at some notes, for None at all, and mend what the mode says, these notes first.

        The outcomes of these notes, and of those that now have another.
        """
        before = {path: replace(o, fixed=(), error="", diff="") for path, o in self.outcomes.items()}
        self.outcomes = dict(before)
        first: Collection[str] = ()
        if paths is None or not self._listed:
            self.forget(path for path, (original, _) in self._unwritten.items() if original is None)
            self._unwritten.clear()
            notes = {
                n.path: n for n in list_notes(self.root, self.config.excluded) if n.path not in self.left_out
            }
            self.look(notes, whole=True, progress=progress)
            self.judge()
        else:
            notes = self._found({*paths, *self._unwritten})
            self._unwritten.clear()
            self.look(notes, progress=progress)
            self.judge(notes or None)
            first = notes
        if self.mode.fix:
            self.mend(first)
        elif first:
            self.judge()
        return [o for path, o in self.outcomes.items() if path in notes or o != before.get(path)]

    def _found(self, paths: Iterable[str]) -> dict[str, Listed | Skipped]:
        """What is there now at these paths; what was known of them is forgotten."""
        self.forget(paths)
        wanted = sorted(path for path in paths if path not in self.left_out)
        there = (path for path in wanted if os.path.lexists(self.root / path))
        return {path: listed(self.root, path) for path in there if not self.config.excluded(path)}

    def judge(self, paths: Collection[str] | None = None) -> None:
        """Give the outcomes, or those of some notes, what the vault as it is now says of them."""
        if not self.needs_all:
            return
        state = digest_of(digest_of_paths(sorted(self._all_paths)), self._known.state)
        if state != self._state:
            self._state = state
            self.__dict__.pop("_vault", None)
        verdict = self._verdict() if paths is None else self._verdict_on(paths, self.config)
        if paths is None:
            missing = frozenset(path for path in verdict.missing if path.startswith(self.folders))
            for path in self._missing - missing - self._listed.keys() - self._unwritten.keys():
                self.outcomes.pop(path, None)
            self._missing = missing
            self.outcomes |= {path: Outcome(path) for path in self._missing if path not in self.outcomes}
        for path in self.outcomes.keys() - self._others if paths is None else paths:
            self.outcomes[path] = verdict.of(path).added_to(self.outcomes[path], self._of_vault)
        if self._of_others:
            self._judge_others(self._of_others)

    def _judge_others(self, config: Config) -> None:
        """Of the notes that nobody asked for, those that these rules find something in."""
        asked = self.outcomes.keys() - self._others
        others = {path for path in self._known.seals.keys() - asked if path.startswith(self.folders)}
        on_all = self._verdicts.of(self._state)
        verdict = on_all.by({r.name for r in config.rules}) if on_all else self._verdict_on(others, config)
        self._others |= verdict.findings.keys() & others
        for path in self._others:
            outcome = self.outcomes.get(path, Outcome(path))
            self.outcomes[path] = verdict.of(path).added_to(outcome, self._of_vault)

    @cached_property
    def _vault(self) -> Vault:
        # MOCs list the notes as they are now, not as they are after a fix
        lists = self.mode.fix and self.config.schema.mocs.mocs
        facts = dict(self._known.facts()) if lists else AllFacts(self._known)
        usage = self._known.usage(self.config, keep=not (self._unwritten or self.instead))
        return Vault(facts, self.config.schema_for, self._finder, self._all_paths, usage)

    @cached_property
    def _all_paths(self) -> frozenset[str]:
        return all_paths(self.root, self.config, self._listed)

    def _verdict(self) -> Verdict:
        """On the vault as it is: from the index where that has it."""
        if kept := self._verdicts.of(self._state):
            return kept
        seals, vault = self._known.seals, self._vault
        judged = {path: seals[path] for path in self.outcomes.keys() - self._others if path in seals}
        verdict = self._verdicts.next(
            Basis(judged, vault.standards), self._known.facts, self.config, vault, mocs=bool(self.folders)
        )
        is_on_all = "" in self.folders and judged == self._known.seals
        if is_on_all and not (self._unwritten or self.instead):
            self._verdicts.keep(self._state)
        return verdict

    def _verdict_on(self, paths: Collection[str], config: Config) -> Verdict:
        return verdict_on(self._known.facts(paths), config, self._vault, mocs=False)

    def mend(self, first: Collection[str] = ()) -> None:
        """Fix and judge by turns until no fix is offered, the notes that come `first` before all others."""
        if not self.mode.write:
            self._settle(first, None)
            return
        from vault_tools.disk.writer import Writer

        with Writer(self.root, self.mode.cause) as writer:
            self._settle(first, writer)
        for path, why in writer.failed.items():
            outcome = self.outcomes.get(path, Outcome(path))
            if outcome.error != why:  # it was written, and did not stay so
                self.outcomes[path] = replace(outcome, fixed=(), error=why)

    def _settle(self, first: Collection[str], writer: "Writer | None") -> None:
        if first:
            self._fix(self._offering(first), writer)
            self.judge()
        for _ in range(MAX_ROUNDS):
            if not (offering := self._offering(self.outcomes)):
                break
            self._fix(self._turn(offering), writer)
            self.judge()

    def _offering(self, paths: Iterable[str]) -> list[str]:
        outcomes = (self.outcomes[path] for path in paths)
        offering = (o.path for o in outcomes if not o.error and any(map(self._applies, o.left)))
        return [path for path in offering if self.may_write(path)]

    def _turn(self, offering: list[str]) -> list[str]:
        """Those whose turn it is: notes of MOCs wait until those that they list are settled."""
        if not self.config.schema.mocs.mocs:
            return offering
        from vault_tools.mocs.index import MocIndex

        index = self._vault.once(MocIndex)
        turns = {path: index.turn(path) for path in offering}
        return [path for path in offering if turns[path] == min(turns.values())]

    def _applies(self, diagnostic: Diagnostic) -> bool:
        return bool(diagnostic.fix and (diagnostic.fix.safe or self.mode.unsafe))

    def _fix(self, paths: Sequence[str], writer: "Writer | None") -> None:
        for start in range(0, len(paths), BATCH):
            self._fix_batch(paths[start : start + BATCH], writer)

    def _fix_batch(self, paths: Sequence[str], writer: "Writer | None") -> None:
        fixes = [fix for path in paths if (fix := self._fixed(path))]
        if writer:
            with uninterrupted():
                writer.write(fix.change for fix in fixes)
        for fix in fixes:
            path, outcome = fix.after.path, fix.outcome
            if writer and path in writer.failed:
                self.outcomes[path] = replace(self.outcomes[path], error=writer.failed[path])
                continue
            if writer:
                if fix.change.before != fix.change.after:
                    self.protection = writer.protection
                self.written[path] = sha256(fix.after.encode()).digest()
                self._listed[path] = listed(self.root, path)
            else:
                self._unwritten[path] = fix.original, fix.after
                outcome = replace(outcome, diff=unified(fix.original, fix.after))
            self.outcomes[path] = outcome
            of_note = tuple(d for d in outcome.left if d.rule not in self._of_vault)
            kept = Outcome(path, of_note, lines=outcome.lines)
            self._known.replace(fix.after, kept, facts=self.needs_all, on_disk=bool(writer))

    def _fixed(self, path: str) -> "Mended | None":
        try:
            original, note = self._unwritten.get(path) or self._current(path)
        except Unreadable as reason:
            self.outcomes[path] = refused(self.config, path, str(reason))
            return None
        config = self._of_others if self._of_others and path in self._others else self.config
        outcome, after = outcome_of(note, config, self.mode, self._vault)
        return Mended(original, after, replace(outcome, fixed=self.outcomes[path].fixed + outcome.fixed))

    def _current(self, path: str) -> tuple[Note | None, Note]:
        """(the note as it is on disk, the note), without the first where it does not exist yet."""
        if path in self._missing:
            return None, Note(path, "")
        data = self.instead.get(path)
        note = read_note(self.root, path) if data is None else decode_note(path, data)
        return note, note
