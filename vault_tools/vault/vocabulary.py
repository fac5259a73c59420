"""The vocabulary of a vault: its tags and names by use, with their likely duplicates."""

from collections import Counter
from collections.abc import Iterable

from vault_tools.lazy_dataclass import dataclass
from vault_tools.vault.near import near_misses
from vault_tools.vault.spelling import is_clear_name


@dataclass(frozen=True, slots=True)
class Word:
    """A tag or name. `notes` is the number of notes that use it, `variants` the number per spelling, `near`
    the similar words."""

    text: str
    notes: int
    variants: dict[str, int]
    near: tuple[str, ...]


def words(usage: Counter[str], variants: Iterable[tuple[str, Counter[str]]]) -> list[Word]:
    """The words of a vault, most used first; variants are counted as one word."""
    spelled = dict(variants)
    merged = {spelling for group in spelled.values() for spelling in group}
    counts = Counter({text: n for text, n in usage.items() if text not in merged})
    counts.update({text: group.total() for text, group in spelled.items()})
    near: dict[str, list[str]] = {}
    for one, other in near_misses(counts):
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    ordered = sorted(counts, key=lambda text: (-counts[text], text))
    return [
        Word(text, counts[text], dict(spelled.get(text, {})), tuple(near.get(text, ()))) for text in ordered
    ]


def others_of(word: Word) -> str:
    """The other spellings of a word, each with its count."""
    others = (pair for pair in sorted(word.variants.items()) if pair[0] != word.text)
    return ", ".join(f"{spelling} ({count})" for spelling, count in others)


def aliases_of(found: list[Word]) -> dict[str, list[str]]:
    """Word -> its other spellings, if there is no doubt which spelling to keep."""
    return {
        word.text: sorted(spelling for spelling in word.variants if spelling != word.text)
        for word in found
        if word.variants and (word.text not in word.variants or is_clear_name(word.text, word.variants))
    }
