"""A file, not a note, that a user names for the program's output: a report, a baseline.

Whoever names `report.json` in an untrusted folder, such as a vault or a checkout, means a file there, not one
that a link there leads to.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from vault_tools.disk.dirfd import NotWritten

_OF_SYSTEM = ("dev", "proc")
"""Where `/dev/stdout` lies, and what a shell calls the end of a pipe."""
_IN_MEMORY = ("dev", "shm")
"""A folder for all, as `/tmp` is."""


def is_of_strangers(file: Path, root: Path) -> bool:
    """Whether a file lies, as it is named, in the vault at `root` or below the current folder, which may be a
    checkout; home is nobody else's."""
    return _folder_of_strangers(Path(os.path.abspath(file)), root) is not None


def refuse_led_elsewhere(file: Path, root: Path) -> None:
    """Raises NotWritten for an untrusted file that is a link, has another name, is not a regular file, or is
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
        raise NotWritten("has another name as well (a hard link), which would change with it")


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
    """Open such a file, unless somebody has replaced it with a link since."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
