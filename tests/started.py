"""Processes that a test starts and talks to: none of them outlives it, however it ends."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def started(command: Sequence[str | Path], **options: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """As subprocess.Popen; what still runs at the end of the context is killed rather than waited for."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()
