"""One run over a vault: notes from disk through the engine, and back where a fix changed them."""

import os
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools import engine
from vault_tools.config import Config
from vault_tools.disk import (
    Listed,
    NotWritten,
    Skipped,
    Unreadable,
    create_note,
    list_notes,
    listed,
    read_note,
    write_note,
)
from vault_tools.examine import checked, examiner_of, fingerprint
from vault_tools.index import Index, digest_of, result_of
from vault_tools.interrupt import uninterrupted
from vault_tools.known_notes import KnownNotes, Progress
from vault_tools.note import Note
from vault_tools.report.diff import unified
from vault_tools.report.outcome import Outcome, lines_of
from vault_tools.rule import Diagnostic, Severity, VaultRule
from vault_tools.rules.unreadable_note import UnreadableNote
from vault_tools.vault import Vault
from vault_tools.verdict import Verdict, verdict_on
from vault_tools.workers import Workers, alone

if TYPE_CHECKING:
    from vault_tools.mentions import MentionFinder
    from vault_tools.mocs.index import MocIndex


@dataclass(frozen=True, slots=True)
class Mode:
    """What a run does with the fixes: nothing, show them, or write them."""

    fix: bool = False
    unsafe: bool = False
    write: bool = False


CHECK = Mode()
MAX_ROUNDS = 10
"""How often a vault is judged anew after fixes; two rounds do unless notes about names change."""


def notes_below(root: Path, config: Config, paths: Iterable[Path]) -> list[Listed | Skipped]:
    """The notes that the paths name, folders searched, each once, sorted."""
    found: dict[str, Listed | Skipped] = {}
    for path in paths:
        relative = relative_path(root, path)
        if path.is_dir():
            below = f"{relative}/" if relative else ""
            found |= {note.path: note for note in list_notes(root, config, below)}
        elif not relative.endswith(".md"):
            found[relative] = Skipped(relative, "is no note: its name does not end in .md")
        elif not config.excluded(relative):
            found[relative] = listed(root, relative)
    return [found[name] for name in sorted(found)]


def run(
    root: Path,
    config: Config,
    notes: Iterable[Listed | Skipped],
    mode: Mode = CHECK,
    *,
    folders: Iterable[str] = (),
    index: Index | None = None,
    workers: Workers = alone,
    progress: Progress = lambda notes, _: notes,
) -> Iterator[Outcome]:
    """The outcome for each note, sorted by path. A note that can't be read is an outcome too.

    Rules of vault scope see all notes of the vault, also those that `notes` leaves out. Below `folders`,
    which end in `/` or are empty for the vault, notes of MOCs that do not exist yet are outcomes as well.
    What the `index` has is not found out again.
    """
    started = _Run(root, config, mode, tuple(folders), index or Index())
    started.look({note.path: note for note in notes}, workers, progress)
    started.judge()
    for _ in range(MAX_ROUNDS if mode.fix else 0):
        if not started.fix():
            break
        started.judge()
    yield from (started.outcomes[path] for path in sorted(started.outcomes))


