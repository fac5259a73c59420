"""Messages as sent through a pipe: `Content-Length: N`, a blank line, N bytes of JSON.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes. A note has at most 10 MB, and JSON may take six times as many. A longer message is not an edit of a
note."""
MAX_HEADER = 8 * 1024
"""Bytes. Two fields are in use, 60 bytes together."""

_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,19})[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""Matches at the end of a line whatever comes before, so that the message after one of the wrong length is
found."""
_BLANK = b"\r\n\r\n"

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Garbled:
    """Skipped input, and why it is not a message."""

    problem: str


class Frames:
    """Takes bytes in whatever pieces they arrive, and yields the messages in them. Holds at most one
    message."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wanted: int | None = None
        self._skipping = 0

    def feed(self, data: bytes) -> Iterator[Message | Garbled]:
        self._buffer += data
        while (found := self._next()) is not None:
            yield from found

    def _next(self) -> "list[Message | Garbled] | None":
        """The messages that are complete; None if more bytes are needed."""
        if self._skipping:
            passed = min(self._skipping, len(self._buffer))
            del self._buffer[:passed]
            self._skipping -= passed
            return None if self._skipping else []
        return self._header() if self._wanted is None else self._body(self._wanted)

    def _header(self) -> "list[Message | Garbled] | None":
        end = self._buffer.find(_BLANK)
        if end < 0:
            if len(self._buffer) < MAX_HEADER:
                return None
            del self._buffer[: -len(_BLANK)]
            return [Garbled("a header has no end")]
        lengths = _LENGTH.findall(bytes(self._buffer[:end]).replace(b"\r\n", b"\n"))
        del self._buffer[: end + len(_BLANK)]
        if not lengths:
            return [Garbled("a header without Content-Length")]
        length = int(lengths[-1])
        if length > MAX_MESSAGE:
            self._skipping = length
            return [Garbled(f"a message of {length:,} bytes; {MAX_MESSAGE:,} are taken")]
        self._wanted = length
        return []

    def _body(self, length: int) -> "list[Message | Garbled] | None":
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._wanted = None
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            return [Garbled(f"not JSON: {error}")]
        return [message if isinstance(message, dict) else Garbled("not a JSON object")]


def framed(message: Message) -> bytes:
    """The bytes of a message. Half surrogate pairs, which are not valid UTF-8, are escaped as JSON does."""
    try:
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        body = json.dumps(message, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body
