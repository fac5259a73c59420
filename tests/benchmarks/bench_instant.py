"""What people wait for: `python tests/benchmarks/bench_instant.py [--notes 10000] [--source OLD --source .]`.
Prints tables, asserts nothing.

The first table shows the start of the program. The second shows the hook before the commit of one note in a
vault with a warm index: of its text, its frontmatter, its title, which MOCs show, or a link; without MOCs and
with 500; including the git commands that it runs. The third shows `list` of the vault without MOCs. Each
version of the program is installed as users install it, for each Python (see installed.py), with its own
vault and cache. Settings that one version refuses are left out for all.

Figures are medians of interleaved rounds: CPU and wall time of all processes and, in separate rounds, their
memory (PSS) and instructions in millions, counted by `perf`, or with `--valgrind` by valgrind. Ratios are CPU
time to that of `python -c pass` of the same Python, since machines differ and are shared. Notes are a tenth
of the usual size, on which no figure here depends. Linux only.
"""

import argparse
import itertools
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from installed import Installed, add_options, installed, refused
from made_notes import MEDIAN
from make_vault import made_notes, write_vault
from processes import NOT_COUNTED, Cost, cost_of, instructions_of

NOTHING = "python -c pass"
ROUNDS = 11
NOTE = "---\ntitle: Hops\ndate: 2024-05-07\ntags: [ml]\nstatus: draft\n---\nHops are flowers.\n"
MALT = "---\ntitle: {}\ndate: 2024-05-07\ntags: [ml]\nstatus: draft\n---\nMalt is barley.\n"


class Call(NamedTuple):
    """A command, the folder it runs in, and preparations that are not counted."""

    command: tuple[str, ...]
    within: Path | None = None
    ready: Callable[[], object] = lambda: None


class Measured(NamedTuple):
    """A version of the program, a folder of its own, what its vaults are configured without, and the rest of
    its environment."""

    version: Installed
    folder: Path
    without: Sequence[str]

    @property
    def env(self) -> Mapping[str, str]:
        return {f"XDG_{kind}_HOME": f"{self.folder}/{kind.lower()}" for kind in ("CACHE", "STATE", "DATA")}

    @property
    def program(self) -> str:
        return self.version.program


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--valgrind", action="store_true", help="count instructions by valgrind: takes minutes"
    )
    add_options(parser)
    wanted = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        versions = installed(wanted, folder / "env")
        without = refused(versions, folder)
        programs = [Measured(version, folder / version.name, without) for version in versions]
        alone = folder / "alone" / "Alone.md"  # the program next to it would be searched for links
        alone.parent.mkdir()
        alone.write_text(NOTE, "utf-8")
        bench = Bench(programs, folder, wanted.rounds, valgrind=wanted.valgrind)
        bench.table("start", [start(program, alone) for program in programs])
        hooks = [hook_cases(program, wanted.notes) for program in programs]
        bench.table(f"hook, {wanted.notes:,} notes", hooks)
        bench.table(f"list, {wanted.notes:,} notes", [lists(p, p.folder / "vault0") for p in programs])


