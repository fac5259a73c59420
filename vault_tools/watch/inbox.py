"""What other threads and signals leave for the watching thread: hints, heartbeats, the request to stop."""

import threading
import time
from math import inf

_LONGEST = 3600.0
"""Seconds of the longest single wait; infinity is not a timeout."""


class Stopped(Exception):
    """The watching thread should stop, and nothing is half done."""


class Inbox:
    """May be used from any thread, and from a signal handler: the lock is reentrant.

    `heard` is when something was last heard, in seconds of time.monotonic, `broken` why nothing more will be.
    """

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._hints: dict[str | None, float] = {}
        self._wakes_for_hints = True
        self.heard = -inf
        self.broken = ""
        self.stopped = False
        self.called = False

    def hint(self, folder: str | None) -> None:
        """Something changed in a folder of the vault, or (None) anywhere."""
        with self._news:
            self.heard = self._hints[folder] = time.monotonic()
            if self._wakes_for_hints:
                self._news.notify()

    def beat(self) -> None:
        self.heard = time.monotonic()

    def fail(self, why: str) -> None:
        with self._news:
            self.broken = why
            self._news.notify()

    def stop(self) -> None:
        with self._news:
            self.stopped = True
            self._news.notify()

    def call(self) -> None:
        """Somebody else needs the thread; whoever answers the call resets `called`."""
        with self._news:
            self.called = True
            self._news.notify()

    def take_hints(self) -> dict[str | None, float]:
        """The folders hinted at since the last call, and when each last was."""
        with self._news:
            hints, self._hints = self._hints, {}
            return hints

    def wait(self, until: float, *, wake_for_hints: bool) -> None:
        """Sleep until that time, or until something is left here. In a storm of hints the first one is
        enough: the rest need not wake anybody."""
        with self._news:
            self._wakes_for_hints = wake_for_hints
            if not (self.stopped or self.called or self.broken or (wake_for_hints and self._hints)):
                self._news.wait(max(0.0, min(until - time.monotonic(), _LONGEST)))
