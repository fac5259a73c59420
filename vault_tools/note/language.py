"""What language a passage is in, by its script and its smallest words; no model, no guess from a few words.

Languages are ISO 639-1 codes. Simplified and Traditional Chinese are both `zh`.
"""

import re
from collections import Counter
from typing import NamedTuple

from vault_tools.lazy_re import pattern

_HAN = pattern("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007]+")
_KANA = pattern("[\u3041-\u30fa\u30fc-\u30ff]+")
_HANGUL = pattern("[\u1100-\u11ff\uac00-\ud7af]+")
_WORD = pattern("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’-][A-Za-z\u00c0-\u024f\u1e00-\u1eff]+)*")
_OTHER_SCRIPTS = {
    "ru": pattern("[\u0400-\u04ff]+"),
    "el": pattern("[\u0370-\u03ff]+"),
    "he": pattern("[\u0590-\u05ff]+"),
    "ar": pattern("[\u0600-\u06ff]+"),
    "hi": pattern("[\u0900-\u097f]+"),
    "th": pattern("[\u0e00-\u0e7f]+"),
}
"""Scripts and the language that most of what is written in them belongs to."""
_RARE = pattern("[\u0370-\u1fff\u3041-\u30ff\uac00-\ud7af]")

_FUNCTION_WORDS = {
    "en": "the of and to a in is that it for was on are with as i he his be at by this had not but "
    "from or have an they which you were her she there their we been has when who will more no if "
    "out so what up its about into than them can only other my your our these do would could "
    "should just how because it's don't that's i'm you're we're they're there's me him us did does "
    "am being where while after before very also any some",
    "fr": "le la les des du de et un une est que qui dans pour sur pas avec ce il elle au aux par "
    "ne se sont plus",
    "de": "der die das und ist nicht ein eine zu mit den von sich auf für es im dem auch als an "
    "werden aus wir",
    "es": "el la los las de que y en un una es por con para no se del al lo como más pero su sus está son",
    "it": "il lo la gli le di che e un una è per non con del della si sono nel alla come più anche ma dei",
    "pt": "o a os as de que e um uma é não para com do da em no na se por mais como mas dos das ao foi são",
    "nl": "de het een en van is dat niet op te zijn voor met die aan er om ook als maar bij dan "
    "naar uit wordt",
}
"""The commonest words of each language, by which a Latin text is told."""
_SMALL_WORDS = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}

_ELSEWHERE = (
    "og det er en et på til som av af har ikke jeg vi at de den du han hun seg sig var med om men så når "
    "eller ved kan vil skal må blir være vært noe hva hvor dette disse fra også nå etter meg oss denne",
    "och det är en ett på till som av har inte jag vi att de den du han hon sig var med om men så när eller "
    "vid kan vill ska blir från också nu efter mig oss denna detta mycket för hur vad",
    "i w na z do nie się to jest że jak ale co po tak za od już jego tylko przez przy może są był była było "
    "czy dla oraz ten ta które który która którą tego tej jako jeszcze kiedy gdy trzeba będzie ją ich jej "
    "nas mnie także bardzo więc jednak można aż nikt",
    "a se na je v že s z do to ve o za by ale jak jsem pro tak po jsou nebo už být jeho při byl bylo jako "
    "který která které aby když není",
    "ja on ei että se en hän niin mutta kun joka ovat oli myös voi tai vain kuin jos sen mitä tämä nyt ole "
    "sitten minä hyvin kanssa",
    "ve bir bu da de için ile çok ne olarak daha gibi ama o var olan ben sen en kadar sonra her mi değil "
    "ya şey ki oldu diye",
    "a az és hogy nem is egy ez azt volt de meg csak már van mint ha el vagy még ezt lesz kell sem ami "
    "nagyon után",
    "și în de la a cu pe nu că este o un din mai care pentru sunt fi au ca ce dar prin sau fost acest",
    "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada bisa mereka kita "
    "telah oleh adalah atau kami sudah",
    "và của là có không được cho một người những trong với các này tôi đã để ở đó khi về như anh cũng thì "
    "đến rất nhiều",
    "i u je se na da za od su s ne što kao to ali iz koji o biti bio nije ili po samo ima sve sam ako",
)
"""The same of languages that are not told from one another: Norwegian and Danish, Swedish, Polish, Czech,
Finnish, Turkish, Hungarian, Romanian, Indonesian, Vietnamese, Croatian."""
_SMALL_ELSEWHERE = tuple(frozenset(w for w in words.split() if len(w) > 1) for words in _ELSEWHERE)
_SMALL_WORDS_OF_ANOTHER = frozenset().union(*_SMALL_ELSEWHERE)
ANOTHER = "und"
"""The code of a text that is in a language, but in none that can be named for certain."""

_LANGUAGE_NAMES = {
    "en": "english en eng 英文 英语 英語 영어",
    "zh": "chinese zh zho cmn mandarin 中文 汉语 漢語 华语 華語 国语 國語 简体 簡體 繁体 繁體 中国語 중국어",
    "ja": "japanese ja jpn 日文 日语 日語 日本語 일본어",
    "ko": "korean ko kor 韩文 韩语 韓文 韓語 한국어 韓国語",
    "fr": "french fr fra français 法文 法语 法語 フランス語",
    "de": "german de deu deutsch 德文 德语 德語 ドイツ語",
    "es": "spanish es spa español 西班牙文 西班牙语 西班牙語 スペイン語",
    "it": "italian it ita italiano 意大利文 意大利语 義大利語 イタリア語",
    "pt": "portuguese pt por português 葡萄牙文 葡萄牙语 葡萄牙語 ポルトガル語",
    "nl": "dutch nl nld nederlands 荷兰语 荷蘭語 オランダ語",
    "ru": "russian ru rus русский 俄文 俄语 俄語 ロシア語",
}
_TOLD_BY_SCRIPT = {"el": "Greek", "he": "Hebrew", "th": "Thai"}
NAMED = {name: code for code, names in _LANGUAGE_NAMES.items() for name in names.split()}
"""Codes of languages by the names that people give them, in lower case."""


