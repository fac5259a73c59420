"""The language of a passage, judged by its script and its most common words: no model, and no guess from a
few words.

Languages are ISO 639-1 codes. Simplified and Traditional Chinese are both `zh`.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language_words import Language
from vault_tools.note.languages import IDEOGRAPHIC, IDEOGRAPHS, LANGUAGES, LATIN, letters_of

_WIDE = {code: language for code, language in LANGUAGES.items() if language.wide}
_IDEOGRAPHS = pattern(f"[{IDEOGRAPHS}]+")
_OF_IDEOGRAPHS = {code: frozenset(each.own) for code, each in _WIDE.items() if not each.least_share}
"""The languages written only in ideographs, with their distinctive characters."""
_AMONG_IDEOGRAPHS = {
    code: (pattern(f"[{each.script}]+"), each.least_share)
    for code, each in sorted(_WIDE.items(), key=lambda item: -item[1].least_share)
    if each.least_share
}
_WORD = pattern("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’-][A-Za-z\u00c0-\u024f\u1e00-\u1eff]+)*")
_WRITTEN_IN: dict[str, list[str]] = {}
"""The languages of each script, except Latin and the wide scripts."""
for _code, _language in LANGUAGES.items():
    if _language.script and not _language.wide:
        _WRITTEN_IN.setdefault(_language.script, []).append(_code)
_OTHER_SCRIPTS = {codes[0]: pattern(f"[{script}]+") for script, codes in _WRITTEN_IN.items()}
"""The scripts, each under its first language."""
_STOPS = letters_of("stops")
_RARE = pattern(
    f"[{''.join({each.script: 0 for code, each in LANGUAGES.items() if code not in _OF_IDEOGRAPHS})}]+"
)
"""The letters of all scripts except Latin and ideographs."""

_SMALL_WORDS = {
    code: frozenset(language.small_words.split())
    for code, language in LANGUAGES.items()
    if language.names and language.small_words and not language.script
}
"""The most common words of each language, used to recognize the language of a Latin text."""
_WHOSE_SMALL_WORD: dict[str, list[str]] = {}
for _code, _small in _SMALL_WORDS.items():
    for _word in _small:
        _WHOSE_SMALL_WORD.setdefault(_word, []).append(_code)
_SMALL_ELSEWHERE = tuple(
    frozenset(word for word in language.small_words.split() if len(word) > 1)
    for language in LANGUAGES.values()
    if language.small_words and not language.names and not language.script
)
"""The most common words of the languages that are not distinguished from one another."""
_SMALL_WORDS_OF_ANOTHER = frozenset().union(*_SMALL_ELSEWHERE)
ANOTHER = "und"
"""The code for text in a language that can't be identified."""

NAMED = {name: code for code, language in LANGUAGES.items() for name in language.names.split()}
"""Language codes by common name, in lower case."""


@cache
def language_name(code: str | None) -> str:
    """The English name of a language; "another language" if the language can't be identified."""
    known = LANGUAGES.get(code or "", Language())
    return known.called or "".join(known.names.split()[:1]).capitalize() or "another language"


CJK = frozenset(_WIDE)
"""The languages whose text length is counted in characters."""


class ScriptCounts(NamedTuple):
    """The characters of a passage: the number of ideographs, of letters among them by language, of Latin
    words, and of other letters by the first language of their script."""

    ideographs: int
    among: dict[str, int]
    words: int
    others: dict[str, int]

    @property
    def wide(self) -> int:
        """The number of characters of the languages whose length is counted in characters."""
        return self.ideographs + sum(self.among.values())

    @property
    def units(self) -> int:
        """The length of a passage for comparisons: CJK characters plus Latin words."""
        return self.wide + self.words + sum(self.others.values()) // 5


def counts_of(text: str) -> ScriptCounts:
    if text.isascii():
        return ScriptCounts(0, {}, len(_WORD.findall(text)), {})
    ideographs, rest = _without_ideographs(text)
    words, rare = len(_WORD.findall(rest)), "".join(_RARE.findall(rest))
    if not rare:
        return ScriptCounts(ideographs, {}, words, {})
    others = {code: count for code, run in _OTHER_SCRIPTS.items() if (count := _letters(run, rare))}
    return ScriptCounts(ideographs, _among_ideographs(rare), words, others)


def wide_share(text: str) -> float:
    """The approximate share of CJK in a text, from 0 to 1, derived from its UTF-8 size alone, at almost no
    cost.

    A Latin letter takes one byte, a CJK character or punctuation mark three. Cyrillic looks like half CJK.
    """
    return measured(text)[0]


def units_of(text: str) -> int:
    """The approximate length of a text for comparisons: its CJK characters plus its Latin words."""
    return measured(text)[1]


def measured(text: str) -> tuple[float, int, int]:
    """(`wide_share`, `units_of`, number of blanks), counted in C. About an eighth of the wide characters is
    punctuation; words are counted by blanks, or by letters in CJK text with few blanks."""
    spaces = text.count(" ")
    if text.isascii():
        return 0.0, spaces + text.count("\n") + 1 if text else 0, spaces
    length = len(text)
    wide = (len(text.encode("utf-8", "replace")) - length) // 2
    letters = length - wide - spaces
    words = letters // 6
    if spaces > words and 8 * wide < letters:
        words = spaces
    return wide / length if wide < length else 1.0, 7 * wide // 8 + words, spaces


