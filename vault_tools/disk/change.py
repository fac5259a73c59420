"""What a file of a vault is to become."""

from typing import TypeAlias

from vault_tools.digests import sha256
from vault_tools.lazy_dataclass import dataclass

Fingerprint: TypeAlias = bytes
"""The SHA-256 of a file's bytes."""

BATCH = 64
"""Changes that are best written together: they wait for the disk once."""


@dataclass(frozen=True)
class Change:
    """From the bytes as which a file was read to others; None means no file."""

    path: str
    before: bytes | None
    after: bytes | None


def fingerprint(data: bytes | None) -> Fingerprint | None:
    return None if data is None else sha256(data).digest()
