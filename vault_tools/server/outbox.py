"""Writes to the client in a separate thread, so that a client that does not read stops nothing."""

import os
import threading
from collections import deque
from collections.abc import Callable

from vault_tools.server.framing import MAX_MESSAGE, Message, framed

MAX_WAITING = MAX_MESSAGE
"""Bytes that may wait for the client. Beyond that, its requests are not answered."""


class Outbox:
    """Messages to send. One with a `topic` replaces an older message on that topic that still waits: only the
    latest report of a state matters. `called` is called when the outbox is no longer full."""

    def __init__(self, descriptor: int, called: Callable[[], None]) -> None:
        self._descriptor, self._called = descriptor, called
        self._news = threading.Condition()
        self._order: deque[str | bytes] = deque()
        self._latest: dict[str, bytes] = {}
        self._waiting = 0
        self._busy = False
        self.is_closed = False

    def start(self) -> None:
        threading.Thread(target=self._write, name="outbox", daemon=True).start()

    @property
    def is_full(self) -> bool:
        return self._waiting > MAX_WAITING

    @property
    def is_empty(self) -> bool:
        return self.is_closed or not (self._order or self._busy)

    def send(self, message: Message, topic: str = "") -> None:
        data = framed(message)
        with self._news:
            if self.is_closed:
                return
            if not topic:
                self._order.append(data)
            else:
                if topic in self._latest:
                    self._waiting -= len(self._latest[topic])
                else:
                    self._order.append(topic)
                self._latest[topic] = data
            self._waiting += len(data)
            self._news.notify()

    def drain(self, seconds: float) -> None:
        """Wait until everything is sent, but at most this long."""
        with self._news:
            self._news.wait_for(lambda: self.is_empty, seconds)

    def _write(self) -> None:
        while True:
            with self._news:
                self._busy = False
                self._news.notify_all()
                self._news.wait_for(lambda: self._order)
                first = self._order.popleft()
                data = self._latest.pop(first) if isinstance(first, str) else first
                was_full = self.is_full
                self._waiting -= len(data)
                self._busy = True
            if not self._written(data):
                break
            if was_full and not self.is_full:
                self._called()
        with self._news:
            self.is_closed = True
            self._order.clear()
            self._news.notify_all()
        self._called()

    def _written(self, data: bytes) -> bool:
        """False if the client is gone."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            return False
        return True
