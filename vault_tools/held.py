"""A file that is looked at while others may not write to it, as far as the system can see to that."""

import hashlib
import os
import stat

from vault_tools.change import Fingerprint
from vault_tools.exchange import Lease, is_leased, open_leased
from vault_tools.folder import Place


class Held:
    """What lay at a place when this was made, open until it is closed; others wait meanwhile who want to
    open it for writing, if `lease` is `held`. What is no regular file has no fingerprint. Raises OSError."""

    def __init__(self, place: Place) -> None:
        self.status = place.status()
        self.descriptor: int | None = None
        self.lease: Lease = "unknown"
        self.fingerprint: Fingerprint | None = None
        if not stat.S_ISREG(self.status.st_mode):
            return
        self.descriptor, self.lease = open_leased(place)
        try:
            self.status = os.fstat(self.descriptor)
            self.fingerprint = self._digest()
        except OSError:
            self.close()
            raise

    def is_at(self, place: Place) -> bool:
        try:
            return os.path.samestat(place.status(), self.status)
        except FileNotFoundError:
            return False

    def is_untouched(self) -> bool:
        """Whether it holds the same bytes, and nobody waits to write others."""
        if self.descriptor is None:
            return True
        if self.lease == "held" and not is_leased(self.descriptor):
            return False
        return self._digest() == self.fingerprint

    def read(self) -> bytes:
        assert self.descriptor is not None
        with open(self.descriptor, "rb", closefd=False) as file:
            file.seek(0)
            return file.read()

    def close(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None

    def _digest(self) -> Fingerprint:
        assert self.descriptor is not None
        with open(self.descriptor, "rb", buffering=0, closefd=False) as file:
            file.seek(0)
            return hashlib.file_digest(file, "sha256").digest()
