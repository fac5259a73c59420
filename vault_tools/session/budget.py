"""Limits the processor time that a note may take. Other work on the machine does not count."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from vault_tools.disk.vault_files import Unreadable
from vault_tools.lint.engine import RuleFailed

SECONDS, PER_MB = 10.0, 20.0
"""For a note, and for each 1024 * 1024 characters of it: several times what the worst note takes if no rule
hangs, so that a busy machine does not decide which notes are given up."""
FIX = 3
"""A fix may take as long as this many checks: it judges the note again after each pass."""
AGAIN = 0.1
"""Seconds after which the exception is raised again, in case something caught the first one."""


class TookTooLong(Unreadable):
    """A note was given up. `rule` is the rule that was running, if one was."""

    def __init__(self, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class Interrupted(BaseException):
    """The work on a note is given up because the program should end."""


class _Over(Exception):
    pass


_working = False
_is_ready = False


@contextmanager
def budgets() -> Iterator[None]:
    """Prepare for many budgets, which takes longer than the rest of what one does.

    All stays prepared if this ends in a thread, or within a budget, whose signal would else end the process:
    steps that are given up halfway end whenever they are freed.
    """
    global _is_ready
    if _is_ready or sys.platform == "win32" or not _is_main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _end)
    told, sys.unraisablehook = sys.unraisablehook, partial(_told, sys.unraisablehook)
    _is_ready = True
    try:
        yield
    finally:
        if not _working and _is_main_thread():
            _is_ready = False
            signal.signal(signal.SIGVTALRM, before)
            sys.unraisablehook = told


@contextmanager
def budget(characters: int, checks: int = 1) -> Iterator[None]:
    """Raises TookTooLong if the block takes longer than this many checks of a note of this size may.

    There is no limit inside another budget, nor where there are no such signals (on Windows, in threads).
    """
    global _working
    if sys.platform == "win32":
        yield
        return
    if _working or not _is_main_thread():
        yield
        return
    with nullcontext() if _is_ready else budgets():
        try:
            try:
                _working = True
                seconds = checks * (SECONDS + PER_MB * characters / 1024**2)
                signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
                yield
            finally:
                _working = False
        except _Over:
            raise TookTooLong("took too long to be read; it is left alone") from None
        except RuleFailed as failure:
            if isinstance(failure.__cause__, _Over):
                message = f"took too long in `{failure.rule}`; it is left alone"
                raise TookTooLong(message, failure.rule) from None
            raise
        finally:
            _working = False
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def interrupt() -> None:
    """Raise Interrupted if a note is being worked on. Called by a signal handler."""
    if _working:
        raise Interrupted


def _end(*_: object) -> None:
    if _working:
        raise _Over


def _told(before: Callable[[Any], Any], unraisable: Any) -> None:
    """Ignore our own exceptions where Python can't raise them, as in a finalizer: they are raised again
    shortly."""
    if unraisable.exc_type not in (_Over, Interrupted):
        before(unraisable)


def _is_main_thread() -> bool:
    """Does not import threading: if nothing else has, there is only one thread."""
    threading = sys.modules.get("threading")
    return threading is None or threading.current_thread() is threading.main_thread()
