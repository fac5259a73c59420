"""Open folders, and files addressed by name within them, so that no link in a path can lead out of the
vault."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vault_tools.lazy_dataclass import dataclass

_BY_DESCRIPTOR = os.open in os.supports_dir_fd
"""False on Windows, where a name is a whole path, which is checked for links before use."""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


class NotWritten(Exception):
    """The file was left as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class FileAt:
    """A file in an open folder: its name and the `dir_fd`, as the functions of `os` take them."""

    name: str
    folder: int | None

    def open(self, flags: int, mode: int = 0o666) -> int:
        """Open the file and return its descriptor. Refuses links, and never blocks on FIFOs or devices."""
        return os.open(self.name, flags | _NO_LINK, mode, dir_fd=self.folder)

    def status(self) -> os.stat_result:
        return os.stat(self.name, dir_fd=self.folder, follow_symlinks=False)

    def unlink(self) -> None:
        os.unlink(self.name, dir_fd=self.folder)


class OpenFolder:
    """An open folder: renaming or replacing its path does not affect it. Close it after use."""

    def __init__(self, place: FileAt) -> None:
        if not _BY_DESCRIPTOR and os.path.realpath(place.name) != place.name:
            raise NotWritten(f"is in the linked folder {place.name}; links are not followed")
        self._path = place.name
        self.descriptor = place.open(_FOLDER) if _BY_DESCRIPTOR else None

    def place(self, name: str) -> FileAt:
        return FileAt(name if _BY_DESCRIPTOR else os.path.join(self._path, name), self.descriptor)

    def names(self) -> list[str]:
        return os.listdir(self._path if self.descriptor is None else self.descriptor)

    def is_same(self, other: "OpenFolder") -> bool:
        """Whether both are the same folder. Compares paths on Windows, where a folder with an open file can't
        be moved."""
        if self.descriptor is None or other.descriptor is None:
            return self._path == other._path
        return os.path.samestat(os.fstat(self.descriptor), os.fstat(other.descriptor))

    def sync(self) -> None:
        """Make renames in the folder durable (survive a power cut). Windows does so by itself."""
        if self.descriptor is not None:
            os.fsync(self.descriptor)

    def close(self) -> None:
        if self.descriptor is not None:
            with suppress(OSError):  # the descriptor is closed even if this fails
                os.close(self.descriptor)


def open_root(path: Path) -> OpenFolder:
    return OpenFolder(FileAt(os.path.realpath(path), None))


@contextmanager
def folder_of(root: OpenFolder, path: str, *, make: bool = False) -> Iterator[OpenFolder]:
    """The folder that contains a note; `make` creates missing folders.

    Raises NotWritten if the path leads through a link or out of the vault; also OSError.
    """
    parts = path.split("/")
    if {"", ".", ".."} & set(parts):
        raise NotWritten("is outside the vault")
    opened = [root]
    try:
        for number, part in enumerate(parts[:-1], 1):
            opened.append(_entered(opened[-1].place(part), "/".join(parts[:number]), make))
        yield opened[-1]
    finally:
        for folder in opened[1:]:
            folder.close()


def _entered(place: FileAt, path: str, make: bool) -> OpenFolder:
    if make:
        with suppress(FileExistsError):
            os.mkdir(place.name, dir_fd=place.folder)
    if stat.S_ISLNK(place.status().st_mode):
        raise NotWritten(f"is in the linked folder {path}; links are not followed")
    return OpenFolder(place)


def sync_folders(root: OpenFolder, paths: Iterable[str]) -> None:
    """Make renames to these paths durable (survive a power cut). Raises OSError."""
    ends = ((path, end) for path in paths for end, letter in enumerate(path) if letter == "/")
    for folder in {"", *(path[: end + 1] for path, end in ends)}:
        with suppress(NotWritten, FileNotFoundError), folder_of(root, f"{folder}x") as opened:
            opened.sync()
