"""Our hidden folder in a vault. It holds new versions until they are put in place, and displaced ones until
they are checked a last time."""

import errno
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from vault_tools.disk.change import Change
from vault_tools.disk.dirfd import FileAt, NotWritten, OpenFolder, folder_of

if sys.platform == "darwin":
    import fcntl

_AT_ONCE = 16
"""Files synced at the same time: the disk commits them in groups, which takes a tenth of the time."""


def staging_name(device: str) -> str:
    """The name of the hidden folder. It is unique to a machine and user, as a synced vault may receive the
    folders of other devices."""
    return f".vault-tools-{device}"


def open_staging(vault: OpenFolder, name: str) -> OpenFolder:
    """Open the hidden folder, creating it if needed. Raises OSError."""
    place = vault.place(name)
    with suppress(FileExistsError):
        os.mkdir(place.name, 0o700, dir_fd=place.folder)
    return OpenFolder(place)


def new_version(vault: OpenFolder, place: FileAt, change: Change) -> int:
    """Write a note's new version to a new file, and return its descriptor for `sync_files`.

    Raises NotWritten if the note can't be replaced, and OSError. No file is left then.
    """
    assert change.after is not None
    if change.before is None:
        return new_file(place, change.after)
    old = _old_version(vault, change.path)
    try:
        return new_file(place, change.after, old)
    finally:
        os.close(old)


def refuse_irreplaceable(vault: OpenFolder, path: str) -> None:
    """Raises NotWritten if replacing or removing the file would do harm; also OSError."""
    os.close(_old_version(vault, path))


def _old_version(vault: OpenFolder, path: str) -> int:
    with folder_of(vault, path) as folder:
        return _open_replaceable(folder.place(path.rpartition("/")[2]))


def _open_replaceable(place: FileAt) -> int:
    """A descriptor for reading a file. Raises NotWritten if replacing the file would do harm; also
    OSError."""
    status = place.status()
    if stat.S_ISLNK(status.st_mode):
        raise NotWritten("the file is a link; links are not followed")
    if not stat.S_ISREG(status.st_mode):
        raise NotWritten("the file is not a regular file")
    if status.st_nlink > 1:
        raise NotWritten("the file has a second name (a hard link); replacing it would separate the two")
    if not status.st_mode & stat.S_IWUSR or not os.access(place.name, os.W_OK, dir_fd=place.folder):
        raise NotWritten("the file is read-only")
    return place.open(os.O_RDONLY)


def new_file(place: FileAt, data: bytes, like: int | None = None) -> int:
    """Create a file with the mode, owner and attributes of the open file `like`; returns its descriptor."""
    descriptor = place.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if like is None else 0o600)
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(data)
        if like is not None:
            _copy_attributes(like, descriptor)
    except BaseException:
        os.close(descriptor)
        place.unlink()
        raise
    return descriptor


def _copy_attributes(source: int, target: int) -> None:
    """Copy owner, mode and, if the system has them, extended attributes, which include access control
    lists."""
    if sys.platform == "win32":
        return
    status = os.fstat(source)
    if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(target, status.st_uid, status.st_gid)
    os.fchmod(target, stat.S_IMODE(status.st_mode))
    if sys.platform == "linux":
        with _where_allowed():
            for name in os.listxattr(source):
                with _where_allowed():
                    os.setxattr(target, name, os.getxattr(source, name))


@contextmanager
def _where_allowed() -> Iterator[None]:
    """Ignore refused attributes: only the system may set some, such as security labels, and some file systems
    have none."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES, errno.ENOTSUP):
            raise


def sync_files(descriptors: Sequence[int]) -> None:
    """Make files durable (survive a power cut). Raises OSError."""
    if len(descriptors) < 2:
        for descriptor in descriptors:
            _sync(descriptor)
        return
    from concurrent.futures import ThreadPoolExecutor  # takes 13 ms to import

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(_sync, descriptors))


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":  # fsync there leaves the bytes in the drive's cache
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)
