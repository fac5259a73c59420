"""The order that the keys of most notes are in."""

from collections import Counter
from collections.abc import Collection
from itertools import combinations

from vault_tools.config.init.choice import MOST, Choice, ConfigSection, is_habit
from vault_tools.config.init.survey import Survey
from vault_tools.vault.schema import arranged


def common_order(survey: Survey, keys: Collection[str]) -> list[str]:
    """The keys so that of each two the one comes first that does so in most notes, as far as that goes."""
    before: Counter[tuple[str, str]] = Counter()
    for sequence, count in _sequences(survey).items():
        for pair in combinations([key for key in sequence if key in keys], 2):
            before[pair] += count
    wins = Counter(one for (one, other), count in before.items() if count > before[other, one])
    return sorted(keys, key=lambda key: (-wins[key], key))


def order_section(survey: Survey, order: list[str]) -> ConfigSection:
    """The order as a setting: taken where nearly all notes are in it, left to the owner where most are."""
    about = "The order of the keys of a note; others follow them."
    judged = {keys: n for keys, n in _sequences(survey).items() if len(set(order).intersection(keys)) > 1}
    whole = sum(judged.values())
    right = sum(count for keys, count in judged.items() if arranged(keys, order) == list(keys))
    seen = f"so in {right:,} of the {whole:,} notes that have two of them or more"
    choice = Choice("key-order", order, seen, taken=is_habit(right, whole))
    return ConfigSection("", about, (choice,) if right > MOST * whole else ())


def _sequences(survey: Survey) -> Counter[tuple[str, ...]]:
    """The keys of the notes in their order, with the number of notes."""
    return Counter(tuple(note.values) for note in survey.judged)
