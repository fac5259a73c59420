"""What a watcher did and found: logged as it happens, and kept for its status."""

import logging
from collections import Counter, deque
from typing import Any

from vault_tools.lint.engine import RuleFailed
from vault_tools.lint.outcome import Outcome, is_fixed
from vault_tools.watch.status import Event, WatcherRun, local_time

LOG = logging.getLogger(__name__)
KEPT = 10
"""The number of recent events that a status shows."""


class Record:
    """`flagged` counts the remaining diagnostics of all notes by rule."""

    def __init__(self) -> None:
        self.recent: deque[Event] = deque(maxlen=KEPT)
        self.flagged: Counter[str] = Counter()
        self.last_run: WatcherRun | None = None
        self.last_error: Event | None = None
        self._left: dict[str, tuple[str, ...]] = {}
        self._said: dict[str, str] = {}
        self._troubles: dict[str, str] = {}

    def wrote(self, outcome: Outcome) -> None:
        """Record that a note was just written, or could not be."""
        if outcome.error:
            self._tell_once(logging.WARNING, "not-written", outcome.path, f"not written: {outcome.error}")
        else:
            rules = Counter(d.rule for d in outcome.fixed)
            self._tell(logging.INFO, "mended", outcome.path, f"fixed: {_listed(rules)}", rules=dict(rules))

    def outcome(self, outcome: Outcome) -> None:
        """Record the outcome of a note at the end of a run, during which it may have been written."""
        self._count(outcome.path, tuple(d.rule for d in outcome.left))
        if outcome.error:
            self.wrote(outcome)
        elif outcome.diff:
            rules = Counter(d.rule for d in outcome.fixed)
            self._tell_once(logging.INFO, "would-mend", outcome.path, f"would fix: {_listed(rules)}")
        elif not is_fixed(outcome):
            self._said.pop(outcome.path, None)

    def failed(self, failure: RuleFailed) -> None:
        message = f"rule `{failure.rule}` failed; please report this"
        self._tell_once(logging.ERROR, "rule-failed", failure.path, message, exc_info=failure)

    def gone(self, path: str) -> None:
        self._count(path, ())
        self._said.pop(path, None)

    def ran(self, run: WatcherRun, *, everything: bool) -> None:
        self.last_run = run
        if everything:
            self.happened("looked", f"looked at everything in {run.seconds:.1f} s: {run}")

    def happened(self, event: str, message: str) -> None:
        LOG.info("%s", message, extra={"event": event})

    def trouble(self, what: str, message: str, error: Exception | None = None) -> None:
        """Record what is wrong with something; an empty message means that it is fine again."""
        before = self._troubles.pop(what, "")
        if message:
            self._troubles[what] = message
        if message and message != before:
            self.last_error = Event(local_time(), message)
            LOG.error("%s", message, exc_info=error, extra={"event": what})
        elif before and not message:
            self.happened(what, f"resolved: {before}")

    @property
    def troubles(self) -> tuple[str, ...]:
        return tuple(self._troubles.values())

    def _count(self, path: str, left: tuple[str, ...]) -> None:
        self.flagged.subtract(self._left.pop(path, ()))
        self.flagged.update(left)
        if left:
            self._left[path] = left

    def _tell_once(
        self, level: int, event: str, path: str, message: str, exc_info: Exception | None = None
    ) -> None:
        if self._said.get(path) != message:
            self._tell(level, event, path, message, exc_info)
        self._said[path] = message

    def _tell(
        self,
        level: int,
        event: str,
        path: str,
        message: str,
        exc_info: Exception | None = None,
        **more: Any,
    ) -> None:
        self._said.pop(path, None)
        self.recent.append(Event(local_time(), message, path))
        if level > logging.INFO:
            self.last_error = self.recent[-1]
        extra = {"event": event, "path": path, **more}
        LOG.log(level, "%s: %s", path, message, exc_info=exc_info, extra=extra)


def _listed(rules: Counter[str]) -> str:
    return ", ".join(f"{rule} ({count})" if count > 1 else rule for rule, count in sorted(rules.items()))
