"""Checks that events still arrive: restarts an observer that fell silent, and falls back to polling."""

import logging
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools.watch.inbox import Inbox
from vault_tools.watch.watches import are_used_up, count_folders, count_watches

if TYPE_CHECKING:
    from vault_tools.watch.events import Events

LOG = logging.getLogger(__name__)
BEAT, ANSWER = 3.0, 3.0
"""Seconds of silence before a heartbeat is sent, and seconds that its echo may take."""
LONGEST_PAUSE, HEALTHY = 60.0, 300.0
"""The longest pause in seconds before an observer is restarted, and the seconds after which one counts as
healthy."""


class Heartbeat:
    """Heartbeats and their echoes. It reads no clock itself; `heard` is when anything was last heard."""

    def __init__(self, now: float) -> None:
        self._sent, self._started = -inf, now

    def wants_beat(self, now: float, heard: float) -> bool:
        return not self._is_open(heard) and now >= max(heard, self._started) + BEAT

    def sent(self, now: float) -> None:
        self._sent = now

    def is_lost(self, now: float, heard: float) -> bool:
        return self._is_open(heard) and now >= self._sent + ANSWER

    def due(self, heard: float) -> float:
        """When to send the next heartbeat, or to give up waiting for an echo."""
        return self._sent + ANSWER if self._is_open(heard) else max(heard, self._started) + BEAT

    def _is_open(self, heard: float) -> bool:
        return self._sent > heard


class EventHealth:
    """Keeps an observer of a folder alive.

    `trouble` says why events can't be relied on, empty if they can. `watches` is the number of folders
    watched, None if it is unknown.
    """

    def __init__(self, root: Path, inbox: Inbox, *, poll: bool) -> None:
        self.root, self.inbox = root, inbox
        self._polls = poll
        self.trouble, self._is_told = "--poll" if poll else "not started", False
        self.watches: int | None = None
        self._events: Events | None = None
        self._heartbeat = Heartbeat(-inf)
        self._failures, self._is_suspect = 0, False
        self._started, self._retry = -inf, inf if poll else -inf

    def attend(self, now: float) -> None:
        """Send a heartbeat if one is due, and restart an observer that ended. A restart hints at
        everything."""
        if self._events and (why := self._silence(self._events, now)):
            LOG.warning("no more events: %s; restarting", why, extra={"event": "deaf"})
            self.restart(now)
        if not self._events and now >= self._retry:
            self._start(now)
        elif self._events and self._heartbeat.wants_beat(now, self.inbox.heard):
            self._heartbeat.sent(now)
            self._events.beat()

    def due(self) -> float:
        """When `attend` has to be called next."""
        return self._heartbeat.due(self.inbox.heard) if self._events else self._retry

    def restart(self, now: float) -> None:
        """Stop now; `attend` starts it again, at once if the observer was healthy for long, else after a
        pause. With polling there are no events to restart."""
        self.stop()
        if self._polls:
            return
        self.trouble = self.trouble or "restarting"
        self._failures = 0 if now - self._started > HEALTHY else self._failures + 1
        self._retry = now + min(2.0**self._failures - 1, LONGEST_PAUSE)

    def stop(self) -> None:
        if self._events:
            self._events.stop()
        self._events, self._is_suspect, self.inbox.broken = None, False, ""

    def check(self, now: float) -> None:
        """Compare the number of watches with that of folders: the system does not report that it has run out.
        A new folder may not have its watch yet, so a shortage counts only when it is found twice.

        Storms of changes lose watches. So the observer is restarted, after ever longer pauses, until it is
        quiet enough for all folders to get theirs, unless the system has no more to give.
        """
        if not self._events:
            return
        watches, folders = count_watches(), count_folders(self.root)
        self.watches = None if watches is None else watches - 1  # one is that of the heartbeat
        deaf = 0 if self.watches is None else max(folders - self.watches, 0)
        was_suspect, self._is_suspect = self._is_suspect, deaf > 0
        if not deaf:
            self._tell("")
        elif was_suspect and are_used_up(self.root):
            limit = "the system has no watches left, see fs.inotify.max_user_watches"
            self._tell(f"{deaf:,} of {folders:,} folders can't be watched: {limit}")
        elif was_suspect:
            if self.trouble:
                self._tell(f"{deaf:,} of {folders:,} folders are not watched, too much changed at once")
            self.restart(now)

    def _silence(self, events: "Events", now: float) -> str:
        if self.inbox.broken or not events.is_alive():
            return self.inbox.broken or "a thread has ended"
        return "a heartbeat was not heard" if self._heartbeat.is_lost(now, self.inbox.heard) else ""

    def _start(self, now: float) -> None:
        from vault_tools.watch.events import Events

        try:
            self._events = Events(self.root, self.inbox.hint, self.inbox.beat, self.inbox.fail)
        except OSError as error:
            self._retry = now + LONGEST_PAUSE
            self._tell(f"the folder can't be watched: {error.strerror or error}")
            return
        self._started, self._heartbeat = now, Heartbeat(now)
        self.inbox.hint(None)

    def _tell(self, trouble: str) -> None:
        """Remember the trouble, and log it when it begins and when it ends."""
        if trouble and not self._is_told:
            LOG.warning(
                "%s; looking at all notes every few seconds instead", trouble, extra={"event": "deaf"}
            )
        elif self._is_told and not trouble:
            LOG.info("events can be relied on again", extra={"event": "hearing"})
        self.trouble, self._is_told = trouble, bool(trouble)
