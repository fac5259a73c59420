"""The watcher: follows the changes in a vault, has notes fixed, and reports what it does."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import vault_tools
from vault_tools.config.load import read_config
from vault_tools.disk.journal import WATCH
from vault_tools.errors import VaultToolsError
from vault_tools.lint.outcome import Outcome, at_least, is_fixed
from vault_tools.session.budget import Interrupted
from vault_tools.session.known_notes import Progress
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.watch.changes import Changed, Changes
from vault_tools.watch.inbox import Stopped
from vault_tools.watch.note_fixer import NoteFixer
from vault_tools.watch.record import Record
from vault_tools.watch.session_runner import SessionRunner
from vault_tools.watch.status import Status, Waits, WatcherRun, local_time
from vault_tools.watch.tree import Tree
from vault_tools.watch.waiting import FIRST_RETRY, LONGEST, Wait

PROGRESS = 5.0
"""Seconds between two status updates during a run."""
SHOWN = 10
"""The number of waiting notes that a status names."""


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """`quiet_period` is in seconds. Without `fixes`, notes are only judged. With `at_once`, changes are
    judged immediately, and fixed once they have been left alone."""

    quiet_period: float = 10.0
    dry_run: bool = False
    fixes: bool = True
    at_once: bool = False


class Watcher:
    """Follows one vault. `publish` gets its status after each event, and every `tick` seconds while notes
    wait; `judged` gets the outcomes of each look.

    During long work, `between` is called whenever the vault may be queried, and `progress` wraps the notes
    being read. `held` returns the notes whose text is in an editor. Raises VaultToolsError if the
    configuration is wrong from the start.
    """

    def __init__(
        self,
        changes: Changes,
        options: WatchOptions,
        publish: Callable[[Status], None],
        tick: float = inf,
        *,
        judged: Callable[[list[Outcome]], None] = lambda _: None,
        between: Callable[[], None] = lambda: None,
        progress: Progress = lambda notes, _: notes,
        held: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.changes, self.options, self.publish, self.tick = changes, options, publish, tick
        self._judged, self._between, self._progress = judged, between, progress
        self.configuration: VaultToolsError | OSError | None = None
        self.record = Record()
        self.fixer = NoteFixer(changes, self._new_runner(), options.quiet_period, held)
        self._everything_at, self._reload_at, self._resume_at = -inf, inf, -inf
        self._failures = 0
        self._ahead: tuple[Tree, frozenset[str]] = changes.tree, frozenset()
        self._started, self._activity, self._published_at = local_time(), "starting", -inf

    def follow(self) -> None:
        """Run until the inbox is told to stop."""
        self.record.happened("started", f"watching {self.changes.root}")
        while not self.changes.inbox.stopped:
            self.step()
            self.notice(self.changes.next(self.next()))
        self.record.happened("stopped", "stopped")

    def step(self) -> None:
        """Do whatever is due."""
        doubt = self.changes.guard.reason
        self.record.trouble("stopped-writing", doubt and f"nothing is written: {doubt}")
        if not doubt:
            self._fix()
        self._publish("watching")

    def _new_runner(self) -> SessionRunner:
        mode = CHECK
        if self.options.fixes:
            mode = Mode(fix=True, write=not self.options.dry_run, cause=WATCH)
        return SessionRunner(
            self.changes.root,
            read_config(self.changes.root),
            mode,
            self._progress,
            stops=lambda: self.changes.inbox.stopped,
            wrote=self.record.wrote,
        )

    def notice(self, changed: Changed) -> None:
        """Take in what changed, including files that are not notes."""
        changed = self._with_gone(changed)
        heard = self.fixer.runner.session.known.with_new_transcripts()
        if self.options.fixes:
            self.fixer.notice(changed)
            self.fixer.waiting.paths |= heard
        for path in changed.notes:
            if not self.changes.tree.get(path):
                self.record.gone(path)
        if changed.notes:
            self._resume_at = -inf
        if changed.signs:  # at once: some notes may belong to another vault now
            self._reload_at = time.monotonic()
        elif changed.settings:
            self._reload_at = time.monotonic() + (0 if self.options.at_once else self.options.quiet_period)
        notes = changed.notes | heard
        if self.options.at_once and (notes or changed.others):  # links may lead to files
            self._update(sorted(notes), fix=False)

    def _with_gone(self, changed: Changed) -> Changed:
        """Add the notes that appeared after one look at the tree, were judged, and disappeared before the
        next look: no tree has them."""
        tree, paths = self._ahead
        if not paths or tree is self.changes.tree:
            return changed
        self._ahead = self.changes.tree, frozenset()
        return replace(changed, notes=changed.notes | {p for p in paths if not self.changes.tree.get(p)})

    def next(self) -> float:
        """When something is due, as far as is known."""
        if self.changes.guard.reason:
            return inf
        due = min(self._reload_at, max(self._resume_at, min(self._everything_at, self.fixer.next())))
        return min(due, time.monotonic() + self.tick) if self.fixer.waiting.paths else due

    def _fix(self) -> None:
        now = time.monotonic()
        if now >= self._reload_at:
            self._reload()
        if now < self._resume_at:
            return
        if now >= self._everything_at:
            self._update(None)
        elif self.options.fixes and (due := self.fixer.due()):
            self._update(due)

    def _reload(self) -> None:
        self._reload_at = inf
        try:
            self.fixer.runner = self._new_runner()
        except (VaultToolsError, OSError) as error:
            self.configuration = error
            self.record.trouble("configuration", f"the old configuration stays in force: {error}")
            return
        self.configuration = None
        self.record.trouble("configuration", "")
        self.record.happened("configuration", "the configuration was read again")
        self._everything_at = self._resume_at = -inf

    def _update(self, paths: list[str] | None, *, fix: bool = True) -> None:
        named = set(self.fixer.waiting.paths if paths is None else paths)
        self._publish("looking at everything" if paths is None else "looking at what changed")
        try:
            self._run(paths, fix=fix)
        except (Stopped, Interrupted):
            return
        except VaultToolsError as error:
            self._retry(named, str(error))
        except Exception as error:
            self._retry(named, f"the last run failed: {error!r}", error)
        else:
            self._failures = 0
            self._everything_at = inf if paths is None else self._everything_at
            self.record.trouble("run", "")

    def _retry(self, paths: set[str], message: str, error: Exception | None = None) -> None:
        """Try again after a while, or when something changes."""
        self.record.trouble("run", message, error)
        if self.options.fixes:
            self.fixer.waiting.paths |= paths
        else:
            self._everything_at = -inf
        self._resume_at = time.monotonic() + min(FIRST_RETRY * 2**self._failures, LONGEST)
        self._failures += 1

    def _run(self, paths: list[str] | None, *, fix: bool) -> None:
        started, judged, fixed = time.monotonic(), 0, 0
        outcomes = self.fixer.update(paths, self._checkpoint, fix=fix)
        there, tree = self.fixer.runner.session.known.listed, self.changes.tree
        ahead = {o.path for o in outcomes if o.path in there and not tree.get(o.path)}
        self._ahead = tree, self._ahead[1] | ahead
        self._judged(outcomes)
        for outcome in at_least("warning", outcomes):
            self.record.outcome(outcome)
            judged, fixed = judged + 1, fixed + is_fixed(outcome)
        for failure in self.fixer.runner.failing.values():
            self.record.failed(failure)
        run = WatcherRun(local_time(), round(time.monotonic() - started, 3), judged, fixed)
        self.record.ran(run, everything=paths is None)

    def _checkpoint(self) -> None:
        if self.changes.inbox.stopped:
            raise Stopped
        self._between()
        if time.monotonic() > self._published_at + PROGRESS:
            self._publish(self._activity)

    def _publish(self, activity: str) -> None:
        self._activity, self._published_at = activity, time.monotonic()
        tree, health, record = self.changes.tree, self.changes.event_health, self.record
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
            watches=health.watches,
            polls=health.trouble,
            waiting=len(self.fixer.waiting.paths),
            waits=tuple(_waits(path, wait) for path, wait in self.fixer.waits(SHOWN)),
            undone=tuple(sorted(self.fixer.undone)),
            recent=tuple(record.recent),
            flagged={rule: n for rule, n in record.flagged.most_common() if n},
            last_run=record.last_run,
            last_error=record.last_error,
            troubles=self.troubles,
            writes=self.fixer.runner.protection,
        )
        self.publish(status)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong now, one line per problem."""
        failed, failing = self.fixer.waiting.failed_paths, sorted(self.fixer.runner.failing)
        notes = {"could not be written": failed, "a rule fails on": failing}
        return (*self.record.troubles, *(f"{what}: {_some(paths)}" for what, paths in notes.items() if paths))


def _some(paths: list[str]) -> str:
    return paths[0] + (f" and {len(paths) - 1:,} more" if len(paths) > 1 else "")


def _waits(path: str, wait: Wait | None) -> Waits:
    if wait is None:
        return Waits(path, "is next", 0.0)
    seconds = None if wait.until == inf else max(wait.until - time.monotonic(), 0.0)
    return Waits(path, wait.why, seconds and round(seconds, 1))
