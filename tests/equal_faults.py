"""Equivalent mutants: faults that no test can detect because nothing goes wrong, as listed in
`equal_faults.txt`.

Each paragraph of the list names a file and a function, shows the change as `mutants.py` does, and says why
the behaviour is the same:

    vault_tools/sections/alignment.py drifts_of
    -    if len(pairs) <= _LEAST_PAIRS:
    +    if len(pairs) < _LEAST_PAIRS:
    so few pairs are no drift in `_is_drift` either

Several changes, `-` after `+`, may share a reason. File and function may be patterns; a change may be `~
EXPRESSION => REPLACEMENT`, anywhere in any line, or `~ EXPRESSION => ANY CASE`, in lines that contain it.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_suffix(".txt")
Change = tuple[tuple[str, ...], tuple[str, ...]]
"""(lines before, lines after), without surrounding blanks."""


class Equal(NamedTuple):
    path: str
    function: str
    changes: tuple[Change, ...]
    kinds: tuple[tuple[str, str], ...]
    why: str

    def covers(self, path: str, function: str, change: Change) -> bool:
        if not (fnmatchcase(path, self.path) and fnmatchcase(function, self.function)):
            return False
        return change in self.changes or any(_is_of(change, *kind) for kind in self.kinds)

    def stale(self, root: Path) -> Iterator[str]:
        """The listed lines that no longer exist."""
        if "*" in self.path:
            return
        file = root / self.path
        lines = _lines_of(file.read_text("utf-8"), self.function) if file.exists() else []
        for before, _ in self.changes:
            at_all = (tuple(lines[start : start + len(before)]) for start in range(len(lines)))
            if before not in at_all:
                yield f"{self.path} {self.function}: {' / '.join(before)}"


def listed() -> list[Equal]:
    return read(LIST.read_text("utf-8"))


def read(text: str) -> list[Equal]:
    return [_read(block) for block in text.split("\n\n") if block.strip()]


def change_of(diff: str) -> Change:
    lines = diff.split("\n")
    before = tuple(line[1:].strip() for line in lines if line.startswith("-"))
    return before, tuple(line[1:].strip() for line in lines if line.startswith("+"))


def _read(block: str) -> Equal:
    head, *lines = block.strip("\n").split("\n")
    path, function = head.split()
    kinds = [line[1:].split("=>") for line in lines if line.startswith("~")]
    why = " ".join(line.strip() for line in lines if line[:1] not in "~+-")
    pairs = tuple((expression.strip(), other.strip()) for expression, other in kinds)
    return Equal(path, function, tuple(_changes(lines)), pairs, why)


def _changes(lines: Sequence[str]) -> Iterator[Change]:
    marks = "".join(line[:1] if line[:1] in "+-" else " " for line in lines)
    for found in re.finditer(r"-*\+*(?<=[-+])", marks):
        yield change_of("\n".join(lines[found.start() : found.end()]))


def _is_of(change: Change, expression: str, other: str) -> bool:
    before, after = map("\n".join, change)
    if other == "ANY CASE":
        return bool(re.search(expression, before)) and before.lower() == after.lower()
    found = re.finditer(expression, before)
    return any(before[: m.start()] + m.expand(other) + before[m.end() :] == after for m in found)


def _lines_of(code: str, function: str) -> list[str]:
    """The lines of the functions with this name, and of the methods of classes with this name."""
    lines = code.split("\n")
    named = (
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == function
    )
    return [line.strip() for node in named for line in lines[node.lineno - 1 : node.end_lineno]]
