"""The watcher: what changed is looked at when its time has come, and mended as far as that is safe."""

import hashlib
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import vault_tools
from vault_tools.disk import Unreadable, read_config, read_note
from vault_tools.errors import VaultToolsError
from vault_tools.report.outcome import Outcome
from vault_tools.run import Mode
from vault_tools.session import Session
from vault_tools.watch.changes import Changed, Changes
from vault_tools.watch.record import Record
from vault_tools.watch.schedule import SETTLED
from vault_tools.watch.status import Run, Status, Waits, local_time
from vault_tools.watch.surroundings import Surroundings, git_at_work, look_around
from vault_tools.watch.waiting import FIRST_RETRY, LONGEST, WHEN_OPEN, Wait, Waiting

LOG = logging.getLogger(__name__)
AS_SEEN = 1.0
"""Seconds for which it is known what notes are open or in conflict, in the midst of a run."""
PROGRESS = 5.0
"""Seconds between two signs of life, in the midst of a run."""
SHOWN = 10
"""Waiting notes that a status names."""


class Stopped(Exception):
    """The watcher is to stop, and nothing is half done."""


@dataclass(frozen=True, slots=True)
class Options:
    """`quiet_period` is in seconds."""

    quiet_period: float = 10.0
    dry_run: bool = False


