"""A watcher's status, kept outside the vault for other processes, and the lock that keeps it the only
watcher."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from vault_tools.disk.lock import taken
from vault_tools.disk.state import private_file, private_folder, state_folder
from vault_tools.errors import VaultToolsError
from vault_tools.watch.status import SCHEMA_VERSION, Status, read_status

REFRESHED = 60.0
"""Seconds after which an unchanged status is written again, to show that the watcher is alive."""
PATIENCE = 1.0
"""Seconds after which a lock that is still held must belong to a watcher, not to a process that only checks
for one."""
SILENT = 300.0
"""Seconds without a new status after which a watcher counts as hung."""


class StateFile:
    """Keeps the status of a watcher on disk."""

    def __init__(self, root: Path) -> None:
        self._path = _state_path(root)
        self._kept: Status | None = None

    def write(self, status: Status) -> None:
        """Never raises: a vault can be watched without a status."""
        kept = self._kept
        if kept and status == replace(kept, updated=status.updated) and _seconds(kept, status) < REFRESHED:
            return
        text = json.dumps({"schema_version": SCHEMA_VERSION, **asdict(status)})
        temporary = self._path.with_suffix(".new")
        with suppress(OSError):
            private_file(temporary)
            temporary.write_text(text, "ascii")
            os.replace(temporary, self._path)
            self._kept = status


def last_status(root: Path) -> Status | None:
    """The last status of a vault's watcher; None if there was none, or one of another version."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        document = json.loads(_state_path(root).read_text("ascii"))
        if document.pop("schema_version") == SCHEMA_VERSION:
            return read_status(document)
    return None


def silence(status: Status) -> list[str]:
    """A message if the watcher has not written its status for long; normally empty."""
    age = datetime.now().astimezone() - datetime.fromisoformat(status.updated)
    return (
        [f"no sign of life from the watcher since {status.updated}"] if age.total_seconds() > SILENT else []
    )


def _seconds(earlier: Status, later: Status) -> float:
    between = datetime.fromisoformat(later.updated) - datetime.fromisoformat(earlier.updated)
    return abs(between.total_seconds())


@contextmanager
def only_watcher(root: Path) -> Iterator[None]:
    """Hold the lock of the only watcher of a vault until the process ends. Raises VaultToolsError if another
    process holds it, or if the lock can't be created."""
    path = _lock_path(root)
    try:
        private_folder(path.parent.parent)
        private_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise VaultToolsError(f"{path}: can't be written: {error.strerror}") from None
    try:
        end = time.monotonic() + PATIENCE
        while not taken(descriptor):
            if time.monotonic() > end:
                raise VaultToolsError(f"{root}: is already being watched; `vault-tools status` shows by what")
            time.sleep(PATIENCE / 20)
        yield
    finally:
        os.close(descriptor)


def is_watched(root: Path) -> bool:
    """Whether a watcher of the vault is running."""
    try:
        descriptor = os.open(_lock_path(root), os.O_RDWR)
    except OSError:
        return False
    try:
        return not taken(descriptor)
    finally:
        os.close(descriptor)


def _state_path(root: Path) -> Path:
    return state_folder(root) / "watch.json"


def _lock_path(root: Path) -> Path:
    return state_folder(root) / "watch.lock"
