"""How the notes of a working tree differ from git's index."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from vault_tools.cli.git import WorkTree, git
from vault_tools.disk.git_entries import ASKED, IndexFile

_EXACTLY = ("-c", "core.trustctime=true", "-c", "core.checkStat=default")
"""Options that make git compare the complete status of a file, whatever the user's settings."""

_FEW = 100
"""Up to this many files are passed to git by name, so that it does not examine all others."""


class NoteChange(NamedTuple):
    """A line of `git diff --raw`, with modes and status as in git."""

    old_mode: str
    new_mode: str
    status: str
    path: str


class Unstaged:
    """Asks git for each answer only when it is needed: examining all files takes git five times as long as
    everything else. Paths are relative to the top folder."""

    def __init__(self, tree: WorkTree, filters: Sequence[str]) -> None:
        self._tree, self._top, self._filters = tree, tree.top, filters
        self._folders: dict[str, bool] = {}

    def index(self) -> IndexFile:
        with suppress(OSError):
            if self._tree.index_file:
                with self._tree.index_file.open("rb") as file:
                    return IndexFile(file.read(), os.fstat(file.fileno()).st_mtime_ns)
        return IndexFile()

    def said(self) -> bytes:
        return git(*ASKED, top=self._top)

    @cached_property
    def touched(self) -> frozenset[str]:
        changes = changed_notes(self._top, *self._filters, *_EXACTLY, "diff-files")
        return frozenset(change.path for change in changes)

    def unlike(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """With line endings and the user's filters applied as the attributes require."""
        about = [*paths] if len(paths) <= _FEW else []
        options = ("--literal-pathspecs", *self._filters)
        changes = changed_notes(self._top, *options, "diff", about=about) if paths else ()
        unlike = [change.path for change in changes if is_file(change.old_mode)]
        return _in_index(self._top, [path for path in unlike if path in paths], self._filters)

    def status(self, path: str) -> os.stat_result | None:
        folder = os.path.dirname(path)
        if folder not in self._folders:
            place = os.path.join(self._top, folder)
            self._folders[folder] = os.path.realpath(place) == os.path.normpath(place)
        with suppress(OSError):
            return os.lstat(self._top / path) if self._folders[folder] else None
        return None


def changed_notes(top: Path, *args: str, about: Sequence[str] = ()) -> Iterator[NoteChange]:
    """The differences of `.md` files between index and working tree, or with `--cached` between HEAD and
    index. `diff-files` lists all whose status differs, whatever their content. With `about`, only these files
    are listed."""
    options = ("--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all")
    raw = git(*args, *options, "--", *about, top=top)
    fields = iter(os.fsdecode(raw).split("\0"))
    for info, path in zip(fields, fields, strict=False):
        old_mode, new_mode, _, _, status = info.removeprefix(":").split(" ")
        if path.endswith(".md"):
            yield NoteChange(old_mode, new_mode, status, path)


def is_file(mode: str) -> bool:
    """Whether the mode is that of an existing regular file, not a link or submodule."""
    return mode.startswith("100")


def _in_index(top: Path, paths: Sequence[str], filters: Sequence[str]) -> dict[str, bytes]:
    """The bytes that git would check out for these paths."""
    if not paths:
        return {}
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="vault-tools-") as folder:
        names = os.fsencode("\0".join(paths))
        into = ("-z", "--stdin", f"--prefix={folder}/")
        git(*filters, "checkout-index", *into, top=top, stdin=names)
        return {path: (Path(folder) / path).read_bytes() for path in paths}
