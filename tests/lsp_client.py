"""A minimal client of `vault-tools server`: it sends requests and waits for their answers."""

import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from started import popen

from vault_tools.server.framing import Frames, framed
from vault_tools.server.uris import uri_of

PATIENCE = 120.0
"""Seconds after which an answer counts as missing."""
PULLS: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-32", "utf-16"]},
    "textDocument": {"diagnostic": {}},
    "window": {"workDoneProgress": True},
    "workspace": {
        "applyEdit": True,
        "diagnostics": {"refreshSupport": True},
        "workspaceEdit": {"documentChanges": True},
    },
}


class Failed(Exception):
    """An error response, with its code and message."""


class Client:
    """Talks to its own server process. `notified` collects notifications, `asked` the server's requests,
    which are answered with `null`. Nothing is read while `reads` is not set."""

    def __init__(
        self, root: Path | None, *args: str, capabilities: dict[str, Any] = PULLS, **params: Any
    ) -> None:
        command = [sys.executable, "-m", "vault_tools", "server", *args]
        self.process = popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.root, self.notified, self.asked = root, queue.Queue[dict[str, Any]](), list[dict[str, Any]]()
        self._answers: dict[Any, queue.Queue[dict[str, Any]]] = {}
        self._last = 0
        self.reads = threading.Event()
        self.reads.set()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        if root:
            folders = [{"uri": uri_of(root), "name": root.name}]
            given = {
                "processId": os.getpid(),
                "capabilities": capabilities,
                "workspaceFolders": folders,
                **params,
            }
            self.server = self.request("initialize", given)
            self.notify("initialized", {})

    def request(self, method: str, params: Any) -> Any:
        return self.wait(self.send(method, params))

    def send(self, method: str, params: Any, *, cancelled: bool = False) -> int:
        """Send a request and return its number. If cancelled, the request and its cancellation are sent
        together."""
        self._last += 1
        self._answers[self._last] = queue.Queue()
        data = framed({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        if cancelled:
            data += framed({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": self._last}})
        self.write_bytes(data)
        return self._last

    def wait(self, request: Any) -> Any:
        answer = self._answers.setdefault(request, queue.Queue()).get(timeout=PATIENCE)
        if "error" in answer:
            raise Failed(answer["error"]["code"], answer["error"]["message"])
        return answer["result"]

    def notify(self, method: str, params: Any) -> None:
        self.write({"jsonrpc": "2.0", "method": method, "params": params})

    def write(self, message: dict[str, Any]) -> None:
        self.write_bytes(framed(message))

    def write_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def uri(self, path: str) -> str:
        assert self.root
        return uri_of(self.root / path)

    def open(self, path: str, text: str, version: int = 1) -> None:
        document = {"uri": self.uri(path), "languageId": "markdown", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, path: str, text: str, version: int) -> None:
        of = {"uri": self.uri(path), "version": version}
        self.notify("textDocument/didChange", {"textDocument": of, "contentChanges": [{"text": text}]})

    def close(self, path: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    def pull(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.request("textDocument/diagnostic", self.of(path))["items"]
        return found

    def of(self, path: str) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(path)}}

    def until(self, method: str) -> dict[str, Any]:
        """The parameters of the next notification of a method; others received before it are dropped."""
        while (message := self.notified.get(timeout=PATIENCE))["method"] != method:
            pass
        params: dict[str, Any] = message["params"]
        return params

    def end(self) -> int:
        """Shut down as the protocol requires. Returns the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        self.reads.set()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                assert pipe
                pipe.close()

    def _listen(self) -> None:
        frames = Frames()
        assert self.process.stdout
        while self.reads.wait() and (data := os.read(self.process.stdout.fileno(), 1 << 16)):
            for message in frames.feed(data):
                assert isinstance(message, dict), message
                self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answers.setdefault(message["id"], queue.Queue()).put(message)
        elif "id" in message:
            self.asked.append(message)
            self.write({"jsonrpc": "2.0", "id": message["id"], "result": None})
        else:
            self.notified.put(message)
