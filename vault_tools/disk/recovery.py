"""The recovery store: other programs' saves that collided with a write of ours, kept until the user removes
them."""

import os
from datetime import UTC, datetime
from pathlib import Path

from vault_tools.disk.state import private_folder

_FOLDER = "recovered"


def keep(state: Path, path: str, data: bytes) -> Path:
    """Store the bytes in a file with the note's path, in a folder named after the current time; returns the
    file. Raises OSError."""
    target = state / _FOLDER / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ") / path
    private_folder(state / _FOLDER)
    target.parent.mkdir(parents=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return target


def recovered(state: Path) -> list[Path]:
    """All files in the store, oldest first."""
    return sorted(path for path in (state / _FOLDER).rglob("*") if path.is_file())
