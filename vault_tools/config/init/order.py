"""The usual order of keys in the notes."""

from collections import Counter
from collections.abc import Collection
from itertools import combinations

from vault_tools.config.init.choice import MOST, Choice, ConfigSection, is_habit
from vault_tools.config.init.survey import Survey
from vault_tools.vault.schema import arranged


def common_order(survey: Survey, keys: Collection[str]) -> list[str]:
    """The keys sorted by how many others they usually precede, so that pairs are mostly in their usual
    order."""
    before: Counter[tuple[str, str]] = Counter()
    for sequence, count in _sequences(survey).items():
        for pair in combinations([key for key in sequence if key in keys], 2):
            before[pair] += count
    wins = Counter(one for (one, other), count in before.items() if count > before[other, one])
    return sorted(keys, key=lambda key: (-wins[key], key))


def order_section(survey: Survey, order: list[str]) -> ConfigSection:
    """The order as a setting: proposed if nearly all notes follow it, left to the owner if most do."""
    about = "The order of the keys of a note; others follow them."
    judged = {keys: n for keys, n in _sequences(survey).items() if len(set(order).intersection(keys)) > 1}
    whole = sum(judged.values())
    right = sum(count for keys, count in judged.items() if arranged(keys, order) == list(keys))
    seen = f"so in {right:,} of the {whole:,} notes that have two of them or more"
    choice = Choice("key-order", order, seen, taken=is_habit(right, whole))
    return ConfigSection("", about, (choice,) if right > MOST * whole else ())


def _sequences(survey: Survey) -> Counter[tuple[str, ...]]:
    """The number of notes with each sequence of keys."""
    return Counter(tuple(note.values) for note in survey.judged)
