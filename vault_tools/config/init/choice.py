"""What a proposal is made of: choices, each with what was seen that speaks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

HABIT = 0.9
"""The share from which on what notes do is a habit: at most one in ten is then reported, an outlier that
somebody wants to see. With less, the vault would be called wrong and not the note."""
_HABIT_OF_FEW, _FEW = 0.8, 10
"""While no more than ten are reported, which anybody reads to the end, one in five may be."""
MOST = 0.5
MIN_NOTES = 5
"""Fewer notes show no habit: four that are alike may be one evening's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting and what was seen. Without a `name` it is an item of a list; one that is not `taken` is
    written as a comment: only the owner can say."""

    name: str
    value: Any
    seen: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class ConfigSection:
    """The choices under one name of the configuration; without a name they are at its top. `about` says
    what they are for, `remarks` what else was seen."""

    name: str
    about: str
    choices: tuple[Choice, ...] = ()
    remarks: tuple[str, ...] = ()


def nearly_all(part: int, whole: int) -> bool:
    """Whether the rest of `whole` are outliers."""
    return part >= HABIT * whole or (part >= _HABIT_OF_FEW * whole and whole - part <= _FEW)


def is_habit(part: int, whole: int) -> bool:
    """Whether `part` is nearly all of `whole`, and enough to be a habit."""
    return whole >= MIN_NOTES and nearly_all(part, whole)


def ranked(counts: Mapping[T, int]) -> list[tuple[T, int]]:
    """The most frequent first, equals by what they are, so that two machines choose alike."""
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def counted(counts: Mapping[str, int], most: int = 5) -> str:
    """Words with their counts for a comment, `a (3), b (1)`, the most frequent of them."""
    words = ranked(counts)
    named = ", ".join(f"{_short(word)} ({count:,})" for word, count in words[:most])
    return named + (f" and {len(words) - most:,} more" if len(words) > most else "")


def _short(word: str) -> str:
    return word if len(word) <= 40 else f"{word[:39]}…"
