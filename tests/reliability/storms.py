"""Does the watcher's view converge to what is on disk, whatever happened to the vault?

    python tests/reliability/storms.py [--seeds 50] [--seconds 3]

Another process writes, renames whole trees, deletes, and checks out git branches, at random; meanwhile some
storms get few watches from the system (`low`), or lose the thread that reads events (`killed`). After a
storm, the time until the watcher's tree equals the disk is measured. Prints a line for each storm, and exits
with 1 if one took longer than LIMIT. Linux only; few watches need user namespaces.
"""

import argparse
import ctypes
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path

from vault_tools.watch.changes import Changes
from vault_tools.watch.guard import Guard
from vault_tools.watch.inbox import Inbox
from vault_tools.watch.tree import Tree, look

LIMIT = 10.0
"""Seconds after a storm within which everything must be seen, on an otherwise idle machine."""
GIVE_UP = 120.0
"""Seconds after which an unseen change counts as missed."""
FOLDERS = 60
LOW = 40
"""Number of watches available to a storm of the kind `low`."""
KINDS = ("plain", "low", "killed")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--notes", type=int, default=2_000)
    parser.add_argument("--one", nargs=2, metavar=("SEED", "KIND"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(weathered(int(options.one[0]), options.one[1], options.seconds, options.notes))
        return
    results = []
    for seed in range(options.seeds):
        results.append(storm_apart(seed, KINDS[seed % 3], options.seconds, options.notes))
        print(f"seed {seed:>3} {KINDS[seed % 3]:<7} {results[-1]:>6.2f} s", flush=True)
    late = [result for result in results if result > LIMIT]
    print(
        f"{len(results)} storms, {len(late)} not seen within {LIMIT:g} s; the slowest: {max(results):.2f} s"
    )
    sys.exit(1 if late else 0)


def storm_apart(seed: int, kind: str, seconds: float, notes: int) -> float:
    """Seconds until a separate process has seen a storm; for `low` it has a namespace of its own."""
    script = [
        sys.executable,
        __file__,
        "--seconds",
        str(seconds),
        "--notes",
        str(notes),
        "--one",
        str(seed),
        kind,
    ]
    if kind == "low":
        limit = f'echo {LOW} > /proc/sys/user/max_inotify_watches && exec "$@"'
        script = ["unshare", "--user", "--map-root-user", "sh", "-c", limit, "sh", *script]
    done = subprocess.run(script, stdout=subprocess.PIPE, text=True, timeout=300, check=True)
    return float(done.stdout)


def weathered(seed: int, kind: str, seconds: float, notes: int) -> float:
    """Seconds from the end of a storm until it is seen; infinite if that takes too long."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "vault")
        fill(root, rng, notes)
        with followed(root) as changes:
            storm = multiprocessing.get_context("spawn").Process(target=rage, args=(root, seed, seconds))
            storm.start()
            while storm.is_alive():
                if kind == "killed" and rng.random() < 0.3:
                    kill_reader()
                storm.join(0.2)
            return seconds_until(lambda: same(changes.tree, look(root)))


def same(seen: Tree, there: Tree) -> bool:
    return (seen.folders, seen.settings) == (there.folders, there.settings)


def seconds_until(condition: Callable[[], bool]) -> float:
    start = time.monotonic()
    while time.monotonic() - start < GIVE_UP:
        if condition():
            return time.monotonic() - start
        time.sleep(0.05)
    return inf


@contextmanager
def followed(root: Path) -> Iterator[Changes]:
    """Follow a vault in another thread. A storm may remove a fifth of the notes, so the watcher is told that
    this was intended."""
    inbox = Inbox()
    changes = Changes(root, inbox)

    def follow() -> None:
        while not inbox.stopped:
            changes.next(inf)
            if changes.guard.reason:
                changes.guard = Guard(look(root))

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield changes
    finally:
        inbox.stop()
        thread.join()
        changes.close()


def kill_reader() -> None:
    """Raise an error in the threads in which watchdog reads events, at their next step."""
    for thread in threading.enumerate():
        if type(thread).__name__ == "InotifyFD" and thread.ident:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(KeyError)
            )


# The storm


def fill(root: Path, rng: random.Random, notes: int) -> None:
    for number in range(FOLDERS):
        (root / rng.choice(["", "a/", "a/b/", "c d/"]) / f"folder {number}").mkdir(parents=True)
    folders = [path for path in root.rglob("*") if path.is_dir()]
    for number in range(notes):
        (rng.choice(folders) / f"note {number}.md").write_text(f"note {number}\n")
    git(root, "init", "--quiet")
    commit(root, "one")
    for path in rng.sample(sorted(root.rglob("*.md")), notes // 2):
        path.unlink() if rng.random() < 0.5 else path.write_text("another\n")
    commit(root, "two")


def git(root: Path, *args: str) -> None:
    who = [
        "-c",
        "user.name=storm",
        "-c",
        "user.email=storm@localhost",
        "-c",
        "gc.auto=0",
        "-c",
        "core.fsync=none",
    ]
    subprocess.run(["git", *who, *args], cwd=root, check=False, capture_output=True)


def commit(root: Path, branch: str) -> None:
    git(root, "checkout", "--quiet", "-b", branch)
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", branch)


def rage(root: Path, seed: int, seconds: float) -> None:
    rng = random.Random(seed)
    deeds = [write, write, write, move, move, rename_tree, rename_tree, delete_tree, grow_tree, check_out]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, shutil.Error):
            rng.choice(deeds)(root, rng)


def somewhere(root: Path, rng: random.Random) -> Path:
    folder = root
    while rng.random() < 0.7:
        with os.scandir(folder) as entries:
            below = [entry for entry in entries if entry.is_dir() and not entry.name.startswith(".")]
        if not below:
            break
        folder = Path(rng.choice(below).path)
    return folder


def some_note(root: Path, rng: random.Random) -> Path:
    folder = somewhere(root, rng)
    notes = [name for name in os.listdir(folder) if name.endswith(".md")]
    return folder / (rng.choice(notes) if notes else f"new {rng.randrange(1000)}.md")


def write(root: Path, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 10, 500])):
        path = some_note(root, rng)
        if rng.random() < 0.5:
            path.write_text("x" * rng.randrange(100))
        else:
            aside = path.with_suffix(".tmp")
            aside.write_text("y" * rng.randrange(100))
            os.replace(aside, path)


def move(root: Path, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 10, 500])):
        os.rename(some_note(root, rng), somewhere(root, rng) / f"moved {rng.randrange(5000)}.md")


def rename_tree(root: Path, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 20])):
        with suppress(OSError):
            os.rename(somewhere(root, rng), somewhere(root, rng) / f"tree {rng.randrange(50)}")


def delete_tree(root: Path, rng: random.Random) -> None:
    if (folder := somewhere(root, rng)) != root and rng.random() < 0.3:
        shutil.rmtree(folder)


def grow_tree(root: Path, rng: random.Random) -> None:
    folder = somewhere(root, rng)
    for number in range(rng.choice([2, 30])):
        folder = folder / f"{number}" if rng.random() < 0.3 else folder
        folder.mkdir(exist_ok=True)
        (folder / f"grown {number}.md").write_text("z")


def check_out(root: Path, rng: random.Random) -> None:
    git(root, "checkout", "--quiet", "--force", rng.choice(["one", "two"]))


if __name__ == "__main__":
    main()