class _Run:
    """The state of one run: what is known of all notes, and the outcomes of those that it is about."""

    def __init__(
        self, root: Path, config: Config, mode: Mode, folders: tuple[str, ...], index: Index
    ) -> None:
        self.root, self.config, self.mode, self.folders, self.index = root, config, mode, folders, index
        self.finder = mention_finder(root, config, index)
        self.known = KnownNotes(examiner_of(root, config, self.finder), index)
        self.of_vault = frozenset(rule.name for rule in config.rules if isinstance(rule, VaultRule))
        self.all_paths = all_paths(root) if config.schema.mocs.mocs else frozenset()
        self.outcomes: dict[str, Outcome] = {}
        self.missing: frozenset[str] = frozenset()
        self.unwritten: dict[str, tuple[Note | None, Note]] = {}

    @property
    def is_whole(self) -> bool:
        """Whether the run is about all notes of the vault."""
        return "" in self.folders

    def look(self, wanted: Mapping[str, Listed | Skipped], workers: Workers, progress: Progress) -> None:
        """Find out what there is to know of the wanted notes, and of the others what rules want to see."""
        everything = dict(wanted)
        if self.of_vault and not self.is_whole:
            everything = {note.path: note for note in list_notes(self.root, self.config)} | everything
        notes = {path: note for path, note in everything.items() if isinstance(note, Listed)}
        if self.is_whole:
            self.index.forget(self.index.notes().keys() - notes.keys())
        for path, note in wanted.items():
            if isinstance(note, Skipped):
                self.outcomes[path] = refused(self.config, path, note.reason, harmless=note.harmless)
        facts = bool(self.of_vault)
        for path, found in self.known.learn(notes, wanted, facts=facts, workers=workers, progress=progress):
            if isinstance(found, Outcome):
                self.outcomes[path] = found
            elif path in wanted:
                self.outcomes[path] = refused(self.config, path, found)

    def judge(self) -> None:
        """Give the outcomes what the vault as it is now says of them."""
        if not self.of_vault:
            return
        self.__dict__.pop("vault", None)
        verdict = self._verdict()
        self.missing = frozenset(path for path in verdict.missing if path.startswith(self.folders))
        self.outcomes |= {path: Outcome(path) for path in self.missing if path not in self.outcomes}
        for path, outcome in self.outcomes.items():
            self.outcomes[path] = verdict.of(path).added_to(outcome, self.of_vault)

    @cached_property
    def vault(self) -> Vault:
        return Vault(dict(self.known.facts), self.config.schema_for, self.finder, self.all_paths)

    def _verdict(self) -> Verdict:
        """From the index where it has the one on the vault as it is."""
        key = fingerprint("verdict", self.config, self.finder and self.finder.spellings)
        state = digest_of(self.known.state, *map(os.fsencode, sorted(self.all_paths)))
        kept = self.index.results(key, [""]).get("")
        if kept and kept.digest == state:
            verdict: Verdict = pickle.loads(kept.packed)
            return verdict
        verdict = verdict_on(self.outcomes, self.config, self.vault, mocs=bool(self.folders))
        if self.is_whole and not self.unwritten:
            self.index.store({}, {(key, ""): result_of("", key, state, pickle.dumps(verdict, 5))})
        return verdict

    def fix(self) -> bool:
        """Fix the notes that offer it; whether there were any, so that the others may offer anew.

        Notes of MOCs wait until those that they list are settled.
        """
        offering = [
            path for path, o in self.outcomes.items() if not o.error and any(map(self._applies, o.left))
        ]
        has_mocs = bool(offering and self.config.schema.mocs.mocs)
        turns = {path: self._mocs().turn(path) if has_mocs else 0 for path in offering}
        for path in offering:
            if turns[path] == min(turns.values()):
                self._fix(path)
        return bool(offering)

    def _mocs(self) -> "MocIndex":
        from vault_tools.mocs.index import MocIndex

        return self.vault.once(MocIndex)

    def _applies(self, diagnostic: Diagnostic) -> bool:
        return bool(diagnostic.fix and (diagnostic.fix.safe or self.mode.unsafe))

    def _fix(self, path: str) -> None:
        try:
            original, note = self.unwritten.get(path) or self._current(path)
        except Unreadable as reason:
            self.outcomes[path] = refused(self.config, path, str(reason))
            return
        before = self.outcomes[path]
        outcome, after = outcome_of(note, self.config, self.mode, self.vault)
        outcome = replace(outcome, fixed=before.fixed + outcome.fixed)
        if after.text != note.text and self.mode.write:
            try:
                with uninterrupted():
                    write_note(self.root, original, after) if original else create_note(self.root, after)
            except (NotWritten, Unreadable, OSError) as error:
                why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
                self.outcomes[path] = replace(before, error=why)
                return
        elif after.text != note.text:
            self.unwritten[path] = original, after
            outcome = replace(outcome, diff=unified(original, after))
        self.outcomes[path] = outcome
        of_note = tuple(d for d in outcome.left if d.rule not in self.of_vault)
        kept = Outcome(path, of_note, lines=outcome.lines)
        self.known.replace(after, kept, facts=bool(self.of_vault), on_disk=self.mode.write)

    def _current(self, path: str) -> tuple[Note | None, Note]:
        """(the note as it is on disk, the note), without the first where it does not exist yet."""
        if path in self.missing:
            return None, Note(path, "")
        note = read_note(self.root, path)
        return note, note


def outcome_of(note: Note, config: Config, mode: Mode, vault: Vault) -> tuple[Outcome, Note]:
    """What a run says of one note, and the note as the fixes leave it."""
    schema = config.schema_for(note.path)
    try:
        fixed = engine.fix(
            note,
            config.rules,
            schema,
            vault,
            unsafe=mode.unsafe,
            evidence=config.evidence,
            least=config.confidence,
        )
    except engine.DidNotConverge as error:
        reason = f"fixes undo each other ({error}); please report this"
        return replace(checked(note, config), error=reason), note
    return Outcome(note.path, fixed.left, fixed.applied, lines_of(fixed.note, fixed.left)), fixed.note


def read_vault(root: Path, config: Config, index: Index | None = None, below: Iterable[str] = ("",)) -> Vault:
    """All notes of a vault, or of some of its folders, that can be read."""
    index, folders = index or Index(), list(below)
    whole = "" in folders
    finder = mention_finder(root, config, index) if whole else None
    known = KnownNotes(examiner_of(root, config, finder, flags=whole), index)
    found = (note for folder in folders for note in list_notes(root, config, folder))
    notes = {note.path: note for note in found if isinstance(note, Listed)}
    for _ in known.learn(notes, (), facts=True):
        pass
    paths = all_paths(root) if config.schema.mocs.mocs else frozenset()
    return Vault(known.facts, config.schema_for, finder, paths)


def mention_finder(root: Path, config: Config, index: Index) -> "MentionFinder | None":
    """Finds names without links, for the groups whose policy asks for it; None where none does."""
    groups = {group: policy for group, policy in config.schema.names.items() if policy.mentions}
    if not groups:
        return None
    from vault_tools.mentions import MentionFinder

    folders = sorted({policy.folder for policy in groups.values() if policy.folder})
    tables = read_vault(root, config, index, [folder for folder in folders if (root / folder).is_dir()]).names
    return MentionFinder({group: tables[group].spellings() for group in groups})


def all_paths(root: Path) -> frozenset[str]:
    """Every note that Obsidian could resolve a link to, also those that the configuration leaves out."""
    return frozenset(note.path for note in list_notes(root, Config(rules=())))


def refused(config: Config, path: str, reason: str, *, harmless: bool = False) -> Outcome:
    """The outcome for a file that can't be read as a note."""
    rules = [rule for rule in config.rules if isinstance(rule, UnreadableNote)]
    severity: Severity | None = "warning" if harmless else None
    message = f"`{path.rpartition('/')[2]}` {reason}"
    return Outcome(path, tuple(rule.refused(path, message, severity) for rule in rules))


def relative_path(root: Path, path: Path) -> str:
    """A path as notes are known by in their vault: from its root, with `/`; the root itself is empty."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return "" if relative == "." else relative
