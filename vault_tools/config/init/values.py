"""Keys with few values: which of them belong to the vault, and which are slips."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vault_tools.config.init.choice import HABIT, ranked
from vault_tools.lazy_re import pattern
from vault_tools.rules.disallowed_value import nearest
from vault_tools.vault.spelling import folded

MAX_VALUES = 12
"""A longer set is one that grows."""
_USES_PER_VALUE = 4
"""How often each value occurs on average: where values are new every time, no set is closed."""
_SOME, _SHARE = 3, 1 / 100
"""A value that this many notes have, or this share of them, is not an accident; for one that two notes have
half the share does."""
_SLIP, _SLIP_OF_FEW = 10, 2
"""How many times as often the right spelling occurs as one that is a letter off; the second where fewer than
_SOME notes have that."""
_WORD = pattern(r"(?!.*(?:\[\[|://))(?=.*[^\W\d])(?=.{1,40}$)\S+(?: \S+){0,2}")


class ClosedSet(NamedTuple):
    """The values that are kept, the commonest first, and the others with the number of their notes."""

    values: tuple[str, ...]
    left_out: Mapping[str, int]


def closed_set(counts: Counter[str], known: Sequence[str] = ()) -> ClosedSet | None:
    """The values of a key, from how many notes have each, where they are a closed set; else None.

    Those that are `known` belong to it in any case.
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
    """Whether it is a kept value, spelled differently, or a letter off and far rarer."""
    if folded(value) in map(folded, kept):
        return True
    times = _SLIP if count >= _SOME else _SLIP_OF_FEW
    return nearest(value, tuple(other for other in kept if counts[other] >= times * count)) is not None