def language_of(text: str, inherited: str = IDEOGRAPHIC, counts: ScriptCounts | None = None) -> str | None:
    """The language of a passage; None if it is too short or too mixed to tell.

    `inherited` is the language of ideographs without letters of another language among them. `counts` are the
    counts of the text, if known.
    """
    if text.isascii():
        words = _WORD.findall(text.lower())
        return _latin_language(words) if len(words) >= 4 else None
    counts = counts or counts_of(text)
    cjk = counts.wide
    script, letters = max(counts.others.items(), key=lambda item: item[1], default=("", 0))
    if letters > max(20, cjk, 5 * counts.words):
        return _language_of_script(script, text.lower())
    if cjk >= 4 and cjk >= counts.words:
        return _wide_language(counts.ideographs, counts.among, of_ideographs_alone(text, inherited=inherited))
    if counts.words >= 4 and 3 * cjk <= counts.words:
        return _latin_language([*map(str.lower, _WORD.findall(text.replace("’", "'")))])
    return None


def _language_of_script(first: str, text: str) -> str:
    """Which language of a script a lower-case text is in; ANOTHER if none fits.

    It is the one with the most words that have its letters or are its small words, if these are a tenth of
    all words or those with its letters a twentieth; else the only one without letters of its own.
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
    """(number of words that are small words of a language or have its own letters, number of the latter)."""
    own, small = frozenset(language.own), frozenset(language.small_words.split())
    lettered = sum(not own.isdisjoint(word) for word in words)
    return lettered + sum(word in small and own.isdisjoint(word) for word in words), lettered


def language_of_ideographs(text: str, start: int = 0) -> str:
    """The language of the ideographs in a text from `start` on, judged by the letters among them."""
    text = text[start:]
    alone = of_ideographs_alone(text)
    ideographs, rest = _without_ideographs(text)
    rare = "".join(_RARE.findall(rest))
    return _wide_language(ideographs, _among_ideographs(rare), alone) if rare else alone


def of_ideographs_alone(text: str, start: int = 0, inherited: str = IDEOGRAPHIC) -> str:
    """Of the languages written only in ideographs, the one whose own characters are most frequent in a text
    from `start` on; if there are none, the inherited one."""
    if len(_OF_IDEOGRAPHS) == 1 and inherited in _OF_IDEOGRAPHS:
        return inherited
    text = text[start:]
    fitting = [code for code, own in _OF_IDEOGRAPHS.items() if not own.isdisjoint(text)]
    if len(fitting) > 1:
        return max(fitting, key=lambda code: sum(map(text.count, _OF_IDEOGRAPHS[code])))
    return fitting[0] if fitting else inherited


def _among_ideographs(text: str) -> dict[str, int]:
    return {code: count for code, (run, _) in _AMONG_IDEOGRAPHS.items() if (count := _letters(run, text))}


def _wide_language(ideographs: int, among: dict[str, int], inherited: str) -> str:
    """The language whose letters make up `least_share` of the text, not counting letters of languages that
    need a larger share; else the language of the ideographs."""
    left = ideographs + sum(among.values())
    for code, count in among.items():
        if count > _AMONG_IDEOGRAPHS[code][1] * left:
            return code
        left -= count
    return inherited


def _latin_language(words: Sequence[str]) -> str | None:
    """The language of a Latin text, given as words in lower case: the one with the most small words.

    Single letters do not count as words. ANOTHER if no language with a name here fits best.
    """
    known, total = [word for word in words if word in _WHOSE_SMALL_WORD], len(words)
    found = dict.fromkeys(_SMALL_WORDS, 0)
    for word in known:
        for code in _WHOSE_SMALL_WORD[word]:
            found[code] += 1
    most, presumed = max(found.values()), found[LATIN]
    best = LATIN if presumed == most else max(found, key=found.__getitem__)
    if (best != LATIN or most * 4 < total) and _is_elsewhere(words, presumed, most):
        return ANOTHER
    small = [word for word in known if word in _SMALL_WORDS[best]]
    told = len(set(small)) > 1
    if best == LATIN:
        told = told or total < 8
    else:
        told = told and most > 2 and most >= 2 * presumed and sum(len(word) > 1 for word in small) > 1
    if told and most and 10 * most >= total:
        return best
    accented = sum(not word.isascii() for word in words)
    return ANOTHER if accented > 3 and 4 * accented >= total > 10 * presumed else None


def _is_elsewhere(words: Sequence[str], presumed: int, best: int) -> bool:
    """Whether a language without a name here fits better: the text has three or more of its small words, and
    they are a sixth of all words."""
    known = _SMALL_WORDS_OF_ANOTHER.intersection(words)
    if len(known) <= 2:
        return False
    small = max((small & known for small in _SMALL_ELSEWHERE), key=len)
    if len(small) <= 2:
        return False
    count = sum(word in small for word in words)
    return count > max(presumed, 0.9 * best) and 6 * count >= len(words)


def small_word_share(text: str, language: str = LATIN) -> float:
    """The share of small words of a language among a text's Latin words: half in prose, few in titles."""
    words = _WORD.findall(text)
    named = _SMALL_WORDS.get(language, _SMALL_WORDS[LATIN])
    small = _SMALL_WORDS_OF_ANOTHER if language == ANOTHER else named
    return sum(word.lower().replace("’", "'") in small for word in words) / len(words) if words else 0.0


def declared_language(value: str) -> str | None:
    """The code of a declared language, such as `zh-CN`, `English`, `中文`."""
    name = re.split(r"[-_ (（]", value.strip().lower())[0]
    contained = (code for known, code in NAMED.items() if not known.isascii() and known in name)
    return NAMED.get(name) or next(contained, None)


def _without_ideographs(text: str) -> tuple[int, str]:
    """(number of ideographs, the rest of the text): it takes less time to look for other letters there."""
    pieces = _IDEOGRAPHS.split(text)
    rest = " ".join(pieces)
    return len(text) - (len(rest) - len(pieces) + 1), rest


def _letters(run: re.Pattern[str], text: str) -> int:
    return sum(map(len, run.findall(text)))
