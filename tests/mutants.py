"""Insert faults into modules, one at a time, and report which of them no test detects.

    pip install mutmut
    python tests/mutants.py vault_tools/sections/gap.py -n 12 --seed 3 --tests tests/test_families.py

The faults are those of mutmut. The tests are loaded and run once. Each fault is inserted into a fork of that
process, which runs the tests that reach the function, those that detected a fault recently first. Processes
started by tests do not have the fault. One line is printed per fault: `killed` and the test; `slow` if it was
ended; `same` if no function changed; `equal` and the reason, without a run, if `equal_faults.txt` lists it;
or `LIVES` and the change. The end reports how many of the tried faults live, with and without the listed
ones, and which listed ones no longer exist.
"""

import argparse
import functools
import gc
import os
import random
import re
import resource
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import unified_diff
from functools import cached_property
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import NamedTuple

import equal_faults
import pytest
from _pytest.runner import runtestprotocol
from libcst import CSTNode, FunctionDef, If, Module
from mutmut.mutation import file_mutation

ROOT = Path(__file__).parents[1]
_SYSTEM = re.compile(r'sys\.platform [!=]= "\w+"')
TIME = 30
"""Seconds of CPU allowed for the tests of one fault, beyond five times what they take without it."""


class Fault(NamedTuple):
    path: str
    function: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        lines = unified_diff(self.before.split("\n"), self.after.split("\n"), lineterm="", n=0)
        return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))

    @property
    def place(self) -> str:
        return Path(self.path).relative_to(ROOT).as_posix()

    def why_equal(self, listed: list[equal_faults.Equal]) -> str | None:
        """The listed reason why the fault is equivalent; None if it is not listed."""
        change = equal_faults.change_of(self.diff)
        return next((e.why for e in listed if e.covers(self.place, self.function, change)), None)


class Everywhere(file_mutation.MutationVisitor):
    """Mutates functions with decorators as well. mutmut leaves them out because it can't wrap them; here
    their code is replaced in place. Branches for other systems are left out."""

    def _skip_node_and_children(self, node: CSTNode) -> bool:
        if isinstance(node, If) and _SYSTEM.fullmatch(test := Module([]).code_for_node(node.test)):
            is_here = eval(test, {"sys": sys})
            self._elsewhere += [node.test, node.orelse if is_here else node.body]
        if any(node is other for other in self._elsewhere):
            return True
        is_decorated = isinstance(node, FunctionDef) and bool(node.decorators)
        return not is_decorated and super()._skip_node_and_children(node)

    @cached_property
    def _elsewhere(self) -> list[CSTNode | None]:
        return []


file_mutation.MutationVisitor = Everywhere


def faults_of(path: str, count: int, chosen: random.Random) -> Iterator[Fault]:
    """Random faults in the functions of a file."""
    code = Path(path).read_text()
    module, mutations, _, _ = file_mutation.create_mutations(path, code)
    inside = [m for m in mutations if isinstance(m.contained_by_top_level_function, FunctionDef)]
    for mutation in chosen.sample(inside, min(count, len(inside))):
        after = module.deep_replace(mutation.original_node, mutation.mutated_node).code
        yield Fault(
            str(Path(path).resolve()), mutation.contained_by_top_level_function.name.value, code, after
        )


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """The code of the functions and methods of a module."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes_in(constant)


def codes_of(text: str, path: str) -> dict[tuple[str, int], CodeType]:
    """The code of functions and methods by name, and by number among those of the same name, such as
    lambdas."""
    counts: Counter[str] = Counter()
    found = {}
    for code in codes_in(compile(text, path, "exec")):
        found[code.co_qualname, counts[code.co_qualname]] = code
        counts[code.co_qualname] += 1
    return found


def put_in(fault: Fault) -> bool:
    """Replace the code of the changed functions. Returns whether there was one."""
    gc.unfreeze()  # frozen objects are not listed
    before, after = codes_of(fault.before, fault.path), codes_of(fault.after, fault.path)
    changed = {code: after[key] for key, code in before.items() if after.get(key, code) != code}
    functions = [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, FunctionType)
        and thing.__code__.co_filename == fault.path
        and thing.__code__ in changed
    ]
    for function in functions:
        function.__code__ = changed[function.__code__]
    return bool(functions)


def forget() -> None:
    """Empty the program's caches, so that no earlier result hides a fault."""
    gc.unfreeze()
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and "vault_tools" in str(thing.__module__):
            thing.cache_clear()


