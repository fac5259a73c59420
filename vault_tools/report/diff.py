"""A fix as a patch that `patch` and `git apply` take."""

import difflib
from collections.abc import Sequence
from itertools import takewhile

_CONTEXT = 3


def unified(path: str, before: str, after: str) -> str:
    """The unified diff of two texts of a note, empty when they are the same."""
    if before == after:
        return ""
    old, new = _lines(before), _lines(after)
    same = _shared(old[::-1], new[::-1]) - _CONTEXT
    if same > 0:
        old, new = old[:-same], new[:-same]
    lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=_CONTEXT)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]] + [t for t in text.split("\n")[-1:] if t]
