"""A file as it is at one moment, and for as long as nobody else may write to it."""

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
    """What was at a place. What is not a regular file has neither descriptor nor fingerprint."""

    status: os.stat_result
    descriptor: int | None = None
    fingerprint: Fingerprint | None = None
    lease: Lease = "unknown"

    def is_at_rest(self, before: "Snapshot") -> bool:
        """Whether it is the file that was seen before, with the same bytes, and nobody is about to write."""
        same = os.path.samestat(self.status, before.status) and self.fingerprint == before.fingerprint
        return same and self.lease != "refused"


@contextmanager
def open_snapshot(place: FileAt) -> Iterator[Snapshot]:
    """What is at a place. Where the system has leases, others wait until the end of the context who want to
    open it for writing. Raises OSError."""
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
        with suppress(OSError):  # it is closed all the same, and nothing was written to it
            os.close(descriptor)


def snapshot_of(place: FileAt) -> Snapshot:
    """What is at a place just now. Raises OSError."""
    with open_snapshot(place) as found:
        return found


def bytes_of(found: Snapshot) -> bytes:
    """The bytes of a regular file that is held."""
    assert found.descriptor is not None
    with open(found.descriptor, "rb", closefd=False) as file:
        file.seek(0)
        return file.read()
