"""The cost of the watcher: `python tests/benchmarks/bench_watch.py [--notes 10000] [--mocs]`. Asserts
nothing.

Prints the time from the end of the quiet period until a saved note is fixed, the CPU time of an idle watcher,
and its memory before and after a day's worth of events: saves, in place and by rename, of random notes, as
fast as possible. With `--mocs`, index notes list all of the notes. Linux only.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

QUIET = 1.0
MALFORMED = "---\ntitle: Note {n}\ntags: ['#hops', beer-{k}]\n---\nNumber {n}.\n"
CONFIG = "keys: {tags: {type: tags}}\nmocs: [{name: tags, each: tags, note: 'MOC/{value}.md', min: 5}]\n"
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--saves", type=int, default=30)
    parser.add_argument("--idle", type=float, default=60.0)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--mocs", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "vault")
        notes = list(fill(root, options.notes, CONFIG if options.mocs else ""))
        with watched(root, Path(folder)) as watcher:
            print(f"{options.notes:,} notes, first look after {watcher.seconds:.1f} s")
            times = sorted(latency(path) for path in random.Random(7).sample(notes, options.saves))
            middle, last = statistics.median(times), times[-1]
            print(f"mended after the quiet period: median {middle * 1e3:.0f} ms, slowest {last * 1e3:.0f} ms")
            print(f"idle: {watcher.idle(options.idle):.2%} of a CPU over {options.idle:g} s")
            for part in range(4):
                if part:
                    storm(notes, options.events // 3, seed=part)
                print(f"memory after {part * (options.events // 3):,} saves: {watcher.memory():.1f} MB")


SETTLED = 0.02
"""Share of a CPU below which a watcher has nothing left to do; its heartbeat uses some."""


class Watched:
    def __init__(self, pid: int, seconds: float) -> None:
        self.pid, self.seconds = pid, seconds

    def cpu(self) -> float:
        """Seconds of CPU time used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def idle(self, seconds: float) -> float:
        time.sleep(10 + QUIET)
        before = self.cpu()
        time.sleep(seconds)
        return (self.cpu() - before) / seconds

    def memory(self) -> float:
        """Resident megabytes, once nothing is left to do."""
        while self.idle(5.0) > SETTLED:
            pass
        (line,) = [x for x in Path(f"/proc/{self.pid}/status").read_text().splitlines() if "VmRSS" in x]
        return int(line.split()[1]) / 1000


def fill(root: Path, notes: int, config: str) -> Iterator[Path]:
    (root / ".obsidian").mkdir(parents=True)
    if config:
        (root / "vault-tools.yaml").write_text(config)
    for number in range(notes):
        path = root / f"{number % 100}" / f"{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(MALFORMED.format(n=number, k=number % 50).replace("#", ""))
        os.utime(path, (1e9, 1e9))
        yield path


@contextmanager
def watched(root: Path, home: Path) -> Iterator[Watched]:
    """A watcher that has completed its first scan."""
    start, log = time.monotonic(), home / "log"
    command = [sys.executable, "-m", "vault_tools", "watch", str(root), "--quiet-period", str(QUIET)]
    environment = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, stderr=stderr, env=environment)
    try:
        while b"looked at everything" not in log.read_bytes():
            time.sleep(0.05)
        yield Watched(process.pid, time.monotonic() - start)
    finally:
        process.terminate()
        process.wait()


def latency(path: Path) -> float:
    """Save a note. Returns the seconds from the end of its quiet period until it is fixed."""
    number = int(path.stem)
    path.write_text(MALFORMED.format(n=number, k=number % 50))
    start = time.monotonic()
    while "#" in path.read_text():
        time.sleep(0.002)
    return time.monotonic() - start - QUIET


def storm(notes: list[Path], events: int, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(events):
        path = rng.choice(notes)
        text = MALFORMED.format(n=rng.randrange(1000), k=rng.randrange(50))
        if rng.random() < 0.5:
            path.write_text(text)
        else:
            path.with_suffix(".tmp").write_text(text)
            os.replace(path.with_suffix(".tmp"), path)


if __name__ == "__main__":
    main()
