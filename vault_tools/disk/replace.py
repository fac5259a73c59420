"""Replaces a note without losing a save that happens at the same moment.

Steps 7 to 10 of PROTOCOL.md: wait until nobody has the note open for writing, compare, swap, check the file
that came out. A change is made, or NotWritten or OSError raised. Afterwards the file that came out of the
vault is at the staged place.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from vault_tools.disk.change import Fingerprint, fingerprint
from vault_tools.disk.dirfd import FileAt, NotWritten, OpenFolder, folder_of
from vault_tools.disk.exchange import Protection, exchange, move
from vault_tools.disk.snapshot import Snapshot, bytes_of, open_snapshot, snapshot_of
from vault_tools.disk.staging import new_file

PATIENCE = 0.5
"""Seconds to wait for a save in progress; editors take milliseconds."""
_PAUSE = 0.01

QUIET = 60.0
"""Seconds since the last save after which a note counts as idle, where there is no better protection."""

_CHANGED = "the file has changed since it was read"


def put(
    vault: OpenFolder,
    staged: FileAt,
    path: str,
    before: Fingerprint | None,
    after: Fingerprint | None,
    protection: Protection,
) -> bool:
    """Replace the file at `path` by the staged one if its fingerprint is still `before`; None means no file.

    Returns whether it is certain that nobody can still write to the file that came out.
    """
    with folder_of(vault, path, make=before is None) as folder:
        target = folder.place(path.rpartition("/")[2])
        in_vault = partial(_leads_to, vault, path, folder)
        if before is None:
            return _create(staged, target, in_vault)
        if after is None:
            return _remove(staged, target, before, in_vault)
        if protection == "compare and replace":
            return _replace(staged, target, before)
        return _swap(staged, target, before, in_vault)


def _swap(staged: FileAt, target: FileAt, expected: Fingerprint, in_vault: Callable[[], bool]) -> bool:
    with _free(target) as old:
        new = snapshot_of(staged)
        _compare(old, target, expected)
        exchange(staged, target)
        inside, outside = new, old
        while True:
            try:
                out = snapshot_of(staged)
            except OSError:
                if inside is new:  # the note is written; what came out is checked again later
                    return False
                raise
            if out.is_at_rest(outside) and (inside is not new or in_vault()):
                break
            # what came out was saved after the comparison: swap back until our own file comes out
            exchange(staged, target)
            inside, outside = out, inside
        if inside is not new:
            raise NotWritten(_CHANGED)
        return old.lease == "held"


def _replace(staged: FileAt, target: FileAt, expected: Fingerprint) -> bool:
    """For file systems that can't swap files: a save between two of our system calls is lost."""
    with _free(target) as old:
        if time.time() - old.status.st_mtime < QUIET:
            raise NotWritten(f"saved in the last {QUIET:g} s, which this file system can't guard; try later")
        _compare(old, target, expected)
        os.replace(staged.name, target.name, src_dir_fd=staged.folder, dst_dir_fd=target.folder)
        late = bytes_of(old)
        if fingerprint(late) != expected:
            os.close(new_file(staged, late))
        return True


def _create(staged: FileAt, target: FileAt, in_vault: Callable[[], bool]) -> bool:
    try:
        move(staged, target)
    except FileExistsError:
        raise NotWritten("the file has been created meanwhile") from None
    if not in_vault():
        move(target, staged)
        raise NotWritten("its folder was moved meanwhile")
    return True


def _remove(staged: FileAt, target: FileAt, expected: Fingerprint, in_vault: Callable[[], bool]) -> bool:
    with _free(target) as old:
        _compare(old, target, expected)
        move(target, staged)
        try:
            is_at_rest = snapshot_of(staged).is_at_rest(old)
        except OSError:
            return False
        if not (is_at_rest and in_vault()):
            move(staged, target)
            raise NotWritten(_CHANGED)
        return old.lease == "held"


@contextmanager
def _free(target: FileAt) -> Iterator[Snapshot]:
    """A snapshot of the file, held open once no one else has it open for writing. Raises NotWritten after
    PATIENCE."""
    end = time.monotonic() + PATIENCE
    while True:
        with open_snapshot(target) as found:
            if found.lease != "refused":
                yield found
                return
        if time.monotonic() > end:
            raise NotWritten("another program has the file open for writing; try again when it is done")
        time.sleep(_PAUSE)


def _compare(old: Snapshot, target: FileAt, expected: Fingerprint) -> None:
    if old.fingerprint != expected or not os.path.samestat(target.status(), old.status):
        raise NotWritten(_CHANGED)


def _leads_to(vault: OpenFolder, path: str, folder: OpenFolder) -> bool:
    """Whether the note's path still leads to this folder, which may have been moved out of the vault."""
    try:
        with folder_of(vault, path) as now:
            return now.is_same(folder)
    except (NotWritten, OSError):
        return False
