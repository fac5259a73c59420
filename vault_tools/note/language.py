"""The language of a passage, by its script and its most common words: no model, and no guess from a few
words.

Languages are ISO 639-1 codes. Simplified and Traditional Chinese are both `zh`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language_words import Language
from vault_tools.note.languages import IDEOGRAPHIC, IDEOGRAPHS, LANGUAGES, LATIN, letters_of

_WIDE = {code: language for code, language in LANGUAGES.items() if language.wide}
_IDEOGRAPHS = pattern(f"[{IDEOGRAPHS}]+")
_OF_IDEOGRAPHS = {code: frozenset(each.own) for code, each in _WIDE.items() if not each.least_share}
"""The languages that are written in ideographs alone, by their letters."""
_AMONG_IDEOGRAPHS = {
    code: (pattern(f"[{each.script}]+"), each.least_share)
    for code, each in sorted(_WIDE.items(), key=lambda item: -item[1].least_share)
    if each.least_share
}
_WORD = pattern("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’-][A-Za-z\u00c0-\u024f\u1e00-\u1eff]+)*")
_WRITTEN_IN: dict[str, list[str]] = {}
"""The languages of each script that has few."""
for _code, _language in LANGUAGES.items():
    if _language.script and not _language.wide:
        _WRITTEN_IN.setdefault(_language.script, []).append(_code)
_OTHER_SCRIPTS = {codes[0]: pattern(f"[{script}]+") for script, codes in _WRITTEN_IN.items()}
"""Scripts, each called by the first of its languages."""
_STOPS = letters_of("stops")
_RARE = pattern(
    f"[{''.join({each.script: 0 for code, each in LANGUAGES.items() if code not in _OF_IDEOGRAPHS})}]+"
)
"""The letters of all scripts but Latin and ideographs."""

_SMALL_WORDS = {
    code: frozenset(language.small_words.split())
    for code, language in LANGUAGES.items()
    if language.names and language.small_words and not language.script
}
"""The most common words of each language, by which the language of a Latin text is recognized."""
_WHOSE_SMALL_WORD: dict[str, list[str]] = {}
for _code, _small in _SMALL_WORDS.items():
    for _word in _small:
        _WHOSE_SMALL_WORD.setdefault(_word, []).append(_code)
_SMALL_ELSEWHERE = tuple(
    frozenset(word for word in language.small_words.split() if len(word) > 1)
    for language in LANGUAGES.values()
    if language.small_words and not language.names and not language.script
)
"""The same for languages that are not distinguished from one another."""
_SMALL_WORDS_OF_ANOTHER = frozenset().union(*_SMALL_ELSEWHERE)
ANOTHER = "und"
"""The code for text in a language that can't be named for certain."""

NAMED = {name: code for code, language in LANGUAGES.items() for name in language.names.split()}
"""Language codes by the names that people use, in lower case."""


@cache
def language_name(code: str | None) -> str:
    """The English name of a language; "another language" if it can't be named for certain."""
    known = LANGUAGES.get(code or "", Language())
    return known.called or "".join(known.names.split()[:1]).capitalize() or "another language"


CJK = frozenset(_WIDE)
"""The languages whose length is counted in characters."""


class ScriptCounts(NamedTuple):
    """What a passage consists of: ideographs, letters used among them by language, Latin words, other letters
    by the first language of their script."""

    ideographs: int
    among: dict[str, int]
    words: int
    others: dict[str, int]

    @property
    def wide(self) -> int:
        """Characters of the languages whose length is counted in characters."""
        return self.ideographs + sum(self.among.values())

    @property
    def units(self) -> int:
        """What the length of a passage is compared in: CJK characters and Latin words."""
        return self.wide + self.words + sum(self.others.values()) // 5


