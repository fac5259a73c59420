"""A watcher's reports on its writes are true, and precede the next writes; told to end, it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from watchers import MALFORMED, MENDED, PATIENCE, until

from vault_tools.disk.change import BATCH, Change
from vault_tools.disk.writer import Writer

pytestmark = pytest.mark.usefixtures("time_limit")

SLOWLY = """
import itertools, time
from vault_tools.disk import writer
put, numbers = writer.put, itertools.count()
def slowly(*args):
    if next(numbers) >= {quick}:
        time.sleep(0.2)
    return put(*args)
writer.put = slowly
from vault_tools.cli.program import main
main()
"""
"""The program, on a disk that is slow for every note after the first few."""
MANY = 70
"""Number of notes, more than a batch."""


class Slow:
    """A watcher of a vault of many notes, the first of which are quick to write."""

    def __init__(self, root: Path, quick: int) -> None:
        self.root, self.log = root, root.parent / "log"
        command = [sys.executable, "-c", SLOWLY.format(quick=quick), "watch", "--log-format", "json"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([*command, root], stderr=log)

    @property
    def mended(self) -> list[str]:
        return sorted(path.name for path in self.root.glob("*.md") if path.read_text() == MENDED)

    @property
    def told(self) -> list[str]:
        lines = map(json.loads, self.log.read_text().splitlines())
        return sorted(line["path"] for line in lines if line.get("event") == "mended")


@pytest.fixture
def many(vault) -> Path:
    root = vault({".obsidian/app.json": "{}"} | {f"{n:03}.md": MALFORMED for n in range(MANY)})
    old = time.time() - 1000
    for path in root.glob("*.md"):
        os.utime(path, (old, old))
    return root


def test_told_to_end_it_ends_between_two_notes(many: Path) -> None:
    watcher = Slow(many, quick=1)
    until(lambda: watcher.mended)
    watcher.process.send_signal(signal.SIGTERM)
    assert watcher.process.wait(PATIENCE) == 0
    assert 0 < len(watcher.mended) < BATCH
    assert watcher.told == watcher.mended
    assert not [*many.glob(".vault-tools-*")]


def test_what_is_written_is_told_before_the_next_batch(many: Path) -> None:
    watcher = Slow(many, quick=BATCH)
    until(lambda: len(watcher.mended) > BATCH)
    watcher.process.kill()
    watcher.process.wait()
    assert len(watcher.told) >= BATCH
    assert set(watcher.told) <= set(watcher.mended)


def test_stopped_writer_leaves_what_is_left(vault) -> None:
    root = vault({"1.md": "old", "2.md": "old"})
    asked: list[bool] = []
    with Writer(root, "test", stops=lambda: asked.append(True) or len(asked) > 3) as writer:
        writer.write([Change("1.md", b"old", b"new"), Change("2.md", b"old", b"new")])
    assert (writer.left, writer.failed) == ({"2.md"}, {})
    assert [(root / name).read_text() for name in ("1.md", "2.md")] == ["new", "old"]
    assert not [*root.glob(".vault-tools-*")]


@pytest.mark.parametrize("after", [b"new", None])
@pytest.mark.parametrize("before", [b"old", None])
def test_note_that_is_in_place_was_written(
    vault, monkeypatch: pytest.MonkeyPatch, before: bytes | None, after: bytes | None
) -> None:
    """The disk fails right after the exchange."""
    if before == after:
        return
    root = vault({"1.md": before} if before else {"2.md": ""})
    from vault_tools.disk import writer as module

    put = module.put

    def failing(*args: object) -> bool:
        put(*args)  # type: ignore[arg-type]
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, "put", failing)
    monkeypatch.setattr(module, "LAST_LOOK", 0.0)
    with Writer(root, "test") as writer:
        writer.write([Change("1.md", before, after)])
    assert writer.failed == {}
    assert ((root / "1.md").read_bytes() if (root / "1.md").exists() else None) == after


def test_folder_that_cannot_be_synced_is_no_failure_of_its_notes(
    vault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    root = vault({"1.md": "old"})
    monkeypatch.setattr("vault_tools.disk.writer.sync_folders", failing)
    with Writer(root, "test") as writer:
        writer.write([Change("1.md", b"old", b"new")])
    assert (writer.failed, (root / "1.md").read_text()) == ({}, "new")
    assert "may not outlast a power cut: Input/output error" in caplog.text
