"""Where a text repeats itself over and over."""

from collections import Counter
from collections.abc import Iterator, Sequence

from vault_tools.lazy_re import pattern
from vault_tools.note.scan.found import Loop

_PROBE = 8
_PROBES = ((24, 24), (96, 260))
"""Code points: what is looked for, and how far apart the text is probed for loops of at most which period;
a longer loop is a longer stretch, so that fewer probes find it. Every fourth probe of the first is one of the
second as well."""
_LONG_LINE = 40
"""Code points."""
_AGAIN = 3
"""Times that a long line is there again where it belongs to a loop."""
_LINE = pattern(r"[^\n]+")
_LETTER = pattern(r"[^\W\d_]")


def loops_of(text: str, start: int, lines: Sequence[str]) -> tuple[Loop, ...]:
    """The loops of the body that begins at `start` and is made of `lines`."""
    return (*_loops(text, start), *_long_loops(text, start, lines))


def _loops(text: str, start: int) -> Iterator[Loop]:
    """Those that are found by probes that come again soon."""
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
    """Those of several lines, found by long lines that are there several times."""
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
    """The probed places whose next code points come again within a period. Where the longer period is tried
    the shorter one need not be."""
    (step, short), (long_step, long) = _PROBES
    end, reach = len(text) - _PROBE, dict.fromkeys(range(step, long_step, step), short) | {0: long}
    return {
        place
        for first, period in reach.items()
        for place in range(start + first, end, long_step)
        if text[place : place + _PROBE] in text[place + 1 : place + _PROBE + period]
    }


def _extent(text: str, position: int, period: int, start: int) -> Loop:
    """The whole stretch around a place in which each code point comes again a period later."""
    first, last, phrase = position, position + period, text[position : position + period]
    while text.startswith(phrase, last):
        last += period
    while first > start and text[first - 1] == text[first - 1 + period]:
        first -= 1
    return Loop(first, last, period, (last - first) // period)