class Bench:
    """Runs the same calls of several versions in turn, and prints what each costs."""

    def __init__(self, programs: Sequence[Measured], folder: Path, rounds: int, *, valgrind: bool) -> None:
        self.programs, self.folder, self.rounds, self.valgrind = programs, folder, rounds, valgrind

    def table(self, title: str, calls: Sequence[Mapping[str, Call]]) -> None:
        """`calls` are those of each program, by description, the same for each."""
        with_nothing = [
            {NOTHING: Call((str(program.version.python), "-c", "pass")), **of_program}
            for program, of_program in zip(self.programs, calls, strict=True)
        ]
        costs = self._costs(with_nothing)
        heads = f"{'CPU s':>8} {'ratio':>7} {'wall s':>8} {'MB':>6} {'M instr.':>11}"
        print(f"\n{f'{title}, median of {self.rounds}':<62} {heads}")
        for what in with_nothing[0]:
            for number, program in enumerate(self.programs):
                known = f"{what}: {program.version.name}" if len(self.programs) > 1 else what
                self._row(known, number, with_nothing[number][what], costs, what)

    def _costs(self, calls: Sequence[Mapping[str, Call]]) -> dict[tuple[int, str], list[Cost]]:
        costs: dict[tuple[int, str], list[Cost]] = {}
        for run in range(self.rounds + 1):
            for what in calls[0]:
                for number, program in enumerate(self.programs):
                    call = calls[number][what]
                    call.ready()
                    cost = cost_of(
                        call.command, self.folder, program.env, sample=run == self.rounds, within=call.within
                    )
                    costs.setdefault((number, what), []).append(cost)
        return costs

    def _row(
        self, known: str, number: int, call: Call, costs: Mapping[tuple[int, str], list[Cost]], what: str
    ) -> None:
        found = costs[number, what]
        cpu, wall = (median(getattr(cost, kind) for cost in found[:-1]) for kind in ("cpu", "wall"))
        yardstick = median(cost.cpu for cost in costs[number, NOTHING][:-1])
        memory = found[-1].memory // 1_000_000 or "-"
        call.ready()
        env = self.programs[number].env
        counted = instructions_of(call.command, self.folder, call.within, env, valgrind=self.valgrind)
        instructions = f"{counted / 1e6:,.0f}" if counted else NOT_COUNTED
        failed = f"  exit {found[-1].code}" if found[-1].code > 1 else ""
        times = f"{cpu:>8.3f} {cpu / yardstick:>7.2f} {wall:>8.3f}"
        print(f"{known:<62} {times} {memory:>6} {instructions:>11}{failed}", flush=True)


def start(program: Measured, alone: Path) -> dict[str, Call]:
    return {
        "vault-tools --version": Call((program.program, "--version")),
        "vault-tools --help": Call((program.program, "--help")),
        "check of a note without a vault": Call((program.program, "check", str(alone))),
    }


def hook_cases(program: Measured, notes: int) -> dict[str, Call]:
    calls = {}
    for mocs in (False, True):
        vault = repository(program, notes, mocs=mocs)
        about = "500 MOCs" if mocs else "one MOC"
        cases = {
            "text": (f"{NOTE}More: {{}}.\n", "Hops.md"),
            "frontmatter": (f"---\nsummary: More {{}}{NOTE[3:]}", "Hops.md"),
            "title": (MALT.format("Malt {}"), "Malt.md"),
            "link": (f"{NOTE}See [[Malt#{{}}]].\n", "Ale.md"),
        }
        for what, (text, name) in cases.items():
            calls[f"hook: {what} changed, {about}"] = hook(program, vault, text, name)
    return calls


def repository(program: Measured, notes: int, *, mocs: bool) -> Path:
    """A vault whose notes and MOCs are committed and known."""
    root = program.folder / f"vault{mocs:d}"
    write_vault(root, made_notes(notes, MEDIAN // 10), mocs=mocs, without=program.without)
    for name in ("Hops.md", "Ale.md"):
        (root / name).write_text(NOTE, "utf-8")
    (root / "Malt.md").write_text(MALT.format("Malt"), "utf-8")
    for command in (
        [program.program, "fix", str(root), "--quiet", "--output-format", "concise"],
        ["git", "init", "--quiet"],
        ["git", "add", "--all"],
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "Begin"],
        [program.program, "check", str(root), "--statistics"],
    ):
        subprocess.run(command, cwd=root, env={**os.environ, **program.env}, capture_output=True, check=False)
    return root


def hook(program: Measured, root: Path, text: str, name: str) -> Call:
    """The hook before a commit of the note, whose text differs each time."""
    numbers = itertools.count()

    def ready() -> None:
        (root / name).write_text(text.format(next(numbers)), "utf-8")
        subprocess.run(["git", "add", name], cwd=root, capture_output=True, check=False)

    return Call((program.program, "hook", "run"), root, ready)


def lists(program: Measured, root: Path) -> dict[str, Call]:
    """`list` of an indexed vault, and of one in which a note has changed since."""
    numbers = itertools.count()

    def change() -> None:
        (root / "Hops.md").write_text(f"{NOTE}Again: {next(numbers)}.\n", "utf-8")

    asked = {
        "paths": ("--output-format", "paths"),
        "path, title and tags": (),
        "sorted by date, of one status": ("--where", "status=draft", "--sort=-date"),
        "how many links each has": ("--fields", "path,links"),
    }
    command = (program.program, "list", str(root))
    calls = {what: Call((*command, *options)) for what, options in asked.items()}
    return calls | {"path, title and tags; one changed": Call(command, None, change)}


if __name__ == "__main__":
    main()
