"""Fixes the notes that are due and no others."""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path

from vault_tools.disk.change import fingerprint
from vault_tools.disk.journal import journal_of
from vault_tools.disk.vault_files import Unreadable, read_bytes, read_note
from vault_tools.lint.outcome import Outcome, is_fixed
from vault_tools.watch.blockers import Blockers, git_at_work, look_around
from vault_tools.watch.changes import Changed, Changes
from vault_tools.watch.schedule import SETTLED
from vault_tools.watch.session_runner import SessionRunner
from vault_tools.watch.waiting import WHEN_OPEN, Wait, WaitingNotes

AS_SEEN = 1.0
"""Seconds for which the list of open and conflicted notes stays valid during a run."""


class NoteFixer:
    """Has a session runner judge and fix the notes of a vault. The runner can be replaced.

    A note that is only a placeholder, or that was emptied, for example by a full disk, is neither read nor
    written until it changes. `held` returns the notes whose text is in an editor: only the editor may change
    them. `undone` are the notes whose fix was undone: they wait until they change in some other way.
    """

    def __init__(
        self,
        changes: Changes,
        runner: SessionRunner,
        quiet_period: float,
        held: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.changes, self.runner, self._held = changes, runner, held
        self.waiting = WaitingNotes(quiet_period)
        self._emptied: frozenset[str] = frozenset()
        self.undone: set[str] = set()
        self._taken_back: dict[str, bytes | None] = {}
        self._around, self._seen_at = Blockers(), -inf
        self._remember_young_notes()

    def _remember_young_notes(self) -> None:
        now, time_of_day = time.monotonic(), time.time()
        for path in self.changes.tree.paths():
            stamp = self.changes.tree.get(path)
            age = time_of_day - stamp.modified / 1e9 if stamp else inf
            if age < max(WHEN_OPEN, self.waiting.quiet_period):
                self.waiting.changed(path, now - max(age, 0.0))

    def notice(self, changed: Changed) -> None:
        """Schedule the changed notes for when they have been left alone long enough."""
        now = time.monotonic()
        self._emptied = (self._emptied - changed.notes) | changed.emptied
        for path in changed.notes:
            if self._is_out_of_reach(path):
                self.waiting.paths.discard(path)
            elif not self._is_own(path):
                self._changed(path, now - SETTLED)
                self.waiting.paths.add(path)
        self.waiting.forget(now)

    def next(self) -> float:
        """When a note may be due, as far as is known now."""
        return self.waiting.next(time.monotonic(), self._blockers()) if self.waiting.paths else inf

    def due(self) -> list[str]:
        """The notes to look at now."""
        self._seen_at = -inf
        return self.waiting.due(time.monotonic(), self._blockers()) if self.waiting.paths else []

    def waits(self, count: int) -> list[tuple[str, Wait | None]]:
        """The first `count` scheduled notes, each with what it waits for, if anything."""
        now = time.monotonic()
        return [(p, self.waiting.wait(p, now, self._around)) for p in sorted(self.waiting.paths)[:count]]

    def update(
        self, paths: list[str] | None, checkpoint: Callable[[], None], *, fix: bool = True
    ) -> list[Outcome]:
        """Look at these notes (None: all) and, if `fix` is true, fix those that may be fixed now."""
        self._taken_back = _taken_back(self.changes.root) if fix else {}
        if fix:
            self.waiting.paths -= set(self.waiting.paths if paths is None else paths)
        outcomes = self.runner.update(paths, self._may_write, checkpoint, fix=fix)
        for outcome in outcomes:
            if outcome.error:
                self.waiting.failed(outcome.path, time.monotonic())
            elif is_fixed(outcome):
                self.waiting.fixed(outcome.path, time.monotonic())
        return outcomes

    def _may_write(self, path: str) -> bool:
        """Whether a note may be written now; one that only has to wait is scheduled again. Canvases are never
        written: there is no way to see whether Obsidian has one open."""
        if not path.endswith(".md") or self._is_out_of_reach(path) or self.changes.inbox.stopped:
            return False
        now = time.monotonic()
        if not self.changes.is_as_seen(path) and not self._is_own(path):
            self._changed(path, now)
        if self._is_undone(path):
            self.undone.add(path)
            return False
        self.undone.discard(path)
        if self.waiting.wait(path, now, self._blockers()):
            self.waiting.paths.add(path)
            return False
        return True

    def _is_undone(self, path: str) -> bool:
        """Whether a note is exactly as an undo of a fix left it."""
        if path not in self._taken_back:
            return False
        file = self.changes.root / path
        try:
            now = read_bytes(file) if os.path.lexists(file) else None
        except Unreadable:
            return True
        return fingerprint(now) == self._taken_back[path]

    def _changed(self, path: str, at: float) -> None:
        self.runner.wrote.pop(path, None)
        self.undone.discard(path)
        self.waiting.changed(path, at)

    def _is_out_of_reach(self, path: str) -> bool:
        stamp = self.changes.tree.get(path)
        return path in self._emptied or bool(stamp and not stamp.here)

    def _is_own(self, path: str) -> bool:
        """Whether a note still holds what we last wrote to it."""
        if path not in self.runner.wrote:
            return False
        try:
            data = read_note(self.changes.root, path).encode()
        except Unreadable:
            return False
        return hashlib.sha256(data).digest() == self.runner.wrote[path]

    def _blockers(self) -> Blockers:
        root, now = self.changes.root, time.monotonic()
        if now > self._seen_at + AS_SEEN:
            self._around, self._seen_at = look_around(root, self.changes.tree.paths()), now
        self._around = replace(self._around, git=git_at_work(root), held=self._held())
        return self._around


def _taken_back(root: Path) -> dict[str, bytes | None]:
    """The fingerprints of the notes for which the last action was to undo a fix."""
    with journal_of(root) as journal:
        return journal.undone() if journal else {}
