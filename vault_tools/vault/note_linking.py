"""The links and anchors of a note, kept packed until they are used."""

from contextlib import suppress

from vault_tools.note.note import Note
from vault_tools.packing import NotPacked, packed, unpacker
from vault_tools.vault.anchors import NO_ANCHORS, Anchors, anchors_of
from vault_tools.vault.note_link import NoteLink, links_of

_unpacked = unpacker(tuple[tuple[NoteLink, ...], Anchors])


class NoteLinking:
    """`links`, in the order of the note, and `anchors`. Most queries over all notes need neither."""

    __slots__ = ("_found", "_packed")

    def __init__(self, links: tuple[NoteLink, ...] = (), anchors: Anchors = NO_ANCHORS) -> None:
        self._found: tuple[tuple[NoteLink, ...], Anchors] | None = links, anchors
        self._packed = b""

    @classmethod
    def of(cls, note: Note) -> "NoteLinking":
        return cls(tuple(links_of(note)), anchors_of(note))

    @classmethod
    def unpacked(cls, kept: bytes) -> "NoteLinking":
        """Bytes that `packed` did not produce yield no links."""
        linking = cls()
        linking._found, linking._packed = None, kept
        return linking

    def packed(self) -> bytes:
        return self._packed if self._found is None else packed(self._found)

    @property
    def links(self) -> tuple[NoteLink, ...]:
        return self._unpacked()[0]

    @property
    def anchors(self) -> Anchors:
        return self._unpacked()[1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoteLinking) and self._unpacked() == other._unpacked()

    def __hash__(self) -> int:
        return hash(self._unpacked())

    def _unpacked(self) -> tuple[tuple[NoteLink, ...], Anchors]:
        if self._found is None:
            self._found = (), NO_ANCHORS
            with suppress(NotPacked):
                self._found = _unpacked(self._packed)
            self._packed = b""
        return self._found
