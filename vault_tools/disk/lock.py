"""One writer per vault: a lock that the system releases when its process dies for whatever reason."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vault_tools.errors import VaultToolsError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 10.0
"""Seconds to wait for another process; most finish sooner."""
_CAN_NOT_LOCK = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP}
"""The errors of network and user-space file systems without locks."""
_PAUSE = 0.02


@contextmanager
def locked(path: Path, who: str) -> Iterator[None]:
    """Hold the lock on a file and write `who` into it. Raises VaultToolsError if another process does not
    release it in time."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"process {os.getpid()}: {who}".encode("utf-8", "backslashreplace"))
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    end = time.monotonic() + PATIENCE
    while not taken(descriptor):
        if time.monotonic() > end:
            os.lseek(descriptor, 0, os.SEEK_SET)
            holder = os.read(descriptor, 200).decode("utf-8", "replace")
            raise VaultToolsError(f"another vault-tools writes to this vault ({holder}); try again later")
        time.sleep(_PAUSE)


def taken(descriptor: int) -> bool:
    """Try to lock an open file until it is closed; returns whether that succeeded.

    Raises VaultToolsError if the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # others can't read a locked byte
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if error.errno not in _CAN_NOT_LOCK:
            raise
        reason = f"can't lock files ({error.strerror}); set XDG_STATE_HOME to a folder on a local disk"
        raise VaultToolsError(f"the file system of the state folder {reason}") from None
    return True
