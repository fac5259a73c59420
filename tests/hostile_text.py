"""Text that is slow for a pattern, made from the pattern: what its repetitions match, many times, and then
something that prevents a match."""

import gc
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, product
from math import log2
from random import Random
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parse  # type: ignore[attr-defined]
from typing import Any

CANDIDATES = " \t\n\r,.aAx0_-*#[]()<>|^:;`~%$!\"'/\\=&+@{}中“（、é\x00"
ENDS = ("", "x", "\n", " ", "\nx", "!", "中", "]", ")", ">", "x\n")
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
SIZE = 3_000
"""Length of the first attempt: quadratic patterns take some 10 ms for it, linear ones some 0.1 ms."""
SUSPICIOUS = 0.002
"""Seconds of processor time."""
GROWTH = 1.3
"""The exponent above which a pattern counts as more than linear."""
LIMIT = 0.4
"""Seconds after which an attempt is aborted."""


class TooLong(Exception):
    pass


def attacks(pattern: "re.Pattern[str]", count: int, seed: int = 7) -> Iterator[Callable[[int], str]]:
    """Functions from a size to a text: texts built from the pattern's repetitions, and random ones from its
    pieces."""
    yield from islice(_attacks(pattern, Random(f"{seed}{pattern.pattern!a}")), count)


def _attacks(pattern: "re.Pattern[str]", rng: Random) -> Iterator[Callable[[int], str]]:
    tree = sre_parse.parse(pattern.pattern, pattern.flags)
    found = [*_repeats(tree, "", rng)]
    pieces = sorted(
        {p for before, body, after in found for p in (*body, before, *after) if p} | {*_literals(tree)}
    )
    by_structure = []
    for before, body, after in found:
        pairs = (a + b for a, b in product(body[:3], body[:3]) if a != b)
        pumps = [*body, *pairs, *(before + b for b in body[:2])]
        ends = dict.fromkeys((*ENDS, *after))
        by_structure += [(before, pump, end) for pump, end in product(dict.fromkeys(pumps), ends) if pump]
    rng.shuffle(by_structure)
    waiting = iter(by_structure)
    while pieces:
        for before, pump, end in islice(waiting, 2):
            yield _text(before, pump, end)
        pump = "".join(rng.choices(pieces, k=rng.randrange(1, 4)))
        yield _text(rng.choice(["", *pieces]), pump, rng.choice([*ENDS, *pieces]))


def growth(run: Callable[[str], object], text: Callable[[int], str]) -> float:
    """The exponent with which the time grows with the size of a text; 0 if it takes no measurable time."""
    if min(_seconds(run, text(64)) for _ in range(2)) > 5 * SUSPICIOUS:
        return 9.0
    first = _seconds(run, text(SIZE))
    if first < SUSPICIOUS:
        return 0.0
    least = 9.0
    for size in (SIZE, SIZE, 2 * SIZE):
        small, large = (min(_seconds(run, text(n)) for _ in range(2)) for n in (size, 4 * size))
        least = min(least, log2(large / small) / 2 if large < LIMIT else 9.0)
        if least <= GROWTH:
            break
    return least


