"""The recovery store: saves that happened while a note was written, kept until their owner removes them."""

import os
from datetime import UTC, datetime
from pathlib import Path

from vault_tools.disk.state import private_folder

_FOLDER = "recovered"


def keep(state: Path, path: str, data: bytes) -> Path:
    """Keep what was saved in a file with the note's path, in a folder named after the current time. Raises
    OSError."""
    target = state / _FOLDER / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ") / path
    private_folder(state / _FOLDER)
    target.parent.mkdir(parents=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return target


def recovered(state: Path) -> list[Path]:
    """Everything in the store, the oldest first."""
    return sorted(path for path in (state / _FOLDER).rglob("*") if path.is_file())
