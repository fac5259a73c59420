"""Timing for the benchmarks: all calls in turn, medians, and ratios to the first."""

import platform
import resource
import statistics
import sysconfig
import time
from collections.abc import Callable


def interleaved(
    calls: dict[str, Callable[[], object]], rounds: int, *, children: bool = False
) -> dict[str, float]:
    """Median CPU seconds of each call, with all calls in turn; with `children`, of the processes they
    start."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = _cpu(children)
            call()
            seconds[name].append(_cpu(children) - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def table(title: str, rows: dict[str, float]) -> None:
    """Print each row with its ratio to the first one."""
    yardstick = next(iter(rows.values()))
    print(f"{title:<40} {'median':>9} {'ratio':>7}")
    for name, value in rows.items():
        print(f"{name:<40} {value:>9.3f} {value / yardstick:>7.2f}")
    print()


GUIDED = "with profile-guided optimisation"


def this_python() -> str:
    """The running Python, and how it was built: without profile-guided optimisation it is a seventh slower.
    Debian uses it without saying so."""
    flags = f"{sysconfig.get_config_var('CONFIG_ARGS')} {sysconfig.get_config_var('PY_CORE_CFLAGS')}"
    is_guided = "--enable-optimizations" in flags or "-fprofile-use" in flags
    how = GUIDED if is_guided else "without a word of profile-guided optimisation"
    name = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{name}, {platform.python_compiler()}, {how}"


def _cpu(children: bool) -> float:
    if not children:
        return time.process_time()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(this_python())
