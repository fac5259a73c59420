"""Python's collector of garbage, where looking for it takes longer than the work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
