"""Finds loops: text that repeats itself over and over."""

from collections import Counter
from collections.abc import Iterator, Sequence

from vault_tools.lazy_re import pattern
from vault_tools.note.scan.found import Loop

_PROBE = 8
_PROBES = ((24, 24), (96, 260))
"""Code points. The length of a probe, and pairs of (distance between probes, longest period they look for); a
longer loop is a longer stretch, so fewer probes find it. Every fourth probe of the first kind is also one of
the second."""
_LONG_LINE = 40
"""Minimum length of a long line, in code points."""
_AGAIN = 3
"""Minimum number of repetitions of a long line in a loop."""
_LINE = pattern(r"[^\n]+")
_LETTER = pattern(r"[^\W\d_]")


def loops_of(text: str, start: int, lines: Sequence[str]) -> tuple[Loop, ...]:
    """The loops of the body that begins at `start` and consists of `lines`."""
    return (*_loops(text, start), *_long_loops(text, start, lines))


def _loops(text: str, start: int) -> Iterator[Loop]:
    """The loops found by probes that recur within a short distance."""
    done = start
    for position in sorted(_recurring(text, start)):
        if position < done:
            continue
        again = text.find(text[position : position + _PROBE], position + 1)
        period = again - position
        if text.startswith(text[position:again], again) and _LETTER.search(text[position:again]):
            loop = _extent(text, position, period, done)
            yield loop
            done = loop.end


def _long_loops(text: str, start: int, texts: Sequence[str]) -> Iterator[Loop]:
    """The loops of several lines, found by long lines that occur several times."""
    lines = [line for line in texts if len(line) >= _LONG_LINE]
    if len(lines) - len(set(lines)) < _AGAIN:
        return
    repeated = {line for line, times in Counter(lines).items() if times > _AGAIN}
    places: dict[str, list[int]] = {}
    for match in _LINE.finditer(text, start):
        if match[0] in repeated:
            places.setdefault(match[0], []).append(match.start())
    done = start
    for first, second, *others in sorted(places.values()):
        period = second - first
        if first >= done and period > _PROBES[-1][1] and others[0] == second + period:
            loop = _extent(text, first, period, done)
            yield loop
            done = loop.end


def _recurring(text: str, start: int) -> set[int]:
    """The probed offsets at which the next code points recur within a period. Where the longer period is
    tried, the shorter one need not be."""
    (step, short), (long_step, long) = _PROBES
    end, reach = len(text) - _PROBE, dict.fromkeys(range(step, long_step, step), short) | {0: long}
    return {
        place
        for first, period in reach.items()
        for place in range(start + first, end, long_step)
        if text[place : place + _PROBE] in text[place + 1 : place + _PROBE + period]
    }


def _extent(text: str, position: int, period: int, start: int) -> Loop:
    """The whole stretch around an offset in which each code point recurs one period later."""
    first, last, phrase = position, position + period, text[position : position + period]
    while text.startswith(phrase, last):
        last += period
    while first > start and text[first - 1] == text[first - 1 + period]:
        first -= 1
    return Loop(first, last, period, (last - first) // period)