def counts_of(text: str) -> ScriptCounts:
    if text.isascii():
        return ScriptCounts(0, {}, len(_WORD.findall(text)), {})
    ideographs, words = _letters(_IDEOGRAPHS, text), len(_WORD.findall(text))
    rare = "".join(_RARE.findall(text))
    if not rare:
        return ScriptCounts(ideographs, {}, words, {})
    others = {code: count for code, run in _OTHER_SCRIPTS.items() if (count := _letters(run, rare))}
    return ScriptCounts(ideographs, _among_ideographs(rare), words, others)


def wide_share(text: str) -> float:
    """About how much of a text is CJK, from 0 to 1, from its size in UTF-8 alone: it costs next to nothing.

    A Latin letter takes one byte, a CJK character or its punctuation three; Cyrillic looks like half CJK.
    """
    return share_and_units(text)[0]


def units_of(text: str) -> int:
    """The length of a text as lengths are compared: its CJK characters and its Latin words, about."""
    return share_and_units(text)[1]


def share_and_units(text: str) -> tuple[float, int]:
    """`wide_share` and `units_of`, counted in C: of what is wide punctuation is about an eighth; words are
    counted by the spaces, or by the letters where CJK text has few spaces."""
    if not text:
        return 0.0, 0
    spaces = text.count(" ")
    if text.isascii():
        return 0.0, spaces + text.count("\n") + 1
    length = len(text)
    wide = (len(text.encode()) - length) // 2
    letters = length - wide - spaces
    words = letters // 6
    if spaces > words and 8 * wide < letters:
        words = spaces
    return wide / length if wide < length else 1.0, 7 * wide // 8 + words


def language_of(text: str, inherited: str = IDEOGRAPHIC, counts: ScriptCounts | None = None) -> str | None:
    """The language of a passage; None if it is too short or too mixed to tell.

    `inherited` is the language of ideographs without letters of another language among them; `counts` are
    those of the text, if known.
    """
    if text.isascii():
        words = _WORD.findall(text)
        return _latin_language(words) if len(words) >= 4 else None
    counts = counts or counts_of(text)
    cjk = counts.wide
    script, letters = max(counts.others.items(), key=lambda item: item[1], default=("", 0))
    if letters > max(20, cjk, 5 * counts.words):
        return _language_of_script(script, text.lower())
    if cjk >= 4 and cjk >= counts.words:
        return _wide_language(counts.ideographs, counts.among, of_ideographs_alone(text, inherited))
    if counts.words >= 4 and 3 * cjk <= counts.words:
        return _latin_language(_WORD.findall(text.replace("’", "'")))
    return None


def _language_of_script(first: str, text: str) -> str:
    """Which of the languages of a script a lower-case text is in, ANOTHER if none of them fits.

    It has most words with letters or small words of it, a tenth of all or a twentieth with such letters;
    else the text is in the one that has no letters of its own.
    """
    sharing = _WRITTEN_IN[LANGUAGES[first].script]
    fitting = [code for code in sharing if frozenset(LANGUAGES[code].foreign).isdisjoint(text)]
    if len(sharing) > 1 and fitting:
        words = [word.strip(_STOPS) for word in _OTHER_SCRIPTS[first].findall(text)]
        found = sorted(((*_of_its_own(LANGUAGES[code], words), code) for code in fitting), reverse=True)
        count, with_letters, best = found[0]
        told = 10 * count >= len(words) or 20 * with_letters >= len(words)
        if told and count > max((other for other, *_ in found[1:]), default=0):
            return best
        fitting = [code for code in fitting if not LANGUAGES[code].own]
    return fitting[0] if len(fitting) == 1 else ANOTHER


def _of_its_own(language: Language, words: list[str]) -> tuple[int, int]:
    """How many words are small words of a language or have letters of its own, and how many have those."""
    own, small = frozenset(language.own), frozenset(language.small_words.split())
    lettered = sum(not own.isdisjoint(word) for word in words)
    return lettered + sum(word in small and own.isdisjoint(word) for word in words), lettered


def language_of_ideographs(text: str) -> str:
    """The language that ideographs of a text are in, by what is between them."""
    alone = of_ideographs_alone(text)
    rare = "".join(_RARE.findall(text))
    return _wide_language(_letters(_IDEOGRAPHS, text), _among_ideographs(rare), alone) if rare else alone


