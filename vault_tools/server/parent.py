"""Ends a server together with the process that started it, whatever the server is doing."""

import os
import select
import sys
import threading
import time

EVERY = 0.25
"""Seconds between two checks: the server should end within one second."""
MERCY = 0.5
"""Seconds for an orderly end."""


def end_with(process: int) -> None:
    """End this process soon after another one, if that one can be observed."""
    if sys.platform != "win32" and _is_alive(process):
        threading.Thread(target=_watch, args=[process], name="parent", daemon=True).start()


def end_soon() -> None:
    """End this process whatever it is doing, unless it ends by itself. A note that is being written is either
    as it was or complete, and the next run cleans up."""
    timer = threading.Timer(MERCY, os._exit, [1])
    timer.daemon = True
    timer.start()


def is_read(descriptor: int) -> bool:
    """Whether somebody still reads from a pipe; false if that can't be observed. May take as long as
    `EVERY`."""
    if sys.platform == "win32":
        return False
    poll = select.poll()
    poll.register(descriptor, 0)
    return not poll.poll(EVERY * 1000)


def watch_parent() -> None:
    """End this process soon after the one that started it. If that one adopts orphans, its end can't be
    observed."""
    if sys.platform != "win32":
        threading.Thread(target=_watch_own, args=[os.getppid()], name="parent", daemon=True).start()


def _watch(process: int) -> None:
    while _is_alive(process):
        time.sleep(EVERY)
    os._exit(1)


def _watch_own(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(EVERY)
    os._exit(1)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
