"""A failure at every system call: every note is whole, every report is true, and nothing is left behind.

    python tests/reliability/failing_calls.py [--every 1] [--errors ENOSPC,EIO,EACCES,EDQUOT] [--for-good]

strace makes one call fail, or with --for-good also all similar calls after it, as on a full disk. Two notes
are replaced, one is created, one is removed. The next start has to clean up, and undo has to restore
everything.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from vault_tools.disk.change import Change
from vault_tools.disk.journal import NAME, Journal
from vault_tools.disk.state import state_folder
from vault_tools.disk.undo import reversals
from vault_tools.disk.writer import Writer

OLD, NEW = "Noble.\n", "---\ntitle: Saaz\n---\nNoble.\n"
CHANGES = {
    "Saaz.md": (OLD, NEW),
    "Beer/Pils.md": (OLD, NEW),
    "New/Ale.md": (None, NEW),
    "Old.md": (OLD, None),
}

WRITE = """
import concurrent.futures.thread, json, os, sys
from pathlib import Path
from vault_tools.disk.change import Change
from vault_tools.errors import VaultToolsError
from vault_tools.disk.writer import Writer

changes = [Change(p, *(s and s.encode() for s in sides)) for p, sides in json.loads(sys.argv[2]).items()]
os.access("/begin", 0)
try:
    with Writer(Path(sys.argv[1]), "test") as writer:
        writer.write(changes)
    failed = writer.failed
except VaultToolsError as error:
    failed = dict.fromkeys(json.loads(sys.argv[2]), str(error))
try:
    print(json.dumps(failed), flush=True)
except OSError:
    os._exit(77)
"""
"""The purpose of /begin: strace shows it, and everything before it belongs to the start of Python."""

UNABLE_TO_SAY = 77
"""The exit code if the call that prints has failed."""

IN_MEMORY = {
    "access",
    "brk",
    "clone3",
    "exit",
    "exit_group",
    "futex",
    "madvise",
    "mmap",
    "mprotect",
    "munmap",
}
IN_MEMORY |= {"rseq", "rt_sigaction", "rt_sigprocmask", "set_robust_list", "sigaltstack", "uname"}
"""Calls that do not concern files; their failures are Python's affair."""


@dataclass(frozen=True, slots=True)
class Call:
    """The `number`th system call of this name in its thread."""

    name: str
    number: int


@dataclass
class Count:
    """Totals over all failures: notes reported as not written, and wrong results. `untrue` counts notes whose
    report does not match what happened."""

    failures: int = 0
    reported: int = 0
    torn: int = 0
    untrue: int = 0
    crashes: int = 0
    strays: int = 0
    not_undone: int = 0


def fail_at_each(errors: list[str], folder: Path, every: int = 1, *, for_good: bool = False) -> Count:
    """Run the writer once for each of its calls, or for every Nth, and for each error."""
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    count = Count()
    for call in list(dict.fromkeys(calls_of(folder)))[::every]:
        for error in errors:
            before = (count.torn, count.untrue, count.crashes, count.strays, count.not_undone)
            fault = f"{call.name}:error={error}:when={call.number}{'+' if for_good else ''}"
            fail_once(fault, folder, count)
            if (count.torn, count.untrue, count.crashes, count.strays, count.not_undone) != before:
                print(f"  {fault}: {count}", file=sys.stderr)
    return count


def calls_of(folder: Path) -> Iterator[Call]:
    """The calls of a run without a failure, from the moment when Python has started."""
    traced(folder, "-e", "trace=all")
    seen: Counter[tuple[str, str]] = Counter()
    begun = False
    for line in (folder / "log").read_text("utf-8", "replace").splitlines():
        match = re.match(r"(\d+) +(\w+)\(", line)
        if match:
            thread, name = match.groups()
            seen[thread, name] += 1
            begun = begun or '"/begin"' in line
            if begun and name not in IN_MEMORY:
                yield Call(name, seen[thread, name])


def calls_to_the_disk(folder: Path) -> list[str]:
    """The writes to the disk and the changes of notes in a run, in order; folders are given by name."""
    done = traced(folder, "-y", "--seccomp-bpf", "-e", "trace=fsync,fdatasync,renameat2")
    assert json.loads(done.stdout) == {}
    found = []
    for line in (folder / "log").read_text("utf-8", "replace").splitlines():
        if "RENAME" in line and not re.search(r'"(one|other)"', line):
            found.append("change")
        elif synced := re.search(r"sync\(\d+<([^>]*)>", line):
            found.append(Path(synced[1]).name)
    kinds = {r"[0-9a-f]{32}": "new bytes", r"\.vault-tools-.*": "hidden folder", rf"{NAME}.*": "journal"}
    kinds |= {r"vault-[0-9a-f]{16}": "journal's folder"}
    return [next((kind for each, kind in kinds.items() if re.fullmatch(each, name)), name) for name in found]


def fail_once(fault: str, folder: Path, count: Count) -> None:
    done = traced(folder, "--seccomp-bpf", "-e", f"trace={fault.split(':')[0]}", "-e", f"inject={fault}")
    count.failures += 1
    root = folder / "vault"
    if done.returncode not in (0, UNABLE_TO_SAY):
        count.crashes += 1
        print(done.stderr.decode(), file=sys.stderr)
    failed = CHANGES if done.returncode else json.loads(done.stdout)
    count.reported += len(failed)
    if not done.returncode:
        count.untrue += sum(text_of(root / path) == CHANGES[path][1] for path in failed)
    count.torn += sum(text_of(root / path) not in sides for path, sides in CHANGES.items())
    count.untrue += sum(text_of(root / p) != s[1] for p, s in CHANGES.items() if p not in failed)
    with Writer(root, "next start"):
        pass
    count.torn += sum(text_of(root / path) not in sides for path, sides in CHANGES.items())
    count.strays += len([*root.glob(".vault-tools*")])
    count.not_undone += not undone(root)


def traced(folder: Path, *options: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the writer under strace, in a vault in its original state."""
    for old in (folder / "vault", folder / "state"):
        shutil.rmtree(old, ignore_errors=True)
    for path, (before, _) in CHANGES.items():
        if before is not None:
            (folder / "vault" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "vault" / path).write_text(before)
    strace = ["strace", "-f", "-qq", "-o", folder / "log", *options]
    program = [sys.executable, "-c", WRITE, folder / "vault", json.dumps(CHANGES)]
    return subprocess.run([*strace, *program], capture_output=True, timeout=300, check=False)


def text_of(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def undone(root: Path) -> bool:
    """Whether undo restores everything that was written."""
    if not (state_folder(root) / NAME).exists():  # nothing was written in that case
        return all(text_of(root / path) == before for path, (before, _) in CHANGES.items())
    with closing(Journal(state_folder(root))) as journal:
        for run in journal.runs():
            found = list(reversals(root, journal, journal.writes(run.id)))
            with Writer(root, "undo") as writer:
                writer.write(change for change in found if isinstance(change, Change))
    return all(text_of(root / path) == before for path, (before, _) in CHANGES.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--errors", default="ENOSPC,EIO,EACCES,EDQUOT")
    parser.add_argument("--for-good", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        errors = options.errors.split(",")
        print(fail_at_each(errors, Path(folder), options.every, for_good=options.for_good))


if __name__ == "__main__":
    main()
