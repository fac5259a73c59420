"""The only code that writes to a vault. It follows PROTOCOL.md, in runs that can be undone as a whole."""

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
"""Seconds after which a program that had a note open, without a lease to block it, has finished writing."""

_SAVED_TOO = "another program saved it in the same moment"


class Writer:
    """Writes files of one vault, as one run that is named by its cause.

    A context manager; it holds the vault's lock from its first write to its end. `failed` maps a path to the
    reason why its change was not made or did not last; it is complete once the context has ended. `stops` is
    called before each change; the paths not written because of it are in `left`. `number` is the run's number
    once it has written. The journal keeps the run `undone` and all later ones. Raises VaultToolsError if
    nothing can be written at all: another process holds the lock, or the journal can't be written.
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
                self._begin()  # a process died during a run: clean up, even if there is nothing to write
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError), self._resources:  # the next start clears whatever is left
            if self._begun:
                time.sleep(max(0.0, self._last_look - time.monotonic()))
                self._clear()
                with suppress(VaultToolsError):
                    self._journal.prune(self._run.id if self._undone is None else self._undone)

    def write(self, changes: Iterable[Change], *, whole: bool = False) -> None:
        """Make the changes as one batch; those that can't be made are recorded in `failed`. With `whole`,
        none is made if it is clear beforehand that one can't be.

        A change that is in place counts as made even if the disk then fails, which is logged.
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
        """How another program's save is protected while we write the note. Raises OSError."""
        if not self._begun:
            self._begin()
        return self._protection

    def _begin(self) -> None:
        """Take the lock and everything else that a run needs, or nothing. Raises OSError if the vault
        fails."""
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
        """Write the new bytes durably into the hidden folder; returns the changes by file name.

        Names are unique across devices: a file that somebody else left must not pass for ours.
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
        """Put a change in place. It counts as made once it is there, whatever fails after that."""
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
        """Whether the new file is at this path, or no file if `new` is None."""
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
        """Record an error in this context as the reason why these changes were not made."""
        try:
            yield
        except (NotWritten, OSError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            self.failed |= {change.path: reason for change in changes}

    def _clear(self) -> None:
        """Empty the hidden folder, checking each file a last time."""
        for name in self._staging.names():
            with suppress(OSError, VaultToolsError):
                write = self._journal.find(name.removesuffix(BACKUP))
                self._look_at(self._staging.place(name), write)

    def _look_at(self, staged: FileAt, write: Write | None) -> None:
        """Remove our own file, or give back another program's save that exists nowhere else.

        A file without a record was never put in place, and may be incomplete.
        """
        with open_snapshot(staged) as found:
            if write and (found.lease == "refused" or found.fingerprint not in write.fingerprints):
                self._give_back(found, staged, write)
                return
            if write and found.fingerprint == write.after:
                self._journal.forget(write)  # it did not happen
            staged.unlink()

    def _give_back(self, save: Snapshot, staged: FileAt, write: Write) -> None:
        """Put a save back into its note, or into the recovery store if there is a later save."""
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
