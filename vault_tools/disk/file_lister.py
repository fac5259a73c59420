"""The names of all files of a vault, listed again and again."""

import os
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from vault_tools.disk.boundaries import GITIGNORE
from vault_tools.disk.vault_files import VAULT_MARKS

UNSETTLED = 4_000_000_000
"""Nanoseconds. A folder that changed so shortly before it was listed may change again and look the same: the
coarsest clock of a file system in use, FAT's, ticks every two seconds."""


_MARKS = frozenset((*VAULT_MARKS, GITIGNORE))


class _Folder(NamedTuple):
    """Its modification time (nanoseconds), 0 where that says nothing; paths of files, of folders with `/`,
    and of what is hidden and says whose the others are."""

    modified: int
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class FileLister:
    """Lists a vault. A folder is read once, and again when it has changed: its modification time says whether
    names came or went. Dot folders are passed over, and links not followed."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._known: dict[str, _Folder] = {}

    def files(self) -> Iterator[str]:
        """The paths of all files, in no order."""
        self.look_again()
        return chain.from_iterable(folder.files for folder in self._known.values())

    def look_again(self) -> bool:
        """Whether files or folders came or went since the last look."""
        before, self._known, waiting = self._known, {}, [""]
        while waiting:
            path = waiting.pop()
            folder = self._known[path] = self._folder(path, before.get(path))
            waiting += folder.folders
        return {p: folder[1:] for p, folder in before.items()} != {
            p: folder[1:] for p, folder in self._known.items()
        }

    @property
    def folders(self) -> Iterator[str]:
        """Those that were listed last, with `/` at the end."""
        return iter(self._known)

    def marks(self) -> list[str]:
        """The paths of what is hidden, was met when files were listed last, and says which of them are the
        vault's."""
        return sorted(path for folder in self._known.values() for path in folder.marks)

    def _folder(self, path: str, known: _Folder | None) -> _Folder:
        try:
            place = f"{self._root}/{path}"
            now, modified = time.time_ns(), os.stat(place).st_mtime_ns
            if known and known.modified == modified:
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
            return _Folder(0)
        is_settled = modified + UNSETTLED < now and sys.platform != "win32"  # FAT there keeps a folder's time
        return _Folder(modified if is_settled else 0, tuple(files), tuple(folders), tuple(marks))
