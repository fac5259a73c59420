"""What has changed in git's index file since it was last read. The offset of each entry is known from then,
so only entries that changed or are asked for are examined."""

import os
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from struct import Struct

from vault_tools.disk.git_index import (
    ALONE,
    HEAD,
    NAME,
    SIGNATURE,
    are_all_before,
    count_in,
    has_form,
    last_end,
    path_at,
    path_in,
)

_PART = 1 << 12
"""Bytes that are compared at once; only where they differ are entries examined."""
_STATUS = Struct(">10I")
"""At the front of an entry: seconds and nanoseconds of ctime and mtime, device, inode, mode, user, group,
size."""
_OF_LENGTH = 0x4F
"""The flags that decide where an entry ends: the length of its path, and whether there are more flags."""


def starts_in(said: bytes) -> bytes:
    """The offset of each entry in what `git_index.entries_of` returns, as numbers of four bytes."""
    at, starts = ALONE, array("I")
    while at < len(said):
        starts.append(at)
        at = last_end(said, at, len(said), 1)
    return starts.tobytes()


def numbers_in(starts: bytes) -> Sequence[int]:
    return memoryview(starts).cast("I")


def entries_like(data: bytes, before: bytes, starts: Sequence[int]) -> bytes:
    """What `entries_of` returns for an index file that seems to have entries at the same offsets as `before`;
    `others_in` tells whether it does. Empty if it seems not to."""
    end = len(before) - ALONE + HEAD
    seems = has_form(data) and count_in(data) == len(starts) and are_all_before(data, end)
    return SIGNATURE + data[HEAD:end] if seems else b""


def others_in(said: bytes, before: bytes, starts: Sequence[int]) -> list[bytes] | None:
    """The entries that differ, as they were and as they are. None if one belongs to another file, since then
    the offsets are not known."""
    found = []
    for number in _maybe_others(said, before, starts):
        was, now = (text[_place(starts, number, len(before))] for text in (before, said))
        if was != now:
            if not _have_one_path(was, now):
                return None
            found += [was, now]
    return found


def _maybe_others(said: bytes, before: bytes, starts: Sequence[int]) -> Iterator[int]:
    """The numbers of the entries in the parts that differ."""
    done = 0
    for at in range(0, len(before), _PART):
        if said[at : at + _PART] != before[at : at + _PART]:
            first, last = bisect_right(starts, at) - 1, bisect_left(starts, at + _PART)
            yield from range(max(first, done), last)
            done = last


def _place(starts: Sequence[int], number: int, end: int) -> slice:
    return slice(starts[number], starts[number + 1] if number + 1 < len(starts) else end)


def _have_one_path(one: bytes, other: bytes) -> bool:
    """Whether two entries of the same length have the same path and end at the same place."""
    flags = [(entry[NAME - 2] & _OF_LENGTH, entry[NAME - 1]) for entry in (one, other)]
    return one[NAME:] == other[NAME:] and flags[0] == flags[1]


def looks_as_said(
    said: bytes, starts: Sequence[int], path: bytes, status: os.stat_result, written: int
) -> bool:
    """Whether a file's status shows that its content is that of its entry, in an index file that was
    `written` then (nanoseconds). If not, only git can tell.

    https://git-scm.com/docs/racy-git: a file as new as the index may have changed after git examined it.
    """
    at = bisect_left(starts, path, key=lambda start: path_at(said, start))
    if at == len(starts) or path_at(said, starts[at]) != path:
        return False
    entry = said[_place(starts, at, len(said))]
    if path_in(entry) != path:  # not looked at by git, or in conflict
        return False
    changed, nanoseconds, modified, its_nanoseconds, _, inode, _, *others = _STATUS.unpack_from(entry)
    times = changed * 10**9 + nanoseconds, modified * 10**9 + its_nanoseconds
    now = [number & 0xFFFFFFFF for number in (status.st_uid, status.st_gid, status.st_size)]
    return (
        (status.st_ctime_ns, status.st_mtime_ns) == times
        and (status.st_ino & 0xFFFFFFFF, now) == (inode, others)
        and status.st_mtime_ns < written
    )
