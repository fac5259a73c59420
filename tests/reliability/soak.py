"""Is every save there in the end, after everybody has written at the same time for long?

    python tests/reliability/soak.py [--minutes 30] [--notes 5000] [--quiet 2] [--idle 600] [--mocs]

Editors save in place, slowly, by rename and by appending, and rename notes and folders; a sync client puts
notes in place with the times that they have elsewhere; git checks out branches. All run in separate
processes, with half of the saves exactly when the note's quiet period ends and the watcher writes. Each note
has one owner, who knows all its saves and checks before each whether the previous one is still there. In the
end the whole vault is compared with what `fix` makes of the last saves, and the watcher is left alone for
`--idle` seconds. Prints what it finds; exits with 1 if a save was lost, a note was torn or not fixed, or one
was written while nothing happened.
"""

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CONFIG = "keys: {tags: {type: tags}, date: {type: date}}\nrules: {malformed-date: {order: day-first}}\n"
MOCS = "mocs: [{name: tags, each: tags, note: 'MOC/{value}.md', min: 5}]\n"
HEAD = '---\ntitle: Note\ntags: ["#hops", Malt]\ndate: {day:02}/03/2025\n---\n'
EDITORS = 3
LONGEST = 600.0
"""Seconds that the watcher may take in the end."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--notes", type=int, default=5_000)
    parser.add_argument("--quiet", type=float, default=2.0)
    parser.add_argument("--idle", type=float, default=0.0)
    parser.add_argument("--mocs", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        problems = soak(Path(folder), options)
    print(*problems, sep="\n")
    print(f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


def soak(folder: Path, options: argparse.Namespace) -> list[str]:
    root, wanted = folder / "vault", folder / "wanted"
    for vault in (root, wanted):
        (vault / ".obsidian").mkdir(parents=True)
        (vault / "vault-tools.yaml").write_text(CONFIG + (MOCS if options.mocs else ""))
    end, share = time.time() + options.minutes * 60, options.notes // (EDITORS + 2)
    context = multiprocessing.get_context("spawn")
    kinds = [*[Editor] * EDITORS, SyncClient, Git]
    owners = [
        kind(root, f"{kind.__name__} {n}", share, options.quiet, options.seed + n)
        for n, kind in enumerate(kinds)
    ]
    for owner in owners:
        owner.fill()
    watcher = Watched(root, options.quiet)
    reports = [folder / f"report {n}" for n in range(len(owners))]
    processes = [context.Process(target=o.work, args=(end, r)) for o, r in zip(owners, reports, strict=True)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    told = [json.loads(report.read_text()) for report in reports]
    expected = {path: text for report in told for path, text in report["notes"].items()}
    seconds = watcher.settle()
    print(f"{sum(r['saves'] for r in told):,} saves, {watcher.mended():,} notes mended by the watcher")
    before = watcher.mended()
    time.sleep(options.idle)
    print(f"{watcher.mended() - before} notes mended in {options.idle:g} s in which nothing happened")
    print(f"settled {seconds:.1f} s after the last save; memory {watcher.memory():.0f} MB; {watcher.stop()}")
    problems = [problem for report in told for problem in report["lost"]] + watcher.errors()
    problems += ["written while nothing happened"] if watcher.mended() > before else []
    return problems + differences(root, wanted, expected)


def differences(root: Path, wanted: Path, expected: dict[str, str]) -> list[str]:
    """The differences between the vault and what `fix` makes of the last saves."""
    for path, text in expected.items():
        (wanted / path).parent.mkdir(parents=True, exist_ok=True)
        (wanted / path).write_text(text)
    command = [sys.executable, "-m", "vault_tools", "fix", "--quiet", str(wanted)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    here, there = texts(root), texts(wanted)
    print(f"{len(there):,} notes compared")
    return [f"differs: {p}" for p in sorted(here.keys() | there.keys()) if here.get(p) != there.get(p)]


def texts(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.md")}


class Watched:
    """The watcher of a vault, and what it reports about itself."""

    def __init__(self, root: Path, quiet: float) -> None:
        self.root, self.log = root, root.parent / "log"
        self.home = {**os.environ, **dict.fromkeys(("HOME", "XDG_STATE_HOME"), str(root.parent))}
        command = [sys.executable, "-m", "vault_tools", "watch", str(root), "--quiet-period", str(quiet)]
        with self.log.open("wb") as stderr:
            self.process = subprocess.Popen([*command, "--log-format", "json"], stderr=stderr, env=self.home)

    def status(self) -> dict[str, object]:
        command = [sys.executable, "-m", "vault_tools", "status", str(self.root), "--output-format", "json"]
        done = subprocess.run(command, capture_output=True, check=False, env=self.home)
        found: dict[str, object] = json.loads(done.stdout)
        return found

    def settle(self) -> float:
        """Wait until no note has been waiting for a while. Returns the seconds that took."""
        start, calm = time.monotonic(), 0
        while calm < 5 and time.monotonic() - start < LONGEST:
            time.sleep(2)
            status = self.status()
            calm = calm + 1 if status["activity"] == "watching" and not status["waiting"] else 0
        return time.monotonic() - start - 10

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def mended(self) -> int:
        return sum(line.get("event") == "mended" for line in self.lines())

    def errors(self) -> list[str]:
        return [line["message"] for line in self.lines() if line["level"] == "ERROR"]

    def memory(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) / 1000 for line in status.splitlines() if "VmRSS" in line)

    def stop(self) -> str:
        self.process.terminate()
        return f"exit code {self.process.wait()}"


class Owner:
    """Owns the notes of one folder. `notes` maps each path in the vault to the note's last save."""

    def __init__(self, root: Path, name: str, count: int, quiet: float, seed: int) -> None:
        self.root, self.name, self.count, self.quiet = root, name, count, quiet
        self.rng = random.Random(seed)
        self.notes: dict[str, str] = {}
        self.saved: dict[str, float] = {}
        self.saves = 0
        self.lost: list[str] = []

    def fill(self) -> None:
        for number in range(self.count):
            path = f"{self.name}/{number % 20}/{number}.md"
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            self.notes[path] = self.text(number)
            (self.root / path).write_text(self.notes[path])

    def work(self, end: float, report: Path) -> None:
        while time.time() < end:
            self.step()
            time.sleep(self.rng.random() * 0.05)
        report.write_text(json.dumps({"notes": self.notes, "saves": self.saves, "lost": self.lost}))

    def step(self) -> None:
        raise NotImplementedError

    def text(self, number: int) -> str:
        self.saves += 1
        return f"{HEAD.format(day=self.rng.randrange(1, 28))}{self.name}, note {number}, save {self.saves}.\n"

    def choose(self) -> str:
        """A note; half of the time, one that the watcher is about to fix."""
        now = time.monotonic()
        ripe = [
            p for p, at in self.saved.items() if abs(now - at - self.quiet - 0.05) < 0.1 and p in self.notes
        ]
        return self.rng.choice(ripe if ripe and self.rng.random() < 0.5 else list(self.notes))

    def look(self, path: str) -> None:
        """Check that the last save is still there, fixed or not."""
        body = self.notes[path].partition("---\n")[2].partition("---\n")[2]
        try:
            there = (self.root / path).read_text()
        except FileNotFoundError:
            there = "(no file)"
        if not there.endswith(body):
            self.lost.append(f"lost: {path}: {body[-60:]!r} is not in {there[-200:]!r}")

    def keep(self, path: str, text: str) -> None:
        self.notes[path], self.saved[path] = text, time.monotonic()