def language_name(code: str | None) -> str:
    """What a language is called in English; one that can't be named for certain is another language."""
    if code in _LANGUAGE_NAMES:
        return _LANGUAGE_NAMES[code].split()[0].capitalize()
    return _TOLD_BY_SCRIPT.get(code or "", "another language")


_ONLY_CHINESE = frozenset("的了这這们們吗嗎呢吧么麼没沒还還")
"""What stands in nearly every sentence of Chinese and in none of Japanese."""


_NOT_RUSSIAN = frozenset("іїєґўђјљњћџқғңұәһ")

CJK = frozenset(["zh", "ja", "ko"])
"""The languages whose length is counted in characters."""


class Counts(NamedTuple):
    """How much of a passage is what: ideographs, kana, hangul, other letters by language, Latin words."""

    han: int
    kana: int
    hangul: int
    words: int
    others: dict[str, int]

    @property
    def units(self) -> int:
        """What the length of a passage is compared in: CJK characters and Latin words."""
        return self.han + self.kana + self.hangul + self.words + sum(self.others.values()) // 5


def counts_of(text: str) -> Counts:
    if text.isascii():
        return Counts(0, 0, 0, len(_WORD.findall(text)), {})
    rare = _RARE.search(text) is not None
    return Counts(
        _letters(_HAN, text),
        _letters(_KANA, text) if rare else 0,
        _letters(_HANGUL, text) if rare else 0,
        len(_WORD.findall(text)),
        {code: count for code, run in _OTHER_SCRIPTS.items() if (count := _letters(run, text))}
        if rare
        else {},
    )


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
    return min(1.0, wide / length), 7 * wide // 8 + (
        spaces if 8 * wide < letters and spaces > words else words
    )


def language_of(text: str, inherited: str = "zh") -> str | None:
    """The language of a passage; None where it is too short or too mixed to tell.

    `inherited` is the language of ideographs that no kana and no hangul stand beside.
    """
    counts = counts_of(text)
    cjk = counts.han + counts.kana + counts.hangul
    script, letters = max(counts.others.items(), key=lambda item: item[1], default=("", 0))
    if letters > max(20, cjk, 5 * counts.words):
        return ANOTHER if script == "ru" and not _NOT_RUSSIAN.isdisjoint(text.lower()) else script
    if cjk >= 4 and cjk >= counts.words:
        chinese = not _ONLY_CHINESE.isdisjoint(text)
        return cjk_language(counts, "zh" if chinese else inherited)
    if counts.words >= 4 and 3 * cjk <= counts.words:
        return latin_language(text)
    return None


def cjk_language(counts: Counts, inherited: str = "zh") -> str:
    """Korean by its hangul, Japanese by its kana, else what ideographs alone are taken for."""
    if counts.hangul > counts.han + counts.kana:
        return "ko"
    return "ja" if 8 * counts.kana > counts.han + counts.kana else inherited


def latin_language(text: str) -> str | None:
    """Which language the words of a Latin text are: the one that most of its small words belong to.

    Letters that stand alone are no words of it; ANOTHER where no language that has a name here fits best.
    """
    words = Counter(map(str.lower, _WORD.findall(text.replace("’", "'"))))
    small_words = {code: small & words.keys() for code, small in _SMALL_WORDS.items()}
    found = {code: sum(map(words.__getitem__, small)) for code, small in small_words.items()}
    best = max(found, key=lambda code: (found[code], code == "en"))
    if (best != "en" or found[best] * 4 < words.total()) and _is_elsewhere(words, found["en"], found[best]):
        return ANOTHER
    if best == "en":
        told = words.total() < 8 or len(small_words["en"]) > 1
    else:
        of_letters = sum(words[w] for w in small_words[best] if len(w) > 1) > 1
        told = of_letters and found[best] > 2 and found[best] >= 2 * found["en"]
    if told and found[best] and 10 * found[best] >= words.total():
        return best
    accented = sum(count for word, count in words.items() if not word.isascii())
    return ANOTHER if accented > 3 and 4 * accented >= words.total() > 10 * found["en"] else None


def _is_elsewhere(words: Counter[str], english: int, best: int) -> bool:
    """Whether a language without a name here fits better: by three of its small words or more, a sixth of
    the text."""
    small = max((small & words.keys() for small in _SMALL_ELSEWHERE), key=len)
    count = sum(map(words.__getitem__, small))
    return len(small) > 2 and count > max(english, 0.9 * best) and 6 * count >= words.total()


def small_word_share(text: str, language: str = "en") -> float:
    """How many of a text's Latin words are small words of the language: half in prose, few in titles."""
    words = _WORD.findall(text)
    small = _SMALL_WORDS_OF_ANOTHER if language == ANOTHER else _SMALL_WORDS.get(language, _SMALL_WORDS["en"])
    return sum(word.lower().replace("’", "'") in small for word in words) / len(words) if words else 0.0


def declared_language(value: str) -> str | None:
    """The code of a language that somebody declares: `zh-CN`, `English`, `中文`."""
    name = re.split(r"[-_ (（]", value.strip().lower())[0]
    contained = (code for known, code in NAMED.items() if not known.isascii() and known in name)
    return NAMED.get(name) or next(contained, None)


def _letters(run: re.Pattern[str], text: str) -> int:
    return sum(map(len, run.findall(text)))
