"""The cost of a command with all its processes: CPU, wall time, peak memory. Linux only."""

import ctypes
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
"""See prctl(2): orphaned processes become our children, so that their cost can be counted."""
_SAMPLE = 0.015
"""Seconds between two samples of the memory."""


@dataclass(frozen=True)
class Cost:
    """The cost of a command: `cpu` and `wall` in seconds, `memory` in bytes, 0 if not sampled; and what was
    printed."""

    cpu: float
    wall: float
    memory: int
    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        """The program's last line."""
        lines = [line for text in (self.out, self.err) for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else ""


def cost_of(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    *,
    sample: bool = False,
    within: Path | None = None,
) -> Cost:
    """Run a command to its end `within` a folder, with its output in files in `folder`. With `sample`, its
    memory is sampled continuously, which slows it down."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with open(folder / "stdout", "w+b") as out, open(folder / "stderr", "w+b") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **env}, cwd=within)
        peak = _peak_memory(process.pid) if sample else 0
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu = usage.ru_utime + usage.ru_stime + sum(_orphans())
    texts = [(folder / name).read_text("utf-8", "replace") for name in ("stdout", "stderr")]
    return Cost(cpu, wall, peak, process.returncode, *texts)


NOT_COUNTED = "not counted"


def instructions_of(
    command: Sequence[str],
    folder: Path,
    within: Path | None = None,
    env: Mapping[str, str] | None = None,
    *,
    valgrind: bool = False,
) -> int | None:
    """The instructions that a command and its processes execute outside the kernel, which hardly depend on
    the machine's load. Counted by `perf`, or by `valgrind`, which takes fifty times as long; None if they
    can't be counted."""
    answers = folder / "instructions"
    answers.mkdir(exist_ok=True)
    counting = ["perf", "stat", "-x,", "-e", "instructions:u", "-o", f"{answers}/of-all", "--"]
    if valgrind:
        counting = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--trace-children=yes"]
        counting += ["--cachegrind-out-file=/dev/null", f"--log-file={answers}/of-%p"]
    with suppress(OSError):
        given = {**os.environ, **(env or {})}
        subprocess.run([*counting, *command], cwd=within, env=given, capture_output=True, check=False)
    counted = [_counted(answer.read_text()) for answer in answers.iterdir()]
    for answer in answers.iterdir():
        answer.unlink()
    return sum(counted) or None


@cache
def counts_instructions() -> bool:
    """Whether `perf` counts them on this machine."""
    with tempfile.TemporaryDirectory() as folder:
        return instructions_of(["true"], Path(folder)) is not None


def _counted(answer: str) -> int:
    """The count in the output of `perf` or `valgrind` for a process; 0 if there is none."""
    found = re.search(r"^(\d+),.*instructions|I +refs: +([\d,]+)", answer, re.MULTILINE)
    return int((found[1] or found[2]).replace(",", "")) if found else 0


def _orphans() -> Iterator[float]:
    """CPU seconds of each orphaned process, once it has ended."""
    with suppress(ChildProcessError):
        while True:
            usage = os.wait4(-1, 0)[2]
            yield usage.ru_utime + usage.ru_stime


def _peak_memory(process: int) -> int:
    """The largest sum of the memory of a process and its descendants until it ends."""
    peak = 0
    while os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, sum(map(_memory, _tree(process))))
        time.sleep(_SAMPLE)
    return peak


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{process}/task"):
            children = Path(f"/proc/{process}/task/{thread}/children").read_text()
            for child in children.split():
                yield from _tree(int(child))


def _memory(process: int) -> int:
    """PSS in bytes: pages shared by several processes are divided among them (proc_pid_smaps(5))."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0
