"""Finds names that a text mentions without a link."""

from collections.abc import Callable, Iterable, Mapping

from ahocorasick_rs import AhoCorasick, MatchKind

MIN_LENGTH = 2
"""Code points. A single character is too often an ordinary word."""


class MentionFinder:
    """Finds the spellings of all names in one pass over a text (Aho-Corasick, leftmost-longest)."""

    def __init__(self, spellings: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """`spellings` holds (spelling, name) pairs by group."""
        self.spellings = {group: tuple(pairs) for group, pairs in spellings.items()}
        self._meaning: dict[str, list[tuple[str, str]]] = {}
        for group, pairs in self.spellings.items():
            for spelling, name in pairs:
                if len(spelling) >= MIN_LENGTH:
                    self._meaning.setdefault(spelling, []).append((group, name))
        self._patterns = sorted(self._meaning)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickles the spellings only: the automaton can't be pickled, so each process builds its own."""
        return MentionFinder, (self.spellings,)

    def find(self, text: str, start: int, counts: Callable[[int], bool]) -> dict[str, frozenset[str]]:
        """The names that appear as whole words in the text from `start` on, by group. `counts` says whether
        an occurrence at an offset counts."""
        found: dict[str, set[str]] = {}
        body = text[start:]
        for index, first, last in self._automaton.find_matches_as_indexes(body):
            if _is_word(body, first, last) and counts(start + first):
                for group, name in self._meaning[self._patterns[index]]:
                    found.setdefault(group, set()).add(name)
        return {group: frozenset(names) for group, names in found.items()}


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a match is a whole word; `Ada` in `Canada` is not. In scripts without spaces between words,
    every match is."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before, text[start]) or _joins(text[end - 1], after))


def _joins(left: str, right: str) -> bool:
    return bool(left and right) and all(c.isalnum() and ord(c) < 0x2E80 for c in (left, right))