class Editor(Owner):
    def step(self) -> None:
        deeds = [self.in_place, self.slowly, self.by_rename, self.append, self.rename, self.rename_folder]
        deed: Callable[[str], None] = self.rng.choices(deeds, [4, 2, 4, 4, 1, 0.2])[0]
        path = self.choose()
        self.look(path)
        deed(path)

    def in_place(self, path: str) -> None:
        self.keep(path, self.text(1))
        (self.root / path).write_text(self.notes[path])

    def slowly(self, path: str) -> None:
        text = self.text(2)
        with (self.root / path).open("w") as file:
            for start in range(0, len(text), 40):
                file.write(text[start : start + 40])
                file.flush()
                time.sleep(0.003)
        self.keep(path, text)

    def by_rename(self, path: str) -> None:
        self.keep(path, self.text(3))
        aside = (self.root / path).with_suffix(".tmp")
        aside.write_text(self.notes[path])
        os.replace(aside, self.root / path)

    def append(self, path: str) -> None:
        self.saves += 1
        line = f"Appended as save {self.saves}.\n"
        with (self.root / path).open("a") as file:
            file.write(line)
        self.keep(path, self.notes[path] + line)

    def rename(self, path: str) -> None:
        new = f"{path.rpartition('/')[0]}/renamed {self.saves} {self.rng.randrange(10**6)}.md"
        os.rename(self.root / path, self.root / new)
        self.keep(new, self.notes.pop(path))

    def rename_folder(self, path: str) -> None:
        old, new = path.rpartition("/")[0], f"{self.name}/folder {self.rng.randrange(10**6)}"
        os.rename(self.root / old, self.root / new)
        for note in [note for note in self.notes if note.startswith(f"{old}/")]:
            self.keep(new + note.removeprefix(old), self.notes.pop(note))


class SyncClient(Owner):
    """Puts notes in place as Syncthing does; sometimes it leaves a conflict copy for a while."""

    def step(self) -> None:
        path = self.choose()
        self.look(path)
        self.keep(path, self.text(4))
        note = self.root / path
        aside = note.with_name(f".syncthing.{note.name}.tmp")
        aside.write_text(self.notes[path])
        os.utime(aside, (time.time() - 5e6, time.time() - self.rng.random() * 1e6))
        os.replace(aside, note)
        copy = note.with_name(f"{note.stem}.sync-conflict-20250307-103000-ABCDEFG.md")
        if self.rng.random() < 0.05:
            copy.write_text("Theirs.\n")
        elif self.rng.random() < 0.5:
            copy.unlink(missing_ok=True)

    def work(self, end: float, report: Path) -> None:
        super().work(end, report)
        for copy in self.root.rglob("*.sync-conflict-*.md"):
            copy.unlink()


class Git(Owner):
    """Checks out one of two branches, which differ in all notes of its folder."""

    def fill(self) -> None:
        super().fill()
        self.run("init", "--quiet")
        self.branches = {}
        for branch in ("one", "two"):
            self.run("checkout", "--quiet", "-b", branch)
            for number, path in enumerate(self.notes):
                self.notes[path] = self.text(number)
                (self.root / path).write_text(self.notes[path])
            self.run("add", self.name)
            self.run("commit", "--quiet", "-m", branch)
            self.branches[branch] = dict(self.notes)

    def step(self) -> None:
        branch = self.rng.choice(list(self.branches))
        self.run("checkout", "--quiet", "--force", branch)
        self.notes, self.saves = dict(self.branches[branch]), self.saves + self.count
        time.sleep(self.rng.random() * 10 * self.quiet)

    def run(self, *args: str) -> None:
        who = ["-c", "user.name=soak", "-c", "user.email=soak@localhost", "-c", "gc.auto=0"]
        subprocess.run(["git", *who, "-c", "core.fsync=none", *args], cwd=self.root, check=True)


if __name__ == "__main__":
    main()
