"""The recovery store: what somebody saved in the moment in which a note was written, kept until its owner
takes it away."""

import os
from datetime import UTC, datetime
from pathlib import Path

_FOLDER = "recovered"


def keep(state: Path, path: str, data: bytes) -> Path:
    """A file with what was saved, by the note's path in a folder named for now. Raises OSError."""
    target = state / _FOLDER / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ") / path
    target.parent.mkdir(parents=True)
    with target.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return target


def recovered(state: Path) -> list[Path]:
    """All that the store holds, the oldest first."""
    return sorted(path for path in (state / _FOLDER).rglob("*") if path.is_file())
