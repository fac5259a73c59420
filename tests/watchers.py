"""Watchers as processes of their own, and waiting for what they do rather than for a time."""

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
"""Seconds until what was to happen counts as not happening."""
QUIET = 0.4
MALFORMED = '---\ntags: ["#hops"]\n---\nSaaz.\n'
MENDED = "---\ntags: [hops]\n---\nSaaz.\n"
"""What `fix` makes of it."""


def until(condition: Callable[[], Any], what: str = "") -> Any:
    """The condition's value, as soon as it is true. Where a file goes while it is looked at, such as one of
    ours in the hidden folder, it is not true yet."""
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
    """`vault-tools watch` on a vault, with its log as JSON in `log`."""

    def __init__(self, root: Path, process: Process, log: Path) -> None:
        self.root, self.process, self.log = root, process, log

    def events(self, event: str = "") -> list[dict[str, Any]]:
        """What was logged, in whole lines."""
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
        """Why a note waits, empty if it does not."""
        return next((wait.why for wait in self.status().waits if wait.path == path), "")

    def holds(self, path: str, text: str) -> None:
        """Wait until a note holds this text."""
        until(lambda: _text(self.root / path) == text, f"{path}: {_text(self.root / path)}")

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """What is done in this context the watcher sees all at once."""
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
    """A watcher that has looked at everything once, unless it is not to be waited for."""
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
