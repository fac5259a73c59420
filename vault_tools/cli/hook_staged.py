"""The notes of the commit that git is about to make, as they are in its index."""

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
    """Notes that a commit changes and those that it deletes; paths are relative to `top`, with `/`.

    `unlike` are the bytes in the index of all notes, changed or not, whose files differ from them; `entries`
    are git's entries for the files, if it was asked.
    """

    top: Path
    changed: Sequence[str]
    deleted: frozenset[str] = frozenset()
    unlike: Mapping[str, bytes] = field(default_factory=dict)
    entries: GitEntries | None = None


def given_notes(paths: Iterable[Path]) -> Staged:
    """The notes among files, as they are on disk: pre-commit has set aside what is not staged."""
    return Staged(Path.cwd(), [path.as_posix() for path in paths if path.suffix == ".md" and path.is_file()])


_EXACTLY = ("-c", "core.trustctime=true", "-c", "core.checkStat=default")
"""By all of a file's status, whatever the user's settings say."""


_FEW = 100
"""Up to this many files git is asked about by name, so that it need not look at all others again."""


class _Change(NamedTuple):
    """A line of `git diff --raw`: modes and status as git writes them."""

    old_mode: str
    new_mode: str
    status: str
    path: str


def staged_notes() -> Staged:
    """What is staged in the repository that the current folder is in. Raises VaultToolsError."""
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
    """Git's entries, read after the list of files that were `touched`: a file that changes in between is in
    that list, or looks changed to git. Other systems have different clocks, and several forms of a name."""
    if sys.platform != "linux":
        return None
    said = b""
    with suppress(OSError):
        said = entries_of(tree.index_file.read_bytes()) if tree.index_file else b""
    return GitEntries(said or git(*ASKED, top=tree.top), touched, now)


def _changes(top: Path, *args: str, about: Sequence[str] = ()) -> Iterator[_Change]:
    """How the `.md` files in the index differ from the working tree, or with `--cached` from HEAD;
    `diff-files` lists all that look changed, whatever they contain. With `about`, only these are listed."""
    options = ("--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all")
    raw = git(*args, *options, "--", *about, top=top)
    fields = iter(os.fsdecode(raw).split("\0"))
    for info, path in zip(fields, fields, strict=False):
        old_mode, new_mode, _, _, status = info.removeprefix(":").split(" ")
        if path.endswith(".md"):
            yield _Change(old_mode, new_mode, status, path)


def _is_file(mode: str) -> bool:
    """Whether it is an existing regular file: no link, no submodule."""
    return mode.startswith("100")


def _in_index(top: Path, paths: Sequence[str], filters: Sequence[str]) -> dict[str, bytes]:
    """The bytes that git would write for them, with the line endings and the user's filters that the
    attributes ask for."""
    if not paths:
        return {}
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="vault-tools-") as folder:
        names = os.fsencode("\0".join(paths))
        into = ("-z", "--stdin", f"--prefix={folder}/")
        git(*filters, "checkout-index", *into, top=top, stdin=names)
        return {path: (Path(folder) / path).read_bytes() for path in paths}
