"""Operations that differ between systems: swapping two files, and keeping others from writing to one.

Linux swaps under a lease. macOS swaps but has no leases. Windows replaces with a backup, while nobody else
can open the file for writing. Network shares and FAT can't swap, so files there are compared and replaced.
"""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Literal, TypeAlias

from vault_tools.disk.dirfd import FileAt, NotWritten, OpenFolder

if sys.platform != "win32":
    import fcntl
    import signal
if sys.platform == "win32":
    import msvcrt

Lease: TypeAlias = Literal["held", "refused", "unknown"]
"""`refused`: somebody has the file open for writing; `unknown`: the system, or this file, does not support
leases."""

Protection: TypeAlias = Literal["exchange under lease", "exchange", "compare and replace"]
"""How another program's save is protected while we write the note; the safest way first."""

_CALLS = {"linux": ("renameat2", 2, 1), "darwin": ("renameatx_np", 2, 4)}
_CALL, _EXCHANGE, _REPLACE_NOTHING = _CALLS.get(sys.platform, ("", 0, 0))
"""The system call that renames with flags, and two of its flags."""
BACKUP = ".old"
"""Windows: the suffix of the displaced file until it takes the other's name."""

_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def exchange(one: FileAt, other: FileAt) -> None:
    """Swap two files in one step. If it raises OSError, both are where they were."""
    if sys.platform == "win32":
        _replace_with_backup(one.name, other.name)
    else:
        _rename(one, other, _EXCHANGE)


def move(source: FileAt, target: FileAt) -> None:
    """Rename a file to an unused name. Raises FileExistsError if it is taken, and other OSErrors."""
    try:
        if sys.platform == "win32":
            os.rename(source.name, target.name)
        else:
            _rename(source, target, _REPLACE_NOTHING)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        with suppress(FileNotFoundError):
            target.status()
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(source.name, target.name, src_dir_fd=source.folder, dst_dir_fd=target.folder)


def _rename(source: FileAt, target: FileAt, flag: int) -> None:
    call = _renaming()
    if call is None or source.folder is None or target.folder is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(source.folder, os.fsencode(source.name), target.folder, os.fsencode(target.name), flag):
        code = ctypes.get_errno()
        if code == errno.EXDEV:
            raise NotWritten("is on another file system than the vault's root")
        raise OSError(code, os.strerror(code))


@cache
def _renaming() -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None, use_errno=True), _CALL, None)


def open_leased(place: FileAt) -> tuple[int, Lease]:
    """A descriptor for reading a file. If the lease is `held`, opening the file for writing blocks until the
    descriptor is closed."""
    if sys.platform == "win32":
        return _open_unshared(place.name)
    descriptor = place.open(os.O_RDONLY)
    return descriptor, _leased(descriptor)


def _leased(descriptor: int) -> Lease:
    if sys.platform == "linux":
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # SIGIO, the default, would kill us
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            return "refused" if error.errno == errno.EAGAIN else "unknown"
        return "held"
    return "unknown"


def protection_of(folder: OpenFolder) -> Protection:
    """The protection that a folder's file system supports, tested with two temporary files."""
    one, other = folder.place("one"), folder.place("other")
    try:
        for place in (one, other):
            os.close(place.open(os.O_WRONLY | os.O_CREAT))
        exchange(one, other)
        descriptor, lease = open_leased(one)
        os.close(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        return "compare and replace"
    finally:
        for place in (one, other):
            with suppress(OSError):
                place.unlink()
    return "exchange under lease" if lease == "held" else "exchange"


if sys.platform == "win32":
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateFileW.restype = ctypes.c_void_p
    _READ, _SHARE_READ_DELETE, _OPEN_EXISTING, _NO_LINK = 0x80000000, 0x1 | 0x4, 3, 0x00200000
    _SHARING_VIOLATION = 32

    def _open_unshared(name: str) -> tuple[int, Lease]:
        """https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew"""
        arguments = (_READ, _SHARE_READ_DELETE, None, _OPEN_EXISTING, _NO_LINK, None)
        handle = _kernel.CreateFileW(name, *arguments)
        if handle != ctypes.c_void_p(-1).value:
            return msvcrt.open_osfhandle(handle, os.O_RDONLY), "held"
        if ctypes.get_last_error() != _SHARING_VIOLATION:
            raise ctypes.WinError(ctypes.get_last_error())
        return os.open(name, os.O_RDONLY | os.O_BINARY), "refused"

    def _replace_with_backup(one: str, other: str) -> None:
        """https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-replacefilew"""
        if not _kernel.ReplaceFileW(other, one, one + BACKUP, 0, None, None):
            raise ctypes.WinError(ctypes.get_last_error())
        os.rename(one + BACKUP, one)
