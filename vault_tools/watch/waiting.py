"""Decides which changed notes have to wait before they are fixed, why, and how long. It reads no clock
itself.

Obsidian saves about two seconds after typing pauses. If a note with unsaved text changes on disk, Obsidian
merges the two, sometimes with loss. So a note is left alone until nobody has changed it for a while.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from vault_tools.watch.blockers import Blockers

WHEN_OPEN = 120.0
"""Seconds for which a note that is open in Obsidian must be left alone."""
LONGEST = 3600.0
"""The longest wait in seconds, however often a note changes."""
AGAIN = 1.0
"""Seconds until git is checked again."""
FIRST_RETRY = 2.0
"""Seconds until a note that could not be written is tried again; doubled after each failure."""
_CALM = 10
"""If a fixed note changes within this many times its wait, its next wait is doubled."""


@dataclass(frozen=True, slots=True)
class Wait:
    """`until` is the earliest end in seconds of the clock; infinite means until something changes. `why` is
    the reason."""

    until: float
    why: str


@dataclass(frozen=True, slots=True)
class _Fixed:
    """When a note was fixed, how many times in a row it was changed soon after, and whether it has been
    since."""

    at: float
    times: int = 0
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class _Failed:
    at: float
    times: int = 0


class WaitingNotes:
    """The notes to look at, and what is known about everything that changed lately.

    A note that changes soon after a fix waits twice as long the next time: another program writes it too.
    """

    def __init__(self, quiet_period: float) -> None:
        self.quiet_period = quiet_period
        self.paths: set[str] = set()
        self._changed: dict[str, float] = {}
        self._fixed: dict[str, _Fixed] = {}
        self._failed: dict[str, _Failed] = {}

    def changed(self, path: str, at: float) -> None:
        """Record that somebody else changed the note."""
        fixed = self._fixed.get(path)
        if fixed and not fixed.is_changed and at - fixed.at < _CALM * self._quiet(path):
            self._fixed[path] = _Fixed(fixed.at, fixed.times + 1, True)
        self._changed[path] = at
        self._failed.pop(path, None)

    def fixed(self, path: str, now: float) -> None:
        before = self._fixed.get(path)
        self._fixed[path] = _Fixed(now, before.times if before and before.is_changed else 0)
        self._failed.pop(path, None)

    def failed(self, path: str, now: float) -> None:
        """Record that the note could not be written. It is tried again later, or when it changes."""
        before = self._failed.get(path)
        self._failed[path] = _Failed(now, before.times + 1 if before else 0)
        self.paths.add(path)

    @property
    def failed_paths(self) -> list[str]:
        return sorted(self._failed)

    def wait(self, path: str, now: float, around: Blockers) -> Wait | None:
        """Why the note has to wait; None if it does not."""
        waits = [wait for wait in self._waits(path, around) if wait.until > now]
        return max(waits, key=lambda wait: wait.until, default=None) or _git(around, now)

    def _waits(self, path: str, around: Blockers) -> Iterator[Wait]:
        changed = self._changed.get(path, -inf)
        yield Wait(changed + self._quiet(path), "changed a moment ago")
        if path in around.open_notes:
            yield Wait(changed + self._longest(path), "is open in Obsidian")
        if path in around.held:
            yield Wait(inf, "is open in an editor")
        if path in around.conflicted:
            yield Wait(inf, "has a conflict copy")
        if failed := self._failed.get(path):
            yield Wait(failed.at + min(FIRST_RETRY * 2**failed.times, LONGEST), "could not be written")

    def _quiet(self, path: str) -> float:
        fixed = self._fixed.get(path)
        return min(self.quiet_period * 2**fixed.times, LONGEST) if fixed else self.quiet_period

    def due(self, now: float, around: Blockers) -> list[str]:
        return sorted(path for path in self.paths if not self.wait(path, now, around))

    def next(self, now: float, around: Blockers) -> float:
        """When the next note may be due."""
        waits = [self.wait(path, now, around) for path in self.paths]
        return min((wait.until if wait else now for wait in waits), default=inf)

    def forget(self, now: float) -> None:
        """Drop records that no longer matter."""
        self._fixed = {p: m for p, m in self._fixed.items() if now - m.at < _CALM * self._quiet(p)}
        self._changed = {p: at for p, at in self._changed.items() if now - at < self._longest(p)}
        self._failed = {p: f for p, f in self._failed.items() if p in self.paths}

    def _longest(self, path: str) -> float:
        return max(WHEN_OPEN, self._quiet(path))


def _git(around: Blockers, now: float) -> Wait | None:
    return Wait(now + AGAIN, around.git) if around.git else None
