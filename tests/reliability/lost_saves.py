"""No save is lost: an editor saves a note repeatedly while it is written in a tight loop.

    python tests/reliability/lost_saves.py [--saves 20000] [--without-leases] [--folder /dev/shm]

An editor numbers its saves and checks before each whether the last one is still there, with or without what
was written to it in the meantime. A save is lost if it is neither there nor in the recovery store.
"""

import argparse
import fcntl
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from editors import EDITORS

from vault_tools.disk.change import Change
from vault_tools.disk.recovery import recovered
from vault_tools.disk.state import state_folder
from vault_tools.disk.writer import Writer

NUMBER = re.compile(rb"save (\d+)\n")
WRITTEN = re.compile(rb"written \d+\n")
WRITES_A_RUN = 100
ON_ITS_WAY = 10.0
"""Seconds that a save may take to return to the note, on a busy machine."""


@dataclass
class Result:
    editor: str
    saves: int
    writes: int = 0
    refused: int = 0
    displaced: int = 0
    lost: int = 0


def contest(editor: str, saves: int, folder: Path, seed: int = 0) -> Result:
    """Let one editor save against the writer, in a vault in this folder."""
    root = folder / editor
    root.mkdir()
    (root / "Note.md").write_bytes(body(0) if editor != "append" else b"written 0\n")
    result = Result(editor, saves)
    command = [sys.executable, __file__, "--editor", editor, "--saves", str(saves), "--seed", str(seed)]
    with subprocess.Popen([*command, "--folder", root], stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            write_often(root, result, process)
        assert process.returncode == 0
        assert process.stdout
        missing = set(json.load(process.stdout))
    kept = {int(n) for path in recovered(state_folder(root)) for n in NUMBER.findall(path.read_bytes())}
    result.displaced, result.lost = len(missing & kept), len(missing - kept)
    return result


def write_often(root: Path, result: Result, process: "subprocess.Popen[bytes]") -> None:
    """One run: change our line in the note as often as possible."""
    with Writer(root, "test") as writer:
        for _ in range(WRITES_A_RUN):
            before = (root / "Note.md").read_bytes()
            if process.poll() is not None:
                return
            if not before.endswith(b"\n") or not WRITTEN.match(before):
                continue
            after = WRITTEN.sub(b"written %d\n" % (result.writes + 1), before, count=1)
            writer.write([Change("Note.md", before, after)])
            result.refused += bool(writer.failed)
            result.writes += not writer.failed
            writer.failed.clear()


def body(number: int) -> bytes:
    return b"written 0\n" + b"Hops.\n" * (number % 200) + b"save %d\n" % number


def edit(editor: str, saves: int, path: Path, rng: random.Random) -> list[int]:
    """Save `saves` times. Returns the numbers of the saves that were gone when the next one was due."""
    missing = []
    for number in range(1, saves + 1):
        EDITORS[editor](path, b"save %d\n" % number if editor == "append" else body(number))
        time.sleep(rng.uniform(0.001, 0.006))
        if editor != "append" and not is_there(path, number):
            missing.append(number)
    if editor != "append":
        return missing
    end = time.monotonic() + ON_ITS_WAY
    while (lost := not_there(path, saves)) and time.monotonic() < end:
        time.sleep(0.01)
    return lost


def not_there(path: Path, saves: int) -> list[int]:
    """The lines that are missing in the note, or there twice."""
    there = [int(number) for number in NUMBER.findall(path.read_bytes())]
    return [number for number in range(1, saves + 1) if there.count(number) != 1]


def is_there(path: Path, number: int) -> bool:
    """Whether a save is there, at once or after a moment in which it is being put back."""
    end = time.monotonic() + ON_ITS_WAY
    while time.monotonic() < end:
        if NUMBER.findall(path.read_bytes()) == [b"%d" % number]:
            return True
        time.sleep(0.001)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--without-leases", action="store_true")
    parser.add_argument("--editor", choices=EDITORS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.editor:
        path, rng = options.folder / "Note.md", random.Random(options.seed)
        print(json.dumps(edit(options.editor, options.saves, path, rng)))
        return
    if options.without_leases:
        fcntl.F_SETLEASE = -1
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        for seed, editor in enumerate(EDITORS):
            print(*asdict(contest(editor, options.saves, Path(folder), seed)).items(), flush=True)


if __name__ == "__main__":
    main()
