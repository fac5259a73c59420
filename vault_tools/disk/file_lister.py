"""The names of all files of a vault, listed again and again."""

import os
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

UNSETTLED = 4_000_000_000
"""Nanoseconds. A folder that changed so shortly before it was listed may change again and look the same: the
coarsest clock of a file system in use, FAT's, ticks every two seconds."""


class _Folder(NamedTuple):
    """Its modification time (nanoseconds), 0 where that says nothing; paths of files, of folders with `/`."""

    modified: int
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


class FileLister:
    """Lists a vault. A folder is read once, and again when it has changed: its modification time says whether
    names came or went. Dot folders are passed over, and links not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root
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

    def _folder(self, path: str, known: _Folder | None) -> _Folder:
        try:
            now, modified = time.time_ns(), os.stat(self._root / path).st_mtime_ns
            if known and known.modified == modified:
                return known
            files, folders = [], []
            with os.scandir(self._root / path) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{path}{entry.name}/")
                    else:
                        files.append(path + entry.name)
        except OSError:
            return _Folder(0)
        is_settled = modified + UNSETTLED < now and sys.platform != "win32"  # FAT there keeps a folder's time
        return _Folder(modified if is_settled else 0, tuple(files), tuple(folders))
