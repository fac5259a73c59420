"""A change to a file in a vault."""

from typing import TypeAlias

from vault_tools.digests import sha256
from vault_tools.lazy_dataclass import dataclass

Fingerprint: TypeAlias = bytes
"""The SHA-256 of a file's bytes."""

BATCH = 64
"""How many changes to write together: the whole batch waits for the disk once."""


@dataclass(frozen=True)
class Change:
    """The bytes that were read and those to replace them; None means no file."""

    path: str
    before: bytes | None
    after: bytes | None


def fingerprint(data: bytes | None) -> Fingerprint | None:
    return None if data is None else sha256(data).digest()
