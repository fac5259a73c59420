"""Counts the folders to watch, and those that are watched."""

import ctypes
import errno
import os
from contextlib import suppress
from pathlib import Path

_IN_DELETE_SELF = 0x400
"""inotify(7)."""


def count_watches() -> int | None:
    """The number of folders that this process watches with inotify; None if the system does not have it."""
    if not os.path.isdir("/proc/self/fdinfo"):
        return None
    count = 0
    for descriptor in os.listdir("/proc/self/fdinfo"):
        with suppress(OSError):
            lines = Path("/proc/self/fdinfo", descriptor).read_text().splitlines()
            count += sum(line.startswith("inotify ") for line in lines)
    return count


def are_used_up(folder: Path) -> bool:
    """Whether the system refuses another inotify watch: all programs of a user share a limited number."""
    library = ctypes.CDLL(None, use_errno=True)
    queue = library.inotify_init()
    if queue < 0:
        return ctypes.get_errno() == errno.EMFILE
    try:
        refused = library.inotify_add_watch(queue, os.fsencode(folder), _IN_DELETE_SELF) < 0
        return refused and ctypes.get_errno() == errno.ENOSPC
    finally:
        os.close(queue)


def count_folders(root: Path) -> int:
    """The number of folders that watchdog watches below a root, the root included: all that are readable,
    whatever their names."""
    return 1 + sum(
        not os.path.islink(folder) and os.access(folder, os.R_OK)
        for path, names, _ in os.walk(root)
        for folder in (os.path.join(path, name) for name in names)
    )