class Faults:
    """Instead of running the tests once, runs them with each fault."""

    def __init__(self, faults: list[Fault], listed: list[equal_faults.Equal]) -> None:
        self.faults = faults
        self.listed = listed
        self.reached: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.latest: list[int] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        seconds = [self._first_run(number, session.items) for number in range(len(session.items))]
        results: Counter[str] = Counter()
        for fault in self.faults:
            if why := fault.why_equal(self.listed):
                results["equal"] += 1
                print(f"equal {fault.place} {fault.function} {why}", flush=True)
                continue
            reaching = self.reached[fault.path, fault.function]
            order = [number for number in self.latest if number in reaching]
            order += sorted(reaching.difference(order), key=seconds.__getitem__)
            items = [session.items[number] for number in order]
            said = _with(fault, items, sum(seconds[number] for number in order))
            result, by = said.split() if said else ("slow", "0")
            results[result] += 1
            killer = order[int(by)] if result == "killed" else None
            name = session.items[killer].nodeid if killer is not None else f"of {len(order)} tests"
            print(f"{result} {fault.place} {fault.function} {name}", flush=True)
            if result == "LIVES":
                print(f"{fault.diff}\n", flush=True)
            if killer is not None:
                self.latest = [killer, *(number for number in self.latest if number != killer)]
        self._sum_up(results)
        return True

    def _sum_up(self, results: Counter[str]) -> None:
        print(dict(results))
        live, tried = results["LIVES"], results["LIVES"] + results["killed"] + results["slow"]
        equal = results["equal"]
        print(f"{_share(live + equal, tried + equal)} live; {_share(live, tried)} without what is listed")
        for entry in self.listed:
            for line in entry.stale(ROOT):
                print(f"listed, but no longer there: {line}")

    def _first_run(self, number: int, items: list[pytest.Item]) -> float:
        """Run a test without a fault, recording which functions it reaches. Returns its CPU time in
        seconds."""
        paths = {fault.path for fault in self.faults}

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename in paths:
                for name in frame.f_code.co_qualname.split("."):
                    self.reached[frame.f_code.co_filename, name].add(number)

        forget()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        following = items[number + 1] if number + 1 < len(items) else None
        sys.setprofile(note)
        reports = runtestprotocol(items[number], nextitem=following, log=False)
        sys.setprofile(None)
        if failed := [report for report in reports if report.failed]:
            sys.exit(f"{items[number].nodeid} fails without a fault: {failed[0].longrepr}")
        return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(1, whole):.1%})"


def _with(fault: Fault, items: list[pytest.Item], usual: float) -> str:
    """The result for a fault: `killed` and the number of the first failing test, `same 0` or `LIVES 0`; empty
    if it takes too long."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            limit = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime + 5 * usual + TIME)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(int(10 * usual) + 4 * TIME)
            os.write(writes, _result(fault, items).encode())
        finally:
            os._exit(0)
    os.close(writes)
    os.waitpid(child, 0)
    with os.fdopen(reads) as told:
        return told.read()


def _result(fault: Fault, items: list[pytest.Item]) -> str:
    forget()
    if not put_in(fault):
        return "same 0"
    for number, item in enumerate(items):
        following = items[number + 1] if number + 1 < len(items) else None
        if any(report.failed for report in runtestprotocol(item, nextitem=following, log=False)):
            return f"killed {number}"
    return "LIVES 0"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="+")
    parser.add_argument("-n", type=int, default=10, help="faults a module")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tests", nargs="+", required=True)
    options, others = parser.parse_known_args()
    chosen = random.Random(options.seed)
    faults = [fault for path in options.modules for fault in faults_of(path, options.n, chosen)]
    listed = equal_faults.listed()
    quietly = ["-q", "-n", "0", "-p", "no:cacheprovider"]
    sys.exit(pytest.main([*quietly, *options.tests, *others], plugins=[Faults(faults, listed)]))


if __name__ == "__main__":
    main()
