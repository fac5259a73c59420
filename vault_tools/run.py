"""One run over a vault: notes from disk through the engine, and back where a fix changed them."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools import engine
from vault_tools.config import Config
from vault_tools.disk import (
    NotWritten,
    Skipped,
    Unreadable,
    create_note,
    list_notes,
    read_note,
    write_note,
)
from vault_tools.flags import with_flags
from vault_tools.note import Note
from vault_tools.report.diff import unified
from vault_tools.report.outcome import Outcome
from vault_tools.rule import Diagnostic, Severity, VaultRule
from vault_tools.rules.unreadable_note import UnreadableNote
from vault_tools.vault import NoteFacts, Vault, facts_of

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


def notes_below(root: Path, config: Config, paths: Iterable[Path]) -> list[str | Skipped]:
    """The notes that the paths name, folders searched, each once, sorted."""
    found: dict[str, str | Skipped] = {}
    for path in paths:
        relative = relative_path(root, path)
        if path.is_dir():
            below = f"{relative}/" if relative else ""
            found |= {_name(note): note for note in list_notes(root, config, below)}
        elif not relative.endswith(".md"):
            found[relative] = Skipped(relative, "is no note: its name does not end in .md")
        elif not config.excluded(relative):
            found[relative] = relative
    return [found[name] for name in sorted(found)]


def run(
    root: Path,
    config: Config,
    names: Iterable[str | Skipped],
    mode: Mode,
    progress: Callable[[list[str]], Iterable[str]] = iter,
    folders: Iterable[str] = (),
) -> Iterator[Outcome]:
    """The outcome for each note, sorted by path. A note that can't be read is an outcome too.

    Rules of vault scope see all notes of the vault, also those that `names` leaves out. The notes that
    are read pass through `progress`. Below `folders`, which end in `/` or are empty for the vault, notes
    of MOCs that do not exist yet are outcomes as well.
    """
    started = _Run(root, config, mode, mention_finder(root, config), tuple(folders))
    wanted = {_name(name): name for name in names}
    everything = wanted
    if needs_vault(config):
        everything = {_name(name): name for name in list_notes(root, config)} | wanted
    for path in progress(sorted(everything)):
        started.read(path, everything[path], wanted=path in wanted)
    started.judge()
    for _ in range(MAX_ROUNDS if mode.fix else 0):
        if not started.fix():
            break
        started.judge()
    yield from (started.outcomes[path] for path in sorted(started.outcomes))


class _Run:
    """The state of one run: the facts of all notes, and the outcomes of those that it is about."""

    def __init__(
        self,
        root: Path,
        config: Config,
        mode: Mode,
        finder: "MentionFinder | None",
        folders: tuple[str, ...] = (),
    ) -> None:
        self.root, self.config, self.mode, self.finder = root, config, mode, finder
        self.folders = folders
        self.facts: dict[str, NoteFacts] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.missing: dict[str, NoteFacts] = {}
        self.unwritten: dict[str, tuple[Note | None, Note]] = {}
        self.keeps_facts = needs_vault(config)
        self.keeps_flags = any(moc.kind == "health" for moc in config.schema.mocs.mocs)
        self.selects_nothing = config.rules == config.own_rules
        self.all_paths = all_paths(root) if config.schema.mocs.mocs else frozenset()

    def read(self, path: str, name: str | Skipped, *, wanted: bool) -> None:
        if isinstance(name, Skipped):
            if wanted:
                self.outcomes[path] = refused(self.config, path, name.reason, harmless=name.harmless)
            return
        try:
            note = read_note(self.root, name)
        except Unreadable as reason:
            if wanted:
                self.outcomes[path] = refused(self.config, path, str(reason))
            return
        if wanted:
            self.outcomes[path] = _checked(note, self.config)
        self._remember(note, self.outcomes[path].left if wanted and self.selects_nothing else None)

    def judge(self) -> None:
        """Give the outcomes what the vault as it is now says of them."""
        self.vault = Vault(dict(self.facts), self.config.schema_for, self.finder, self.all_paths)
        self.missing = {path: facts_of(Note(path, "")) for path in self._missing()}
        self.outcomes |= {path: Outcome(path) for path in self.missing if path not in self.outcomes}
        facts = self.facts | self.missing
        for path, outcome in self.outcomes.items():
            if path in facts:
                self.outcomes[path] = _with_vault(outcome, facts[path], self.config, self.vault)

    def _missing(self) -> Iterator[str]:
        """The notes of MOCs that this run may write and that do not exist."""
        if self.folders and self.config.schema.mocs.mocs:
            for path in self._mocs().missing:
                if path.startswith(self.folders) and not self.config.excluded(path):
                    yield path

    def _mocs(self) -> "MocIndex":
        from vault_tools.mocs.index import MocIndex

        return self.vault.once(MocIndex)

    def fix(self) -> bool:
        """Fix the notes that offer it; whether there were any, so that the others may offer anew.

        Notes of MOCs wait until those that they list are settled.
        """
        offering = [
            path for path, o in self.outcomes.items() if not o.error and any(map(self._applies, o.left))
        ]
        has_mocs = bool(self.config.schema.mocs.mocs)
        turns = {path: self._mocs().turn(path) if has_mocs else 0 for path in offering}
        for path in offering:
            if turns[path] == min(turns.values()):
                self._fix(path)
        return bool(offering)

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
                write_note(self.root, original, after) if original else create_note(self.root, after)
            except (NotWritten, Unreadable, OSError) as error:
                why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
                self.outcomes[path] = replace(before, error=why)
                return
            outcome = replace(outcome, written=hashlib.sha256(after.encode()).hexdigest())
        elif after.text != note.text:
            self.unwritten[path] = original, after
            outcome = replace(outcome, diff=unified(original, after))
        self._remember(after)
        self.outcomes[path] = outcome

    def _current(self, path: str) -> tuple[Note | None, Note]:
        """(the note as it is on disk, the note), without the first where it does not exist yet."""
        if path in self.missing:
            return None, Note(path, "")
        note = read_note(self.root, path)
        return note, note

    def _remember(self, note: Note, found: tuple[Diagnostic, ...] | None = None) -> None:
        """Keep the facts of a note; `found` is what the vault's own rules say of it, if that is known."""
        if not self.keeps_facts:
            return
        facts = facts_of(note, self.finder)
        if self.keeps_flags:
            if found is None:
                found = engine.check(note, self.config.own_rules, self.config.schema_for(note.path))
            facts = with_flags(facts, note, found)
        self.facts[note.path] = facts


