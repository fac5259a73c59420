"""A file's metadata, read without opening it and packed into 28 bytes. Every note of a vault has one; as
numbers they would take four times the memory."""

import os
import struct
from typing import NewType

Signature = NewType("Signature", bytes)

_FORM = struct.Struct("<qqIq")
_MOST = (1 << 63) - 1
_LARGEST = (1 << 32) - 1


def signature_of(status: os.stat_result) -> Signature:
    """The signature of a file. On Windows folder entries have no inode, and the change time is the creation
    time, so both are 0."""
    if os.name == "nt":
        return signature_from(status.st_mtime_ns, 0, status.st_size, 0)
    return signature_from(status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def signature_from(modified: int, changed: int, size: int, inode: int) -> Signature:
    """Times in nanoseconds, size in bytes. Numbers out of range, which no readable note has, are cut to
    fit."""
    try:
        return Signature(_FORM.pack(modified, changed, size, inode))
    except struct.error:
        return Signature(_FORM.pack(modified & _MOST, changed & _MOST, min(size, _LARGEST), inode & _MOST))


def stat_fields(signature: Signature) -> tuple[int, int, int, int]:
    """Modification time, change time, size and inode, as in `signature_from`."""
    return _FORM.unpack(signature)


def latest_of(signature: Signature) -> int:
    """When the file or its metadata last changed (nanoseconds)."""
    return max(stat_fields(signature)[:2])


def size_of(signature: Signature) -> int:
    return stat_fields(signature)[2]
