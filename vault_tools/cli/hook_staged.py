"""The notes of the commit that git is about to create, as they are in its index."""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vault_tools.cli.git import WorkTree, git, without_filters, work_tree
from vault_tools.disk.git_entries import ASKED, GitEntries
from vault_tools.disk.git_index import entries_of
from vault_tools.lazy_dataclass import dataclass, field


@dataclass(frozen=True)
class Staged:
    """The notes that a commit changes and deletes. Paths are relative to `top` and use `/`.

    `unlike` has the bytes in the index of all notes, changed by the commit or not, whose files differ from
    the index. `entries` are git's index entries, if they were read.
    """

    top: Path
    changed: Sequence[str]
    deleted: frozenset[str] = frozenset()
    unlike: Mapping[str, bytes] = field(default_factory=dict)
    entries: GitEntries | None = None


def given_notes(paths: Iterable[Path]) -> Staged:
    """The notes among these files, as they are on disk: pre-commit stashes unstaged changes."""
    return Staged(Path.cwd(), [path.as_posix() for path in paths if path.suffix == ".md" and path.is_file()])


_EXACTLY = ("-c", "core.trustctime=true", "-c", "core.checkStat=default")
"""Options that make git compare the complete status of a file, whatever the user's settings."""


_FEW = 100
"""Up to this many files are passed to git by name, so that it does not examine all others again."""


class _Change(NamedTuple):
    """A line of `git diff --raw`, with modes and status as in git."""

    old_mode: str
    new_mode: str
    status: str
    path: str


def staged_notes() -> Staged:
    """The staged notes in the current folder's repository. Raises VaultToolsError."""
    tree = work_tree()
    top, filters, now = tree.top, without_filters(tree), time.time_ns()
    changes = list(_changes(top, *filters, "diff", "--cached"))
    touched = list(_changes(top, *filters, *_EXACTLY, "diff-files"))
    about = [change.path for change in touched] if len(touched) <= _FEW else []
    differing = _changes(top, "--literal-pathspecs", *filters, "diff", about=about) if touched else ()
    unlike = [change.path for change in differing if _is_file(change.old_mode)]
    return Staged(
        top,
        changed=[change.path for change in changes if _is_file(change.new_mode)],
        deleted=frozenset(change.path for change in changes if change.status == "D"),
        unlike=_in_index(top, unlike, filters),
        entries=_entries(tree, frozenset(change.path for change in touched), now),
    )


def _entries(tree: WorkTree, touched: frozenset[str], now: int) -> GitEntries | None:
    """Git's index entries, or None on systems other than Linux, where clocks differ and a name may have
    several forms. They are read after the list of `touched` files, so a file that changes in between is in
    that list or differs from its entry."""
    if sys.platform != "linux":
        return None
    said = b""
    with suppress(OSError):
        said = entries_of(tree.index_file.read_bytes()) if tree.index_file else b""
    return GitEntries(said or git(*ASKED, top=tree.top), touched, now)


def _changes(top: Path, *args: str, about: Sequence[str] = ()) -> Iterator[_Change]:
    """The differences of `.md` files between index and working tree, or with `--cached` between HEAD and
    index. `diff-files` lists all whose status differs, whatever their content. With `about`, only these files
    are listed."""
    options = ("--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all")
    raw = git(*args, *options, "--", *about, top=top)
    fields = iter(os.fsdecode(raw).split("\0"))
    for info, path in zip(fields, fields, strict=False):
        old_mode, new_mode, _, _, status = info.removeprefix(":").split(" ")
        if path.endswith(".md"):
            yield _Change(old_mode, new_mode, status, path)


def _is_file(mode: str) -> bool:
    """Whether the mode is that of an existing regular file, not a link or submodule."""
    return mode.startswith("100")


def _in_index(top: Path, paths: Sequence[str], filters: Sequence[str]) -> dict[str, bytes]:
    """The bytes that git would check out for these paths, with line endings and the user's filters applied as
    the attributes require."""
    if not paths:
        return {}
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="vault-tools-") as folder:
        names = os.fsencode("\0".join(paths))
        into = ("-z", "--stdin", f"--prefix={folder}/")
        git(*filters, "checkout-index", *into, top=top, stdin=names)
        return {path: (Path(folder) / path).read_bytes() for path in paths}
