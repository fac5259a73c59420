"""The cost of the server: `python tests/benchmarks/bench_server.py VAULT [VAULT]`. Asserts nothing. Linux
only.

The vaults are made by `make_vault.py`, preferably one of 10,000 notes with `--mocs` and written index notes,
and one of 100,000 short ones. Each is checked first to warm the index. Times are the server's CPU time over
all threads, medians of many; memory is measured once it is idle.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from lsp_client import PULLS, Client

KEYS = 15
IDLE = 0.5
"""Seconds without activity after which the server counts as idle."""


def main() -> None:
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as home:
            for variable in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
                os.environ[variable] = home
            root = Path(name).resolve()
            subprocess.run(
                [sys.executable, "-m", "vault_tools", "check", root, "--exit-zero"],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            print(f"{name}:")
            for what, figure in measured(root):
                print(f"  {what:<50} {figure}", flush=True)


def measured(root: Path) -> Iterator[tuple[str, str]]:
    note = note_of(root)
    text = (root / note).read_text("utf-8")
    print(f"  {note}, {len(text.encode()):,} bytes")
    yield "first diagnostics", median_of(first_diagnostics(root, note, text) for _ in range(5))
    with Client(root, capabilities=PULLS) as client:
        cpu = Cpu(client.process.pid)
        client.open(note, text)
        client.pull(note)
        client.request("vaultTools/findings", {})
        cpu.settle()
        yield "all of the vault known", f"{cpu.total() * 1e3:.0f} ms, {memory(client.process.pid):.0f} MB"
        yield (
            "a page of findings",
            median_of(
                cpu.of(lambda: client.request("vaultTools/findings", {"limit": 1000})) for _ in range(5)
            ),
        )
        keys = Keys(client, cpu, note, text)
        yield "first key", one(keys.body())
        yield "a key in the body", median_of(keys.body() for _ in range(KEYS))
        yield "first key in the tags", one(keys.tags())
        yield "a key in the tags", median_of(keys.tags() for _ in range(KEYS))
        yield "30 keys at once", one(keys.burst(30))
        others = [path for path in random.Random(7).sample(notes_of(root), 50) if path != note]
        yield (
            "first other note changed on disk, its text",
            one(outside(client, cpu, root, others.pop(), "body")),
        )
        yield (
            "another note changed on disk, its text",
            median_of(outside(client, cpu, root, others.pop(), "body") for _ in range(7)),
        )
        yield (
            "first other note changed on disk, its tags",
            one(outside(client, cpu, root, others.pop(), "tags")),
        )
        yield (
            "another note changed on disk, its tags",
            median_of(outside(client, cpu, root, others.pop(), "tags") for _ in range(7)),
        )
        yield "a key in the body then", median_of(keys.body() for _ in range(KEYS))
        yield "memory", f"{memory(client.process.pid):.0f} MB"
        mocs = cpu.of(lambda: client.request("vaultTools/moc", {}))
        yield "the MOCs listed", f"{mocs * 1e3:.0f} ms, then {memory(client.process.pid):.0f} MB"


def first_diagnostics(root: Path, note: str, text: str) -> float:
    with Client(root, capabilities=PULLS) as client:
        client.open(note, text)
        client.pull(note)
        return Cpu(client.process.pid).total()


def outside(client: Client, cpu: "Cpu", root: Path, path: str, where: str) -> float:
    """Change a note on disk, and restore it unmeasured."""
    before = (root / path).read_bytes()
    head, body = before[:4], before[4:]
    after = (
        before + b"\nMore.\n" if where == "body" else head + body.replace(b"tags:\n", b"tags:\n  - hops\n", 1)
    )
    try:
        took = cpu.of(lambda: (root / path).write_bytes(after))
    finally:
        cpu.of(lambda: (root / path).write_bytes(before))
    return took


class Keys:
    def __init__(self, client: Client, cpu: "Cpu", note: str, text: str) -> None:
        self.client, self.cpu, self.note, self.text, self.version = client, cpu, note, text, 1

    def body(self) -> float:
        return self._typed(self.text + f"\nMore {self.version}.\n")

    def tags(self) -> float:
        return self._typed(self.text.replace("tags:\n", f"tags:\n  - hops{self.version}\n", 1))

    def burst(self, count: int) -> float:
        def type_all() -> None:
            for number in range(count):
                self._change(f"{self.text}\nMore {number}.\n")
                self.client.send("textDocument/diagnostic", self.client.of(self.note))
            self.client.pull(self.note)

        return self.cpu.of(type_all)

    def _typed(self, text: str) -> float:
        return self.cpu.of(lambda: (self._change(text), self.client.pull(self.note)))

    def _change(self, text: str) -> None:
        self.version += 1
        self.client.change(self.note, text, self.version)


class Cpu:
    """Seconds of CPU used by a process, over all its current threads."""

    def __init__(self, process: int) -> None:
        self.process = process

    def total(self) -> float:
        tasks = Path(f"/proc/{self.process}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def settle(self) -> float:
        """The total, once the server is idle."""
        while (before := self.total()) < 0 or (time.sleep(IDLE), self.total() - before)[1] > 0.01:
            pass
        return self.total()

    def of(self, action: Callable[[], object]) -> float:
        before = self.settle()
        action()
        time.sleep(0.6)  # until a change on disk is noticed
        return self.settle() - before


def memory(process: int) -> float:
    """Megabytes private to this process."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) / 1000
    return 0.0


def notes_of(root: Path) -> list[str]:
    """Notes that have tags, in order."""
    found = sorted(path for path in root.rglob("*.md") if b"\ntags:\n" in path.read_bytes()[:2000])
    return [path.relative_to(root).as_posix() for path in found]


def note_of(root: Path) -> str:
    """The note whose size is nearest to 24 kB."""
    return min(notes_of(root), key=lambda path: abs((root / path).stat().st_size - 24_000))


def median_of(times: Iterator[float]) -> str:
    found = sorted(times)
    return f"{statistics.median(found) * 1e3:.1f} ms ({found[0] * 1e3:.1f} to {found[-1] * 1e3:.1f})"


def one(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


if __name__ == "__main__":
    main()
