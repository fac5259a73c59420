"""What makes a writer wait: git at work, notes open in Obsidian, conflicts."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vault_tools.disk.conflict_copies import originals
from vault_tools.disk.vault_files import Unreadable, read_bytes, settings_folder

WORKSPACES = ("workspace.json", "workspace-mobile.json")
"""The files of the settings folder that name the notes that are shown."""
_MAX_GITFILE = 1 << 16
"""Bytes; a path has 4,096 at most."""
_AT_WORK = {
    "index.lock": "git is at work",
    "MERGE_HEAD": "a merge is not finished",
    "rebase-merge": "a rebase is not finished",
    "rebase-apply": "a rebase is not finished",
    "CHERRY_PICK_HEAD": "a cherry-pick is not finished",
    "REVERT_HEAD": "a revert is not finished",
}
"""What is in the git folder meanwhile (git-status(1), wt-status.c)."""


@dataclass(frozen=True)
class Blockers:
    """`git` says why no note is to be touched, empty if nothing speaks against it; `open_notes` are those
    that Obsidian shows, `conflicted` those of which a sync client has left another version, `held` those
    whose text an editor has."""

    git: str = ""
    open_notes: frozenset[str] = frozenset()
    conflicted: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def look_around(root: Path, paths: Iterable[str]) -> Blockers:
    """What keeps these notes from being written now."""
    settings = root / settings_folder(root)
    opened = (path for name in WORKSPACES for path in _open_in(settings / name))
    return Blockers(git_at_work(root), frozenset(opened), frozenset(originals(paths)))


def git_at_work(root: Path) -> str:
    """What git is doing in the repository that the vault is in, empty for nothing."""
    folder = _git_folder(root)
    return next((why for name, why in _AT_WORK.items() if folder and os.path.lexists(folder / name)), "")


def _git_folder(root: Path) -> Path | None:
    """gitrepository-layout(5): a folder, or a file that names one, in the vault or a folder above it."""
    found = next((f / ".git" for f in (root, *root.parents) if os.path.lexists(f / ".git")), None)
    if found and found.is_file():
        with suppress(Unreadable, UnicodeDecodeError):
            return found.parent / read_bytes(found, _MAX_GITFILE).decode().removeprefix("gitdir:").strip()
    return found


def _open_in(workspace: Path) -> Iterator[str]:
    with suppress(Unreadable, ValueError, RecursionError):
        yield from open_notes(json.loads(read_bytes(workspace)))


def open_notes(layout: Any) -> Iterator[str]:
    """The notes in the panes of a workspace.json, also of those that are not in front."""
    if isinstance(layout, dict):
        if isinstance(path := layout.get("file"), str):
            yield path
        layout = list(layout.values())
    for part in layout if isinstance(layout, list) else ():
        yield from open_notes(part)
