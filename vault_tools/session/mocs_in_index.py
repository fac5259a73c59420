"""Stores in the index what MOCs list. It is the largest thing kept of a vault, so notes are stored in
batches: packing those of a large vault at once would hold them in memory several times."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kept import KeptMocs, KeptRows, kept_blocks, kept_rows
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.index import NOTHING, Index, Result, result_of

AT_ONCE = 5_000
"""Notes that are stored together, in about a megabyte."""


class _Packed(NamedTuple):
    """The content keys of the parts with the notes, and everything else."""

    parts: list[bytes]
    blocks: KeptMocs


def keep_mocs(mocs: MocIndex, index: Index, key: bytes) -> bytes:
    """Store what MOCs list. Returns the content key for `kept_mocs`; empty if nobody needed what the notes
    show."""
    parts = []
    for number, rows in enumerate(kept_rows(mocs, AT_ONCE)):
        parts.append(_stored(index, _key_of_part(key, number), packed(rows)))
    return _stored(index, key, packed(_Packed(parts, kept_blocks(mocs)))) if parts else b""


def kept_mocs(index: Index, key: bytes, content_key: bytes) -> KeptMocs | None:
    """What MOCs list; None if the index has lost part of it, or has another state."""
    with suppress(NotPacked):
        found: _Packed = unpacked(_of(index, key, content_key), _Packed)
        return found.blocks.with_rows(_parts(index, key, found.parts))
    return None


def _parts(index: Index, key: bytes, content_keys: list[bytes]) -> Iterator[KeptRows]:
    for number, content_key in enumerate(content_keys):
        yield KeptRows.unpacked(_of(index, _key_of_part(key, number), content_key))


def _of(index: Index, key: bytes, content_key: bytes) -> bytes:
    """The packed result with this content key; empty if the index has another one."""
    kept = index.results(key, [""]).get("", NOTHING)
    return kept.packed if kept.content_key == content_key else b""


def _stored(index: Index, key: bytes, what: bytes) -> bytes:
    result: Result = result_of("", key, key, what)
    index.store({}, {(key, ""): result})
    return result.content_key


def _key_of_part(key: bytes, number: int) -> bytes:
    return key + number.to_bytes(4, "big")
