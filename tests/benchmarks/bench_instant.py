"""What people wait for: `python tests/benchmarks/bench_instant.py [--notes 10000]`. Prints tables, asserts
nothing.

The first table has the start of the program, the second the hook before the commit of one note of a vault
with a warm index: of its text or its frontmatter, without MOCs and with 500, git's share included. Each
figure is the CPU of all processes, the median of rounds in turn, beside its ratio to `python -c pass` in the
same run. The notes are a tenth of the usual size, which no figure here depends on.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from made_notes import MEDIAN
from make_vault import made_notes, write_vault
from timing import interleaved, table

PROGRAM = str(Path(sys.executable).with_name("vault-tools"))
ROUNDS = 11
NOTE = "---\ntitle: Hops\ndate: 2024-05-07\ntags: [ml]\nstatus: draft\n---\nHops are flowers.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    wanted = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
        alone = Path(folder, "Alone.md")
        alone.write_text(NOTE, "utf-8")
        calls = {
            "python -c pass": ran(sys.executable, "-c", "pass"),
            "vault-tools --version": ran(PROGRAM, "--version"),
            "vault-tools --help": ran(PROGRAM, "--help"),
            "check of a note without a vault": ran(PROGRAM, "check", str(alone)),
        }
        table("start, seconds (CPU)", interleaved(calls, ROUNDS, children=True))
        calls = {"python -c pass": calls["python -c pass"]}
        for mocs in (False, True):
            vault = repository(Path(folder, f"vault{mocs:d}"), wanted.notes, mocs=mocs)
            about = "500 MOCs" if mocs else "no MOCs"
            calls[f"hook: text changed, {about}"] = hook(vault, f"{NOTE}More: {{}}.\n")
            calls[f"hook: frontmatter changed, {about}"] = hook(vault, f"---\nsummary: More {{}}{NOTE[3:]}")
        table(f"hook, {wanted.notes:,} notes, seconds (CPU)", interleaved(calls, ROUNDS, children=True))


def ran(*command: str, folder: Path | None = None) -> Callable[[], object]:
    return lambda: subprocess.run(command, cwd=folder, capture_output=True, check=False)


def repository(root: Path, notes: int, *, mocs: bool) -> Path:
    """A vault whose notes and MOCs are committed and known."""
    write_vault(root, made_notes(notes, MEDIAN // 10), mocs=mocs)
    (root / "Hops.md").write_text(NOTE, "utf-8")
    for command in (
        [PROGRAM, "fix", str(root), "--quiet", "--output-format", "concise"],
        ["git", "init", "--quiet"],
        ["git", "add", "--all"],
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "Begin"],
        [PROGRAM, "check", str(root), "--statistics"],
    ):
        subprocess.run(command, cwd=root, capture_output=True, check=False)
    return root


def hook(root: Path, text: str) -> Callable[[], object]:
    """The hook before a commit of the note, which has another text each time; `git add` is counted too."""
    numbers = itertools.count()

    def run() -> None:
        (root / "Hops.md").write_text(text.format(next(numbers)), "utf-8")
        for command in (["git", "add", "Hops.md"], [PROGRAM, "hook", "run"]):
            subprocess.run(command, cwd=root, capture_output=True, check=False)

    return run


if __name__ == "__main__":
    main()
