"""Keys with few values: which of them are the vault's, and which stand there by a slip."""

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
"""How often each value stands on the average: where values are new every time, no set is closed."""
_RARE = 1 / 200
"""The share below which a value is an exception; one that stands once is one in any case."""
_SLIP = 10
"""How many times as often the right spelling stands as one that is a letter off."""
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
        elif value in known or count >= max(2, _RARE * total):
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
    return nearest(value, tuple(other for other in kept if counts[other] >= _SLIP * count)) is not None