def _seconds(run: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, without garbage collection: that takes time, and calls back at points where
    the signal that ends the run would be lost."""
    was_on = gc.isenabled()
    gc.disable()
    start = time.thread_time()
    try:
        with _limited():
            run(text)
    except TooLong:
        return 10 * LIMIT
    else:
        return time.thread_time() - start
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _text(before: str, pump: str, end: str) -> Callable[[int], str]:
    def text(size: int) -> str:
        return before + pump * (size // len(pump)) + end

    text.shown = f"{before!r} + {pump!r} * n + {end!r}"  # type: ignore[attr-defined]
    return text


def _repeats(tree: Any, before: str, rng: Random) -> Iterator[tuple[str, list[str], list[str]]]:
    """For each repetition, what may precede it, what it matches, and what may follow."""
    nodes = list(tree)
    for index, (op, value) in enumerate(nodes):
        lead = before + "".join(_sample(n, rng) for n in nodes[:index])
        rest = "".join(_sample(n, rng) for n in nodes[index + 1 :])
        if op in REPEATS:
            _, high, body = value
            if high > 8:
                yield lead, _samples(body, rng), [rest[:-1], rest + "x"]
            yield from _repeats(body, lead, rng)
        else:
            for inner in _children(op, value):
                yield from _repeats(inner, lead, rng)


def _children(op: Any, value: Any) -> list[Any]:
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op is sre.BRANCH:
        return list(value[1])
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    if op is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


def _samples(tree: Any, rng: Random) -> list[str]:
    """Several texts that match a part of a pattern: one for each branch and kind of character."""
    nodes = list(tree)
    if len(nodes) == 1:
        op, value = nodes[0]
        if op in (sre.IN, sre.NOT_LITERAL, sre.ANY):
            return _fitting(nodes[0])[:14] or [_sample(nodes[0], rng)]
        if op is sre.BRANCH:
            return list(dict.fromkeys(s for branch in value[1] for s in _samples(branch, rng)[:4]))
        if op is sre.SUBPATTERN:
            return _samples(value[3], rng)
        if op is sre.ATOMIC_GROUP:
            return _samples(value, rng)
    return list(dict.fromkeys("".join(_sample(n, rng) for n in nodes) for _ in range(8)))


def _sample(node: Any, rng: Random) -> str:
    """A text that matches a part of a pattern, ignoring lookarounds."""
    op, value = node
    if op is sre.LITERAL:
        return chr(value)
    if op in (sre.IN, sre.NOT_LITERAL, sre.ANY):
        fitting = _fitting(node)
        if fitting:
            return rng.choice(fitting[:10])
        kind, what = value[0] if op is sre.IN else (None, None)
        return chr(what if kind is sre.LITERAL else what[0]) if kind in (sre.LITERAL, sre.RANGE) else ""
    if op in REPEATS:
        low, high, body = value
        times = max(low, min(high, rng.choice([low, 1, 2])))
        return "".join("".join(_sample(n, rng) for n in body) for _ in range(times))
    if op is sre.BRANCH:
        return "".join(_sample(n, rng) for n in rng.choice(value[1]))
    if op is sre.SUBPATTERN:
        return "".join(_sample(n, rng) for n in value[3])
    if op is sre.ATOMIC_GROUP:
        return "".join(_sample(n, rng) for n in value)
    if op is sre.GROUPREF:
        return "`"
    return ""


_FITTING: dict[str, list[str]] = {}


def _fitting(node: Any) -> list[str]:
    """The candidates that match a part of a pattern; cached, because most parts recur in this or another
    pattern."""
    shown = repr(node)
    if shown not in _FITTING:
        _FITTING[shown] = [c for c in CANDIDATES if _is_in(node, c)]
    return _FITTING[shown]


def _is_in(node: Any, character: str) -> bool:
    op, value = node
    if op is sre.ANY:
        return character != "\n"
    if op is sre.NOT_LITERAL:
        return ord(character) != value
    wanted = True
    for kind, what in value:
        if kind is sre.NEGATE:
            wanted = False
        elif kind is sre.CATEGORY and _is_of(what, character):
            return wanted
        elif kind in (sre.LITERAL, sre.RANGE):
            first, last = (what, what) if kind is sre.LITERAL else what
            if first <= ord(character) <= last:
                return wanted
    return not wanted


def _is_of(category: Any, character: str) -> bool:
    name = str(category)
    kind = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[name.rpartition("_")[2]]
    return bool(re.match(kind, character)) != ("NOT" in name)


def _literals(tree: Any) -> Iterator[str]:
    for op, value in tree:
        if op is sre.LITERAL:
            yield chr(value)
        elif op in (sre.IN, sre.NOT_LITERAL, sre.ANY):
            yield from _fitting((op, value))[:6]
        elif op in REPEATS:
            yield from _literals(value[2])
        else:
            for inner in _children(op, value):
                yield from _literals(inner)


def first_growing(
    pattern: "re.Pattern[str]", methods: Sequence[str], count: int
) -> tuple[str, str, float] | None:
    """The method, text and exponent of the first attack that succeeds."""
    for text in attacks(pattern, count):
        for method in methods:
            run = runner(pattern, method)
            exponent = growth(run, text)
            if exponent > GROWTH:
                return method, text.shown, exponent  # type: ignore[attr-defined]
    return None


def runner(pattern: "re.Pattern[str]", method: str) -> Callable[[str], object]:
    if isinstance(pattern.pattern, bytes):
        of_text = runner_of(pattern, method)
        return lambda text: of_text(text.encode())
    return runner_of(pattern, method)


def runner_of(pattern: Any, method: str) -> Callable[[Any], object]:
    if method == "finditer":
        return lambda text: deque(pattern.finditer(text), maxlen=0)
    if method in ("sub", "subn"):
        return lambda text: pattern.sub(text[:0], text)
    return lambda text: getattr(pattern, method)(text)
