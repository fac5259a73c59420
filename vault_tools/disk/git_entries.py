"""Finds the files that may have changed by comparing git's index entries, without a `stat` of each file."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from vault_tools.disk import git_index, git_index_since

ASKED = ("ls-files", "-v", "-s", "-z", "--debug")
"""The git command that prints, for each file, the flags that make git ignore changes, the content's hash, and
the file's status when git recorded it: times in nanoseconds, inode and size."""
_END = b"\tflags: 0\n"
_ENTRY = (
    rb"H 100(?:644|755) [0-9a-f]{40,64} 0\t([^\0]+)\0  ctime: \d+:\d+\n  mtime: \d+:\d+\n"
    rb"  dev: \d+\tino: \d+\n  uid: \d+\tgid: \d+\n  size: \d+"
)
"""A file that git checks for changes: not `assume-unchanged`, not `skip-worktree`, not in conflict.
https://git-scm.com/docs/git-ls-files says that the format may change; other entries count as unknown."""


class WorkingTree(Protocol):
    """What git can be asked about the notes of a repository. Paths are relative to its top folder."""

    def index(self) -> "IndexFile":
        """Reads the index file."""

    def said(self) -> bytes:
        """Git's answer to ASKED."""

    @property
    def touched(self) -> Collection[str]:
        """The notes whose file status differs from the index, whatever their content."""

    def unlike(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """The bytes in the index of those of these notes whose files differ from it."""

    def status(self, path: str) -> os.stat_result | None:
        """The status of a file; None if it does not exist or a folder on its path is a link."""


class IndexFile(NamedTuple):
    """The bytes of git's index file, empty if it can't be read, and when it was `written` (nanoseconds)."""

    data: bytes = b""
    written: int = 0


class KeptEntries(NamedTuple):
    """What git `said`, and the offset of each entry in it if it was read from an index file."""

    said: bytes
    starts: bytes = b""


class GitEntries:
    """The entries of the index of a `tree`, and how its files differ from them, from the time `since` on
    (nanoseconds). Paths are those in the folder `below`, which ends in `/` or is empty; those of notes are
    `is_note`."""

    def __init__(
        self, tree: WorkingTree, since: int, below: str = "", is_note: Callable[[str], bool] = bool
    ) -> None:
        self._tree, self.since, self._below, self._is_note = tree, since, below, is_note
        self._then = KeptEntries(b"")
        """What git said before, if each entry is still at the same offset."""

    def seen_from(self, folder: str, is_note: Callable[[str], bool]) -> "GitEntries":
        """The entries in a folder, by their paths there."""
        return GitEntries(self._tree, self.since, f"{self._below}{folder}", is_note)

    @cached_property
    def said(self) -> bytes:
        return git_index.entries_of(self._index.data) or self._tree.said()

    @cached_property
    def _index(self) -> IndexFile:
        return self._tree.index()

    @property
    def are_current(self) -> bool:
        """Whether the index is still the same."""
        data = self._tree.index().data
        return data == self._index.data and (_is_index(self.said) or self._tree.said() == self.said)

    def kept(self) -> KeptEntries:
        return KeptEntries(self.said, git_index_since.starts_in(self.said) if _is_index(self.said) else b"")

    def maybe_changed(self, before: KeptEntries) -> set[str]:
        """The paths of files whose entries differ from those `before`. Says nothing about files that are not
        in `files`."""
        found = self._found_at_their_places(before)
        paths = _unlike(before.said, self.said) if found is None else _paths(before.said, found)
        return {inside for path in paths if (inside := self._inside(os.fsdecode(path)))}

    def _found_at_their_places(self, before: KeptEntries) -> list[bytes] | None:
        starts = git_index_since.numbers_in(before.starts)
        said = git_index_since.entries_like(self._index.data, before.said, starts) if starts else b""
        found = git_index_since.others_in(said, before.said, starts) if said else None
        if found is not None:
            self.said, self._then = said, before
        return found

    @cached_property
    def files(self) -> set[str]:
        """The files of the entries that git compares with the index."""
        entries = _parted(self.said)
        if any(b"\0" not in entry for entry in entries if entry):  # a name with what ends an entry
            return set()
        paths = map(self._inside, map(os.fsdecode, _paths(self.said, entries)))
        return {path for path in paths if path}

    @cached_property
    def touched(self) -> frozenset[str]:
        """The notes whose file status differs from the index. Git examines all files to find them."""
        return frozenset(filter(self._is_note, map(self._inside, self._tree.touched)))

    def unlike(self, among: Collection[str] | None = None) -> dict[str, bytes]:
        """The bytes in the index of the notes whose files differ from it, among these notes or all."""
        if among is None:
            asked = self._tree.touched
        else:
            paths = [f"{self._below}{path}" for path in among]
            asked = [path for path in paths if not self._looks_as_said(path)]
        found = self._tree.unlike(asked) if asked else {}
        inside = ((self._inside(path), data) for path, data in found.items())
        return {path: data for path, data in inside if self._is_note(path)}

    def _looks_as_said(self, path: str) -> bool:
        """Whether a file is known to be as in the index without asking git."""
        starts = git_index_since.numbers_in(self._then.starts)
        status = self._tree.status(path) if starts else None
        return status is not None and git_index_since.looks_as_said(
            self.said, starts, os.fsencode(path), status, self._index.written
        )

    def _inside(self, path: str) -> str:
        return path[len(self._below) :] if path.startswith(self._below) else ""


def _unlike(one: bytes, other: bytes) -> list[bytes]:
    """The paths of the entries that differ between the two."""
    if _is_index(one) != _is_index(other):
        return [*_paths(one, _parted(one)), *_paths(other, _parted(other))]
    start = _same(one, other, lambda text, at, size: text[at : at + size])
    if _is_index(one):
        return _paths(one, git_index.unlike(one, other, start, _same(one[start:], other[start:], _from_end)))
    start = one.rfind(_END, 0, start) + 1
    one, other = one[start and start - 1 + len(_END) :], other[start and start - 1 + len(_END) :]
    end = one.find(_END, len(one) - _same(one, other, _from_end))
    if end >= 0:
        one, other = one[:end], other[: len(other) - len(one) + end]
    return _paths(one, _parted(one) ^ _parted(other))


def _from_end(text: bytes, at: int, size: int) -> bytes:
    return text[len(text) - at - size : len(text) - at]


def _same(one: bytes, other: bytes, part: Callable[[bytes, int, int], bytes]) -> int:
    """How many bytes are equal, found by comparing ever smaller chunks."""
    least, at, size = min(len(one), len(other)), 0, 1 << 16
    while size:
        while at + size <= least and part(one, at, size) == part(other, at, size):
            at += size
        size //= 16
    return at


def _is_index(said: bytes) -> bool:
    return said.startswith(git_index.SIGNATURE)


def _parted(said: bytes) -> set[bytes]:
    return git_index.parted(said) if _is_index(said) else set(said.split(_END))


def _paths(said: bytes, entries: Iterable[bytes]) -> list[bytes]:
    """The paths among `entries` that git checks for changes; `said` tells the format."""
    if _is_index(said):
        return [path for path in map(git_index.path_in, entries) if path]
    return [found[1] for entry in entries if (found := re.fullmatch(_ENTRY, entry))]
