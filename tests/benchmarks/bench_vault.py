"""vault-tools compared with rumdl: `python tests/benchmarks/bench_vault.py [--notes 10000] [--growth]`.

Needs Linux and `pip install '.[bench]'`. Prints tables and asserts nothing. All tools run in turn on the
vault made by make_vault.py; figures are medians, with ratios to the first tool, since machines differ and are
shared. With `--source OLD --source NEW` two versions are compared; each is installed as users install it, for
each Python, see installed.py. Settings that one version refuses are left out for all. CPU is the user and
system time of all processes of a command. Memory is the peak of the sum of their PSS, sampled every 15 ms in
a separate round. Instructions (in millions) are counted by `perf` in another. The notes were just written, so
they are in the page cache, and no figure depends on the disk. vault-tools runs all of its rules, rumdl its
default ones; each writes its findings to a file, one per line. Growth is measured on notes of a tenth of the
size, so that the disk can hold them.
"""

import argparse
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import median

from installed import Installed, add_options, installed, refused
from made_notes import MEDIAN
from make_vault import MOCS, made_notes, write_vault
from processes import NOT_COUNTED, Cost, cost_of, counts_instructions, instructions_of

from vault_tools.lint.rule import registry

PROFILED = 500
"""Number of notes in the vault whose check is profiled."""
SMALL = MEDIAN // 10
"""Median size of a note in bytes, in growing vaults."""
GROWTH = (1_000, 10_000, 100_000)


@dataclass(frozen=True)
class Tool:
    """A program with its arguments to check and to fix; `CACHE` stands for its cache folder."""

    name: str
    program: str
    check: tuple[str, ...]
    fix: tuple[str, ...]


def ours(version: Installed) -> Tool:
    return Tool(version.name, version.program, ("check",), ("fix",))


def rumdl() -> Tool:
    path = Path(sys.executable).with_name("rumdl")
    if not path.exists():
        raise SystemExit(f"{path} is missing: pip install '.[bench]'")
    arguments = ("--cache-dir", "CACHE")
    return Tool("rumdl", str(path), ("check", *arguments), ("check", "--fix", *arguments))


@dataclass
class Bench:
    """Runs the tools on one vault. `folder` holds everything they leave behind. `ours` are the versions being
    compared, which alone write MOCs; `tools` are all tools."""

    vault: Path
    folder: Path
    rounds: int
    ours: Sequence[Tool]
    tools: Sequence[Tool]
    costs: dict[str, dict[Tool, list[Cost]]] = field(default_factory=dict)
    instructions: dict[tuple[str, Tool], int | None] = field(default_factory=dict)
    changes: Iterator[int] = field(default_factory=count)

    def measure(
        self,
        what: str,
        paths: Callable[[Tool], Sequence[Path]],
        *,
        tools: Sequence[Tool] | None = None,
        fix: bool = False,
    ) -> None:
        """Run the tools in turn on `paths`, which are prepared just before, and again for memory and, if
        counted, for instructions."""
        costs = self.costs[what] = {tool: [] for tool in tools or self.tools}
        for number in range(self.rounds + 1):
            for tool, found in costs.items():
                command, env = self._command(tool, paths(tool), fix=fix), self._env(tool)
                found.append(cost_of(command, self.folder, env, sample=number == self.rounds))
        for tool in costs if counts_instructions() else ():
            command, env = self._command(tool, paths(tool), fix=fix), self._env(tool)
            self.instructions[what, tool] = instructions_of(command, self.folder, env=env)

    def _command(self, tool: Tool, paths: Sequence[Path], *, fix: bool) -> list[str]:
        cache = str(self._cache(tool))
        words = [cache if word == "CACHE" else word for word in (tool.fix if fix else tool.check)]
        return [tool.program, *words, "--output-format", "concise", *map(str, paths)]

    def _env(self, tool: Tool) -> dict[str, str]:
        return {f"XDG_{kind}_HOME": str(self._cache(tool)) for kind in ("CACHE", "STATE", "DATA")}

    def _cache(self, tool: Tool) -> Path:
        return self.folder / "caches" / tool.name

    def without_cache(self, tool: Tool) -> list[Path]:
        shutil.rmtree(self._cache(tool), ignore_errors=True)
        return [self.vault]

    def as_it_is(self, tool: Tool) -> list[Path]:
        return [self.vault]

    def one_changed(self, tool: Tool) -> list[Path]:
        self.changed_note(tool)
        return [self.vault]

    def changed_note(self, tool: Tool) -> list[Path]:
        """A note of the commonest size, with one more line."""
        note = min(sorted(self.vault.glob("Podcasts/*/*.md")), key=lambda path: abs(_size(path) - MEDIAN))
        with note.open("a", encoding="utf-8") as file:
            file.write(f"这是第{next(self.changes)}次改动。\n")
        return [note]

    def copy(self, tool: Tool) -> list[Path]:
        """A fresh copy of the vault, without an index."""
        self.without_cache(tool)
        shutil.rmtree(self.folder / "copy", ignore_errors=True)
        shutil.copytree(self.vault, self.folder / "copy")
        return [self.folder / "copy"]

    def copy_with_mocs(self, tool: Tool) -> list[Path]:
        [copy] = self.copy(tool)
        with (copy / "vault-tools.yaml").open("a", encoding="utf-8") as file:
            file.write(MOCS)
        return [copy]


