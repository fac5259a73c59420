"""Watchers in separate processes, and waiting for their actions instead of for a time."""

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from started import Process, started

from vault_tools.watch.status import Status
from vault_tools.watch.store import last_status

PATIENCE = 120.0
"""Seconds after which an expected event counts as missing."""
QUIET = 0.4
MALFORMED = '---\ntags: ["#hops"]\n---\nSaaz.\n'
MENDED = "---\ntags: [hops]\n---\nSaaz.\n"
"""The note after `fix`."""


def until(condition: Callable[[], Any], what: str = "") -> Any:
    """The condition's value once it is true. If a file disappears while the condition is evaluated, such as
    one of ours in the hidden folder, it counts as not true yet."""
    end = time.monotonic() + PATIENCE
    while not (value := _now(condition)):
        assert time.monotonic() < end, f"not within {PATIENCE:g} seconds: {what or condition}"
        time.sleep(0.02)
    return value


def _now(condition: Callable[[], Any]) -> Any:
    try:
        return condition()
    except FileNotFoundError:
        return None


class Watcher:
    """`vault-tools watch` on a vault, logging as JSON to `log`."""

    def __init__(self, root: Path, process: Process, log: Path) -> None:
        self.root, self.process, self.log = root, process, log

    def events(self, event: str = "") -> list[dict[str, Any]]:
        """The complete lines logged so far."""
        lines = self.log.read_text("utf-8").split("\n")[:-1]
        found = [json.loads(line) for line in lines]
        return [line for line in found if event in ("", line.get("event"))]

    def mended(self) -> list[str]:
        return [line["path"] for line in self.events("mended")]

    def told(self, event: str, text: str = "") -> dict[str, Any]:
        """A line of the log, once it is there."""

        def find() -> dict[str, Any] | None:
            return next((line for line in self.events(event) if text in line["message"]), None)

        found: dict[str, Any] = until(find, f"{event} {text} in {self.log.read_text('utf-8')}")
        return found

    def status(self) -> Status:
        """What `vault-tools status` would show."""
        found = last_status(self.root)
        assert found
        return found

    def waits_because(self, path: str) -> str:
        """Why a note waits; empty if it does not."""
        return next((wait.why for wait in self.status().waits if wait.path == path), "")

    def holds(self, path: str, text: str) -> None:
        """Wait until a note has this text."""
        until(lambda: _text(self.root / path) == text, f"{path}: {_text(self.root / path)}")

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Suspend the watcher, so that it sees everything done in this context at once."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


@contextmanager
def watching(
    root: Path,
    *args: str,
    quiet: float = QUIET,
    program: tuple[str, ...] = ("-m", "vault_tools"),
    before: Callable[[], None] | None = None,
    wait: bool = True,
) -> Iterator[Watcher]:
    """A watcher that has completed its first scan, unless it is not to be waited for."""
    log = root.with_name(f"{root.name}.log")
    command = [sys.executable, *program, "watch", str(root), "--quiet-period", str(quiet)]
    command += ["--log-format", "json", *args]
    with (
        log.open("wb") as stderr,
        started(command, stderr=stderr, preexec_fn=before, cwd=root.parent) as process,
    ):
        watcher = Watcher(root, process, log)
        until(lambda: not wait or process.poll() is not None or watcher.events("looked"), "the first look")
        yield watcher
