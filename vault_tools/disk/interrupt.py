"""Holds back Ctrl-C, which may come at any moment, while a file is being written."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end of the block. Has no effect outside the main thread, where none arrives."""
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
