"""Decides when to look at the vault, and at what, from hints and the time. It reads no clock itself."""

from math import inf

SETTLED, AT_LAST = 0.25, 5.0
"""Seconds without a hint after which changes count as settled, and seconds after which they count even
without such a pause."""
AFTERWARDS = 5.0
"""Seconds after the last hint until everything is looked at: storms lose events, even the last ones."""
EVERY, WHEN_POLLING = 60.0, 2.0
"""Seconds between looks at everything, with events and without."""
CPU_SHARE, SHARE = 50, 5
"""Looking at everything may take at most one part in this many of a CPU's time, and of the elapsed time."""


class Schedule:
    """A hint is a folder of the vault in which something changed, or None if anything may have changed.

    All times are seconds of the same clock, whichever that is.
    """

    def __init__(self, now: float) -> None:
        self._every = EVERY
        self._hinted: set[str | None] = set()
        self._first = self._last = self._after = inf
        self._full = now + EVERY

    @property
    def is_hinted(self) -> bool:
        return bool(self._hinted)

    def hint(self, folder: str | None, at: float) -> None:
        self._first = min(self._first, at)
        self._last = max(self._last, at) if self._hinted else at
        self._hinted.add(folder)

    def poll(self, polling: bool, now: float) -> None:
        """Set whether polling replaces hints."""
        every = WHEN_POLLING if polling else EVERY
        if every != self._every:
            self._every, self._full = every, now + every

    def due(self) -> float:
        """When to look next."""
        settled = min(self._last + SETTLED, self._first + AT_LAST) if self._hinted else inf
        return min(settled, self._after, self._full)

    def take(self, now: float) -> frozenset[str] | None:
        """The folders to look at now, None for everything. Forgets the hints."""
        folders = None if now >= min(self._after, self._full) else _folders(self._hinted)
        self._after = self._last + AFTERWARDS if self._hinted else inf
        self._hinted, self._first, self._last = set(), inf, inf
        return folders

    def looked(self, everything: bool, started: float, ended: float, cpu: float) -> None:
        """Record when a look started and ended, and the CPU seconds it took."""
        if everything:
            pause = max(CPU_SHARE * cpu, SHARE * (ended - started))
            self._full = ended + max(self._every, pause)
            self._after = max(self._after, ended + pause) if self._after < inf else inf


def _folders(hinted: set[str | None]) -> frozenset[str] | None:
    named = frozenset(folder for folder in hinted if folder is not None)
    return None if None in hinted else named
