"""Near misses: spellings one slip apart, which may be one word or two. Shown to people, never fixed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from vault_tools.vault.spelling import MAX_NAME

MIN_LENGTH = 5
"""Code points: among shorter words one letter makes another word."""
SLIPS = 1


def near_misses(spellings: Iterable[str]) -> list[tuple[str, str]]:
    """Sorted pairs that differ by one letter put in, left out, changed or swapped, and not in a digit.

    Words that share a form with one letter left out are compared, so the cost is linear in their number.
    """
    by_form: dict[str, set[str]] = defaultdict(set)
    for spelling in spellings:
        if MIN_LENGTH <= len(spelling) <= MAX_NAME:
            for form in _forms(spelling):
                by_form[form].add(spelling)
    pairs = {pair for group in by_form.values() if len(group) > 1 for pair in _pairs(group)}
    return sorted(pairs)


def _forms(spelling: str) -> Iterator[str]:
    text = spelling.casefold()
    yield text
    yield from (text[:i] + text[i + 1 :] for i in range(len(text)))


def _pairs(group: set[str]) -> Iterator[tuple[str, str]]:
    ordered = sorted(group)
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if _letters(one) != _letters(other) and OSA.distance(one.casefold(), other.casefold()) <= SLIPS:
                yield one, other


def _letters(text: str) -> str:
    """Without digits: `GPT-4` and `GPT-5` are no slip."""
    return "".join(c for c in text.casefold() if not c.isdigit())
