"""The status of a watcher for other processes, as kept in its state file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Event:
    """What happened to a note, or to the watcher if `path` is empty. Times are ISO 8601, local with
    offset."""

    time: str
    message: str
    path: str = ""


@dataclass(frozen=True)
class Waits:
    """A note that waits, why, and for how many seconds at least; None: until something changes."""

    path: str
    why: str
    seconds: float | None


@dataclass(frozen=True)
class WatcherRun:
    """One look at notes: when it was, and how many notes were judged and fixed."""

    time: str
    seconds: float
    judged: int
    mended: int

    def __str__(self) -> str:
        return f"checked {self.judged:,}, fixed {self.mended:,}"


@dataclass(frozen=True)
class Status:
    """`polls` says why events are not relied on, `troubles` what is wrong now, and `writes` how notes are
    written. `waits` are the first few waiting notes. `undone` are left alone until they change, since their
    fix was undone."""

    vault: str
    pid: int
    version: str
    started: str
    updated: str
    activity: str
    dry_run: bool
    quiet_period: float
    notes: int
    folders: int
    watches: int | None
    polls: str
    waiting: int
    waits: tuple[Waits, ...] = ()
    recent: tuple[Event, ...] = ()
    flagged: Mapping[str, int] = field(default_factory=dict)
    last_run: WatcherRun | None = None
    last_error: Event | None = None
    troubles: tuple[str, ...] = ()
    writes: str = ""
    undone: tuple[str, ...] = ()


def local_time() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def read_status(document: Mapping[str, Any]) -> Status:
    """The inverse of dataclasses.asdict. Raises TypeError or KeyError for a document of another version."""
    given = dict(document)
    given["waits"] = tuple(Waits(**waits) for waits in given["waits"])
    given["recent"] = tuple(Event(**event) for event in given["recent"])
    given["last_run"] = given["last_run"] and WatcherRun(**given["last_run"])
    given["last_error"] = given["last_error"] and Event(**given["last_error"])
    given["troubles"] = tuple(given["troubles"])
    given["undone"] = tuple(given.get("undone", ()))
    return Status(**given)
