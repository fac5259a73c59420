"""A change to a file of a vault."""

from typing import TypeAlias

from vault_tools.digests import sha256
from vault_tools.lazy_dataclass import dataclass

Fingerprint: TypeAlias = bytes
"""The SHA-256 of a file's bytes."""

BATCH = 64
"""Changes that are best written together: they wait for the disk once."""


@dataclass(frozen=True)
class Change:
    """From the bytes that were read to new ones; None means no file."""

    path: str
    before: bytes | None
    after: bytes | None


def fingerprint(data: bytes | None) -> Fingerprint | None:
    return None if data is None else sha256(data).digest()