class Watcher:
    """Follows one vault. `publish` is told of its status after all that happens, and every `tick` seconds
    while notes wait. Raises VaultToolsError for a configuration that is wrong from the start."""

    def __init__(
        self, changes: Changes, options: Options, publish: Callable[[Status], None], tick: float = inf
    ) -> None:
        self.changes, self.options, self.publish, self.tick = changes, options, publish, tick
        self.root, self.inbox = changes.root, changes.inbox
        self.waiting, self.record = Waiting(options.quiet_period), Record()
        self.session = self._session()
        self.emptied: frozenset[str] = frozenset()
        self.started = local_time()
        self._around, self._seen_at = Surroundings(), -inf
        self._everything_at, self._reload_at, self._resume_at = -inf, inf, -inf
        self._failures = 0
        self._activity, self._published_at = "starting", -inf

    def follow(self) -> None:
        """Until the inbox says to stop."""
        self._remember_young_notes()
        LOG.info("watching %s", self.root, extra={"event": "started"})
        while not self.inbox.stopped:
            self._mend()
            self._publish("watching")
            self._notice(self.changes.next(self._next()))
        LOG.info("stopped", extra={"event": "stopped"})

    def once(self) -> None:
        """Look at everything, and mend what need not wait."""
        self._remember_young_notes()
        self._mend()
        self._publish("done")

    def _session(self) -> Session:
        return Session(self.root, read_config(self.root), Mode(fix=True, write=not self.options.dry_run))

    def _remember_young_notes(self) -> None:
        now, time_of_day = time.monotonic(), time.time()
        for path in self.changes.tree.paths():
            stamp = self.changes.tree.get(path)
            age = time_of_day - stamp.modified / 1e9 if stamp else inf
            if age < max(WHEN_OPEN, self.options.quiet_period):
                self.waiting.changed(path, now - max(age, 0.0))

    # What changed

    def _notice(self, changed: Changed) -> None:
        now = time.monotonic()
        self.emptied = (self.emptied - changed.notes) | changed.emptied
        for path in changed.notes:
            if not self.changes.tree.get(path):
                self.record.gone(path)
            if not self._is_own(path):
                self._changed(path, now - SETTLED)
                self.waiting.paths.add(path)
        self.waiting.paths -= {path for path in changed.notes if self._is_out_of_reach(path)}
        if changed.settings:
            self._reload_at = now + self.options.quiet_period
        self.waiting.forget(now)

    def _changed(self, path: str, at: float) -> None:
        self.session.wrote.pop(path, None)
        self.waiting.changed(path, at)

    def _is_out_of_reach(self, path: str) -> bool:
        """Whether a note is only a placeholder, or was emptied, as by a full disk: it is neither read nor
        written until it changes."""
        stamp = self.changes.tree.get(path)
        return path in self.emptied or bool(stamp and not stamp.here)

    def _is_own(self, path: str) -> bool:
        """Whether a note holds what was written to it last."""
        if path not in self.session.wrote:
            return False
        try:
            data = read_note(self.root, path).encode()
        except Unreadable:
            return False
        return hashlib.sha256(data).hexdigest() == self.session.wrote[path]

    # What is due

    def _next(self) -> float:
        """When something is due, as far as is known now."""
        if self.changes.guard.reason:
            return inf
        now = time.monotonic()
        due = min(self._everything_at, self._reload_at, self.waiting.next(now, self._surroundings()))
        due = max(due, self._resume_at)
        return min(due, now + self.tick) if self.waiting.paths else due

    def _mend(self) -> None:
        now = time.monotonic()
        if self.changes.guard.reason or now < self._resume_at:
            return
        if now >= self._reload_at:
            self._reload()
        self._seen_at = -inf
        if now >= self._everything_at:
            self._update(None)
        elif self.waiting.paths and (due := self.waiting.due(now, self._surroundings())):
            self._update(due)

    def _reload(self) -> None:
        self._reload_at = inf
        try:
            self.session = self._session()
        except (VaultToolsError, OSError) as error:
            self.record.trouble("configuration", f"the old configuration stays in force: {error}")
            return
        self.record.trouble("configuration")
        LOG.info("the configuration was read again", extra={"event": "configuration"})
        self._everything_at = -inf

    def _update(self, paths: list[str] | None) -> None:
        named = set(self.waiting.paths if paths is None else paths)
        self.waiting.paths -= named
        self._publish("looking at all notes" if paths is None else f"looking at {len(named):,} notes")
        try:
            self._run(paths)
        except Stopped:
            return
        except Exception as error:
            self.waiting.paths |= named
            self._resume_at = time.monotonic() + min(FIRST_RETRY * 2**self._failures, LONGEST)
            self._failures += 1
            LOG.exception("a run failed", extra={"event": "run"})
            self.record.trouble("run", f"the last run failed: {error!r}")
            return
        self._failures, self._everything_at = 0, inf
        self.record.trouble("run")

    def _run(self, paths: list[str] | None) -> None:
        started, judged, mended = time.monotonic(), 0, 0
        for outcome in self.session.update(paths, self._may_write, self._checkpoint):
            self._take(outcome)
            judged, mended = judged + 1, mended + bool(outcome.written)
        run = Run(local_time(), round(time.monotonic() - started, 3), judged, mended)
        self.record.ran(run, everything=paths is None)

    def _take(self, outcome: Outcome) -> None:
        self.record.outcome(outcome)
        if outcome.error:
            self.waiting.failed(outcome.path, time.monotonic())
        elif outcome.written:
            self.waiting.mended(outcome.path, time.monotonic())

    def _checkpoint(self) -> None:
        if self.inbox.stopped:
            raise Stopped
        if time.monotonic() > self._published_at + PROGRESS:
            self._publish(self._activity)

    def _may_write(self, path: str) -> bool:
        """Whether a note may be written now; if it only has to wait, it is looked at again later."""
        now = time.monotonic()
        if self.inbox.stopped or self._is_out_of_reach(path) or self.changes.tree.inner_vault(path):
            return False
        if not self.changes.is_as_seen(path) and not self._is_own(path):
            self._changed(path, now)
        if self.waiting.wait(path, now, self._surroundings()):
            self.waiting.paths.add(path)
            return False
        return True

    def _surroundings(self) -> Surroundings:
        now = time.monotonic()
        if now > self._seen_at + AS_SEEN:
            self._around, self._seen_at = look_around(self.root, self.changes.tree.paths()), now
        self._around = replace(self._around, git=git_at_work(self.root))
        return self._around

    # What is told

    def _publish(self, activity: str) -> None:
        self._activity, self._published_at = activity, time.monotonic()
        tree, hearing, now = self.changes.tree, self.changes.hearing, time.monotonic()
        waits = [(p, self.waiting.wait(p, now, self._around)) for p in sorted(self.waiting.paths)[:SHOWN]]
        status = Status(
            vault=str(self.root),
            pid=os.getpid(),
            version=vault_tools.__version__,
            started=self.started,
            updated=local_time(),
            activity=activity,
            dry_run=self.options.dry_run,
            quiet_period=self.options.quiet_period,
            notes=len(tree),
            folders=len(tree.folders),
            watches=hearing.watches,
            polls=hearing.trouble,
            waiting=len(self.waiting.paths),
            waits=tuple(_waits(path, wait, now) for path, wait in waits),
            recent=tuple(self.record.recent),
            flagged={rule: n for rule, n in self.record.flagged.most_common() if n},
            last_run=self.record.last_run,
            last_error=self.record.last_error,
            troubles=self.troubles,
        )
        self.publish(status)

    @property
    def troubles(self) -> tuple[str, ...]:
        failed, failing = self.waiting.failed_paths, sorted(self.session.failing)
        found = [
            *self.record.troubles,
            f"nothing is written: {self.changes.guard.reason}" if self.changes.guard.reason else "",
            f"{len(failed):,} notes could not be written, such as {failed[0]}" if failed else "",
            f"a rule fails on {len(failing):,} notes, such as {failing[0]}" if failing else "",
        ]
        return tuple(filter(None, found))


def _waits(path: str, wait: Wait | None, now: float) -> Waits:
    if wait is None:
        return Waits(path, "is next", 0.0)
    return Waits(path, wait.why, None if wait.until == inf else round(max(wait.until - now, 0.0), 1))
