"""What a note lost of the transcript that it was made from.

Both are read as units: a CJK character, or a word of another script. The transcript is cut into windows.
How much of each is in the note is the share of its runs of units that the note has: four characters of
Chinese, three words of other scripts. A note that was cut follows its source up to some window and has
nothing of those that come after, and its own end lies in the middle of the source.

The numbers were found over 379 pairs of a real vault, 50 of them known to be cut.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import Literal, NamedTuple

from vault_tools.lazy_re import pattern

WINDOW = 200
"""Units."""
LEAST = 400
"""Units of a source: what is shorter says nothing for certain."""
FOLLOWED = 0.3
"""The share of a window's runs from which on the note follows it word for word."""
_NOTHING = 0.15
"""The mean share of windows of which a note has nothing: names and common phrases make up to 0.1."""
_STRAY = 0.1
"""The share of lost windows that may be followed all the same: a quotation, a summary at the top."""
_LONG = 16_000
"""Code points of a transcript of which a tenth is a window or more, in any language."""
_SAMPLE = 1000
"""Units by which is told what most are."""
_PROBES = 32
"""Runs of the source's last tenth that are looked up first: a note that has two fifths of them is whole."""
_LEAST_LOST = 3
"""Windows."""
_TAILS = (140, 40)
"""Units at the end of a note by which its place in the source is found; the last words may tell it alone."""
_ENDING = 0.92
"""From this share of the windows on a source ends."""
_RESEMBLES = 0.6
"""What the source's last windows score of the best score: the note then ends where its source does."""

_UNIT = pattern(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af\u0e00-\u0e7f]|[^\W_\u0e00-\u9fff\uac00-\ud7af]+")
_MARKUP = pattern(r"<[^<>\n]{1,200}>|https?://[^\s)>\]]+")
_TIME = pattern(r"\[?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?\]?(?:[ \t]*-->[ \t]*\S+(?:[ \t]+\S+:\S+)*+)?")
_CUE_NUMBER = pattern(r"(?m)^\d{1,6}[ \t]*$")
_HEADER = pattern(r"\A\ufeff?(?:WEBVTT[^\n]*\n(?:[^\n]+\n)*+|---\n(?:(?!---\n)[^\n]*+\n)*+---\n)")

Runs = tuple[str, ...]


class Loss(NamedTuple):
    """`cut`: nothing of the end of the source is in the note; `condensed`: little of all that comes after
    its beginning. It is `certain` where nothing at the note's end lies at the source's end.

    `units` of the source are lost, `share` of them all; `missing` are the first words of what is; `cjk` says
    what a unit of the source is. The source is the transcript of this number, and what is lost begins at its
    unit `start`.
    """

    kind: Literal["cut", "condensed"]
    certain: bool
    units: int
    share: float
    missing: str
    cjk: bool
    transcript: int
    start: int


