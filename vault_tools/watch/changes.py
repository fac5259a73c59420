"""What changes in a vault, as sets of paths. Events say when to look; comparing two trees says what
changed."""

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from vault_tools.watch.event_health import EventHealth
from vault_tools.watch.guard import Guard
from vault_tools.watch.inbox import Inbox
from vault_tools.watch.schedule import Schedule
from vault_tools.watch.tree import Tree, changed, look, stamp_of

LOG = logging.getLogger(__name__)
SLEPT = 10.0
"""Seconds by which the time of day may run ahead of a clock that stops while the machine sleeps."""


@dataclass(frozen=True, slots=True)
class Changed:
    """`notes` are those that appeared, disappeared or changed, `emptied` those of them that are now empty.
    The flags say whether the vault's settings changed, the `signs` that decide which notes belong to the
    vault, or the files that are not notes."""

    notes: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()
    settings: bool = False
    signs: bool = False
    others: bool = False


class Sleep:
    """Notices that the machine slept or that its clock was set. It reads no clock itself."""

    def __init__(self, clock: float, time_of_day: float) -> None:
        self._apart = time_of_day - clock

    def is_over(self, clock: float, time_of_day: float) -> bool:
        before, self._apart = self._apart, time_of_day - clock
        return abs(self._apart - before) > SLEPT


class Changes:
    """Follows a vault. `tree` is the last state of the vault that `guard` accepted."""

    def __init__(self, root: Path, inbox: Inbox, *, poll: bool = False) -> None:
        self.root, self.inbox = root, inbox
        self.event_health = EventHealth(root, inbox, poll=poll)
        self.event_health.attend(time.monotonic())
        self.tree = look(root)
        self.guard = Guard(self.tree)
        self._schedule = Schedule(time.monotonic())
        self._sleep = Sleep(time.monotonic(), time.time())

    def next(self, until: float) -> Changed:
        """The result of the next look at the vault, possibly empty. Also returns, empty, at `until`
        (time.monotonic), and when the inbox is told to stop or is called."""
        while not (self.inbox.stopped or self.inbox.called):
            now = time.monotonic()
            self._attend(now)
            if now >= self._schedule.due():
                return self._look(now)
            if now >= until:
                break
            due = min(until, self._schedule.due(), self.event_health.due())
            self.inbox.wait(due, wake_for_hints=not self._schedule.is_hinted)
        return Changed()

    def close(self) -> None:
        self.event_health.stop()

    def is_as_seen(self, path: str) -> bool:
        """Whether a note on disk still has the stamp that the tree has for it."""
        return stamp_of(self.root / path) == self.tree.get(path)

    def _attend(self, now: float) -> None:
        if self._sleep.is_over(now, time.time()):
            LOG.info("the machine slept, or its time was set: looking at everything", extra={"event": "woke"})
            self.inbox.hint(None)
        self.event_health.attend(now)
        self._schedule.poll(bool(self.event_health.trouble or self.guard.reason), now)
        for folder, at in self.inbox.take_hints().items():
            self._schedule.hint(folder, at)

    def _look(self, now: float) -> Changed:
        only, cpu = self._schedule.take(now), time.thread_time()
        try:
            tree = look(self.root, self.tree, only)
        except OSError:
            tree = None
        self._schedule.looked(only is None, now, time.monotonic(), time.thread_time() - cpu)
        if not self._believes(tree, now) or tree is None:  # a tree without notes is falsy
            return Changed()
        if only is None:
            self.event_health.check(now)
        before, self.tree = self.tree, tree
        notes = frozenset(changed(before, tree))
        emptied = frozenset(path for path in notes if _size(before, path) and _size(tree, path) == 0)
        settings, signs = before.settings != tree.settings, before.signs != tree.signs
        return Changed(notes, emptied, settings, signs, before.others != tree.others)

    def _believes(self, tree: Tree | None, now: float) -> bool:
        is_vault = self.guard.look(tree, now)
        if is_vault and tree is not None and tree.identity != self.tree.identity:
            self.event_health.restart(now)
        return is_vault


def _size(tree: Tree, path: str) -> int | None:
    stamp = tree.get(path)
    return stamp.size if stamp else None
