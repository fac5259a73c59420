"""Lists all files of a vault repeatedly, rereading only folders that changed."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vault_tools.disk.boundaries import GITIGNORE
from vault_tools.disk.vault_files import VAULT_MARKS

UNSETTLED = 4_000_000_000
"""Nanoseconds. A folder that changed less than this before it was listed may change again without a new
timestamp: the coarsest clock of any file system in use, FAT's, ticks every two seconds."""


_MARKS = frozenset((*VAULT_MARKS, GITIGNORE))


_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_WHOLE = 10_000_000
"""Nanoseconds. Times that are multiples of this come from FAT and exFAT. Other systems write to such media
too, and some of them do not update a folder's time."""


class Folder(NamedTuple):
    """A listed folder: the paths of its files, of its subfolders (ending in `/`), and of the hidden entries
    that mark a vault or exclude files. `stamp` is its modification and change time (nanoseconds) and its
    inode, or empty if they can't show a change."""

    stamp: tuple[int, ...]
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class FileLister:
    """Lists a vault. Reads a folder again only if its times show that names were added or removed. Skips dot
    folders and does not follow links."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self.known: Mapping[str, Folder] = {}
        """The last listing, from this or another process. Keys are paths that end in `/`; the vault's own is
        empty."""

    def to_keep(self) -> dict[str, Folder]:
        """The folders in `known`, without the stamps that another process can't rely on."""
        return {
            path: folder if folder.stamp and folder.stamp[0] % _WHOLE else folder._replace(stamp=())
            for path, folder in self.known.items()
        }

    def files(self, texts: Mapping[str, str] = _NO_TEXTS) -> Iterator[str]:
        """The paths of all files, unordered. A path that is a key of `texts` is replaced by the equal string
        there, to save memory."""
        self.look_again()
        if texts:
            same = {path: tuple(texts.get(f, f) for f in folder.files) for path, folder in self.known.items()}
            self.known = {path: folder._replace(files=same[path]) for path, folder in self.known.items()}
        return chain.from_iterable(folder.files for folder in self.known.values())

    def look_again(self) -> bool:
        """List again; returns whether files or folders were added or removed since the last listing."""
        before, waiting = self.known, [""]
        self.known = known = {}
        while waiting:
            path = waiting.pop()
            folder = known[path] = self._folder(path, before.get(path))
            waiting += folder.folders
        return {p: folder[1:] for p, folder in before.items()} != {p: f[1:] for p, f in known.items()}

    def marks(self) -> list[str]:
        """The paths of the hidden entries in the last listing that mark a vault or exclude files."""
        return sorted(path for folder in self.known.values() for path in folder.marks)

    def holds(self, path: str) -> bool:
        """Whether the last listing has this file."""
        folder, slash, _ = path.rpartition("/")
        return path in self.known.get(folder + slash, _NOTHING).files

    def _folder(self, path: str, known: Folder | None) -> Folder:
        try:
            place = f"{self._root}/{path}"
            now, status = time.time_ns(), os.stat(place)
            stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
            if known and known.stamp == stamp:
                return known
            files, folders, marks = [], [], []
            with os.scandir(place) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        if name in _MARKS:
                            marks.append(path + name)
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(f"{path}{name}/")
                    else:
                        files.append(path + name)
        except OSError:
            return _NOTHING
        is_settled = max(stamp[:2]) + UNSETTLED < now and sys.platform != "win32"  # no update on FAT there
        return Folder(stamp if is_settled else (), tuple(files), tuple(folders), tuple(marks))


_NOTHING = Folder(())
