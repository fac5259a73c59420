"""A terminal that never blocks, even if it is stopped (Ctrl-S) or nobody reads it."""

import io
import os
import select
import sys
from contextlib import suppress
from typing import TextIO, cast

_READER_PATIENCE = 0.2
"""Seconds that a write waits for its reader."""


if sys.platform != "win32":

    class _Terminal(io.TextIOBase):
        """The terminal of standard error, written to without waiting; output that nobody reads is dropped."""

        def __init__(self) -> None:
            self._descriptor = os.open(os.ttyname(2), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)

        def isatty(self) -> bool:
            return True

        def fileno(self) -> int:
            return self._descriptor

        def write(self, text: str) -> int:
            data = text.encode("utf-8", "backslashreplace")
            while data and select.select([], [self._descriptor], [], _READER_PATIENCE)[1]:
                with suppress(BlockingIOError):
                    data = data[os.write(self._descriptor, data) :]
            return len(text)

        def close(self) -> None:
            if not self.closed:
                os.close(self._descriptor)
            super().close()


def open_terminal() -> TextIO:
    """Standard error, non-blocking if the system allows it."""
    if sys.platform != "win32":
        with suppress(OSError):
            return cast("TextIO", _Terminal())
    return sys.stderr
