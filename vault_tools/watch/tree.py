"""What the notes of a vault look like from outside: which exist, and the stamp of each.

Events only hint at changes; comparing two trees shows what changed.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from vault_tools.config.obsidian import SETTINGS_FILES
from vault_tools.disk.placeholders import is_placeholder
from vault_tools.disk.vault_files import CONFIG_NAMES, VAULT_MARKS, settings_folder
from vault_tools.vault.drawing import ENDINGS


def settings_of(root: Path) -> Iterator[str]:
    """The files that make a vault's configuration."""
    folder = settings_folder(root)
    yield from (*CONFIG_NAMES, *(f"{folder}/{name}" for name in SETTINGS_FILES))


_SIGNS = frozenset((*VAULT_MARKS, ".gitignore"))


class Stamp(NamedTuple):
    """Modification and change time (nanoseconds), size (bytes), and whether the text is on this machine.

    The inode is left out: FAT and many network file systems renumber their files. A file moved over another
    one has a different change time.
    """

    modified: int
    changed: int
    size: int
    here: bool


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """The contents of a folder that matter: `notes` by name, and `folders`. `signs` decide which notes belong
    to the vault: VAULT_MARKS, and `.gitignore` with its modification time. `others` is a number that changes
    when files that are not notes appear or disappear, or when a canvas or base is written."""

    notes: Mapping[str, Stamp] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    signs: frozenset[tuple[str, int]] = frozenset()
    others: int = 0


@dataclass(frozen=True)
class Tree:
    """A vault at one moment: its folders by path, which ends in `/` and is empty for the root.

    `identity` is the device and inode of the root, `settings` are the stamps of those files of `settings_of`
    that exist.
    """

    folders: Mapping[str, WatchedFolder] = field(default_factory=dict)
    settings: Mapping[str, Stamp] = field(default_factory=dict)
    identity: tuple[int, int] = (0, 0)

    def __len__(self) -> int:
        return sum(len(folder.notes) for folder in self.folders.values())

    def paths(self) -> Iterator[str]:
        return (f"{path}{name}" for path, folder in self.folders.items() for name in folder.notes)

    def get(self, path: str) -> Stamp | None:
        folder, slash, name = path.rpartition("/")
        return self.folders.get(folder + slash, WatchedFolder()).notes.get(name)

    @cached_property
    def signs(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        """The `signs` of the folders that have any."""
        return {path: folder.signs for path, folder in self.folders.items() if folder.signs}

    @cached_property
    def others(self) -> Mapping[str, int]:
        """The `others` of the folders that have any."""
        return {path: folder.others for path, folder in self.folders.items() if folder.others}


def changed(old: Tree, new: Tree) -> set[str]:
    """The paths of the notes that appeared, disappeared or have another stamp."""
    none = WatchedFolder()
    return {
        f"{path}{name}"
        for path in old.folders.keys() | new.folders.keys()
        if (before := old.folders.get(path, none)) is not (after := new.folders.get(path, none))
        for name, _ in before.notes.items() ^ after.notes.items()
    }


def look(root: Path, before: Tree | None = None, only: Iterable[str] | None = None) -> Tree:
    """The tree as it is now. With `only`, just these folders of `before` are listed again.

    A folder that can't be listed keeps its earlier contents. Raises OSError if there is no root.
    """
    status = os.stat(root)
    before = before or Tree()
    settings = {name: stamp for name in settings_of(root) if (stamp := stamp_of(root / name))}
    listed = _listed_again(root, before, only) if only is not None else None
    return Tree(listed or _listed(root, before), settings, (status.st_dev, status.st_ino))


def _listed_again(root: Path, before: Tree, only: Iterable[str]) -> dict[str, WatchedFolder] | None:
    """The folders, some of them listed again; None if folders appeared or disappeared."""
    folders = dict(before.folders)
    for path in only:
        known = folders.get(path)
        folder = _folder(root, path, known) if known else None
        if not (known and folder) or folder.folders != known.folders:
            return None
        folders[path] = folder
    return folders


def _listed(root: Path, before: Tree) -> dict[str, WatchedFolder]:
    folders: dict[str, WatchedFolder] = {}
    waiting = [""]
    while waiting:
        path = waiting.pop()
        if folder := _folder(root, path, before.folders.get(path)):
            folders[path] = folder
            waiting += [f"{path}{name}/" for name in folder.folders]
    return folders


def _folder(root: Path, path: str, known: WatchedFolder | None) -> WatchedFolder | None:
    """The folder as it is now; what was `known` of it if it can't be listed, None if it is gone."""
    notes, folders, signs, others = {}, set(), set(), set()
    try:
        with os.scandir(root / path) as entries:
            for entry in entries:
                name = entry.name
                if name in _SIGNS:
                    is_text = name == ".gitignore"
                    signs.add((name, entry.stat(follow_symlinks=False).st_mtime_ns if is_text else 0))
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.add(name)
                elif name.endswith(".md"):
                    with suppress(FileNotFoundError):
                        notes[name] = _stamp(entry.stat(follow_symlinks=False))
                elif name.endswith(ENDINGS):
                    with suppress(FileNotFoundError):
                        others.add((name, entry.stat(follow_symlinks=False).st_mtime_ns))
                else:
                    others.add((name, 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return known
    return WatchedFolder(
        notes, frozenset(folders), frozenset(signs), hash(frozenset(others)) if others else 0
    )


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file or link; None if there is none."""
    try:
        return _stamp(os.lstat(path))
    except OSError:
        return None


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_mtime_ns, status.st_ctime_ns, status.st_size, not is_placeholder(status))
