"""What git's index says of files, by which it is known without a look at each whether one has changed."""

import os
import re
from collections.abc import Callable
from functools import cached_property

ASKED = ("ls-files", "-v", "-s", "-z", "--debug")
"""What git is asked: of each file the bits that have it overlooked, the content, and how the file looked to
git when it was that: times in nanoseconds, inode and size."""
_END = b"\tflags: 0\n"
_ENTRY = re.compile(
    rb"H 100(?:644|755) [0-9a-f]{40,64} 0\t([^\0]+)\0  ctime: \d+:\d+\n  mtime: \d+:\d+\n"
    rb"  dev: \d+\tino: \d+\n  uid: \d+\tgid: \d+\n  size: \d+"
)
"""A file that git looks at: not assumed to be unchanged, not left out of the working tree, not in conflict.
https://git-scm.com/docs/git-ls-files: the form may change; what is not of this one is not known."""


class GitEntries:
    """`said` is the answer to ASKED, `unlike` are paths whose files looked otherwise; both hold from the time
    `since` on (nanoseconds). Paths are those in the folder `below`, which ends in `/` or is empty."""

    def __init__(self, said: bytes, unlike: frozenset[str], since: int, below: str = "") -> None:
        self.said, self._unlike, self.since, self._below = said, unlike, since, below

    def seen_from(self, folder: str) -> "GitEntries":
        """Those in a folder, by their paths there."""
        return GitEntries(self.said, self._unlike, self.since, f"{self._below}{folder}")

    def maybe_changed(self, before: bytes) -> set[str]:
        """The paths of files that may have changed since git said that; of those that are not among `files`
        nothing is known."""
        then, now = _unlike_parts(before, self.said)
        different = _parted(then) ^ _parted(now)
        return {path for path in (*map(self._path, different), *map(self._inside, self._unlike)) if path}

    @cached_property
    def files(self) -> set[str]:
        """Those that have not changed since git looked at them last."""
        if any(b"\0" not in entry for entry in self._entries if entry):  # a name with what ends an entry
            return set()
        paths = {path for path in map(self._path, self._entries) if path}
        return paths.difference(filter(None, map(self._inside, self._unlike)))

    @cached_property
    def _entries(self) -> set[bytes]:
        return _parted(self.said)

    def _path(self, entry: bytes) -> str:
        found = _ENTRY.fullmatch(entry)
        return self._inside(os.fsdecode(found[1])) if found else ""

    def _inside(self, path: str) -> str:
        return path[len(self._below) :] if path.startswith(self._below) else ""


def _unlike_parts(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    """What is left when the same whole entries are taken from the start of both, and from the end."""
    start = one.rfind(_END, 0, _same(one, other, lambda text, at, size: text[at : at + size])) + 1
    one, other = one[start and start - 1 + len(_END) :], other[start and start - 1 + len(_END) :]
    same = _same(one, other, lambda text, at, size: text[len(text) - at - size : len(text) - at])
    end = one.find(_END, len(one) - same)
    return (one, other) if end < 0 else (one[:end], other[: len(other) - len(one) + end])


def _same(one: bytes, other: bytes, part: Callable[[bytes, int, int], bytes]) -> int:
    """How many bytes are the same, looked at in ever smaller parts."""
    least, at, size = min(len(one), len(other)), 0, 1 << 16
    while size:
        while at + size <= least and part(one, at, size) == part(other, at, size):
            at += size
        size //= 16
    return at


def _parted(said: bytes) -> set[bytes]:
    return set(said.split(_END))
