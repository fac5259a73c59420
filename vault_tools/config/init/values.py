"""Keys with few values: decides which values belong to the vault, and which are slips."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vault_tools.config.init.choice import HABIT, ranked
from vault_tools.lazy_re import pattern
from vault_tools.rules.disallowed_value import nearest
from vault_tools.vault.spelling import folded

MAX_VALUES = 12
"""A larger set of values is not closed: it keeps growing."""
_USES_PER_VALUE = 4
"""The minimum average number of uses per value. If values are rarely reused, the set is not closed."""
_SOME, _SHARE = 3, 1 / 100
"""A value is not an accident if this many notes have it, or this share of them; half the share is enough for
a value in two notes."""
_SLIP, _SLIP_OF_FEW = 10, 2
"""A spelling one letter off is a slip if the right one is this many times as frequent; the second number
applies to spellings in fewer than _SOME notes."""
_WORD = pattern(r"(?!.*(?:\[\[|://))(?=.*[^\W\d])(?=.{1,40}$)\S+(?: \S+){0,2}")


class ClosedSet(NamedTuple):
    """The values of the set, the most common first, and the others with their numbers of notes."""

    values: tuple[str, ...]
    left_out: Mapping[str, int]


def closed_set(counts: Counter[str], known: Sequence[str] = ()) -> ClosedSet | None:
    """The values of a key if they form a closed set, else None. `counts` are the numbers of notes with each
    value.

    The `known` values always belong to the set.
    """
    total, ordered = counts.total(), ranked(counts)
    if not total or sum(count for _, count in ordered[:MAX_VALUES]) < HABIT * total:
        return None
    kept: list[str] = []
    slips: list[str] = []
    for value, count in ordered:
        if _is_slip(value, count, kept, counts) and value not in known:
            slips.append(value)
        elif value in known or count >= _SOME or min(count, 2) * count >= _SHARE * total:
            kept.append(value)
    kept += [value for value in known if value not in kept]
    left_out = {value: count for value, count in ordered if value not in kept}
    exceptions = sum(count for value, count in left_out.items() if value not in slips)
    settled = exceptions <= (1 - HABIT) * total and total >= _USES_PER_VALUE * len(kept)
    a_choice = len(kept) > 1 or 0 < len(left_out) == len(slips)
    closed = settled and a_choice and len(kept) <= MAX_VALUES and all(map(_WORD.fullmatch, kept))
    return ClosedSet(tuple(kept), left_out) if closed else None


def _is_slip(value: str, count: int, kept: list[str], counts: Counter[str]) -> bool:
    """Whether a value is another spelling of a kept value, or is one letter off and far rarer."""
    if folded(value) in map(folded, kept):
        return True
    times = _SLIP if count >= _SOME else _SLIP_OF_FEW
    return nearest(value, tuple(other for other in kept if counts[other] >= times * count)) is not None
