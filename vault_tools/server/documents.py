"""The documents open in an editor. Their text is the editor's, whatever is on disk."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vault_tools.disk.vault_files import decode_note
from vault_tools.note.note import Note
from vault_tools.server.positions import Encoding, LineIndex


@dataclass(frozen=True)
class Document:
    """One version of an open document. `path` is its path in the vault, with `/`; None if it is outside."""

    uri: str
    path: str | None
    version: int
    text: str
    encoding: Encoding

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text, self.encoding)

    @cached_property
    def data(self) -> bytes:
        """The bytes that a save would write. Half a surrogate pair is kept, although it is not valid
        UTF-8."""
        return self.text.encode("utf-8", "surrogatepass")

    @cached_property
    def note(self) -> Note:
        """Raises Unreadable."""
        return decode_note(self.path or "", self.data)


@dataclass
class Documents:
    """The open documents, by URI. A client that breaks the protocol, for example by closing twice, is
    tolerated: its last message counts."""

    encoding: Encoding = "utf-16"
    _open: dict[str, Document] = field(default_factory=dict)

    def __iter__(self) -> Any:
        return iter([*self._open.values()])

    def __len__(self) -> int:
        return len(self._open)

    def get(self, uri: str) -> Document | None:
        return self._open.get(uri)

    def at(self, path: str) -> Document | None:
        return next((document for document in self._open.values() if document.path == path), None)

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(document.path for document in self._open.values() if document.path)

    def put(self, uri: str, path: str | None, version: int, text: str) -> Document:
        self._open[uri] = Document(uri, path, version, text, self.encoding)
        return self._open[uri]

    def change(self, uri: str, version: int, text: str) -> Document | None:
        """The changed document; None if it is not open, or if the change is older than what is known."""
        before = self._open.get(uri)
        if before is None or version < before.version:
            return None
        return self.put(uri, before.path, version, text)

    def close(self, uri: str) -> Document | None:
        return self._open.pop(uri, None)
