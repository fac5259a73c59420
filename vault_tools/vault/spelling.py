"""Which spellings are the same tag or name, and which of them is better."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache
from typing import TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.languages import IDEOGRAPHS

KEPT = 1 << 12
"""Cache size for folded texts: enough for a vault of 10,000 notes, in a few megabytes."""
MAX_NAME = 200
"""Code points. Longer text is a sentence in the wrong key, and is left alone."""

_SEPARATORS = r"[\s\-_.\u2010-\u2015\u00b7\u2022\u2027\u30fb\uff65]"
"""Spaces, hyphens, underscores, periods, and every middle dot: U+00B7, 2022, 2027, 30FB, FF65."""
_BETWEEN = pattern(rf"(?P<digits>(?<=\d){_SEPARATORS}+(?=\d))|{_SEPARATORS}+")
_BETWEEN_IN_TAGS = pattern(r"(?P<digits>(?<=\d)[\s\-_\u2010-\u2015]++(?=\d))|[\s\-_\u2010-\u2015]++")
_SPACED_IDEOGRAPHS = pattern(rf"(?<=[{IDEOGRAPHS}])\s+(?=[{IDEOGRAPHS}])")
_WORD_ENDS = pattern(r"(?<=\w)[-_ ](?=\w)")
_SLUG = pattern(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)} | {0x3000: 0x20}
"""Full-width forms -> ASCII: https://www.unicode.org/charts/PDF/UFF00.pdf."""


Spellings: TypeAlias = MutableMapping[str, dict[str, int]]
"""Folded word -> spelling -> number of notes that use it."""


class FewSpellings(MutableMapping[str, dict[str, int]]):
    """Spellings for the case that most words have one: a dict for each would take three times the memory."""

    def __init__(self, spellings: Mapping[str, dict[str, int]]) -> None:
        self._held: dict[str, tuple[str, int] | dict[str, int]] = {}
        self.update(spellings)

    def __getitem__(self, fold: str) -> dict[str, int]:
        held = self._held[fold]
        return {held[0]: held[1]} if isinstance(held, tuple) else held

    def __setitem__(self, fold: str, group: dict[str, int]) -> None:
        self._held[fold] = next(iter(group.items())) if len(group) == 1 else group

    def __delitem__(self, fold: str) -> None:
        del self._held[fold]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def tally(spellings: Spellings, fold: str, spelling: str, by: int) -> None:
    """Add `by`, which may be negative, to the number of notes with this spelling."""
    group = spellings.get(fold, {})
    group[spelling] = group.get(spelling, 0) + by
    if not group[spelling]:
        del group[spelling]
    if group:
        spellings[fold] = group
    else:
        spellings.pop(fold, None)


def usage_of(spellings: Spellings) -> Counter[str]:
    """The number of notes with each spelling."""
    return Counter({spelling: n for group in spellings.values() for spelling, n in group.items()})


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """The text with width, case and normal form unified; `²`, `ß` and `Ⅳ` are kept."""
    if text.isascii():
        return text.lower().strip()
    return unicodedata.normalize("NFC", text.translate(_FULL_WIDTH).lower()).strip()


MARGIN = 2
CASE_MARGIN = 5
"""How many times as often a spelling must be used to replace another; CASE_MARGIN applies if they differ only
in case, which Obsidian, and often people, ignore."""
_CLUMSY = 5
"""The number of uses of `ada-lovelace`, as a program writes it, that weigh as much as one `Ada Lovelace`."""


@lru_cache(maxsize=KEPT)
def folded(text: str) -> str:
    """A key shared by all spellings of a name: without case, width, normal form and separators.

    A separator between two digits is kept: `3.5` is not `35`. So are signs, `C`, `C++` and `C#` being three
    names, and `_` and `-` at either end: `_inbox` is not `inbox`.
    """
    return _without(_BETWEEN, text)


@lru_cache(maxsize=KEPT)
def folded_tag_segment(text: str) -> str:
    """Like `folded`, for a segment of a tag. Periods and dots are kept: `C.O.D.E` is not `code`."""
    return _without(_BETWEEN_IN_TAGS, text if text.isascii() else unicodedata.normalize("NFKC", text))


def _without(separators: re.Pattern[str], text: str) -> str:
    whole = fold(text)
    behind = whole.lstrip("-_")
    core = behind.rstrip("-_")
    words = core.replace("-", "").replace(" ", "")
    if words.isascii() and words.isalpha():  # the usual case: no digits, no other separators
        return whole[: len(whole) - len(behind)] + words + behind[len(core) :]
    before, after = whole[: len(whole) - len(behind)], behind[len(core) :]
    return before + separators.sub(lambda run: "-" if run["digits"] else "", core) + after


def best_written(usage: Mapping[str, int]) -> str:
    """The most used spelling; of several, the better written one, then the one with periods after initials
    and without spaces between ideographs.

    Remaining ties are broken by the text, so that two machines choose alike.
    """
    return min(usage, key=lambda text: (-_weight(text, usage), _clumsiness(text), *_taste(text)))


def is_clear(best: str, usage: Mapping[str, int]) -> bool:
    """Whether a spelling is used so much more than each of the others that it may replace them."""
    return all(usage[best] >= _margin(best, text) * usage[text] for text in usage if text != best)


def is_clear_name(best: str, usage: Mapping[str, int]) -> bool:
    """Like `is_clear`, for names, where uses of a clumsy spelling count less."""
    return is_clear(best, {text: _weight(text, usage) for text in usage})


def _margin(best: str, other: str) -> int:
    if unicodedata.normalize("NFKC", best) == unicodedata.normalize("NFKC", other):
        return 1
    return CASE_MARGIN if fold(best) == fold(other) else MARGIN


def _weight(text: str, usage: Mapping[str, int]) -> int:
    """The uses of a spelling, times a factor unless it looks like a program's."""
    return usage[text] * (1 if _clumsiness(text) and len(_WORD_ENDS.findall(text)) else _CLUMSY)


def _taste(text: str) -> tuple[int, int, str]:
    spaced = 0 if text.isascii() or len(text.split()) < 2 else len(_SPACED_IDEOGRAPHS.findall(text))
    return spaced, -text.count("."), text


def _clumsiness(text: str) -> int:
    """How far a spelling is from prose: 2 for a slug, 1 for a name all in one case, else 0."""
    if not any(c.isascii() and c.isalpha() for c in text):
        return 0
    if _SLUG.fullmatch(text):
        return 2
    return 1 if text.islower() or (text.isupper() and " " in text) else 0