def outcome_of(note: Note, config: Config, mode: Mode, vault: Vault) -> tuple[Outcome, Note]:
    """What a run says of one note, and the note as the fixes leave it."""
    schema = config.schema_for(note.path)
    if not mode.fix:
        return _with_vault(_checked(note, config), facts_of(note, vault.finder), config, vault), note
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
        return replace(_checked(note, config), error=reason), note
    return Outcome(note.path, fixed.left, fixed.applied, _lines(fixed.note, fixed.left)), fixed.note


def read_vault(root: Path, config: Config, below: Iterable[str] = ("",)) -> Vault:
    """All notes of a vault, or of some of its folders, that can be read."""
    reading = _Run(root, config, CHECK, mention_finder(root, config) if "" in below else None)
    reading.keeps_facts = True
    for folder in below:
        for name in list_notes(root, config, folder):
            reading.read(_name(name), name, wanted=False)
    return Vault(reading.facts, config.schema_for, reading.finder, reading.all_paths)


def mention_finder(root: Path, config: Config) -> "MentionFinder | None":
    """Finds names without links, for the groups whose policy asks for it; None where none does."""
    groups = {group: policy for group, policy in config.schema.names.items() if policy.mentions}
    if not groups:
        return None
    from vault_tools.mentions import MentionFinder

    folders = sorted({policy.folder for policy in groups.values() if policy.folder})
    tables = read_vault(root, config, [folder for folder in folders if (root / folder).is_dir()]).names
    return MentionFinder({group: tables[group].spellings() for group in groups})


def all_paths(root: Path) -> frozenset[str]:
    """Every note that Obsidian could resolve a link to, also those that the configuration leaves out."""
    return frozenset(_name(note) for note in list_notes(root, Config(rules=())))


def needs_vault(config: Config) -> bool:
    """Whether a rule looks at all notes."""
    return any(isinstance(rule, VaultRule) for rule in config.rules)


def _checked(note: Note, config: Config) -> Outcome:
    schema = config.schema_for(note.path)
    left = engine.check(note, config.rules, schema, evidence=config.evidence, least=config.confidence)
    return Outcome(note.path, left, lines=_lines(note, left))


def _with_vault(outcome: Outcome, facts: NoteFacts, config: Config, vault: Vault) -> Outcome:
    """The outcome with what the rules of vault scope say now in the place of what they said before."""
    found = engine.check_in_vault(facts, config.rules, config.schema_for(facts.path), vault)
    of_vault = {rule.name for rule in config.rules if isinstance(rule, VaultRule)}
    kept = [d for d in outcome.left if d.rule not in of_vault]
    if not found and len(kept) == len(outcome.left):
        return outcome
    lines = {tag.place.line: tag.line for tag in facts.inline_tags} | _lines(facts.note, found)
    lines |= {marker.place.line: marker.line for marker in facts.markers.all}
    left = tuple(sorted([*kept, *found], key=lambda d: d.span))
    return replace(outcome, left=left, lines={**lines, **outcome.lines})


def refused(config: Config, path: str, reason: str, *, harmless: bool = False) -> Outcome:
    """The outcome for a file that can't be read as a note."""
    rules = [rule for rule in config.rules if isinstance(rule, UnreadableNote)]
    severity: Severity | None = "warning" if harmless else None
    message = f"`{path.rpartition('/')[2]}` {reason}"
    return Outcome(path, tuple(rule.refused(path, message, severity) for rule in rules))


def _lines(note: Note, diagnostics: Iterable[Diagnostic]) -> dict[int, str]:
    """The source lines that diagnostics point at, as far as the note has them."""
    numbers = {diagnostic.place.line for diagnostic in diagnostics}
    if not numbers:
        return {}
    lines = note.text.split("\n", max(numbers))
    return {number: lines[number - 1].rstrip("\r") for number in numbers if number <= len(lines)}


def _name(note: str | Skipped) -> str:
    return note.path if isinstance(note, Skipped) else note


def relative_path(root: Path, path: Path) -> str:
    """A path as notes are known by in their vault: from its root, with `/`; the root itself is empty."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return "" if relative == "." else relative
