"""Delays Ctrl-C while a file is being written."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delays Ctrl-C until the end of the block. Does nothing outside the main thread, which alone receives
    it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held_back: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _: held_back.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
        if held_back and callable(usual):
            usual(held_back[0], None)
