"""The journal of all writes, by run, with the previous bytes for `undo`."""

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vault_tools.disk.change import Change, Fingerprint, fingerprint
from vault_tools.disk.state import private_file, refuse_foreign, state_folder
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass

KEPT_FOR = timedelta(days=30)
"""A bad run is noticed within days; a month outlasts a holiday."""
LONGEST_GAP = timedelta(days=7)
"""Longer gaps between two runs count as this much: a clock that is wrong for a while must not make every run
too old."""
MAX_SIZE = 500 * 1024 * 1024
"""Bytes on disk: enough for about 150,000 notes of a typical 10 kB, which compress to a third."""

WATCH, UNDO = "watch", "undo run "
"""The cause of a watcher's runs, and the prefix of the cause of a run that undoes another."""
NAME = "journal.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    cause TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS writes (
    name TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    path BLOB NOT NULL,
    before BLOB,
    after BLOB,
    old BLOB
);
CREATE INDEX IF NOT EXISTS writes_of_run ON writes (run);
CREATE INDEX IF NOT EXISTS writes_of_path ON writes (path);
"""
"""`before` and `after` are fingerprints, null if there is no file; `old` is the previous content, compressed
with zlib."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one command wrote. `time` is UTC in ISO 8601."""

    id: int
    time: str
    cause: str


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a run, without the bytes. `name` is the name of its file in the hidden folder."""

    name: str
    path: str
    before: Fingerprint | None
    after: Fingerprint | None

    @property
    def fingerprints(self) -> set[Fingerprint]:
        """The fingerprints of the new bytes and of the old ones, which the journal has. We may remove a file
        with either."""
        return {f for f in (self.before, self.after) if f}


class Journal:
    """The journal of one vault.

    Every failure is a VaultToolsError that names its file. Close it after use. With `read_only` the journal
    must exist, and its folder need not be writable.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._path = folder / NAME
        self._todo = "nothing is written without this journal: make room, or move it away"
        address = f"file:{quote(os.fsencode(self._path))}?mode={'ro' if read_only else 'rwc'}"
        try:
            if not read_only:
                private_file(self._path)
            self._database = sqlite3.connect(address, uri=True, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from None
        if read_only:
            self._todo = "what was written can't be read"
            return
        self._do("PRAGMA auto_vacuum = INCREMENTAL")
        self._do("PRAGMA synchronous = EXTRA")  # a commit outlasts a power cut
        self._do("PRAGMA foreign_keys = ON")
        for statement in ("BEGIN", *_TABLES.split(";")[:-1], "COMMIT"):
            self._do(statement)

    def close(self) -> None:
        self._database.close()

    def begin(self, cause: str) -> Run:
        """A new run. It is stored only when its first writes are recorded."""
        last = self._do("SELECT seq FROM sqlite_sequence WHERE name = 'runs'")
        time = datetime.now(UTC).isoformat(timespec="seconds")
        return Run(last[0][0] + 1 if last else 1, time, cause)

    def record(self, run: Run, changes: Iterable[tuple[str, Change]]) -> None:
        """Durably record the changes about to be written, each with its name: all of them or none."""
        self._do("BEGIN IMMEDIATE")
        try:
            self._do("INSERT OR IGNORE INTO runs VALUES (?, ?, ?)", run.id, run.time, run.cause)
            for name, change in changes:
                before, after = fingerprint(change.before), fingerprint(change.after)
                old = None if change.before is None else zlib.compress(change.before, 1)
                row = (name, run.id, os.fsencode(change.path), before, after, old)
                self._do("INSERT INTO writes VALUES (?, ?, ?, ?, ?, ?)", *row)
            self._do("COMMIT")
        except VaultToolsError:
            self._database.rollback()
            raise

    def forget(self, write: Write) -> None:
        """Remove a write that did not happen."""
        self._do("DELETE FROM writes WHERE name = ?", write.name)

    def find(self, name: str) -> Write | None:
        rows = self._do(f"{_SELECT_WRITES} WHERE name = ?", name)
        return _write(rows[0]) if rows else None

    def runs(self) -> list[Run]:
        """All runs, latest first."""
        return [Run(*row) for row in self._do("SELECT id, time, cause FROM runs ORDER BY id DESC")]

    def writes(self, run: int) -> list[Write]:
        """The writes of a run in the order they were made."""
        rows = self._do(f"{_SELECT_WRITES} WHERE run = ? ORDER BY rowid", run)
        return [_write(row) for row in rows]

    def undone(self) -> dict[str, Fingerprint | None]:
        """For each note whose last write was an undo, the fingerprint of what it wrote."""
        rows = self._do(_SELECT_UNDONE, f"{UNDO}%")
        return {os.fsdecode(path): after for path, after in rows}

    def old_bytes(self, write: Write) -> bytes | None:
        """The bytes before a write, or None if there was no file."""
        for (old,) in self._do("SELECT old FROM writes WHERE name = ?", write.name):
            return None if old is None else zlib.decompress(old)
        raise VaultToolsError(
            f"{write.path}: its old text was dropped meanwhile, with the runs that are too old"
        )

    def prune(self, keep: int) -> None:
        """Drop the runs that are too old, and the oldest ones while the file is too large. The run `keep` and
        all later ones stay."""
        runs = self.runs()
        for run, age in zip(runs, ages(runs), strict=True):
            if run.id < keep and age > KEPT_FOR:
                self._do("DELETE FROM runs WHERE id <= ?", run.id)
                break
        while self._size() > MAX_SIZE and self._do("SELECT 1 FROM runs WHERE id < ?", keep):
            self._do("DELETE FROM runs WHERE id = (SELECT MIN(id) FROM runs)")
        self._shrink()

    def _shrink(self) -> None:
        """Return free pages to the disk. As a script, because `execute` takes one step, which frees one
        page."""
        try:
            self._database.executescript("PRAGMA incremental_vacuum")
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _size(self) -> int:
        """The number of bytes in use."""
        ((pages,),), ((free,),) = self._do("PRAGMA page_count"), self._do("PRAGMA freelist_count")
        ((page_size,),) = self._do("PRAGMA page_size")
        return int((pages - free) * page_size)

    def _do(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> VaultToolsError:
        return VaultToolsError(f"{self._path}: {error}; {self._todo}")


def ages(runs: Sequence[Run]) -> list[timedelta]:
    """The age of each run relative to the latest, which comes first: the sum of the gaps between runs. A gap
    counts as LONGEST_GAP at most, and as zero if the clock was set back."""
    found = [timedelta()]
    for later, earlier in pairwise(runs):
        gap = datetime.fromisoformat(later.time) - datetime.fromisoformat(earlier.time)
        found.append(found[-1] + min(max(gap, timedelta()), LONGEST_GAP))
    return found[: len(runs)]


@contextmanager
def journal_of(root: Path) -> Iterator[Journal | None]:
    """The journal of a vault, read-only; None if nothing was ever written. Raises VaultToolsError."""
    state = state_folder(root)
    if not (state / NAME).exists():
        yield None
        return
    try:
        refuse_foreign(state)
    except OSError as error:
        raise VaultToolsError(f"{state}: {error.strerror}") from None
    with closing(Journal(state, read_only=True)) as journal:
        yield journal


_SELECT_UNDONE = """
SELECT w.path, w.after FROM writes w JOIN runs r ON r.id = w.run
WHERE r.cause LIKE ? AND w.rowid = (SELECT MAX(other.rowid) FROM writes other WHERE other.path = w.path)
"""
_SELECT_WRITES = "SELECT name, path, before, after FROM writes"


def _write(row: tuple[Any, ...]) -> Write:
    return Write(row[0], os.fsdecode(row[1]), row[2], row[3])
