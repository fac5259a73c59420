"""Turns off Python's garbage collector where it would take longer than the work, and returns freed memory to
the system."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

MUCH = 5_000
"""The number of notes from which freed memory is returned, which takes 9 ms. It saves 9 MB of 160 for 20,000
notes, 2 MB for these."""


def set_aside() -> None:
    """Exempt everything in memory from garbage collection: it stays, and searching what is known about 10,000
    notes takes longer than judging a change."""
    gc.freeze()


def take_back() -> None:
    """Collect garbage there again: what was set aside may have become garbage."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@contextmanager
def without_collector() -> Iterator[None]:
    """Turn the collector off while facts are loaded, which are many and stay, and while notes are examined,
    which leaves hardly any cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back() -> None:
    """Return freed memory between objects in use to the system. The C library of most Linux systems keeps it
    (https://man7.org/linux/man-pages/man3/malloc_trim.3.html), others don't."""
    _tell_allocator("malloc_trim", 0)


_LARGE = 128 * 1024
"""Bytes. The C library allocates larger blocks separately by default, too, but only until the first of them
is freed."""
_MMAP_THRESHOLD = -3


def give_back_what_is_large() -> None:
    """From now on, return large blocks to the system as soon as they are freed, such as the old tables of a
    growing dict of many notes (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""
    _tell_allocator("mallopt", _MMAP_THRESHOLD, _LARGE)


def _tell_allocator(name: str, *values: int) -> None:
    if sys.platform == "linux":
        import ctypes

        tell = getattr(ctypes.CDLL(None), name, None)
        if tell:
            tell(*values)
