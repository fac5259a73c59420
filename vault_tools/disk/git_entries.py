"""Finds the files that may have changed by comparing git's index entries, without a `stat` of each file."""

import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property

from vault_tools.disk import git_index

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


class GitEntries:
    """Index entries: `said` is the output of ASKED or comes from `git_index`; `unlike` are the paths of files
    that differed from their entries. Both are as of the time `since` (nanoseconds). Results are relative to
    the folder `below`, which ends in `/` or is empty."""

    def __init__(self, said: bytes, unlike: frozenset[str], since: int, below: str = "") -> None:
        self.said, self._unlike, self.since, self._below = said, unlike, since, below

    def seen_from(self, folder: str) -> "GitEntries":
        """The entries below a folder, with paths relative to it."""
        return GitEntries(self.said, self._unlike, self.since, f"{self._below}{folder}")

    def maybe_changed(self, before: bytes) -> set[str]:
        """The paths of files that may have changed since the index was `before`. Says nothing about files
        that are not in `files`."""
        paths = map(self._inside, (*map(os.fsdecode, _unlike(before, self.said)), *self._unlike))
        return {path for path in paths if path}

    @cached_property
    def files(self) -> set[str]:
        """The files of the entries that have not changed since git recorded them."""
        entries = _parted(self.said)
        if any(b"\0" not in entry for entry in entries if entry):  # a name contains _END
            return set()
        paths = map(self._inside, map(os.fsdecode, _paths(self.said, entries)))
        return {path for path in paths if path}.difference(map(self._inside, self._unlike))

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
