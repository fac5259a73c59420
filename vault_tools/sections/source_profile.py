"""How much of each part of a transcript a note has.

The transcript is cut into windows, and for each the share of its runs of units that the note has is computed:
a note follows its source word for word, or has nothing of it, window by window.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vault_tools.lazy_dataclass import dataclass
from vault_tools.memo import cached_property
from vault_tools.sections.transcript import Units, is_cjk, runs_of, spoken, units_of

WINDOW = 200
"""Units."""
LEAST = 400
"""Minimum length of a source in units: a shorter one shows nothing for certain."""
FOLLOWED = 0.3
"""The share of a window's runs from which the note follows it word for word."""
_NOTHING = 0.15
"""The mean share of windows below which a note has nothing of them: names and common phrases make up to
0.1."""
_STRAY = 0.1
"""The share of lost windows that may be followed anyway: a quotation, a summary at the top."""
_PROBES = 32
"""Number of runs of the source's last tenth that are looked up first: a note with two fifths of them is
complete."""
_HEAD, _LEAST_END = 1500, 2500
"""Code points of a transcript's beginning that show its script, and minimum number of code points of its
end."""
TAILS = (140, 40)
"""Units at the end of a note by which its position in the source is found; the last words may suffice."""
_ENDING = 0.92
"""The share of the windows after which the end of a source begins."""
_RESEMBLES = 0.6
"""The score of the source's last windows, relative to the best score, from which the note ends where its
source does."""
_STEP = 4
"""Number of steps per window in the search for the position of a note's end."""


@dataclass(frozen=True)
class SourceText:
    """A transcript and its number. All of it is read only if its end does not suffice."""

    transcript: str
    number: int

    @cached_property
    def text(self) -> str:
        return spoken(self.transcript)

    @cached_property
    def cjk(self) -> bool:
        return is_cjk(f"{spoken(self.transcript[:_HEAD])}\n{self._end}")

    @cached_property
    def last_tenth(self) -> Units:
        return units_of(self._end, cjk=self.cjk)

    @cached_property
    def _end(self) -> str:
        whole = self.transcript
        start = len(whole) - max(len(whole) // 10, _LEAST_END)
        return spoken(whole[max(0, whole.find("\n", max(0, start), start + _HEAD), start) :])

    def is_longer_than(self, text: str, share: float) -> bool:
        """Whether a text is shorter than this share of the spoken text."""
        return len(text) < share * len(self.transcript) and len(text) < share * len(self.text)


def has_the_end(text: str, source: SourceText) -> bool:
    """Whether a text contains the end of a source; its second half is searched first."""
    runs = list(runs_of(source.last_tenth))
    probes = [_line(run) for run in runs[:: max(1, len(runs) // _PROBES)]]
    if not probes:
        return False
    half = len(source.transcript) // 2
    for part in (text[-half:], text) if 0 < half < len(text) else (text,):
        own = _line(units_of(part, cjk=source.cjk))
        if 5 * sum(probe in own for probe in probes) >= 2 * len(probes):
            return True
    return False


def _line(units: object) -> str:
    return units if isinstance(units, str) else f" {' '.join(units)} "  # type: ignore[arg-type]


class SharesProfile(NamedTuple):
    """The units of a note in its source's script, the units of the source, and for each window of these the
    share that the note has."""

    own: Units
    units: Units
    shares: list[float]
    source: SourceText

    @classmethod
    def of(cls, text: str, source: SourceText) -> "SharesProfile | None":
        """The profile of a text; None if the source is too short to show anything."""
        units = units_of(source.text, cjk=source.cjk)
        if len(units) < LEAST:
            return None
        own = units_of(text, cjk=source.cjk)
        known, shares = set(runs_of(own)), []
        for start in range(0, len(units) - WINDOW // 2, WINDOW):
            runs = list(runs_of(units[start : start + WINDOW]))
            shares.append(len([run for run in runs if run in known]) / len(runs))
        return cls(own, units, shares, source)

    @property
    def mean(self) -> float:
        return sum(self.shares) / len(self.shares)

    @property
    def end(self) -> int:
        """The index of the first window from which the note has nothing; the number of windows if it has the
        last one."""
        shares, found = self.shares, len(self.shares)
        total = stray = 0.0
        for index in reversed(range(len(shares))):
            total += shares[index]
            stray += shares[index] >= FOLLOWED
            count = len(shares) - index
            if stray > max(1.0, 1.5 * _STRAY * count) and shares[index] >= FOLLOWED:
                break
            begins = not any(share >= FOLLOWED for share in shares[index : index + 2])
            if begins and total < _NOTHING * count and stray <= max(1.0, _STRAY * count):
                found = index
        return found


def tails_alike(own: Units, source: Units) -> int:
    """The number of the note's tails that match the end of the source, judged by the rarer words that both
    have."""
    step, marks = WINDOW // _STEP, _marks(source)
    told = [frozenset(filter(_tells, _marks(own[-tail:]))) for tail in TAILS]
    parts = [told[0].intersection(marks[start : start + step]) for start in range(0, len(marks), step)]
    windows = [frozenset().union(*parts[i : i + _STEP]) for i in range(max(1, len(parts) - _STEP // 2))]
    spread = Counter(mark for window in windows[::_STEP] for mark in window)
    weight = {mark: 1 / max(1, spread[mark]) for mark in told[0]}
    ending = int(_ENDING * len(windows)) - 1

    def is_alike(last: frozenset[str]) -> bool:
        scores = [sum([weight[mark] for mark in last & window]) for window in windows]
        return max(scores[ending:]) >= _RESEMBLES * max(scores)

    return sum(map(is_alike, told))


def _marks(units: Units) -> Sequence[str]:
    """Marks that may identify a position: words, or pairs of characters."""
    return [a + b for a, b in pairwise(units)] if isinstance(units, str) else units


def _tells(mark: str) -> bool:
    return mark[0] >= "\u0e00" or len(mark) > 3 or mark.isdigit()
