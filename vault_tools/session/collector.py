"""Python's garbage collector, when looking for garbage takes longer than the work, and freed memory."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

MUCH = 5_000
"""Notes from which on what was freed is given back, which takes 9 ms: of 20,000 that is 9 MB of 160, of these
2."""


def set_aside() -> None:
    """Stop looking for garbage in what is in memory now: it stays, and searching what is known about 10,000
    notes takes longer than judging a change."""
    gc.freeze()


def take_back() -> None:
    """Look there again: what was set aside may have become garbage."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@contextmanager
def without_collector() -> Iterator[None]:
    """For facts, which are loaded by the thousand and stay, and for examining a chunk of notes, which leaves
    hardly any cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back() -> None:
    """Give back to the system the freed memory between what is in use: the C library of most Linux systems
    keeps it (https://man7.org/linux/man-pages/man3/malloc_trim.3.html), others don't."""
    _tell_allocator("malloc_trim", 0)


_LARGE = 128 * 1024
"""Bytes: what is larger is by itself in that library too, until the first such is freed."""
_MMAP_THRESHOLD = -3


def give_back_what_is_large() -> None:
    """From now on give the system what is large as soon as it is freed, as are the tables of a dict of many
    notes that grows (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""
    _tell_allocator("mallopt", _MMAP_THRESHOLD, _LARGE)


def _tell_allocator(name: str, *values: int) -> None:
    if sys.platform == "linux":
        import ctypes

        tell = getattr(ctypes.CDLL(None), name, None)
        if tell:
            tell(*values)
