"""The only place that writes to a vault: the protocol, in runs that can be taken back as a whole."""

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from vault_tools.disk.change import Change, Fingerprint, fingerprint
from vault_tools.disk.dirfd import FileAt, NotWritten, OpenFolder, folder_of, open_root, sync_folders
from vault_tools.disk.exchange import BACKUP, Protection, protection_of
from vault_tools.disk.journal import Journal, Run, Write
from vault_tools.disk.lock import locked
from vault_tools.disk.recovery import keep
from vault_tools.disk.replace import put
from vault_tools.disk.snapshot import Snapshot, bytes_of, open_snapshot
from vault_tools.disk.staging import (
    new_version,
    open_staging,
    refuse_irreplaceable,
    staging_name,
    sync_files,
)
from vault_tools.disk.state import device, note_vault, private_folder, state_folder
from vault_tools.errors import VaultToolsError

LOG = logging.getLogger(__name__)
LAST_LOOK = 2.0
"""Seconds after which a program that had a note open, and no lease held up, has written what it wanted."""

_SAVED_TOO = "another program saved it in the same moment"


class Writer:
    """Writes files of one vault, as one run that is named by its cause.

    A context; from its first write to its end it holds the vault's lock. `failed` says by path why a change
    was not made, or did not last; it is complete when the context has ended. `stops` is asked before each
    change, and what it leaves is `left`. `number` is that of the run once it wrote. What the journal has of
    the run `undone`, and of all later ones, stays there. Raises VaultToolsError where nothing can be written
    at all: another holds the lock, or no journal can be kept.
    """

    _journal: Journal
    _run: Run
    _vault: OpenFolder
    _staging: OpenFolder
    _protection: Protection

    def __init__(
        self, root: Path, cause: str, *, undone: int | None = None, stops: Callable[[], bool] = lambda: False
    ) -> None:
        self.failed: dict[str, str] = {}
        self.left: set[str] = set()
        self.number: int | None = None
        self._root, self._cause, self._undone, self._stops = root, cause, undone, stops
        self._state = state_folder(root)
        self._hidden = ""
        self._resources = ExitStack()
        self._begun = False
        self._last_look = 0.0

    def __enter__(self) -> "Writer":
        with suppress(OSError):
            known = device(self._state)
            if known and os.path.lexists(self._root / staging_name(known)):
                self._begin()  # a process died in a run: clean up, even if there is nothing to write
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError), self._resources:  # what is left now, the next start will clear
            if self._begun:
                time.sleep(max(0.0, self._last_look - time.monotonic()))
                self._clear()
                with suppress(VaultToolsError):
                    self._journal.prune(self._run.id if self._undone is None else self._undone)

    def write(self, changes: Iterable[Change], *, whole: bool = False) -> None:
        """Make the changes, a batch of them together; those that can't be made are left out and `failed`.
        With `whole`, none is made if it is clear beforehand that one of them can't be.

        A change in place counts as made, even if the disk then fails: that is logged.
        """
        changes = [change for change in changes if change.before != change.after]
        if not changes:
            return
        with self._telling(*changes):
            if not self._begun:
                self._begin()
            staged = self._staged(changes)
            for change in changes if whole else ():
                with self._telling(change):
                    if change.before is not None:
                        refuse_irreplaceable(self._vault, change.path)
            if whole and self.failed:
                return
            self._journal.record(self._run, staged.items())
            self.number = self._run.id
            for name, change in staged.items():
                if self._stops():
                    self.left.add(change.path)
                else:
                    self._make(self._staging.place(name), change)
            self._sync(change.path for change in staged.values())

    @property
    def protection(self) -> Protection:
        """How safe a save is that somebody makes in the moment in which a note is written. Raises OSError."""
        if not self._begun:
            self._begin()
        return self._protection

    def _begin(self) -> None:
        """Take the lock, and whatever else a run needs, or nothing. Raises OSError about the vault."""
        with ExitStack() as resources:
            try:
                private_folder(self._state.parent)
                private_folder(self._state)
                resources.enter_context(locked(self._state / "lock", self._cause))
                note_vault(self._state, self._root)
                self._hidden = staging_name(device(self._state, make=True))
            except OSError as error:
                where = error.filename or self._state
                raise VaultToolsError(f"{where}: can't be written: {error.strerror}") from None
            self._journal = resources.enter_context(closing(Journal(self._state)))
            if self._undone is not None and not self._journal.writes(self._undone):
                raise VaultToolsError(
                    f"run {self._undone} was dropped meanwhile, with the runs that are too old"
                )
            self._vault = resources.enter_context(closing(open_root(self._root)))
            resources.callback(self._remove_hidden)
            self._staging = resources.enter_context(closing(open_staging(self._vault, self._hidden)))
            self._protection = protection_of(self._staging)
            self._clear()
            self._run = self._journal.begin(self._cause)
            self._resources, self._begun = resources.pop_all(), True

    def _remove_hidden(self) -> None:
        with suppress(OSError):
            os.rmdir(self._root / self._hidden)

    def _staged(self, changes: Iterable[Change]) -> dict[str, Change]:
        """The changes by the names of the files in the hidden folder that hold their new bytes durably.

        No name comes twice, on any device: what somebody else left must not pass for a write of ours.
        """
        staged: dict[str, Change] = {}
        with ExitStack() as files:
            descriptors = []
            for change in changes:
                if self._stops():
                    self.left.add(change.path)
                    continue
                with self._telling(change):
                    name = uuid4().hex
                    if change.after is not None:
                        descriptors.append(new_version(self._vault, self._staging.place(name), change))
                        files.callback(os.close, descriptors[-1])
                    staged[name] = change
            sync_files(descriptors)
        return staged

    def _make(self, staged: FileAt, change: Change) -> None:
        """Put a change in place. One that is there was made, whatever went wrong after that."""
        before, after = fingerprint(change.before), fingerprint(change.after)
        with self._telling(change):
            new = None if after is None else staged.status()
            try:
                self._put(staged, change.path, before, after)
            except OSError:
                if not self._is_in_place(change.path, new):
                    raise
                self._last_look = time.monotonic() + LAST_LOOK

    def _is_in_place(self, path: str, new: os.stat_result | None) -> bool:
        """Whether this file is there; for None, whether none is."""
        try:
            with folder_of(self._vault, path) as folder:
                status = folder.place(path.rpartition("/")[2]).status()
        except FileNotFoundError:
            return new is None
        return new is not None and os.path.samestat(status, new)

    def _sync(self, paths: Iterable[str]) -> None:
        try:
            self._staging.sync()
            sync_folders(self._vault, paths)
        except OSError as error:
            LOG.warning("what was written may not outlast a power cut: %s", error.strerror)

    def _put(self, staged: FileAt, path: str, before: Fingerprint | None, after: Fingerprint | None) -> None:
        if not put(self._vault, staged, path, before, after, self._protection):
            self._last_look = time.monotonic() + LAST_LOOK

    @contextmanager
    def _telling(self, *changes: Change) -> Iterator[None]:
        """What goes wrong in this context is why these changes were not made."""
        try:
            yield
        except (NotWritten, OSError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self.failed |= {change.path: reason for change in changes}

    def _clear(self) -> None:
        """Empty the hidden folder, with a last look at each file."""
        for name in self._staging.names():
            with suppress(OSError, VaultToolsError):
                write = self._journal.find(name.removesuffix(BACKUP))
                self._look_at(self._staging.place(name), write)

    def _look_at(self, staged: FileAt, write: Write | None) -> None:
        """Remove what is ours, and give back what somebody saved and nobody else has.

        What is not recorded yet was never put in place, and needs not be whole.
        """
        with open_snapshot(staged) as found:
            if write and (found.lease == "refused" or found.fingerprint not in write.fingerprints):
                self._give_back(found, staged, write)
                return
            if write and found.fingerprint == write.after:
                self._journal.forget(write)  # it never came about
            staged.unlink()

    def _give_back(self, save: Snapshot, staged: FileAt, write: Write) -> None:
        """Put a save where it was made, or into the recovery store if there is a later one."""
        try:
            self._put(staged, write.path, write.after, save.fingerprint)
        except (NotWritten, OSError):
            kept = keep(self._state, write.path, bytes_of(save))
            self.failed[write.path] = f"{_SAVED_TOO}; that save is kept in {kept}"
            if os.path.samestat(staged.status(), save.status):
                staged.unlink()
        else:
            self.failed[write.path] = f"{_SAVED_TOO}; that save was kept"
            self._look_at(staged, write)
