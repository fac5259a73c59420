"""Finds what is in a vault's folder but not part of the vault: nested vaults, packages, ignored files."""

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
"""Folders filled by programs: npm, Bower, Python, Go, PHP and Ruby packages, and build output."""
GITIGNORE = ".gitignore"
_MAX_GITIGNORE = 1 << 20
"""The rest of a `.gitignore` after this many bytes is not read."""
_MAX_STARS = 4
"""Maximum number of `*` in one segment of a pattern: each further one makes matching a long name a hundred
times slower."""


class _Ignores(NamedTuple):
    """One `.gitignore`. To turn a path in the vault into one in the folder of this file, drop its first
    `without` characters and prepend `before`."""

    before: str
    without: int
    folders: Globs
    notes: Globs

    @property
    def hides_root(self) -> bool:
        """Whether the vault itself is ignored, like a scratch copy inside a repository."""
        return bool(self.folders.says(self.before))

    def says(self, path: str) -> bool | None:
        """Whether the path is ignored; None if no line matches it."""
        globs = self.folders if path.endswith("/") else self.notes
        return globs.says(self.before + path[self.without :])


class Boundaries:
    """The boundaries of one vault. A subfolder that contains one of `marks` is another vault; `vaults` has
    the paths of those met so far, each ending in `/`. With `hides`, PACKAGES and whatever git ignores are
    left out too. Each folder is examined once.
    """

    def __init__(self, root: Path, marks: Collection[str], *, hides: bool = True) -> None:
        self.root, self.marks, self.hides = root, frozenset(marks), hides
        self.vaults: set[str] = set()
        self._inside = {"": True}
        self._ignores: dict[str, tuple[_Ignores, ...]] = {"": tuple(_of_root(root)) if hides else ()}

    @property
    def around(self) -> object:
        """The ignore rules that apply to the whole vault: those at its root and in the folders above."""
        return [(each.before, each.without, each.folders.lines) for each in self._ignores[""]]

    def crossed(self, path: str) -> bool:
        """Whether the file or folder at this path lies outside the vault. A folder's path ends in `/`."""
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
        """Whether git ignores the path: the nearest `.gitignore` with a matching line decides."""
        if not self._ignores[folder]:
            return False
        said = (ignores.says(path) for ignores in self._ignores[folder])
        return next((ignored for ignored in said if ignored is not None), False)


def _of_root(root: Path) -> Iterator[_Ignores]:
    """The `.gitignore` files of the root and of the folders above it, up to the top of their repository.
    Those above do not count if they ignore the root itself."""
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
    """Whether a line is a valid pattern with few enough stars; git skips invalid ones as well."""
    if plain_glob(line):
        return True
    return max(segment.count("*") for segment in line.split("/")) <= _MAX_STARS and is_glob(line)


def _may_be_a_note(line: str) -> bool:
    """Whether a line can match a name that ends in `.md`; most lines are about folders and other files. A
    line that ends in `/` matches only folders: `!*/` does not make git include their contents."""
    end = line.rstrip()[-3:]
    return end == ".md" or (not end.endswith("/") and any(character in end for character in "*?]"))