def _size(path: Path) -> int:
    return path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action="store_true", help=f"vaults of {GROWTH} small notes instead")
    parser.add_argument("--most", type=int, default=GROWTH[-1], help="notes beyond which growth stops")
    add_options(parser)
    parser.add_argument("--folder", type=Path, help="where to make the vaults, if not in /tmp")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # otherwise each start would compile every module
    print(__doc__.partition("\n\n")[2])
    with tempfile.TemporaryDirectory(prefix="bench-vault-", dir=options.folder) as name:
        folder = Path(name)
        versions = installed(options, folder / "env")
        places = Places(folder, refused(versions, folder))
        tools = [ours(version) for version in versions]
        if options.growth:
            growth(places, options.rounds, tools, options.most)
        else:
            one_vault(places, options.notes, options.rounds, tools)
            profile(folder)


@dataclass(frozen=True)
class Places:
    """Where vaults are made, and what is left out of their configurations."""

    folder: Path
    without: Sequence[str]

    def vault(self, notes: int, size: int = MEDIAN) -> Path:
        """Create a new vault in place of the previous one. Raises SystemExit if the disk has no room for
        three."""
        vault = self.folder / "vault"
        shutil.rmtree(vault, ignore_errors=True)
        if shutil.disk_usage(self.folder).free < 6 * notes * size:
            raise SystemExit(
                f"{self.folder}: no room for three vaults of {notes:,} notes; name another --folder"
            )
        print(write_vault(vault, made_notes(notes, size), without=self.without), flush=True)
        return vault


def one_vault(places: Places, notes: int, rounds: int, versions: Sequence[Tool]) -> None:
    tools = [*versions, rumdl()]
    bench = Bench(places.vault(notes), places.folder, rounds, versions, tools)
    print(f"{len(registry())} rules of vault-tools, {_rules_of(tools[-1])} of rumdl\n")
    bench.measure("cold: no cache", bench.without_cache)
    bench.measure("warm: nothing changed", bench.as_it_is)
    bench.measure("one note changed", bench.one_changed)
    bench.measure("one note alone, changed", bench.changed_note)
    bench.measure("fix of everything", bench.copy, fix=True)
    bench.measure("fix that writes 500 MOCs", bench.copy_with_mocs, tools=versions, fix=True)
    with_mocs = replace(bench, vault=places.folder / "copy")
    with_mocs.measure("500 MOCs: first check", with_mocs.without_cache, tools=versions)
    with_mocs.measure("500 MOCs: nothing changed", with_mocs.as_it_is, tools=versions)
    with_mocs.measure("500 MOCs: one note changed", with_mocs.one_changed, tools=versions)
    table(bench)
    for what, costs in bench.costs.items():
        for tool, found in costs.items():
            print(f"{what}, {tool.name} (exit {found[-1].code}): {found[-1].last_line}")


