"""How many folders there are to watch, and how many are watched."""

import os
from contextlib import suppress
from pathlib import Path


def count_watches() -> int | None:
    """How many folders this process watches by inotify; None where the system has no such thing."""
    if not os.path.isdir("/proc/self/fdinfo"):
        return None
    count = 0
    for descriptor in os.listdir("/proc/self/fdinfo"):
        with suppress(OSError):
            lines = Path("/proc/self/fdinfo", descriptor).read_text().splitlines()
            count += sum(line.startswith("inotify ") for line in lines)
    return count


def count_folders(root: Path) -> int:
    """The folders that watchdog watches below a root, with the root itself, whatever their names."""
    return 1 + sum(
        not os.path.islink(os.path.join(path, name)) for path, names, _ in os.walk(root) for name in names
    )
