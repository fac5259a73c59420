"""When two spellings are one tag or one name, and which of them is the better written."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

MAX_NAME = 200
"""Code points. What is longer is a sentence that landed in the wrong key, and is left alone."""

_SEPARATORS = r"[\s\-_.\u2010-\u2015\u00b7\u2022\u2027\u30fb\uff65]"
"""Spaces, hyphens, underscores, periods, and every middle dot: U+00B7, 2022, 2027, 30FB, FF65."""
_BETWEEN = re.compile(rf"(?P<digits>(?<=\d){_SEPARATORS}+(?=\d))|{_SEPARATORS}+")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@lru_cache(maxsize=1 << 17)
def folded(text: str) -> str:
    """What stays the same however a name is spelled: case, width, normal form and separators go.

    A separator between two digits stays: `3.5` is not `35`. Signs stay: `C`, `C++` and `C#` are three.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _BETWEEN.sub(lambda run: "-" if run["digits"] else "", text.strip())


def best_written(usage: Counter[str]) -> str:
    """The spelling to keep: the best written, among those the most used.

    Ties are broken by the text, so that two machines choose alike.
    """
    return min(usage, key=lambda text: (_clumsiness(text), -usage[text], text))


def _clumsiness(text: str) -> int:
    """How far a spelling is from that of prose: a slug most, then a name all in one case."""
    if not any(c.isascii() and c.isalpha() for c in text):
        return 0
    if _SLUG.fullmatch(text):
        return 2
    return 1 if text.islower() or (text.isupper() and " " in text) else 0
