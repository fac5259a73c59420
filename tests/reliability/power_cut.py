"""A power cut: in the middle of a run, the disk has whole notes, and all writes that had returned.

    sudo python tests/reliability/power_cut.py [--cuts 60]

A vault is on a mounted ext4 image. While it is written, the image is copied repeatedly: data that was only in
memory is not in the copy, as after a power cut. Each copy is mounted and examined; only copies with a run
under way count.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kill import MOST, NAMES, body, is_whole, strays, version

from vault_tools.disk.change import Change
from vault_tools.disk.writer import Writer

SIZE = 64 * 1024 * 1024
LONGEST = 0.3
"""Maximum number of seconds between two cuts."""


@dataclass
class Count:
    """Totals over all copies: how many had a run under way, notes examined, and faults found."""

    cuts: int = 0
    in_a_run: int = 0
    notes: int = 0
    torn: int = 0
    lost: int = 0
    strays: int = 0


def cut_often(cuts: int, folder: Path, rng: random.Random) -> Count:
    """Cut the power of a writer's disk `cuts` times during a run; each time it continues from what was
    left."""
    image, copy, disk, count = folder / "image", folder / "copy", folder / "disk", Count()
    make_disk(image, disk)
    while count.in_a_run < cuts and count.cuts < MOST * cuts:
        with mounted(image, disk):
            acknowledged = cut(image, copy, disk, rng.uniform(0.01, LONGEST))
        copy.replace(image)
        with mounted(image, disk):
            look_at(disk, acknowledged, count)
    return count


def make_disk(image: Path, disk: Path) -> None:
    with image.open("wb") as file:
        file.truncate(SIZE)
    subprocess.run(["mkfs.ext4", "-q", image], check=True)
    with mounted(image, disk):
        for name in NAMES:
            (disk / "vault" / name).parent.mkdir(parents=True, exist_ok=True)
            (disk / "vault" / name).write_bytes(body(0))


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def cut(image: Path, copy: Path, disk: Path, seconds: float) -> dict[str, int]:
    """Write for a while, then copy the image. Returns the versions acknowledged by then."""
    source, sink = os.pipe()
    writer = os.fork()
    if not writer:
        try:
            write_for_ever(disk, sink)
        finally:
            os._exit(1)
    os.close(sink)
    time.sleep(seconds)
    os.kill(writer, signal.SIGSTOP)
    shutil.copyfile(image, copy)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    with open(source, "rb") as file:
        lines = file.read().split(b"\n")[:-1]
    return dict(json.loads(lines[-1])) if lines else {}


def write_for_ever(disk: Path, sink: int) -> None:
    """Write like a command: one run after another, each acknowledged when it has ended."""
    os.environ["XDG_STATE_HOME"] = str(disk / "state")
    root = disk / "vault"
    while True:
        old = {name: (root / name).read_bytes() for name in NAMES}
        new = {name: body(version(data) + 1) for name, data in old.items()}
        with Writer(root, "test") as writer:
            writer.write(Change(name, old[name], new[name]) for name in NAMES)
        written = {name: version(data) for name, data in new.items() if name not in writer.failed}
        os.write(sink, json.dumps(written).encode() + b"\n")


def look_at(disk: Path, acknowledged: dict[str, int], count: Count) -> None:
    os.environ["XDG_STATE_HOME"] = str(disk / "state")
    root = disk / "vault"
    whole = [name for name in NAMES if is_whole(root / name)]
    count.cuts += 1
    count.notes += len(NAMES)
    count.in_a_run += len(strays(root)) > 0
    count.torn += len(NAMES) - len(whole)
    count.lost += sum(version((root / n).read_bytes()) < acknowledged.get(n, 0) for n in whole)
    with Writer(root, "next start"):
        pass
    count.strays += len(strays(root))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cuts", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(cut_often(options.cuts, Path(folder), random.Random(1)))


if __name__ == "__main__":
    main()
