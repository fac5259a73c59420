"""The notes of the commit that git is about to make, as they are in its index."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from vault_tools.cli.git import git, top_folder, without_filters
from vault_tools.lazy_dataclass import dataclass, field


@dataclass(frozen=True)
class Staged:
    """Notes that a commit changes and those that it deletes; paths are relative to `top`, with `/`.

    `unlike` are the bytes in the index of all notes, changed or not, whose files hold something else.
    """

    top: Path
    changed: Sequence[str]
    deleted: frozenset[str] = frozenset()
    unlike: Mapping[str, bytes] = field(default_factory=dict)


def given_notes(paths: Iterable[Path]) -> Staged:
    """The notes among files, as they are: pre-commit has put aside what is not staged."""
    return Staged(Path.cwd(), [path.as_posix() for path in paths if path.suffix == ".md" and path.is_file()])


class _Change(NamedTuple):
    """A line of `git diff --raw`: modes and status as git writes them."""

    old_mode: str
    new_mode: str
    status: str
    path: str


def staged_notes() -> Staged:
    """What is staged in the repository that the current folder is in. Raises VaultToolsError."""
    top = top_folder()
    changes = list(_changes(top, "--cached"))
    unlike = [change.path for change in _changes(top) if _is_file(change.old_mode)]
    return Staged(
        top,
        changed=[change.path for change in changes if _is_file(change.new_mode)],
        deleted=frozenset(change.path for change in changes if change.status == "D"),
        unlike=_in_index(top, unlike),
    )


def _changes(top: Path, *args: str) -> Iterator[_Change]:
    """How the files called `.md` in the index differ from the working tree, with `--cached` from HEAD."""
    options = ("--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all")
    raw = git(*without_filters(top), "diff", *options, *args, top=top)
    fields = iter(os.fsdecode(raw).split("\0"))
    for info, path in zip(fields, fields, strict=False):
        old_mode, new_mode, _, _, status = info.removeprefix(":").split(" ")
        if path.endswith(".md"):
            yield _Change(old_mode, new_mode, status, path)


def _is_file(mode: str) -> bool:
    """Whether it is a regular file: no link, no submodule, and there."""
    return mode.startswith("100")


def _in_index(top: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """The bytes that git would write for them, line ends and the user's filters as the attributes say."""
    if not paths:
        return {}
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="vault-tools-") as folder:
        names = os.fsencode("\0".join(paths))
        into = ("-z", "--stdin", f"--prefix={folder}/")
        git(*without_filters(top), "checkout-index", *into, top=top, stdin=names)
        return {path: (Path(folder) / path).read_bytes() for path in paths}
