"""Whether a text stops in the middle of a sentence, judged by its last characters."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.language_words import words_in
from vault_tools.note.languages import LANGUAGES, LATIN, all_words, any_of, letters_of

Ending: TypeAlias = Literal["whole", "bare", "broken", "open", "ellipsis", "colon"]
"""How a text ends. `whole`: at the end of a sentence, or on something that needs no full stop. `bare`: on a
word without a full stop. `broken`: where no sentence can end, on a comma or a word like `the`. `open`: inside
a link, brackets, quotation marks or bold text. `ellipsis` and `colon`: on one of these."""

WHOLE = "w"
ENDINGS: Mapping[str, Ending] = {
    WHOLE: "whole",
    "b": "bare",
    "k": "broken",
    "o": "open",
    "e": "ellipsis",
    "c": "colon",
}
"""The letter of each ending, for use in columns."""
LETTER_OF: Mapping[Ending, str] = {ending: letter for letter, ending in ENDINGS.items()}

_LOOP = 32
"""The length of an ending, in code points, that is checked for a loop, which another rule reports."""
TAIL = 120
"""Code points examined at the end."""
MAX_PIECE = 5_000
"""Code points at the end in which open brackets, quotation marks and emphasis are sought."""

_MARKUP = pattern(r"</?[A-Za-z][^<>]*+>|[ \t]\^[\w-]++|\[\^[^\[\]]*+\]|\\?\[\d++\\?\]|&#?\w{2,10}+;")
_MARKUP_STARTS = {">": "<", "]": "[", ";": "&"}
_MARKS = " \t\r\n*_~=`"
_MARKUP_ENDS = frozenset(" \t*_~=`>];)")
_STOPS = frozenset(letters_of("stops") + "．.!?｡‼⁇⁈⁉")
_DOTS = ("..", "…", "。。", "⋯")
_BREAKS = frozenset("，,、；;‚")
_LINK_END = pattern(r"\]\([^()\s]*+(?:\([^()]*+\)[^()]*+)*+\)|<https?://[^<>]*+>")
_ADDRESS = pattern(r"https?://\S|\S@[\w.-]++$")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HOST = f"{_LETTERS}0123456789_-."
_PAIRS = tuple(zip("（《「『“【(‘", "）》」』”】)’", strict=True))
_PAIRS_IN_ASCII = tuple(pair for pair in _PAIRS if pair[0].isascii())
_OPEN_LINK = pattern(r"\]\([^()\s]*+$|\[\[[^\[\]\n]*+$|\[[^\[\]\n]{1,60}+$")
_TRIMMED = ' \t\r\n*_"”’」』'
_DOTTED = frozenset(".…。⋯")
_LINKED = pattern(r"[\].@:](?:(?<=])|(?<=:)//|(?<=[.@])\S)")
"""Each alternative looks back at its first character: searching for one of a set is by far the fastest."""
_TIME = pattern(r"\d{1,2}:\d{2}(?::\d{2})?[\])]?$")
_FOOTNOTE = pattern(r"\[\^[^\[\]\s]++\]$")

_NEVER_LATIN = frozenset(words_in(LANGUAGES[LATIN].never_last))
_RARELY_LATIN = _NEVER_LATIN.union(words_in(LANGUAGES[LATIN].rarely_last))
_NEVER_ELSEWHERE = frozenset(
    word
    for code, language in LANGUAGES.items()
    if code != LATIN and not language.wide
    for word in words_in(language.never_last)
)
_MIXED_WITH_LATIN = {LATIN, None, *(code for code, language in LANGUAGES.items() if language.wide)}
_WIDE = [language for language in LANGUAGES.values() if language.wide]
_NEVER_WIDE = tuple(end for language in _WIDE for end in words_in(language.never_last))
_RARELY_WIDE = _NEVER_WIDE + tuple(end for language in _WIDE for end in words_in(language.rarely_last))
_SIGN_OFFS: dict[str, tuple[str, ...]] = {}
"""Farewells and short answers by their last character."""
for _word in all_words("sign_offs"):
    _SIGN_OFFS[_word[-1]] = (*_SIGN_OFFS.get(_word[-1], ()), _word)
_FADING = ("==", "~", "～", *all_words("laughs"))
_CREDIT = pattern(
    rf"(?:^|[\s(（【\[/／|丨・])(?:{any_of('credits')})[^\n]{{0,12}}[:：丨|/／@][^\n]{{0,60}}$", re.IGNORECASE
)
_POSTSCRIPT = pattern(rf"[> \t]*(?:[—–―]|-- |{any_of('postscripts')}).{{0,80}}$", re.IGNORECASE)

_ATTRIBUTED = pattern(
    r"(?:[.。!！?？…”\"’」』)*_][ \t]{0,3}(?:[—–―]{1,2}|--)[ \t]?[^\n.。!！?？]{2,80}"
    r"|[ \t][—–―][ \t]?(?:[A-Z][^\s,]*+,?+[ \t]?+){1,5})$"
)
"""A quotation and its author on one line."""
_CREDIT_MARK = pattern("[:：丨|/／@]")
_LONG_DASH = pattern("[—–―-](?:(?<!-)|-)")
_CALLOUT_TITLE = pattern(r"[> \t]*>[ \t]?\[![\w-]+\]")
_MARKS_OF_DATES = "".join(letters_of(f"{part}_marks") for part in ("year", "month", "day"))
_MONTHS_AND_DAYS = sorted(
    {min(names.split("|"), key=len) for names in all_words("months")} | {*all_words("weekdays")}
)
_DATED = pattern(
    rf"(?:[\d\s\W{_MARKS_OF_DATES}]|(?:{any_of('ordinals')}|{'|'.join(all_words('halves_after'))})\b|{any_of('date_words')}"
    rf"|(?:{'|'.join(_MONTHS_AND_DAYS)})[a-z]{{0,6}}\b)++",
    re.IGNORECASE,
)
_LONGEST_DATE = 40
_DIGIT = pattern(r"\d")
_OF_A_WORD = f"{_LETTERS}'’à"
_BLOCK_ID = pattern(r"[^\w\s]\^[\w-]+$")


def ends_with_stop(text: str, end: int) -> bool:
    """Whether the text before an offset above 0 ends in a full stop that is not part of an ellipsis, as most
    text does."""
    return text[end - 1] in _STOPS and text[end - 2 : end - 1] not in _DOTTED


def ending_of(text: str, language: str | None = None, start: int = 0, end: int | None = None) -> Ending:
    """How prose ends: a whole text, or the part between two offsets. Markup, closing brackets and quotation
    marks at the end are skipped.

    A capitalized word is a name, whatever it means in lower case.
    """
    end = len(text) if end is None else end
    tail = _without_tags(text[max(start, end - TAIL) : end].rstrip())
    plain = tail.rstrip(_TRIMMED)
    if not plain or ends_with_stop(plain, len(plain)) or _needs_no_stop(tail):
        return "whole"
    bare = _without_markup(tail)
    if "[" in bare and _OPEN_LINK.search(bare):
        return "open"
    if not bare or (_LINKED.search(bare) and _ends_in_link(bare)):
        return "whole"
    if bare.endswith(_DOTS):
        return "ellipsis"
    if bare[-1] in _BREAKS:
        return "broken"
    if bare[-1] in ":：":
        return "colon"
    if not bare[-1].isalnum() or _is_loop(bare[-_LOOP:]):
        return "whole"
    return _worded(bare, text[max(start, end - MAX_PIECE) : end].rstrip(), language)


def _is_loop(end: str) -> bool:
    if len(end) < _LOOP or end[: _LOOP // 2 + 1] not in end[1:]:
        return False
    return any(end[period:] == end[:-period] for period in range(1, _LOOP // 2))


def _without_tags(tail: str) -> str:
    while tail.endswith(">") and "<" in tail:
        tail = tail[: tail.rindex("<")].rstrip()
    return tail


def _without_markup(tail: str) -> str:
    """The tail without the marks, tags, footnotes and block id at its end."""
    if tail[-1] not in _MARKUP_ENDS:
        return tail
    while True:
        mark = _MARKUP_STARTS.get(tail[-1:], " ")
        start = max(tail.rfind(mark), tail.rfind("\t") if mark == " " else -1)
        start -= mark == "[" and tail[start - 1 : start] == "\\"
        if start >= 0 and _MARKUP.fullmatch(tail, start):
            tail = tail[:start]
        elif tail[-1:] and tail[-1:] in _MARKS:
            tail = tail.rstrip(_MARKS)
        else:
            return tail


def _ends_in_link(bare: str) -> bool:
    """Whether a text ends in a link, a URL, a host name or an e-mail address."""
    if bare.endswith("]]"):
        return True
    start = bare.rfind("](" if bare.endswith(")") else "<")
    if start >= 0 and _LINK_END.fullmatch(bare, start):
        return True
    word = bare.rsplit(None, 1)[-1]
    return bool(_ADDRESS.search(word)) or any(map(_is_host, word.split("/")))


def _is_host(text: str) -> bool:
    """Whether a text ends in two names joined by a period, without a letter of another script before them."""
    before = text.rstrip(_HOST)
    names = text[len(before) :].split(".")
    return len(names) > 1 and all(names[-2:]) and (len(names) > 2 or not before[-1:].isalnum())


def _needs_no_stop(tail: str) -> bool:
    """Whether a text ends in a block id, footnote, tag, time or highlight, or trails off in laughter."""
    if tail.endswith(_FADING):
        return True
    word = tail.rsplit(None, 1)[-1]
    if "^" in word and _BLOCK_ID.search(word):
        return True
    if word[0] in "^#" or (":" in word and _TIME.search(word)):
        return True
    return word[-1] == "]" and _FOOTNOTE.search(word) is not None


def _worded(bare: str, piece: str, language: str | None) -> Ending:
    """The ending of a text whose last character is a letter or digit."""
    bold = piece.count("**") % 2
    if not bold and piece.endswith(("_", "*")):
        return "whole"
    pairs = _PAIRS_IN_ASCII if piece.isascii() else _PAIRS
    if bold:
        return "open"
    for opening, closing in pairs:
        if opening in piece and piece.rfind(opening) > piece.rfind(closing):
            return "open"
    line = bare.rsplit("\n", 1)[-1]
    lowered = line.lower()
    if lowered.endswith(_SIGN_OFFS.get(lowered[-1], ())) or _is_no_sentence(line, piece):
        return "whole"
    return "broken" if _is_open(bare, language, sure=False) else "bare"


def _is_no_sentence(line: str, piece: str) -> bool:
    """Whether the last line is a credit, a date, a callout title, or an attribution of a quotation."""
    if _POSTSCRIPT.match(line) or (_CREDIT_MARK.search(line) and _CREDIT.search(line)):
        return True
    if _LONG_DASH.search(line) and _ATTRIBUTED.search(line):
        return True
    if len(line) <= _LONGEST_DATE and _DIGIT.search(line) and _DATED.fullmatch(line):
        return True
    return ">" in piece and _CALLOUT_TITLE.match(piece, piece.rfind("\n") + 1) is not None


def ends_surely_broken(piece: str, language: str | None = None) -> bool:
    """Whether the last word can't end a sentence in any style of writing."""
    tail = _without_tags(piece[-TAIL:].rstrip())
    bare = _without_markup(tail) if tail else ""
    return bool(bare) and (bare[-1] in _BREAKS or _is_open(bare, language, sure=True))


def _is_open(bare: str, language: str | None, *, sure: bool) -> bool:
    last = bare[-1]
    if last.isascii():
        word = bare[len(bare.rstrip(_OF_A_WORD)) :].replace("’", "'")
        if bare[: -len(word)].rstrip()[-1:] in _STOPS:
            word = word.lower()
        if word in _NEVER_ELSEWHERE and language not in (LATIN, None):
            return True
        return language in _MIXED_WITH_LATIN and word in (_NEVER_LATIN if sure else _RARELY_LATIN)
    if bare.rsplit(None, 1)[-1] in _NEVER_ELSEWHERE:
        return language not in (LATIN, None)
    return bare.endswith(_NEVER_WIDE if sure else _RARELY_WIDE)
