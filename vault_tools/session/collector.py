"""Python's collector of garbage, where looking for it takes longer than the work; what was freed."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def set_aside() -> None:
    """What is in memory now is not looked through for garbage any more: it stays, and to look through what is
    known of 10,000 notes takes longer than to judge a change."""
    gc.freeze()


def take_back() -> None:
    """What was set aside may have become garbage."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@contextmanager
def without_collector() -> Iterator[None]:
    """For facts, which are loaded by the thousand and stay, and for a chunk of notes, which leaves hardly a
    cycle behind when it is examined."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back() -> None:
    """Give the system the memory that was freed and lies between what is in use: the C library of most Linux
    systems keeps it (https://man7.org/linux/man-pages/man3/malloc_trim.3.html), others don't."""
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
