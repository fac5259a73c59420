"""Hints from the operating system through watchdog: where something changed, never what.

Measured with watchdog 7.1.0 on Linux: storms of renames lose events, a queue overflow is only logged, running
out of watches is not reported at all, and an error in the reading thread leaves all other threads alive. So
none of it is relied on: we keep writing a file of our own, and if no event reports it, we are deaf.
"""

import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from vault_tools.config.obsidian import SETTINGS_FILES
from vault_tools.disk.vault_files import CONFIG_NAMES, VAULT_MARKS
from vault_tools.vault.drawing import ENDINGS
from vault_tools.watch.blockers import WORKSPACES

KINDS: list[type[FileSystemEvent]] = [
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
    *(FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent),
]
"""All kinds except opening and reading, which our own reads would cause."""
PATIENCE = 2.0
"""Seconds to wait for the threads to stop before they are abandoned."""


class Events:
    """Reports changes below a folder until it is stopped.

    `hint` gets the folder that changed, relative and ending in `/`, or None if anything may have changed.
    `heard` is called when a heartbeat comes through, `broken` when a thread ends with an error. All are
    called from other threads. Raises OSError if the system can't watch the folder.
    """

    def __init__(
        self,
        root: Path,
        hint: Callable[[str | None], None],
        heard: Callable[[], None],
        broken: Callable[[str], None],
    ) -> None:
        with ExitStack() as started:
            folder = TemporaryDirectory(prefix="vault-tools-", dir=_in_memory())
            self._beats = Path(started.enter_context(folder), "heartbeat")
            started.enter_context(_told_of_lost_events(hint))
            started.enter_context(_told_of_dead_threads(broken))
            self._observer = Observer()
            started.callback(self._stop)
            self._observer.schedule(_Heartbeats(heard), str(self._beats.parent), event_filter=KINDS)
            self._observer.schedule(_Changes(root, hint), str(root), recursive=True, event_filter=KINDS)
            self._observer.start()
            self._resources = started.pop_all()

    def beat(self) -> None:
        """Write the heartbeat file. It is outside the vault, where neither git nor a sync client sees it, but
        the same threads watch it."""
        with suppress(OSError):
            self._beats.write_bytes(b"x")

    def is_alive(self) -> bool:
        """Whether all threads that can be asked are alive. The one that reads from the system can't be."""
        return all(thread.is_alive() for thread in (self._observer, *self._observer.emitters))

    def stop(self) -> None:
        self._resources.close()

    def _stop(self) -> None:
        stopping = threading.Thread(target=_stop, args=[self._observer], daemon=True)
        stopping.start()
        stopping.join(PATIENCE)


def _in_memory() -> str | None:
    """A folder in memory, so that heartbeats wake no disk; None if there is none."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return folder if os.access(folder, os.W_OK) else None


def _stop(observer: Any) -> None:
    """Stop an observer. A reader thread that died can't close its three descriptors, so they are closed here:
    a user has few (max_user_instances, 128)."""
    reader = getattr(observer, "_inotify_fd", None)
    dead = reader if reader and not reader.is_alive() else None
    observer.stop()
    observer.join()
    if dead:
        with suppress(OSError, AttributeError):
            dead._close_resources()


@contextmanager
def _told_of_dead_threads(broken: Callable[[str], None]) -> Iterator[None]:
    """Report errors that end a thread. They go to a hook that all threads share."""
    before, threading.excepthook = threading.excepthook, lambda args: broken(repr(args.exc_value))
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def _told_of_lost_events(hint: Callable[[str | None], None]) -> Iterator[None]:
    """Report queue overflows, which watchdog only logs. Its own warnings, about its internal state, are
    silenced."""
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")
    logger, listener = logging.getLogger("watchdog"), _Listener(hint)
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


class _Listener(logging.Handler):
    def __init__(self, hint: Callable[[str | None], None]) -> None:
        super().__init__(logging.WARNING)
        self._hint = hint

    def emit(self, record: logging.LogRecord) -> None:
        self._hint(None)


class _Heartbeats(FileSystemEventHandler):
    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    def dispatch(self, event: FileSystemEvent) -> None:
        self._heard()


class _Changes(FileSystemEventHandler):
    """Must not raise: an exception in one handler ends the thread that calls them all."""

    def __init__(self, root: Path, hint: Callable[[str | None], None]) -> None:
        self._start, self._hint = len(os.path.join(root, "")), hint

    def dispatch(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            relative = os.fsdecode(path)[self._start :].replace(os.sep, "/") if path else None
            if relative is not None:
                is_folder = event.is_directory or _was_folder(event, relative)
                is_written = isinstance(event, (FileModifiedEvent, FileClosedEvent))
                for folder in hints_of(relative, is_folder=is_folder, is_written=is_written):
                    self._hint(folder)


def _was_folder(event: FileSystemEvent, path: str) -> bool:
    """Whether a path may have been a folder: Windows does not say so of what is gone."""
    return isinstance(event, (FileDeletedEvent, FileMovedEvent)) and not os.path.splitext(path)[1]


def hints_of(path: str, *, is_folder: bool, is_written: bool = False) -> Iterator[str | None]:
    """The folder to look at when something happened to `path`, None for all of them; yields nothing if it
    does not matter.

    Writing to a file that already existed matters only for notes, canvases and bases.
    """
    folder, slash, name = path.rpartition("/")
    if path in CONFIG_NAMES or _is_setting(path):
        yield ""
    elif name in VAULT_MARKS or name == ".gitignore" or not path:
        yield None
    elif any(part.startswith(".") for part in path.split("/")):
        return
    elif is_folder:
        yield None
    elif not is_written or name.endswith((".md", *ENDINGS)):
        yield folder + slash


def _is_setting(path: str) -> bool:
    """Whether a path is one of the Obsidian settings that matter, whatever the settings folder is called."""
    folder, _, name = path.partition("/")
    return folder.startswith(".") and name in (*SETTINGS_FILES, *WORKSPACES)
