"""An output file named by the user, such as a report or a baseline.

In an untrusted folder, such as a vault or a checkout, `report.json` must be a file in that folder, not a link
to a file elsewhere.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from vault_tools.disk.dirfd import NotWritten

_OF_SYSTEM = ("dev", "proc")
"""The folders of `/dev/stdout` and of the names that a shell gives to the ends of pipes."""
_IN_MEMORY = ("dev", "shm")
"""World-writable, like `/tmp`."""


def is_of_strangers(file: Path, root: Path) -> bool:
    """Whether a file is untrusted: its path, as given, is in the vault at `root` or below the current folder,
    which may be a checkout. The home folder is trusted."""
    return _folder_of_strangers(Path(os.path.abspath(file)), root) is not None


def refuse_led_elsewhere(file: Path, root: Path) -> None:
    """Raises NotWritten if a file is untrusted and is a link, has a second name, is not a regular file, or is
    reached through a link."""
    path = Path(os.path.abspath(file))
    folder = _folder_of_strangers(path, root)
    if folder is None:
        return
    if _real(path) != os.path.normcase(os.path.join(_real(folder), path.relative_to(folder))):
        raise NotWritten("is a link or in a linked folder; links are not followed")
    try:
        status = os.lstat(path)
    except OSError:
        return
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise NotWritten("is not a regular file")
    if status.st_nlink > 1 and stat.S_ISREG(status.st_mode):
        raise NotWritten("has a second name (a hard link), which would change too")


def _folder_of_strangers(path: Path, root: Path) -> Path | None:
    if path.parts[1:2] and path.parts[1] in _OF_SYSTEM and path.parts[1:3] != _IN_MEMORY:
        return None
    return next((folder for folder in _of_strangers(root) if path.is_relative_to(folder)), None)


def _of_strangers(root: Path) -> Iterator[Path]:
    yield root
    here = Path.cwd()
    if here.parent != here and here != Path(os.path.expanduser("~")):
        yield here


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def opened_there(path: str, flags: int) -> int:
    """Open a file that was checked, and fail if it has since been replaced by a link."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
