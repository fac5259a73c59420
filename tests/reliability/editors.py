"""How editors and sync clients save a note, and where a save must be found afterwards."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

Save = Callable[[Path, bytes], None]


def in_place(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def slowly_in_place(path: Path, data: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        file.write(data[: len(data) // 2])
        time.sleep(random.uniform(0.001, 0.003))
        file.write(data[len(data) // 2 :])


def by_rename(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def append(path: Path, data: bytes) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(data)


def opens_and_writes_later(path: Path, data: bytes) -> None:
    with path.open("r+b", buffering=0) as file:
        time.sleep(random.uniform(0.003, 0.012))
        file.truncate()
        file.write(data)


EDITORS: dict[str, Save] = {
    editor.__name__: editor
    for editor in (in_place, slowly_in_place, by_rename, append, opens_and_writes_later)
}
