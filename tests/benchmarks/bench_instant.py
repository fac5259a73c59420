"""What people wait for: `python tests/benchmarks/bench_instant.py [--notes 10000]`. Prints tables, asserts
nothing.

The first table has the start of the program, the second the hook before the commit of one note of a vault
with a warm index: of its text, its frontmatter or its title, which MOCs show, without MOCs and with 500,
the git that it runs included. The third has `list` of the vault without MOCs. Figures are medians of rounds
in turn: CPU and wall time of all processes, in rounds of their own their memory (PSS) and instructions in
millions (`-` where the machine does not count them), and the ratio of the CPU to that of `python -c pass`,
since machines differ and are shared. The notes
are a tenth of the usual size, which no figure here depends on. Linux only.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from made_notes import MEDIAN
from make_vault import made_notes, write_vault
from processes import Cost, cost_of, instructions_of
from timing import this_python

PROGRAM = str(Path(sys.executable).with_name("vault-tools"))
NOTHING = "python -c pass"
ROUNDS = 11
NOTE = "---\ntitle: Hops\ndate: 2024-05-07\ntags: [ml]\nstatus: draft\n---\nHops are flowers.\n"
MALT = "---\ntitle: {}\ndate: 2024-05-07\ntags: [ml]\nstatus: draft\n---\nMalt is barley.\n"


class Call(NamedTuple):
    """A command, the folder that it is run in, and what is done before it and not counted."""

    command: tuple[str, ...]
    within: Path | None = None
    ready: Callable[[], object] = lambda: None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    wanted = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(this_python())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"XDG_CACHE_HOME": f"{folder}/cache", "XDG_STATE_HOME": f"{folder}/state"}
        alone = folder / "Alone.md"
        alone.write_text(NOTE, "utf-8")
        calls = {
            NOTHING: Call((sys.executable, "-c", "pass")),
            "vault-tools --version": Call((PROGRAM, "--version")),
            "vault-tools --help": Call((PROGRAM, "--help")),
            "check of a note without a vault": Call((PROGRAM, "check", str(alone))),
        }
        table("start", calls, folder)
        calls = {NOTHING: calls[NOTHING]}
        for mocs in (False, True):
            vault = repository(folder / f"vault{mocs:d}", wanted.notes, mocs=mocs)
            about = "500 MOCs" if mocs else "one MOC"
            calls[f"hook: text changed, {about}"] = hook(vault, f"{NOTE}More: {{}}.\n")
            calls[f"hook: frontmatter changed, {about}"] = hook(vault, f"---\nsummary: More {{}}{NOTE[3:]}")
            calls[f"hook: title changed, {about}"] = hook(vault, MALT.format("Malt {}"), "Malt.md")
        table(f"hook, {wanted.notes:,} notes", calls, folder)
        calls = {NOTHING: calls[NOTHING], **lists(folder / "vault0")}
        table(f"list, {wanted.notes:,} notes", calls, folder)


def table(title: str, calls: dict[str, Call], folder: Path) -> None:
    costs: dict[str, list[Cost]] = {name: [] for name in calls}
    for number in range(ROUNDS + 1):
        for name, call in calls.items():
            call.ready()
            sample = number == ROUNDS
            costs[name].append(cost_of(call.command, folder, {}, sample=sample, within=call.within))
    heads = f"{'CPU s':>8} {'ratio':>7} {'wall s':>8} {'MB':>6} {'M instr.':>8}"
    print(f"\n{f'{title}, median of {ROUNDS}':<40} {heads}")
    yardstick = median(cost.cpu for cost in costs[NOTHING][:-1])
    for name, found in costs.items():
        cpu, wall = (median(getattr(cost, what) for cost in found[:-1]) for what in ("cpu", "wall"))
        memory = found[-1].memory // 1_000_000 or "-"
        calls[name].ready()
        instructions = (instructions_of(calls[name].command, folder, calls[name].within) or 0) // 10**6 or "-"
        times = f"{cpu:>8.3f} {cpu / yardstick:>7.2f} {wall:>8.3f}"
        print(f"{name:<40} {times} {memory:>6} {instructions:>8}", flush=True)


def repository(root: Path, notes: int, *, mocs: bool) -> Path:
    """A vault whose notes and MOCs are committed and known."""
    write_vault(root, made_notes(notes, MEDIAN // 10), mocs=mocs)
    (root / "Hops.md").write_text(NOTE, "utf-8")
    (root / "Malt.md").write_text(MALT.format("Malt"), "utf-8")
    for command in (
        [PROGRAM, "fix", str(root), "--quiet", "--output-format", "concise"],
        ["git", "init", "--quiet"],
        ["git", "add", "--all"],
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "Begin"],
        [PROGRAM, "check", str(root), "--statistics"],
    ):
        subprocess.run(command, cwd=root, capture_output=True, check=False)
    return root


def hook(root: Path, text: str, name: str = "Hops.md") -> Call:
    """The hook before a commit of the note, which has another text each time."""
    numbers = itertools.count()

    def ready() -> None:
        (root / name).write_text(text.format(next(numbers)), "utf-8")
        subprocess.run(["git", "add", name], cwd=root, capture_output=True, check=False)

    return Call((PROGRAM, "hook", "run"), root, ready)


def lists(root: Path) -> dict[str, Call]:
    """`list` of a vault that is known, and of one of which a note has changed since."""
    numbers = itertools.count()

    def change() -> None:
        (root / "Hops.md").write_text(f"{NOTE}Again: {next(numbers)}.\n", "utf-8")

    asked = {
        "paths": ("--output-format", "paths"),
        "path, title and tags": (),
        "sorted by date, of one status": ("--where", "status=draft", "--sort=-date"),
        "how many links each has": ("--fields", "path,links"),
    }
    calls = {what: Call((PROGRAM, "list", str(root), *options)) for what, options in asked.items()}
    return calls | {"path, title and tags; one changed": Call((PROGRAM, "list", str(root)), None, change)}


if __name__ == "__main__":
    main()
