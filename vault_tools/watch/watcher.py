"""The watcher: follows the changes of a vault, has them mended, and tells what it does."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import vault_tools
from vault_tools.config.load import read_config
from vault_tools.errors import VaultToolsError
from vault_tools.lint.outcome import at_least, is_mended
from vault_tools.session.budget import Interrupted
from vault_tools.session.one_note import Mode
from vault_tools.watch.changes import Changed, Changes
from vault_tools.watch.keeper import Keeper
from vault_tools.watch.mending import Mending
from vault_tools.watch.record import Record
from vault_tools.watch.status import Run, Status, Waits, local_time
from vault_tools.watch.waiting import FIRST_RETRY, LONGEST, Wait

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
        self.mending = Mending(changes, self._keeper(), options.quiet_period)
        self.record = Record()
        self._everything_at, self._reload_at, self._resume_at = -inf, inf, -inf
        self._failures = 0
        self._started, self._activity, self._published_at = local_time(), "starting", -inf

    def follow(self) -> None:
        """Until the inbox of the changes says to stop."""
        self.record.happened("started", f"watching {self.changes.root}")
        while not self.changes.inbox.stopped:
            self.step()
            self._notice(self.changes.next(self._next()))
        self.record.happened("stopped", "stopped")

    def step(self) -> None:
        """Do what is due."""
        doubt = self.changes.guard.reason
        self.record.trouble("stopped-writing", doubt and f"nothing is written: {doubt}")
        if not doubt:
            self._mend()
        self._publish("watching")

    def _keeper(self) -> Keeper:
        mode = Mode(fix=True, write=not self.options.dry_run)
        return Keeper(self.changes.root, read_config(self.changes.root), mode)

    def _notice(self, changed: Changed) -> None:
        self.mending.notice(changed)
        for path in changed.notes:
            if not self.changes.tree.get(path):
                self.record.gone(path)
        if changed.notes:
            self._resume_at = -inf
        if changed.signs:  # before any note is written that may have become another vault's
            self._reload_at = time.monotonic()
        elif changed.settings:
            self._reload_at = time.monotonic() + self.options.quiet_period

    def _next(self) -> float:
        """When something is due, as far as is known now."""
        if self.changes.guard.reason:
            return inf
        due = min(self._reload_at, max(self._resume_at, min(self._everything_at, self.mending.next())))
        return min(due, time.monotonic() + self.tick) if self.mending.waiting.paths else due

    def _mend(self) -> None:
        now = time.monotonic()
        if now >= self._reload_at:
            self._reload()
        if now < self._resume_at:
            return
        if now >= self._everything_at:
            self._update(None)
        elif due := self.mending.due():
            self._update(due)

    def _reload(self) -> None:
        self._reload_at = inf
        try:
            self.mending.keeper = self._keeper()
        except (VaultToolsError, OSError) as error:
            self.record.trouble("configuration", f"the old configuration stays in force: {error}")
            return
        self.record.trouble("configuration", "")
        self.record.happened("configuration", "the configuration was read again")
        self._everything_at = self._resume_at = -inf

    def _update(self, paths: list[str] | None) -> None:
        named = set(self.mending.waiting.paths if paths is None else paths)
        self._publish("looking at everything" if paths is None else "looking at what changed")
        try:
            self._run(paths)
        except (Stopped, Interrupted):
            return
        except VaultToolsError as error:
            self._retry(named, str(error))
        except Exception as error:
            self._retry(named, f"the last run failed: {error!r}", error)
        else:
            self._failures, self._everything_at = 0, inf
            self.record.trouble("run", "")

    def _retry(self, paths: set[str], message: str, error: Exception | None = None) -> None:
        """Try again after a while, or when something changes."""
        self.record.trouble("run", message, error)
        self.mending.waiting.paths |= paths
        self._resume_at = time.monotonic() + min(FIRST_RETRY * 2**self._failures, LONGEST)
        self._failures += 1

    def _run(self, paths: list[str] | None) -> None:
        started, judged, mended = time.monotonic(), 0, 0
        for outcome in at_least("warning", self.mending.update(paths, self._checkpoint)):
            self.record.outcome(outcome)
            judged, mended = judged + 1, mended + is_mended(outcome)
        for failure in self.mending.keeper.failing.values():
            self.record.failed(failure)
        run = Run(local_time(), round(time.monotonic() - started, 3), judged, mended)
        self.record.ran(run, everything=paths is None)

    def _checkpoint(self) -> None:
        if self.changes.inbox.stopped:
            raise Stopped
        if time.monotonic() > self._published_at + PROGRESS:
            self._publish(self._activity)

    def _publish(self, activity: str) -> None:
        self._activity, self._published_at = activity, time.monotonic()
        tree, hearing, record = self.changes.tree, self.changes.hearing, self.record
        status = Status(
            vault=str(self.changes.root),
            pid=os.getpid(),
            version=vault_tools.__version__,
            started=self._started,
            updated=local_time(),
            activity=activity,
            dry_run=self.options.dry_run,
            quiet_period=self.options.quiet_period,
            notes=len(tree),
            folders=len(tree.folders),
            watches=hearing.watches,
            polls=hearing.trouble,
            waiting=len(self.mending.waiting.paths),
            waits=tuple(_waits(path, wait) for path, wait in self.mending.waits(SHOWN)),
            recent=tuple(record.recent),
            flagged={rule: n for rule, n in record.flagged.most_common() if n},
            last_run=record.last_run,
            last_error=record.last_error,
            troubles=self.troubles,
            writes=self.mending.keeper.protection,
        )
        self.publish(status)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong now, a line each."""
        failed, failing = self.mending.waiting.failed_paths, sorted(self.mending.keeper.failing)
        notes = {"could not be written": failed, "a rule fails on": failing}
        return (*self.record.troubles, *(f"{what}: {_some(paths)}" for what, paths in notes.items() if paths))


def _some(paths: list[str]) -> str:
    return paths[0] + (f" and {len(paths) - 1:,} more" if len(paths) > 1 else "")


def _waits(path: str, wait: Wait | None) -> Waits:
    if wait is None:
        return Waits(path, "is next", 0.0)
    seconds = None if wait.until == inf else max(wait.until - time.monotonic(), 0.0)
    return Waits(path, wait.why, seconds and round(seconds, 1))