def loss_of(text: str, transcripts: Iterable[str]) -> Loss | None:
    """What a text lost of its transcript, the best of several; None where nothing is certain."""
    note, spoken = units_of(text), [*map(_spoken, transcripts)]
    joined = f" {' '.join(note)} "
    if not note or any(
        _has_the_end(joined, units_of(said[-len(said) // 10 :])) for said in spoken if _is_long(said)
    ):
        return None
    every = {number: units_of(said) for number, said in enumerate(spoken)}
    sources = {number: units for number, units in every.items() if len(units) >= LEAST}
    short = (units for number, units in sources.items() if not _is_long(spoken[number]))
    if not sources or any(_has_the_end(joined, units[-max(len(units) // 10, WINDOW) :]) for units in short):
        return None
    profiles = (_Profile.of(note, source, number) for number, source in sources.items())
    return _loss(note, max(profiles, key=lambda profile: sum(profile.shares)))


def _is_long(spoken: str) -> bool:
    """Whether a tenth of it is enough to be compared alone, which is the case that has to be quick."""
    return len(spoken) >= _LONG


def units_of(text: str) -> list[str]:
    """The units of a text without its markup, in lower case."""
    return _UNIT.findall(_without_markup(text).lower())


def source_units(transcript: str) -> list[str]:
    """The units of a transcript, plain or with the times of `.srt` and `.vtt`, which may say a line twice."""
    return units_of(_spoken(transcript))


def text_from(transcript: str, start: int) -> str:
    """What a transcript says from its unit `start` on, without times and markup."""
    text = _without_markup(_spoken(transcript))
    lowered = text.lower()
    unit = next(islice(_UNIT.finditer(lowered), start, None), None)
    return (text if len(text) == len(lowered) else lowered)[unit.start() :].strip() if unit else ""


def _without_markup(text: str) -> str:
    return _MARKUP.sub(" ", text) if "<" in text or "://" in text else text


def _spoken(transcript: str) -> str:
    body = _HEADER.sub("", transcript, count=1)
    if _TIME.search(body, 0, 2000):
        body = _CUE_NUMBER.sub("", _TIME.sub("", body))
    lines = filter(None, map(str.strip, body.splitlines()))
    return "\n".join(map(itemgetter(0), groupby(lines)))


def is_cjk(units: Sequence[str]) -> bool:
    some = units[:: max(1, len(units) // _SAMPLE)]
    return 2 * sum([unit[0] >= "\u3040" for unit in some]) > len(some)


def _length(units: Sequence[str]) -> int:
    """Units of a run."""
    return 4 if is_cjk(units) else 3


def _has_the_end(note: str, last: Sequence[str]) -> bool:
    length = _length(last)
    starts = range(len(last) - length)
    probes = [" ".join(last[i : i + length]) for i in starts[:: max(1, len(starts) // _PROBES)]]
    return bool(probes) and 5 * sum(f" {probe} " in note for probe in probes) >= 2 * len(probes)


class _Profile(NamedTuple):
    """The share of each window of a source that the note has; the number of its transcript."""

    source: Sequence[str]
    shares: list[float]
    transcript: int

    @classmethod
    def of(cls, note: Sequence[str], source: Sequence[str], transcript: int) -> "_Profile":
        length = _length(source)
        known = set(_runs(note, length))
        shares = []
        for start in range(0, max(1, len(source) - WINDOW // 2), WINDOW):
            runs = list(_runs(source[start : start + WINDOW], length))
            shares.append(sum(run in known for run in runs) / max(1, len(runs)))
        return cls(source, shares, transcript)

    @property
    def end(self) -> int:
        """The window from which on the note has nothing; as many as there are where it has the last."""
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


def _runs(units: Sequence[str], length: int) -> Iterator[Runs]:
    return zip(*(units[offset:] for offset in range(length)), strict=False)


def _loss(note: Sequence[str], profile: _Profile) -> Loss | None:
    source, shares, end = profile.source, profile.shares, profile.end
    followed = sum(share >= FOLLOWED for share in shares[:end])
    lost = len(shares) - end
    cjk = is_cjk(source)
    own = [unit for unit in note if (unit[0] >= "\u3040") == cjk]
    if not followed or lost < _LEAST_LOST or lost < 0.09 * len(shares) or 2 * len(own) < followed * WINDOW:
        return None
    alike = _tails_alike(own, source)
    if alike == len(_TAILS) and (5 * end > len(shares) or 5 * len(note) > 2 * len(source)):
        return None
    kind: Literal["cut", "condensed"] = "condensed" if alike == len(_TAILS) else "cut"
    start = end * WINDOW
    units, first = max(0, len(source) - start), ("" if cjk else " ").join(source[start : start + 12])
    return Loss(kind, not alike, units, units / len(source), first, cjk, profile.transcript, start)


def _tails_alike(own: Sequence[str], source: Sequence[str]) -> int:
    """How many of the note's tails lie where its source ends, by the rarer words that both have."""
    windows = [
        _marks(source[i : i + WINDOW]) for i in range(0, max(1, len(source) - WINDOW // 2), WINDOW // 4)
    ]
    spread = Counter(mark for window in windows[::4] for mark in window)
    ending = windows[int(_ENDING * len(windows)) - 1 :]

    def is_alike(last: frozenset[str]) -> bool:
        best = max(_score(last, window, spread) for window in windows)
        return max(_score(last, window, spread) for window in ending) >= _RESEMBLES * best

    return sum(is_alike(_marks(own[-tail:])) for tail in _TAILS)


def _score(last: frozenset[str], window: frozenset[str], spread: Mapping[str, int]) -> float:
    return sum(1 / max(1, spread[mark]) for mark in last & window)


def _marks(units: Sequence[str]) -> frozenset[str]:
    """What tells a place: pairs of characters, words of four letters or more, numbers."""
    pairs = {a + b for a, b in pairwise(units) if a[0] >= "\u3040" and b[0] >= "\u3040"}
    return frozenset(pairs | {unit for unit in units if len(unit) > 3 or unit.isdigit()})
