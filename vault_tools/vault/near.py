"""Near misses: spellings one typo apart, which may or may not be the same word. Reported, never fixed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import commonprefix

from vault_tools.vault.spelling import MAX_NAME

MIN_LENGTH = 5
"""Code points. In shorter words, a different letter usually makes a different word."""


def is_near(one: str, other: str) -> bool:
    """Whether the texts differ by at most one letter inserted, deleted, changed or swapped with the next."""
    start = len(commonprefix((one, other)))
    one, other = one[start:], other[start:]
    end = len(commonprefix((one[::-1], other[::-1])))
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) < 2 or (len(one) == 2 and one == other[::-1])


def near_misses(spellings: Iterable[str]) -> list[tuple[str, str]]:
    """Sorted pairs that differ by one letter inserted, deleted, changed or swapped; digits do not count.

    Only words that share a form with one letter deleted are compared, so the cost is linear in their number.
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
            if _letters(one) != _letters(other) and is_near(one.casefold(), other.casefold()):
                yield one, other


def _letters(text: str) -> str:
    """The text without digits: `GPT-4` and `GPT-5` are not typos of each other."""
    return "".join(c for c in text.casefold() if not c.isdigit())


class SimilarNames:
    """Finds the one name that is one typo away from another, at a cost that does not grow with their number.

    A typo leaves one half of a name intact, so names are indexed by length and by each half, and within a
    half by their letters: numbered names share a half by the thousand and are not typos.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_half: dict[int, str | dict[str, set[str]]] = {}
        """Keyed by hash: a collision only costs a comparison. A name that shares its half with no other, the
        usual case, is stored as a string, because sets take much memory."""
        for name in names:
            if MIN_LENGTH <= len(name) <= MAX_NAME:
                for half in _halves(name.casefold(), len(name.casefold())):
                    self._keep(hash(half), name)

    def _keep(self, half: int, name: str) -> None:
        known = self._by_half.setdefault(half, name)
        if isinstance(known, str):
            if known == name:
                return
            known = self._by_half[half] = {_letters(known): {known}}
        known.setdefault(_letters(name), set()).add(name)

    def only(self, name: str) -> str | None:
        """The only name that is one typo away; None if there is none, or several."""
        found: set[str] = set()
        text = name.casefold()
        for other in self._others(text, _letters(name)) if MIN_LENGTH <= len(name) <= MAX_NAME else ():
            if is_near(text, other.casefold()):
                found.add(other)
                if len(found) > 1:
                    return None
        return next(iter(found), None)

    def _others(self, text: str, letters: str) -> Iterator[str]:
        """The names that share a half but have other letters."""
        middle = len(text) // 2
        swapped = (
            text[: middle - 1] + text[middle : middle + 1] + text[middle - 1 : middle] + text[middle + 1 :]
        )
        for length in (len(text) - 1, len(text), len(text) + 1):
            for half in {*_halves(text, length), *_halves(swapped, length)}:
                known = self._by_half.get(hash(half), {})
                for written, names in (
                    {_letters(known): {known}} if isinstance(known, str) else known
                ).items():
                    if written != letters and abs(len(written) - len(letters)) <= 1:
                        yield from names


def _halves(text: str, length: int) -> Iterator[tuple[int, bool, str]]:
    """Index keys of the halves that `text` would share with a similar name of this length."""
    first = length // 2
    yield length, True, text[:first]
    yield length, False, text[first - length :]
