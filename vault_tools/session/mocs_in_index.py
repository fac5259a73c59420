"""What MOCs list, in the index. It is the largest of all that is kept of a vault, so the notes are kept some
at a time: packed at once those of a large vault would be in memory several times."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kept import KeptMocs, KeptRows, kept_blocks, kept_rows
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.index import NOTHING, Index, Result, result_of

AT_ONCE = 5_000
"""Notes that are kept together, in about a megabyte."""


class _Packed(NamedTuple):
    """The content keys of the parts that the notes are in, and all else."""

    parts: list[bytes]
    blocks: KeptMocs


def keep_mocs(mocs: MocIndex, index: Index, key: bytes) -> bytes:
    """The content key under which `kept_mocs` finds it; empty where nobody had to know what notes show."""
    parts = []
    for number, rows in enumerate(kept_rows(mocs, AT_ONCE)):
        parts.append(_stored(index, _key_of_part(key, number), packed(rows)))
    return _stored(index, key, packed(_Packed(parts, kept_blocks(mocs)))) if parts else b""


def kept_mocs(index: Index, key: bytes, content_key: bytes) -> KeptMocs | None:
    """None where the index has lost some of it, or has that of another time."""
    with suppress(NotPacked):
        found: _Packed = unpacked(_of(index, key, content_key), _Packed)
        return found.blocks.with_rows(_parts(index, key, found.parts))
    return None


def _parts(index: Index, key: bytes, content_keys: list[bytes]) -> Iterator[KeptRows]:
    for number, content_key in enumerate(content_keys):
        yield KeptRows.unpacked(_of(index, _key_of_part(key, number), content_key))


def _of(index: Index, key: bytes, content_key: bytes) -> bytes:
    """Empty, which is nothing packed, where the index has anything else."""
    kept = index.results(key, [""]).get("", NOTHING)
    return kept.packed if kept.content_key == content_key else b""


def _stored(index: Index, key: bytes, what: bytes) -> bytes:
    result: Result = result_of("", key, key, what)
    index.store({}, {(key, ""): result})
    return result.content_key


def _key_of_part(key: bytes, number: int) -> bytes:
    return key + number.to_bytes(4, "big")
