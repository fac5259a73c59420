"""Reports long work to the client: `$/progress`."""

import time
from collections.abc import Mapping
from math import inf
from typing import Any

from vault_tools.server import rpc
from vault_tools.server.outbox import Outbox

EVERY = 0.5
"""Seconds between two reports."""


class ClientProgress:
    """The progress of one piece of work, under a `token` that the client knows; None if it supports none."""

    def __init__(self, outbox: Outbox, token: str | int | None) -> None:
        self._outbox, self._token = outbox, token
        self._told_at = -inf

    def begin(self, title: str) -> None:
        self._tell({"kind": "begin", "title": title, "cancellable": False})

    def report(self, message: str, *, done: int = 0, total: int = 0) -> None:
        """Report, at most every `EVERY` seconds, with a percentage if there is a `total`."""
        now = time.monotonic()
        if self._token is None or now < self._told_at + EVERY:
            return
        self._told_at = now
        far = {"percentage": 100 * done // total} if total else {}
        self._tell({"kind": "report", "message": message, **far}, topic=f"progress {self._token}")

    def end(self) -> None:
        self._tell({"kind": "end"})

    def _tell(self, value: Mapping[str, Any], topic: str = "") -> None:
        if self._token is not None:
            params = {"token": self._token, "value": value}
            self._outbox.send(rpc.notification("$/progress", params), topic)
