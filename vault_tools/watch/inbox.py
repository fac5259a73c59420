"""What other threads and signal handlers leave for the watching thread: hints, heartbeats, and the request to
stop."""

import threading
import time
from math import inf

_LONGEST = 3600.0
"""The longest single wait in seconds; a timeout can't be infinite."""


class Stopped(Exception):
    """The watching thread should stop. Raised only where no work is half done."""


class Inbox:
    """Can be used from any thread, and from a signal handler, since the lock is reentrant.

    `heard` is when something was last heard (time.monotonic), `broken` the reason why nothing more will be.
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
        """Something changed in a folder of the vault, or anywhere if None."""
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
        """Another thread needs the watching thread, which resets `called` when it responds."""
        with self._news:
            self.called = True
            self._news.notify()

    def take_hints(self) -> dict[str | None, float]:
        """The folders hinted at since the last call, each with the time of its last hint."""
        with self._news:
            hints, self._hints = self._hints, {}
            return hints

    def wait(self, until: float, *, wake_for_hints: bool) -> None:
        """Sleep until that time or until something arrives. In a storm of hints only the first one needs to
        wake the thread."""
        with self._news:
            self._wakes_for_hints = wake_for_hints
            if not (self.stopped or self.called or self.broken or (wake_for_hints and self._hints)):
                self._news.wait(max(0.0, min(until - time.monotonic(), _LONGEST)))
