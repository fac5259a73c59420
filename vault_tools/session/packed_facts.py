"""Facts of notes to bytes and back, as stored in the index."""

import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from vault_tools.lazy_dataclass import fields
from vault_tools.note.body import InlineTag
from vault_tools.note.generated import BrokenMarker, GeneratedBlock, Markers
from vault_tools.note.text import Place, Span
from vault_tools.packing import NOT_ASKED, made_of, packed, rows, rows_of, some_keys, unpacked, unpacker
from vault_tools.session.index import Result
from vault_tools.vault.facts import Flag, NoteFacts, NoteValues
from vault_tools.vault.note_linking import NoteLinking

_OF_FACTS: Mapping[str, Any] = {field.name: field.type for field in fields(NoteFacts)}
"""The fields of facts, in the order in which they are packed."""
_PackedValue: TypeAlias = bool | int | float | str | list[Any] | dict[str, Any] | None
_OTHERWISE: Mapping[str, Any] = {
    "values": dict[str, _PackedValue],
    "linking": bytes,
    "inline_tags": tuple[tuple[tuple[str, Span, Place], ...], dict[int, str]],
    "markers": bytes,
    "flags": bytes,
}
"""Fields packed as another type. Links are packed separately. The line of several tags is packed once, since
it may be long. What few notes have is packed separately, empty for most, so that its type need not be known
to unpack them."""
_PACKED_FACTS: Any = tuple.__class_getitem__(tuple({**_OF_FACTS, **_OTHERWISE}.values()))
_unpacked_facts = unpacker(_PACKED_FACTS)
_MARKERS: Any = tuple.__class_getitem__((rows_of(GeneratedBlock), rows_of(BrokenMarker)))
_FLAGS = rows_of(Flag)


def packed_facts(facts: NoteFacts) -> bytes:
    lines = {tag.place.line: tag.line for tag in facts.inline_tags}
    values = {name: getattr(facts, name) for name in _OF_FACTS}
    values |= {
        "linking": facts.linking.packed(),
        "inline_tags": ([tag[:-1] for tag in facts.inline_tags], lines),
        "markers": _packed_markers(facts.markers) if facts.markers.all else b"",
        "flags": packed(rows(facts.flags)) if facts.flags else b"",
    }
    return packed(tuple(values.values()))


def unpacked_facts(path: str, result: Result) -> NoteFacts:
    """The facts of the note at a path. The path, and keys that many notes have, are stored in memory only
    once. Raises NotPacked."""
    kept = dict(zip(_OF_FACTS, _unpacked_facts(result.packed), strict=True))
    tags, lines = kept["inline_tags"]
    kept |= {
        "path": path,
        "values": {sys.intern(key): value for key, value in kept["values"].items()},
        "linking": NoteLinking.unpacked(kept["linking"]),
        "inline_tags": tuple(
            InlineTag(name, span, place, lines.get(place.line, "")) for name, span, place in tags
        ),
        "markers": _unpacked_markers(kept["markers"]) if kept["markers"] else Markers(),
        "flags": made_of(Flag, unpacked(kept["flags"], _FLAGS)) if kept["flags"] else (),
    }
    return NoteFacts(**kept)


def _packed_markers(markers: Markers) -> bytes:
    return packed((rows(markers.blocks), rows(markers.broken)))


def _unpacked_markers(data: bytes) -> Markers:
    blocks, broken = unpacked(data, _MARKERS)
    return Markers(made_of(GeneratedBlock, blocks), made_of(BrokenMarker, broken))


def reader_of_values(keys: Collection[str]) -> Callable[[Result], NoteValues]:
    """A function that unpacks from facts only the values of these keys, the title and the tags. It raises
    NotPacked also for results that only a complete unpacking can read."""
    asked = {
        "path": str,
        "values": some_keys(dict.fromkeys(keys, _PackedValue)),
        "inline_tags": tuple[tuple[tuple[str, NOT_ASKED, NOT_ASKED], ...], NOT_ASKED],
        "title": str,
    }
    unpack = unpacker(tuple.__class_getitem__(tuple(asked.get(name, NOT_ASKED) for name in _OF_FACTS)))

    def read(result: Result) -> NoteValues:
        path, _, values, (tags, _), _, _, _, _, title, *_ = unpack(result.packed)
        return NoteValues(path, title, values, tuple([name for name, _, _ in tags]))

    return read
