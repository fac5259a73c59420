"""One vault in memory: what is known about its notes, their diagnostics, and their fixes."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Listed, Skipped, Unreadable, decode_note, list_notes, listed
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome
from vault_tools.session.examine import checked
from vault_tools.session.fixing import Fixing
from vault_tools.session.index import Index
from vault_tools.session.judged import Judged
from vault_tools.session.known_notes import KnownNotes, Progress
from vault_tools.session.one_note import CHECK, Mode, refused
from vault_tools.session.read_vault import mention_finder
from vault_tools.session.steps import Steps, done
from vault_tools.session.transcripts import with_transcripts
from vault_tools.session.vault_check import diagnostics_key
from vault_tools.session.workers import Workers, alone
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.disk.exchange import Protection
    from vault_tools.vault.mentions import MentionFinder

NOTHING: Mapping[str, bytes] = MappingProxyType({})


def _always(path: str) -> bool:
    return True


class Session:
    """One vault in memory: what is `known` about all notes, what is `judged` of the requested ones, and the
    `fixing` of them.

    Below `folders`, which end in `/` or are empty for the vault, MOC notes that do not exist yet are judged
    too, and all notes in which the rules `of_others` find something. Notes in the `overlay` are judged by the
    bytes given there, not by their files. A note is written only if `may_write` allows it just before, and
    none once it `stops`. `wrote` is called with the outcomes of a batch, written or not, before the next
    batch is written. Notes that are `left_out` count as missing. A session that `stays` keeps little in
    memory.

    Long work is done in steps. Between two steps the vault may be queried, but nothing else may be done.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        mode: Mode = CHECK,
        *,
        folders: Iterable[str] = ("",),
        index: Index | None = None,
        overlay: Mapping[str, bytes] = NOTHING,
        of_others: Collection[str] = (),
        may_write: Callable[[str], bool] = _always,
        stops: Callable[[], bool] = lambda: False,
        wrote: Callable[[Outcome], None] = lambda _: None,
        stays: bool = False,
    ) -> None:
        self.root, self.config, self.mode, self.folders = root, config, mode, tuple(folders)
        self.overlay = dict(overlay)
        self.left_out: set[str] = set()
        self._stays = stays
        self.index, self._of_others, self._may_write = index or Index(), of_others, may_write
        self._stops, self._wrote = stops, wrote
        self._begin(mention_finder(root, config, self.index))

    def _begin(self, finder: "MentionFinder | None") -> None:
        """Start with nothing known. The finder decides which names notes can mention."""
        self._finder = finder
        config, index = self.config, self.index
        # MOCs list the notes as they are before a fix
        frozen = self.mode.fix and bool(config.schema.mocs.mocs)
        keeps = frozen or (self.mode.fix and not self._stays)
        self.known = KnownNotes(self.root, config, index, finder, keeps=keeps, fixes=self.mode.fix)
        self.key = diagnostics_key(config, finder)
        self.judged = Judged(
            self.known,
            config,
            index,
            self.key,
            lambda path: self.fixing.whole(path),
            folders=self.folders,
            of_others=self._of_others,
            frozen=frozen,
            stays=self._stays,
            once=not (self.mode.fix or self._stays),
        )
        self.fixing = Fixing(
            self.root,
            self.mode,
            self.known,
            self.judged,
            self.overlay,
            self._may_write,
            self._stops,
            self._wrote,
        )

    def _has_new_names(self, paths: Collection[str] | None) -> bool:
        """Whether these notes changed the names that notes can mention. If so, everything is forgotten except
        what was written."""
        folders = tuple(policy.folder for policy in self.config.schema.names.values() if policy.mentions)
        about = paths is None or any(path.startswith(tuple(filter(None, folders))) for path in paths)
        if not (self._finder and about and self.known.listed):
            return False
        finder, fixing = mention_finder(self.root, self.config, self.index), self.fixing
        if finder is None or finder.spellings == self._finder.spellings:
            return False
        self._begin(finder)
        self.fixing.written, self.fixing.run = fixing.written, fixing.run
        self.fixing.protection = fixing.protection
        return True

    @property
    def can_recall(self) -> bool:
        """Whether what is known about a note depends only on its file."""
        return self.index.is_open and not self.config.sources

    @property
    def needs_all(self) -> bool:
        """Whether a rule looks at all notes, whichever are requested."""
        return self.judged.needs_vault

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return self.judged.outcomes

    @property
    def vault(self) -> Vault:
        """The vault as it was last judged."""
        return self.judged.vault

    @property
    def written(self) -> dict[str, bytes]:
        """The SHA-256 of what was last written to each note."""
        return self.fixing.written

    @property
    def protection(self) -> "Protection | None":
        return self.fixing.protection

    def looking(
        self,
        notes: Mapping[str, Listed | Skipped],
        *,
        ask: bool = True,
        whole: bool = False,
        workers: Workers = alone,
        progress: Progress = lambda notes, _: notes,
    ) -> Steps[None]:
        """Look at some notes. `ask`: also find their outcomes. `whole`: these are all notes of the vault."""
        files = notes
        if self.overlay:
            files = {path: note for path, note in notes.items() if path not in self.overlay}
        readable = {path: note for path, note in files.items() if isinstance(note, Listed)}
        learnt = yield from self.known.learning(
            readable,
            readable if ask else (),
            facts=self.needs_all,
            whole=whole,
            workers=workers,
            progress=progress,
        )
        if whole:
            self.forget(self.known.listed.keys() - notes.keys())
        self.known.enlist(notes)
        for path in notes.keys() & self.overlay.keys():
            self._look_at_bytes(path, self.overlay[path], ask=ask)
        skipped = {path: note for path, note in files.items() if isinstance(note, Skipped)}
        self.known.facts.forget(skipped)
        if ask:
            self.outcomes.update(
                (path, refused(self.config, path, note.reason, harmless=note.harmless))
                for path, note in skipped.items()
            )
        for path, found in learnt.items():
            if isinstance(found, Outcome):
                self.outcomes[path] = found
            elif ask:
                self.outcomes[path] = refused(self.config, path, found)

    def _look_at_bytes(self, path: str, data: bytes, *, ask: bool) -> None:
        self.known.facts.unsaved.add(path)
        try:
            note = with_transcripts(self.root, self.config, decode_note(path, data))
            outcome = checked(note, self.config) if ask else None
        except Unreadable as reason:
            if ask:
                self.outcomes[path] = refused(self.config, path, str(reason))
            return
        if outcome:
            self.outcomes[path] = outcome
        self.known.replace(note, outcome, facts=self.needs_all, on_disk=False)

    def forget(self, paths: Iterable[str]) -> None:
        """Forget notes that are gone."""
        gone = [*paths]
        self.known.forget(gone)
        self.judged.forget(gone)

    def judge(self, paths: Collection[str] | None = None) -> None:
        """Add vault diagnostics to all outcomes, or to those of some notes, for the vault as it is now."""
        done(self.judged.judging(paths))

    def fix(self) -> None:
        """Fix and judge in turn until no fix is offered."""
        done(self.fixing.fixing())

    def update(
        self,
        paths: Iterable[str] | None = None,
        *,
        fix: bool = True,
        progress: Progress = lambda notes, _: notes,
        between: Callable[[], None] = lambda: None,
    ) -> list[Outcome]:
        """Look at some notes again (None: all) and fix what the mode says, these notes first; without `fix`
        nothing is fixed now. Returns the outcomes of these notes and of all others whose outcome changed.

        `between` is called whenever it is safe to stop, and stops the work by raising.
        """
        return done(self._updating(paths, progress, fix=fix and self.mode.fix), between)

    def _updating(
        self, paths: Iterable[str] | None, progress: Progress, *, fix: bool
    ) -> Steps[list[Outcome]]:
        before = dict(self.outcomes)
        for path, outcome in before.items():
            if outcome.fixed or outcome.error or outcome.diff:
                before[path] = self.outcomes[path] = replace(outcome, fixed=(), error="", diff="")
        paths = None if paths is None else {*paths}
        if self._has_new_names(paths):
            paths = None
        unwritten = self.fixing.unwritten
        self.known.look_for_files()
        first: Collection[str] = ()
        if paths is None or not self.known.listed:
            self.forget(path for path, (original, _) in unwritten.items() if original is None)
            unwritten.clear()
            there = list_notes(self.root, self.config.excluded)
            notes = {note.path: note for note in there if note.path not in self.left_out}
            yield from self.looking(notes, whole=True, progress=progress)
            yield from self.judged.judging()
        else:
            notes = self._found({*paths, *unwritten})
            unwritten.clear()
            yield from self.looking(notes, progress=progress)
            yield from self.judged.judging(notes or None)
            first = notes
        if fix:
            yield from self.fixing.fixing(first)
        elif first:
            yield from self.judged.judging()
        self.known.facts.let_go()
        if self._stays:
            self.judged.let_go()
        others = (path for path, o in self.outcomes.items() if o is not before.get(path))
        changed = {path for path in others if self.outcomes[path] != before.get(path)}
        return [o for path, o in self.outcomes.items() if path in notes or path in changed]

    def _found(self, paths: Iterable[str]) -> dict[str, Listed | Skipped]:
        """The notes that exist now at these paths. What was known about the others is forgotten."""
        wanted = sorted(path for path in paths if path not in self.left_out)
        there = (path for path in wanted if os.path.lexists(self.root / path))
        found = {path: listed(self.root, path) for path in there if not self.config.excluded(path)}
        self.forget(set(paths) - found.keys())
        return found
