"""The parts of a proposal: choices, each with the evidence for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

HABIT = 0.9
"""The share of notes from which a practice is a habit: at most one note in ten is then reported, an outlier
worth seeing. With less, the rule would be wrong rather than the notes."""
_HABIT_OF_FEW, _FEW = 0.8, 10
"""A share of four in five is enough if at most ten notes would be reported, few enough to read them all."""
MOST = 0.5
MIN_NOTES = 5
"""Fewer notes do not show a habit: four similar ones may have been written in one evening."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting and the evidence `seen` for it. Without a `name` it is an item of a list. If not `taken`,
    it is written as a comment, for the owner to decide."""

    name: str
    value: Any
    seen: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class ConfigSection:
    """The choices in one section of the configuration; without a name they are at its top level. `about`
    explains the section, `remarks` are further observations."""

    name: str
    about: str
    choices: tuple[Choice, ...] = ()
    remarks: tuple[str, ...] = ()


def nearly_all(part: int, whole: int) -> bool:
    """Whether `part` is so large that the rest of `whole` are outliers."""
    return part >= HABIT * whole or (part >= _HABIT_OF_FEW * whole and whole - part <= _FEW)


def is_habit(part: int, whole: int) -> bool:
    """Whether `part` is nearly all of `whole`, and `whole` large enough to show a habit."""
    return whole >= MIN_NOTES and nearly_all(part, whole)


def ranked(counts: Mapping[T, int]) -> list[tuple[T, int]]:
    """The counts, most frequent first; ties are sorted by value, so that all machines choose alike."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def counted(counts: Mapping[str, int], most: int = 5) -> str:
    """The most frequent words with their counts, for a comment: `a (3), b (1)`."""
    words = ranked(counts)
    named = ", ".join(f"{_short(word)} ({count:,})" for word, count in words[:most])
    return named + (f" and {len(words) - most:,} more" if len(words) > most else "")


def _short(word: str) -> str:
    return word if len(word) <= 40 else f"{word[:39]}…"
