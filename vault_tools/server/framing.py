"""Messages as they are sent through a pipe: `Content-Length: N`, a blank line, N bytes of JSON.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes. A note has 10 MB at most, which JSON may write six times as long; what is longer is not an edit of
one."""
MAX_HEADER = 8 * 1024
"""Bytes. Two fields are in use, of 60 bytes together."""

_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,19})[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""At the end of a line, whatever is before it: so the next message is found after one of wrong length."""
_BLANK = b"\r\n\r\n"

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Garbled:
    """Something skipped that is not a message, and why it is not one."""

    problem: str


class Frames:
    """Takes bytes in whatever pieces they arrive, and returns the messages in them. Keeps at most one."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wanted: int | None = None
        self._skipping = 0

    def feed(self, data: bytes) -> Iterator[Message | Garbled]:
        self._buffer += data
        while (found := self._next()) is not None:
            yield from found

    def _next(self) -> "list[Message | Garbled] | None":
        """What is complete now; None if more bytes are needed."""
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
    """The bytes of a message. Half characters, which are not valid UTF-8, are escaped as in JSON."""
    try:
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        body = json.dumps(message, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body
