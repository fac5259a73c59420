"""A note is never torn: a writer is killed repeatedly, at random moments and before each line of its code.

    python tests/reliability/kill.py [--times 1000] [--every 1] [--folder FOLDER]

Each time, a process rewrites all notes of a vault over and over and gets SIGKILL; only kills during a run
count. Every note must then be whole, and the next start must leave nothing behind and be able to undo the
last writes. After a process that ends before a line of the protocol, undo must know exactly what was done.
"""

import argparse
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from failing_calls import CHANGES, text_of, undone
from interleavings import PROTOCOL

from vault_tools.disk.change import Change
from vault_tools.disk.journal import Journal, journal_of
from vault_tools.disk.state import state_folder
from vault_tools.disk.undo import reversals, runs_about
from vault_tools.disk.writer import Writer

LONGEST = 0.1
"""Seconds after which a writer is killed at the latest; by then it has written all notes about twice."""

MOST = 5
"""Number of kills of which at least one must fall into a run; otherwise something is wrong."""

NAMES = [f"{folder}{number}.md" for folder in ("", "Beer/") for number in range(10)]


@dataclass
class Count:
    """Totals over all kills: how many fell into a run, and notes and files in a wrong state."""

    killed: int = 0
    in_a_run: int = 0
    torn: int = 0
    strays: int = 0
    not_undoable: int = 0
    not_done: int = 0


def kill_often(times: int, root: Path, rng: random.Random) -> Count:
    """Kill `times` writers in the middle of a run, in a new vault."""
    (root / "Beer").mkdir(parents=True)
    for name in NAMES:
        (root / name).write_bytes(body(0))
    count = Count()
    while count.in_a_run < times and count.killed < MOST * times:
        before = {name: (root / name).read_bytes() for name in NAMES}
        kill_a_writer(root, rng.uniform(0, LONGEST), once_it_writes=bool(count.killed % 2))
        count.killed += 1
        count.in_a_run += len(strays(root)) > 0
        count.torn += sum(not is_whole(root / name) for name in NAMES)
        with Writer(root, "next start"):
            pass
        count.torn += sum(not is_whole(root / name) for name in NAMES)
        count.strays += len(strays(root))
        count.not_undoable += len(not_undoable(root, before))
    return count


def kill_a_writer(root: Path, seconds: float, *, once_it_writes: bool) -> None:
    """Kill a writer `seconds` after its start, or after its first write: a busy machine is slow to start
    it."""
    told, tell = os.pipe()
    process = os.fork()
    if not process:
        try:
            write_for_ever(root, tell)
        finally:
            os._exit(1)
    os.close(tell)
    if once_it_writes:
        os.read(told, 1)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(told)


def write_for_ever(root: Path, tell: int) -> None:
    with Writer(root, "test") as writer:
        for number in itertools.count():
            if writer.failed:
                return
            if number == 1:
                os.write(tell, b".")
            old = {name: (root / name).read_bytes() for name in NAMES}
            writer.write(Change(name, data, body(version(data) + 1)) for name, data in old.items())


def body(number: int) -> bytes:
    return b"version %d\n" % number + b"Hops.\n" * (number * 37 % 2_000) + b"end %d\n" % number


def version(data: bytes) -> int:
    return int(data.split(maxsplit=2)[1])


def is_whole(path: Path) -> bool:
    data = path.read_bytes()
    return data.startswith(b"version ") and data == body(version(data))


def strays(root: Path) -> list[Path]:
    return [*root.glob(".vault-tools*"), *root.glob(".vault-tools*/*")]


def not_undoable(root: Path, before: dict[str, bytes]) -> set[str]:
    """The notes that undoing the last run would not restore to what they were."""
    changed = {name for name in NAMES if (root / name).read_bytes() != before[name]}
    if not changed:
        return set()
    with closing(Journal(state_folder(root))) as journal:
        _, writes = next(runs_about(journal, [""]))
        undone = {c.path for c in reversals(root, journal, writes) if c == undoing(root, c.path, before)}
    return changed - undone


def undoing(root: Path, path: str, before: dict[str, bytes]) -> Change:
    return Change(path, (root / path).read_bytes(), before[path])


def kill_before_lines(every: int, root: Path) -> Count:
    """Kill a writer that replaces two notes, creates one and removes one, before every Nth line."""
    count, line = Count(), 1
    while is_killed_before(line, as_before(root)):
        count.killed += 1
        count.in_a_run += len(strays(root)) > 0
        count.torn += sum(text_of(root / path) not in sides for path, sides in CHANGES.items())
        with Writer(root, "next start"):
            pass
        count.torn += sum(text_of(root / path) not in sides for path, sides in CHANGES.items())
        count.strays += len(strays(root))
        count.not_done += len(known_and_not_done(root))
        count.not_undoable += not undone(root)
        line += every
    return count


def as_before(root: Path) -> Path:
    """A vault in its original state, without a history."""
    for old in (root, state_folder(root)):
        shutil.rmtree(old, ignore_errors=True)
    for path, (before, _) in CHANGES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if before is not None:
            (root / path).write_text(before)
    return root


def is_killed_before(line: int, root: Path) -> bool:
    """Whether a process that makes the changes reaches this line; there it ends, without any clean-up."""
    process = os.fork()
    if not process:
        try:
            write_until(line, root)
        finally:
            os._exit(0)
    return os.waitpid(process, 0)[1] != 0


def write_until(line: int, root: Path) -> None:
    lines = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in PROTOCOL:
            return None
        lines += event == "line"
        if lines == line:
            os._exit(1)
        return trace

    sides = {path: [side and side.encode() for side in sides] for path, sides in CHANGES.items()}
    sys.settrace(trace)
    with Writer(root, "test") as writer:
        writer.write(Change(path, before, after) for path, (before, after) in sides.items())


def known_and_not_done(root: Path) -> set[str]:
    """The notes that the journal lists as written but that were not. A removed note leaves no evidence; there
    is nothing to undo."""
    with journal_of(root) as journal:
        runs = journal.runs() if journal else []
        known = {write.path for run in runs for write in journal.writes(run.id) if write.after}
    return {path for path in known if text_of(root / path) != CHANGES[path][1]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=1_000)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        print(kill_often(options.times, Path(folder, "vault"), random.Random(1)))
        print(kill_before_lines(options.every, Path(folder, "other")))


if __name__ == "__main__":
    main()
