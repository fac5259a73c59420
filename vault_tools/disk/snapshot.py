"""A file's state at one moment, and while others are kept from writing to it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from vault_tools.disk.change import Fingerprint
from vault_tools.disk.dirfd import FileAt
from vault_tools.disk.exchange import Lease, open_leased
from vault_tools.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a file. If it is not a regular file it has neither descriptor nor fingerprint."""

    status: os.stat_result
    descriptor: int | None = None
    fingerprint: Fingerprint | None = None
    lease: Lease = "unknown"

    def is_at_rest(self, before: "Snapshot") -> bool:
        """Whether it is the same file as before, with the same bytes, and nobody has it open for writing."""
        same = os.path.samestat(self.status, before.status) and self.fingerprint == before.fingerprint
        return same and self.lease != "refused"


@contextmanager
def open_snapshot(place: FileAt) -> Iterator[Snapshot]:
    """The file at a place. Where the system has leases, opening the file for writing blocks until the end of
    the context. Raises OSError."""
    status = place.status()
    if not stat.S_ISREG(status.st_mode):
        yield Snapshot(status)
        return
    descriptor, lease = open_leased(place)
    try:
        with open(descriptor, "rb", buffering=0, closefd=False) as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        yield Snapshot(os.fstat(descriptor), descriptor, digest, lease)
    finally:
        with suppress(OSError):  # the descriptor is closed even so, and was only read
            os.close(descriptor)


def snapshot_of(place: FileAt) -> Snapshot:
    """The current state of the file at a place. Raises OSError."""
    with open_snapshot(place) as found:
        return found


def bytes_of(found: Snapshot) -> bytes:
    """The bytes of a snapshot that is still open."""
    assert found.descriptor is not None
    with open(found.descriptor, "rb", closefd=False) as file:
        file.seek(0)
        return file.read()
