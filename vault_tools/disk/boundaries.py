"""What is in a vault's folder and is not the vault's: other vaults, packages, what git ignores."""

import os
from collections.abc import Collection, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from vault_tools.disk.globs import Globs, is_glob, plain_glob
from vault_tools.disk.vault_files import Unreadable, read_bytes

PACKAGES = frozenset(
    ("node_modules", "bower_components", "site-packages", "__pycache__", "vendor", "build", "dist", "_site")
)
"""Folders that programs fill: packages of npm, Bower, Python, Go, PHP and Ruby, and what a build leaves."""
GITIGNORE = ".gitignore"
_MAX_GITIGNORE = 1 << 20
"""Bytes that are read of one."""
_MAX_STARS = 4
"""In one segment of a pattern; each more has a long name take a hundred times as long."""


class _Ignores(NamedTuple):
    """One `.gitignore`. A path of the vault is one of its folder with `before` in front and the first
    `without` characters taken away."""

    before: str
    without: int
    folders: Globs
    notes: Globs

    @property
    def hides_root(self) -> bool:
        """Whether the vault itself is ignored, as a copy to play with is in its repository."""
        return bool(self.folders.says(self.before))

    def says(self, path: str) -> bool | None:
        """Whether the path is ignored; None if no line matches it."""
        globs = self.folders if path.endswith("/") else self.notes
        return globs.says(self.before + path[self.without :])


class Boundaries:
    """Of one vault. A folder below that holds one of `marks` is another vault; `vaults` are those that were
    met so far, by path with `/` at the end. With `hides` folders of PACKAGES and what git ignores are left
    out too. What was found out of a folder is kept.
    """

    def __init__(self, root: Path, marks: Collection[str], *, hides: bool = True) -> None:
        self.root, self.marks, self.hides = root, frozenset(marks), hides
        self.vaults: set[str] = set()
        self._inside = {"": True}
        self._ignores: dict[str, tuple[_Ignores, ...]] = {"": tuple(_of_root(root)) if hides else ()}

    @property
    def around(self) -> object:
        """What git ignores in the vault by what is written at its root and above."""
        return [(each.before, each.without, each.folders.lines) for each in self._ignores[""]]

    def crossed(self, path: str) -> bool:
        """Whether what is at a path, a folder's with `/` at its end, is not the vault's."""
        folder, slash, name = path.rpartition("/")
        if not self._is_inside(folder + slash):
            return True
        return bool(name) and self._is_ignored(path, folder + slash)

    def _is_inside(self, folder: str) -> bool:
        if folder not in self._inside:
            outer = ""
            for each in accumulate(f"{part}/" for part in folder.split("/")[:-1]):
                if each not in self._inside:
                    self._inside[each] = self._inside[outer] and self._enters(each, outer)
                outer = each
        return self._inside[folder]

    def _enters(self, folder: str, outer: str) -> bool:
        if self.hides and (os.path.basename(folder[:-1]) in PACKAGES or self._is_ignored(folder, outer)):
            return False
        try:
            names = os.listdir(self.root / folder)
        except OSError:
            names = []
        if not self.marks.isdisjoint(names):
            self.vaults.add(folder)
            return False
        own = _read(self.root / folder, "", len(folder)) if self.hides and GITIGNORE in names else None
        self._ignores[folder] = (*([own] if own else ()), *self._ignores[outer])
        return True

    def _is_ignored(self, path: str, folder: str) -> bool:
        """By the nearest `.gitignore` with a line that matches it."""
        if not self._ignores[folder]:
            return False
        said = (ignores.says(path) for ignores in self._ignores[folder])
        return next((ignored for ignored in said if ignored is not None), False)


def _of_root(root: Path) -> Iterator[_Ignores]:
    """What the root and the folders above it, up to the top of their repository, have git ignore; those above
    are of no account where they hide the root itself."""
    if own := _read(root, "", 0):
        yield own
    folders = (root, *root.parents)
    top = next((n for n, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    above = [_read(f, f"{root.relative_to(f).as_posix()}/", 0) for f in folders[1 : top + 1]]
    if not any(ignores and ignores.hides_root for ignores in above):
        yield from filter(None, above)


def _read(folder: Path, before: str, without: int) -> _Ignores | None:
    try:
        lines = read_bytes(folder / GITIGNORE)[:_MAX_GITIGNORE].decode("utf-8", "replace").splitlines()
    except Unreadable:  # git follows no link there either
        return None
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    lines = list(filter(_means_something, lines))
    return _Ignores(before, without, Globs(lines), Globs(filter(_may_be_a_note, lines)))


def _means_something(line: str) -> bool:
    """Git passes over the others as well."""
    if plain_glob(line):
        return True
    return max(segment.count("*") for segment in line.split("/")) <= _MAX_STARS and is_glob(line)


def _may_be_a_note(line: str) -> bool:
    """Whether a line can match a name that ends in `.md`; most are about folders and other files. One that
    ends in `/` matches only folders: `!*/` does not make git see their contents."""
    end = line.rstrip()[-3:]
    return end == ".md" or (not end.endswith("/") and any(character in end for character in "*?]"))
