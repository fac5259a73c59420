"""Processes that a test starts and talks to; none of them outlives it, however it ends."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forked import OPTIONS, SERVER, Forked

import vault_tools

Process = subprocess.Popen[bytes] | Forked
PROGRAM = (sys.executable, "-m", "vault_tools")
MAIN = Path(vault_tools.__file__).with_name("__main__.py")


@contextmanager
def started(command: Sequence[str | Path], **options: Any) -> Iterator[Process]:
    """Like subprocess.Popen; a process that still runs at the end of the context is killed instead of waited
    for."""
    with popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def popen(command: Sequence[str | Path], **options: Any) -> Process:
    """Like subprocess.Popen. The program is forked if possible, which takes a tenth of the time."""
    given = {name: value for name, value in options.items() if value is not None}
    if tuple(command[:3]) == PROGRAM and given.keys() <= OPTIONS and (server := SERVER.connected()):
        return Forked(server, [MAIN, *command[3:]], **given)
    return subprocess.Popen(command, **options)


def run(
    command: Sequence[str | Path], *, stdin: bytes = b"", timeout: float | None = None, **options: Any
) -> "subprocess.CompletedProcess[bytes]":
    """Like subprocess.run, capturing any output that is not redirected."""
    pipes = dict.fromkeys(["stdin", "stdout", "stderr"], subprocess.PIPE)
    with started(command, **pipes | options) as process:
        out, err = process.communicate(stdin, timeout)
    return subprocess.CompletedProcess(command, process.returncode, out, err)