def of_ideographs_alone(text: str, inherited: str = IDEOGRAPHIC) -> str:
    """Of the languages written only in ideographs, the one with the most of its own letters in a text; where
    none has any, the inherited."""
    if len(_OF_IDEOGRAPHS) == 1 and inherited in _OF_IDEOGRAPHS:
        return inherited
    fitting = [code for code, own in _OF_IDEOGRAPHS.items() if not own.isdisjoint(text)]
    if len(fitting) > 1:
        return max(fitting, key=lambda code: sum(map(text.count, _OF_IDEOGRAPHS[code])))
    return fitting[0] if fitting else inherited


def _among_ideographs(text: str) -> dict[str, int]:
    return {code: count for code, (run, _) in _AMONG_IDEOGRAPHS.items() if (count := _letters(run, text))}


def _wide_language(ideographs: int, among: dict[str, int], inherited: str) -> str:
    """The language whose letters are `least_share` of the text, without those of languages that need more;
    else the language that ideographs alone count as."""
    left = ideographs + sum(among.values())
    for code, count in among.items():
        if count > _AMONG_IDEOGRAPHS[code][1] * left:
            return code
        left -= count
    return inherited


def _latin_language(text: Sequence[str]) -> str | None:
    """Which language the words of a Latin text are: the one that most of its small words belong to.

    Single letters do not count as words; ANOTHER where no language that has a name here fits best.
    """
    words, total = Counter(map(str.lower, text)), len(text)
    small_words: dict[str, list[str]] = {code: [] for code in _SMALL_WORDS}
    found = dict.fromkeys(_SMALL_WORDS, 0)
    for word in words.keys() & _WHOSE_SMALL_WORD.keys():
        for code in _WHOSE_SMALL_WORD[word]:
            small_words[code].append(word)
            found[code] += words[word]
    most, presumed = max(found.values()), found[LATIN]
    best = LATIN if presumed == most else max(found, key=found.__getitem__)
    if (best != LATIN or most * 4 < total) and _is_elsewhere(words, presumed, most):
        return ANOTHER
    if best == LATIN:
        told = total < 8 or len(small_words[LATIN]) > 1
    else:
        of_letters = sum(words[w] for w in small_words[best] if len(w) > 1) > 1
        told = of_letters and len(small_words[best]) > 1 and most > 2 and most >= 2 * presumed
    if told and most and 10 * most >= total:
        return best
    accented = sum(count for word, count in words.items() if not word.isascii())
    return ANOTHER if accented > 3 and 4 * accented >= total > 10 * presumed else None


def _is_elsewhere(words: Counter[str], presumed: int, best: int) -> bool:
    """Whether a language that has no name here fits better: three or more of its small words, which are a
    sixth of the text."""
    small = max((small & words.keys() for small in _SMALL_ELSEWHERE), key=len)
    if len(small) <= 2:
        return False
    count = sum(map(words.__getitem__, small))
    return count > max(presumed, 0.9 * best) and 6 * count >= words.total()


def small_word_share(text: str, language: str = LATIN) -> float:
    """The share of a text's Latin words that are small words of the language: half in prose, few in
    titles."""
    words = _WORD.findall(text)
    named = _SMALL_WORDS.get(language, _SMALL_WORDS[LATIN])
    small = _SMALL_WORDS_OF_ANOTHER if language == ANOTHER else named
    return sum(word.lower().replace("’", "'") in small for word in words) / len(words) if words else 0.0


def declared_language(value: str) -> str | None:
    """The code of a language that somebody declares: `zh-CN`, `English`, `中文`."""
    name = re.split(r"[-_ (（]", value.strip().lower())[0]
    contained = (code for known, code in NAMED.items() if not known.isascii() and known in name)
    return NAMED.get(name) or next(contained, None)


def _letters(run: re.Pattern[str], text: str) -> int:
    return sum(map(len, run.findall(text)))
