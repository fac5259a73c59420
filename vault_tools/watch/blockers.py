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
"""The files in the settings folder that list the notes open in Obsidian."""
_MAX_GITFILE = 1 << 16
"""Bytes. A path has at most 4,096."""
_AT_WORK = {
    "index.lock": "git is at work",
    "MERGE_HEAD": "a merge is not finished",
    "rebase-merge": "a rebase is not finished",
    "rebase-apply": "a rebase is not finished",
    "CHERRY_PICK_HEAD": "a cherry-pick is not finished",
    "REVERT_HEAD": "a revert is not finished",
}
"""Files in the git folder that show an operation in progress (git-status(1), wt-status.c)."""


@dataclass(frozen=True)
class Blockers:
    """What keeps notes from being written. `git` is the reason why none may be, empty if there is none;
    `open_notes` are open in Obsidian, `conflicted` have a conflict copy left by a sync client, and `held`
    have their text in an editor."""

    git: str = ""
    open_notes: frozenset[str] = frozenset()
    conflicted: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def look_around(root: Path, paths: Iterable[str]) -> Blockers:
    """What keeps these notes from being written at the moment."""
    settings = root / settings_folder(root)
    opened = (path for name in WORKSPACES for path in _open_in(settings / name))
    return Blockers(git_at_work(root), frozenset(opened), frozenset(originals(paths)))


def git_at_work(root: Path) -> str:
    """The git operation in progress in the repository around the vault, empty if there is none."""
    folder = _git_folder(root)
    return next((why for name, why in _AT_WORK.items() if folder and os.path.lexists(folder / name)), "")


def _git_folder(root: Path) -> Path | None:
    """The `.git` in the vault or the nearest folder above it: a folder, or a file that names one
    (gitrepository-layout(5))."""
    found = next((f / ".git" for f in (root, *root.parents) if os.path.lexists(f / ".git")), None)
    if found and found.is_file():
        with suppress(Unreadable, UnicodeDecodeError):
            return found.parent / read_bytes(found, _MAX_GITFILE).decode().removeprefix("gitdir:").strip()
    return found


def _open_in(workspace: Path) -> Iterator[str]:
    with suppress(Unreadable, ValueError, RecursionError):
        yield from open_notes(json.loads(read_bytes(workspace)))


def open_notes(layout: Any) -> Iterator[str]:
    """The notes in all panes of a workspace.json, hidden tabs included."""
    if isinstance(layout, dict):
        if isinstance(path := layout.get("file"), str):
            yield path
        layout = list(layout.values())
    for part in layout if isinstance(layout, list) else ():
        yield from open_notes(part)
