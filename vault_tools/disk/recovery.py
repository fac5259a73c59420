"""The recovery store: what somebody saved in the moment in which a note was written, kept until its owner
takes it away."""

import os
from datetime import UTC, datetime
from pathlib import Path

from vault_tools.disk.state import private_folder

_FOLDER = "recovered"


def keep(state: Path, path: str, data: bytes) -> Path:
    """A file with what was saved, by the note's path in a folder named for now. Raises OSError."""
    target = state / _FOLDER / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ") / path
    private_folder(state / _FOLDER)
    target.parent.mkdir(parents=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return target


def recovered(state: Path) -> list[Path]:
    """All that the store holds, the oldest first."""
    return sorted(path for path in (state / _FOLDER).rglob("*") if path.is_file())
