"""Finds the vault that contains a path, and the vaults below a folder."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from vault_tools.config.load import config_path, read_config
from vault_tools.disk.boundaries import PACKAGES
from vault_tools.disk.vault_files import VAULT_MARKS
from vault_tools.errors import VaultToolsError

_DEPTH, _FOLDERS = 5, 5000
"""Limits of the search for vaults: the depth, and the number of folders."""

_OWN_FOLDERS, _OWN_FILES = 1_000, 20_000
"""Maximum numbers of folders and files of an unconfigured vault: a vault of 10,000 notes has 200 folders."""


def find_root(path: Path) -> Path:
    """The vault that contains a path, else the path's folder itself. Raises VaultToolsError if `path` does
    not exist, or if a folder has two configuration files or one with a misspelled name."""
    if not os.path.lexists(path):
        raise VaultToolsError(f"{path}: no such file or folder; name a vault, a folder or notes")
    folder = Path(os.path.abspath(path))
    folder = folder if folder.is_dir() else folder.parent
    return vault_above(folder) or folder


def vault_above(folder: Path) -> Path | None:
    """The vault that contains an absolute folder, or None.

    It is the nearest folder upwards with a configuration; if there is none, or if it says `vaults: separate`,
    the nearest with `.obsidian/`. Raises VaultToolsError like `find_root`.
    """
    of_obsidian = None
    for each in (folder, *folder.parents):
        if of_obsidian is None and (each / ".obsidian").exists():
            of_obsidian = each
        if config_path(each):
            is_nested = of_obsidian not in (None, each)
            return of_obsidian if is_nested and read_config(each).separate else each
    return of_obsidian


def is_too_large(folder: Path) -> bool:
    """Whether a folder is too large to be an unconfigured vault, such as a home folder or a whole disk."""
    count = 0
    for folders, (_, inner, files) in enumerate(os.walk(folder), 1):
        count += len(files)
        if folders > _OWN_FOLDERS or count > _OWN_FILES:
            return True
        inner[:] = [name for name in inner if not name.startswith(".")]
    return False


def vaults_below(folder: Path, most: int) -> list[Path]:
    """The outermost vaults in a folder, at most `most`."""
    return list(islice(_vaults_below(folder), most))


def _vaults_below(folder: Path) -> Iterator[Path]:
    depth = len(folder.parts) + _DEPTH
    for path, folders, files in islice(os.walk(folder), _FOLDERS):
        here = Path(path)
        if here != folder and not set(VAULT_MARKS).isdisjoint([*folders, *files]):
            yield here
            folders.clear()
        going_on = (f for f in folders if not f.startswith(".") and f not in PACKAGES)
        folders[:] = sorted(going_on) if len(here.parts) < depth else []