def growth(places: Places, rounds: int, versions: Sequence[Tool], most: int) -> None:
    for notes in (size for size in GROWTH if size <= most):
        bench = Bench(places.vault(notes, SMALL), places.folder, rounds, versions, [*versions, rumdl()])
        bench.measure("cold: no cache", bench.without_cache)
        bench.measure("warm: nothing changed", bench.as_it_is)
        bench.measure("one note changed", bench.one_changed)
        with (bench.vault / "vault-tools.yaml").open("a", encoding="utf-8") as file:
            file.write(MOCS)
        bench.measure("500 MOCs: cold", bench.without_cache, tools=versions)
        bench.measure("500 MOCs: nothing changed", bench.as_it_is, tools=versions)
        table(bench)
        for tool in bench.tools:
            cold, warm = (1000 * _wall(bench.costs[what][tool]) / notes for what in list(bench.costs)[:2])
            print(f"{tool.name}: {cold:.3f} ms of wall time a note cold, {warm:.4f} warm")
        print()


def _rules_of(tool: Tool) -> int:
    listed = subprocess.run([tool.program, "rule"], capture_output=True, text=True, check=True)
    return sum(line.strip().startswith("MD") for line in listed.stdout.splitlines())


def _wall(costs: Sequence[Cost]) -> float:
    return median(cost.wall for cost in costs[:-1])


def _figures(costs: Sequence[Cost]) -> tuple[float, float, int]:
    """(CPU seconds, wall seconds, MB); memory is that of the last run, 0 if it was too short."""
    return median(cost.cpu for cost in costs[:-1]), _wall(costs), costs[-1].memory // 1_000_000


def _failed(costs: Sequence[Cost]) -> str:
    """A note that nothing was done, as by a version that does not know the configuration; empty otherwise."""
    return f"  exit {costs[-1].code}" if costs[-1].code > 1 else ""


def table(bench: Bench) -> None:
    """Print a row for each tool, with ratios to the first one that did the work."""
    heads = f"{'CPU s':>9} {'wall s':>8} {'MB':>6} {'M instr.':>11} {'CPU':>9} {'wall':>6} {'memory':>7}"
    print(f"{f'median of {bench.rounds}':<28} {'':<24} {heads}")
    for what, costs in bench.costs.items():
        done = (found for found in costs.values() if not _failed(found))
        first = _figures(next(done, next(iter(costs.values()))))
        for tool, found in costs.items():
            cpu, wall, memory = figures = _figures(found)
            counted = bench.instructions.get((what, tool))
            instructions = f"{counted / 1e6:,.0f}" if counted else NOT_COUNTED
            ratios = [
                f"{one / other:.2f}" if other else "-" for one, other in zip(figures, first, strict=True)
            ]
            shown = f"{cpu:>9.2f} {wall:>8.3f} {memory or '-':>6} {instructions:>11}"
            shown += "{:>10} {:>6} {:>7}".format(*ratios)
            print(f"{what:<28} {tool.name:<24} {shown}{_failed(found)}")
    print(flush=True)


def profile(folder: Path) -> None:
    """Print the ten functions in which a cold check spends most time, on one processor and so in one
    process."""
    vault, found = folder / "profiled", folder / "profile"
    written = write_vault(vault, made_notes(PROFILED))
    main = "from vault_tools.cli.program import main; main()"  # a child process ends before it could report
    program = f"import cProfile; cProfile.run({main!r}, {str(found)!r})"
    command = [sys.executable, "-c", program, "check", str(vault)]
    subprocess.run(
        command,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "profiled cache")},
        preexec_fn=lambda: os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    costs = _costs(found)
    total = sum(seconds for seconds, _ in costs.values())
    print(f"\ncProfile of a cold check of {written}")
    print(f"{total:.1f} s; a profiler makes what is called often look dearer than it is")
    for name, (seconds, calls) in sorted(costs.items(), key=lambda cost: -cost[1][0])[:10]:
        print(f"{seconds / total:>6.1%} {calls:>9,} calls  {name}")


def _costs(profile: Path) -> dict[str, tuple[float, int]]:
    """(seconds, calls) of each function, including the built-in functions that it calls."""
    found: dict[str, tuple[float, int]] = {}
    stats = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    for (file, line, name), (_, calls, seconds, _, callers) in stats.items():
        parts = [((file, line, name), (0, calls, seconds, 0))] if line else callers.items()
        for (at, number, function), (_, times, part, _) in parts:
            called = f"{function} ({Path(at).parent.name}/{Path(at).name}:{number})"
            before = found.get(called, (0.0, 0))
            found[called] = before[0] + part, before[1] + (times if line else 0)
    return found


if __name__ == "__main__":
    main()
