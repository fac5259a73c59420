"""Finds loops: text that repeats itself over and over."""

from collections import Counter
from collections.abc import Iterator

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import Lines
from vault_tools.note.scan.found import Loop

_PROBE = 8
(_STEP, _PERIOD), (_LONG_STEP, _LONG_PERIOD) = (24, 24), (96, 260)
"""Code points. The length of a probe, and pairs of (distance between probes, longest period they look for); a
longer loop is a longer stretch, so fewer probes find it. A probe for the longer period also finds shorter
ones."""
_CHUNK = 64 * _LONG_STEP
_REACH = {at: _PERIOD if at % _LONG_STEP else _LONG_PERIOD for at in range(0, _CHUNK, _STEP)}
_WINDOWS = [(slice(at, at + _PROBE), slice(at + 1, at + _PROBE + period)) for at, period in _REACH.items()]
"""Where in a chunk of text each probe is, and where it may recur. Made once, because notes have hundreds of
thousands of probes."""
_LONG_LINE = 40
"""Minimum length of a long line, in code points."""
_AGAIN = 3
"""Minimum number of repetitions of a long line in a loop."""
_LETTER = pattern(r"[^\W\d_]")


def loops_of(text: str, start: int, lines: Lines) -> tuple[Loop, ...]:
    """The loops of the body that begins at `start` and consists of `lines`."""
    return (*_loops(text, start), *_long_loops(text, start, lines))


def _loops(text: str, start: int) -> Iterator[Loop]:
    """The loops found by probes that recur within a short distance."""
    done = start
    for position in _recurring(text, start):
        if position < done:
            continue
        again = text.find(text[position : position + _PROBE], position + 1)
        period = again - position
        if text.startswith(text[position:again], again) and _LETTER.search(text[position:again]):
            loop = _extent(text, position, period, done)
            yield loop
            done = loop.end


def _long_loops(text: str, start: int, lines: Lines) -> Iterator[Loop]:
    """The loops of several lines, found by long lines that occur several times."""
    long = [line for line in lines.texts if len(line) >= _LONG_LINE]
    if len(long) - len(set(long)) < _AGAIN:
        return
    places: dict[str, list[int]] = {line: [] for line, times in Counter(long).items() if times > _AGAIN}
    for line, place in zip(lines.texts, lines.starts, strict=False):
        if line in places:
            places[line].append(place)
    done = start
    for first, second, *others in sorted(places.values()):
        period = second - first
        if first >= done and period > _LONG_PERIOD and others[0] == second + period:
            loop = _extent(text, first, period, done)
            yield loop
            done = loop.end


def _recurring(text: str, start: int) -> Iterator[int]:
    """The probed offsets at which the next code points recur within a period, in order. The text is read in
    chunks."""
    last = len(text) - _PROBE
    for first in range(start, last, _CHUNK):
        chunk = text[first : first + _CHUNK + _PROBE + _LONG_PERIOD]
        windows = _WINDOWS[: (last - first - 1) // _STEP + 1]
        yield from [first + probe.start for probe, beyond in windows if chunk[probe] in chunk[beyond]]


def _extent(text: str, position: int, period: int, start: int) -> Loop:
    """The whole stretch around an offset in which each code point recurs one period later."""
    first, last, phrase = position, position + period, text[position : position + period]
    while text.startswith(phrase, last):
        last += period
    while first > start and text[first - 1] == text[first - 1 + period]:
        first -= 1
    return Loop(first, last, period, (last - first) // period)
