"""Reads what the client sends in a separate thread, so that the end of the pipe and cancelled requests are
noticed whatever the server is doing."""

import os
import threading
from collections import deque
from collections.abc import Callable

from vault_tools.server.framing import MAX_MESSAGE, Frames, Garbled, Message

PIECE = 1 << 16
"""Bytes read at a time: the size of a pipe."""
MAX_WAITING = 2 * MAX_MESSAGE
"""Bytes of messages that may wait. Beyond that, the client's writes block."""


class Mailbox:
    """Messages in order of arrival. The thread calls `called` for each message and at the end, and then
    `ended`."""

    def __init__(self, descriptor: int, called: Callable[[], None], ended: Callable[[], None]) -> None:
        self._descriptor, self._called, self._ended = descriptor, called, ended
        self._news = threading.Condition()
        self._messages: deque[Message | Garbled] = deque()
        self._cancelled: set[object] = set()
        self._waiting = 0
        self.has_ended = False

    def start(self) -> None:
        threading.Thread(target=self._listen, name="mailbox", daemon=True).start()

    def __bool__(self) -> bool:
        return bool(self._messages)

    def take(self) -> list[Message | Garbled]:
        """Take out all waiting messages."""
        with self._news:
            taken, self._messages, self._waiting = [*self._messages], deque(), 0
            self._news.notify()
        return taken

    def is_cancelled(self, request: object) -> bool:
        """Whether the client cancelled a request. Can be asked once per request."""
        with self._news:
            found = request in self._cancelled
            self._cancelled.discard(request)
            return found

    def _listen(self) -> None:
        frames = Frames()
        while data := self._read():
            for message in frames.feed(data):
                self._put(message, len(data))
        with self._news:
            self.has_ended = True
        self._called()
        self._ended()

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, PIECE)
        except OSError:
            return b""

    def _put(self, message: Message | Garbled, size: int) -> None:
        with self._news:
            if isinstance(message, dict) and message.get("method") == "$/cancelRequest":
                params = message.get("params")
                request = params.get("id") if isinstance(params, dict) else None
                if isinstance(request, str | int) and len(self._cancelled) < PIECE:
                    self._cancelled.add(request)
                self._called()
                return
            while self._messages and self._waiting > MAX_WAITING:
                self._news.wait()
            self._messages.append(message)
            self._waiting += size
        self._called()
