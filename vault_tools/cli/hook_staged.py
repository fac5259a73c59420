"""The notes of the commit that git is about to create, as they are in its index."""

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from vault_tools.cli.git import without_filters, work_tree
from vault_tools.cli.unstaged import Unstaged, changed_notes, is_file
from vault_tools.disk.git_entries import GitEntries
from vault_tools.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Staged:
    """The notes that a commit changes and deletes. Paths are relative to `top` and use `/`.

    `unstaged` finds the notes, changed by the commit or not, whose files differ from the index. `entries` are
    git's index entries, if they were read.
    """

    top: Path
    changed: Sequence[str]
    deleted: frozenset[str] = frozenset()
    unstaged: Unstaged | None = None
    entries: GitEntries | None = None


def given_notes(paths: Iterable[Path]) -> Staged:
    """The notes among these files, as they are on disk: pre-commit stashes unstaged changes."""
    return Staged(Path.cwd(), [path.as_posix() for path in paths if path.suffix == ".md" and path.is_file()])


def staged_notes() -> Staged:
    """The staged notes in the current folder's repository. Raises VaultToolsError."""
    tree = work_tree()
    top, filters, now = tree.top, without_filters(tree), time.time_ns()
    changes = list(changed_notes(top, *filters, "diff", "--cached"))
    unstaged = Unstaged(tree, filters)
    return Staged(
        top,
        changed=[change.path for change in changes if is_file(change.new_mode)],
        deleted=frozenset(change.path for change in changes if change.status == "D"),
        unstaged=unstaged,
        # on other systems clocks differ and a name may have several forms
        entries=GitEntries(unstaged, now) if sys.platform == "linux" else None,
    )
