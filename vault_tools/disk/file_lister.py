"""The names of all files of a vault, listed again and again."""

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
"""Nanoseconds. A folder that changed this shortly before it was listed may change again and look the same:
the coarsest clock of any file system in use, FAT's, ticks every two seconds."""


_MARKS = frozenset((*VAULT_MARKS, GITIGNORE))


_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_WHOLE = 10_000_000
"""Nanoseconds: times that are multiples of this are those of FAT and exFAT, on media that other systems write
to as well, some of which leave a folder's time as it is."""


class Folder(NamedTuple):
    """The paths of its files, of its folders with `/` at the end, and of hidden entries that show which vault
    the others belong to. `stamp` has its times of modification and change (nanoseconds) and its inode; it is
    empty if these say nothing."""

    stamp: tuple[int, ...]
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class FileLister:
    """Lists a vault. A folder is read once, and again when its times show that names came or went. Dot
    folders are skipped, and links not followed."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self.known: Mapping[str, Folder] = {}
        """What was listed last, here or by another process, by path with `/` at the end; the vault's own path
        is empty."""

    def to_keep(self) -> dict[str, Folder]:
        """What is `known`, in a form for another process."""
        return {
            path: folder if folder.stamp and folder.stamp[0] % _WHOLE else folder._replace(stamp=())
            for path, folder in self.known.items()
        }

    def files(self, texts: Mapping[str, str] = _NO_TEXTS) -> Iterator[str]:
        """The paths of all files, in no order; those that are among these `texts`, each by itself, are the
        same text, which takes no memory again."""
        self.look_again()
        if texts:
            same = {path: tuple(texts.get(f, f) for f in folder.files) for path, folder in self.known.items()}
            self.known = {path: folder._replace(files=same[path]) for path, folder in self.known.items()}
        return chain.from_iterable(folder.files for folder in self.known.values())

    def look_again(self) -> bool:
        """Whether files or folders came or went since the last look."""
        before, waiting = self.known, [""]
        self.known = known = {}
        while waiting:
            path = waiting.pop()
            folder = known[path] = self._folder(path, before.get(path))
            waiting += folder.folders
        return {p: folder[1:] for p, folder in before.items()} != {p: f[1:] for p, f in known.items()}

    def marks(self) -> list[str]:
        """The paths of what is hidden, was met when files were listed last, and says which of them are the
        vault's."""
        return sorted(path for folder in self.known.values() for path in folder.marks)

    def holds(self, path: str) -> bool:
        """Whether this file existed when files were last listed."""
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
        is_settled = max(stamp[:2]) + UNSETTLED < now and sys.platform != "win32"  # FAT there keeps its time
        return Folder(stamp if is_settled else (), tuple(files), tuple(folders), tuple(marks))


_NOTHING = Folder(())
