"""What changes in a vault, as sets of paths: events say when to look, trees compared say what is another."""

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
"""Seconds by which the time of day may run ahead of the clock that stops while the machine sleeps."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The notes that came, went or are other than before, those of them that hold nothing any more, and
    whether the vault's settings are other than before, or the `signs` of whose the notes are, or the files
    that are not notes."""

    notes: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()
    settings: bool = False
    signs: bool = False
    others: bool = False


class Sleep:
    """Notices that the machine slept, or that its time was set. It asks no clock."""

    def __init__(self, clock: float, time_of_day: float) -> None:
        self._apart = time_of_day - clock

    def is_over(self, clock: float, time_of_day: float) -> bool:
        before, self._apart = self._apart, time_of_day - clock
        return abs(self._apart - before) > SLEPT


class Changes:
    """Follows a vault. `tree` is the vault as it was last seen and believed, `guard` says whether it is."""

    def __init__(self, root: Path, inbox: Inbox, *, poll: bool = False) -> None:
        self.root, self.inbox = root, inbox
        self.event_health = EventHealth(root, inbox, poll=poll)
        self.event_health.attend(time.monotonic())
        self.tree = look(root)
        self.guard = Guard(self.tree)
        self._schedule = Schedule(time.monotonic())
        self._sleep = Sleep(time.monotonic(), time.time())

    def next(self, until: float) -> Changed:
        """What the next look finds, which may be nothing; nothing also when the clock (time.monotonic) says
        `until`, or the inbox to stop or that it was called."""
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
        """Whether a note is on disk what the tree says of it."""
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
        if not self._believes(tree, now) or tree is None:  # one without notes is false
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
