"""Whether a piece of prose stops in the middle of a sentence, as far as its last characters tell."""

import re
import string
from typing import Literal, TypeAlias

from vault_tools.lazy_re import pattern

Ending: TypeAlias = Literal["whole", "bare", "broken", "open", "ellipsis", "colon"]
"""How a piece ends. `whole`: at the end of a sentence, or on something that needs none. `bare`: on a word,
with no full stop. `broken`: where no sentence can end, on a comma or a word like `the`. `open`: within a
link, brackets, quotation marks or bold text. `ellipsis` and `colon`: on those."""

_LOOP = 32
"""Code points of an end that repeat a few: a loop, which has a rule of its own."""
TAIL = 120
"""Code points of the end that are looked at."""
MAX_PIECE = 5_000
"""Code points of the end in which what stands open at it is looked for."""

_MARKUP = pattern(r"</?[A-Za-z][^<>]*+>|[ \t]\^[\w-]++|\[\^[^\[\]]*+\]|\\?\[\d++\\?\]|&#?\w{2,10}+;")
_MARKUP_STARTS = {">": "<", "]": "[", ";": "&"}
_MARKS = " \t\r\n*_~=`"
_MARKUP_ENDS = frozenset(" \t*_~=`>];)")
_STOPS = frozenset("。．.！!？?｡‼⁇⁈⁉؟۔।")
_DOTS = ("..", "…", "。。", "⋯")
_BREAKS = frozenset("，,、；;‚")
_LINK_END = pattern(r"\]\([^()\s]*+(?:\([^()]*+\)[^()]*+)*+\)|<https?://[^<>]*+>")
_ADDRESS = pattern(r"https?://\S|\S@[\w.-]++$")
_HOST = string.ascii_letters + string.digits + "_-."
_PAIRS = tuple(zip("（《「『“【(‘", "）》」』”】)’", strict=True))
_OPEN_LINK = pattern(r"\]\([^()\s]*+$|\[\[[^\[\]\n]*+$|\[[^\[\]\n]{1,60}+$")
_TRIMMED = ' \t\r\n*_"”’」』'
_DOTTED = frozenset(".…。⋯")
_LINKED = pattern(r"]|://|[.@]\S")
_TIME = pattern(r"\d{1,2}:\d{2}(?::\d{2})?[\])]?$")
_FOOTNOTE = pattern(r"\[\^[^\[\]\s]++\]$")

_SURELY_EN = frozenset(
    "the a an of and to or but nor with from into onto as if because although unless whether than "
    "which whose my your our their its these those every very is are was were be been am has will "
    "would can could should may might must i'm he's she's we're they're you're between among "
    "during against".split()
)
"""Words that no English sentence ends on."""
_SURELY_ELSEWHERE = frozenset(
    "le la les des du une et ou à aux pour sur dans der das den dem ein eine und oder mit von zu "
    "für auf el los las y con para por lo gli che di del della um uma os na het een van voor".split()
)
_BROKEN_EN = _SURELY_EN | frozenset(
    "upon by who whom where when while that's it's being have had his more most such both either "
    "neither before after without within toward towards about over under for at on in this that so "
    "not do does did just like also going they we he she gonna really actually basically even "
    "still".split()
)
"""Words that none ends on without a full stop."""
_SURELY_ZH = tuple(
    "和 与 與 及 或 把 被 將 将 從 从 因为 因為 如果 虽然 雖然 但是 而且 以及 或者 并且 並且 例如 "
    "比如 通过 通過 根据 根據 由于 由於 ，去 ，来 ，而 ，但 ，就 ，才 ，也 ，都 ，在 ，是 ，等".split()
)
_BROKEN_ZH = _SURELY_ZH + tuple(
    "的 地 得 在 对 對 向 为 為 因 但 而 且 则 則 让 讓 给 給 由 于 於 以 并 並 跟 同 比 按 据 據 "
    "使 令 若 当 當 虽 雖 即 所以 包括 关于 關於 其中 就是 一个 一個 一种 一種 这个 這個 那个 那個 "
    "这种 這種 这些 這些 我们 我們 他们 他們 它们 它們 可以 能够 能夠 需要 应该 應該 不是 没有 "
    "沒有 正在 已经 已經".split()
)
_BROKEN_JA = tuple(
    "で を に が は の と も へ や から まで より ので けど ため として という について によって "
    "場合 および または".split()
)
_SIGN_OFFS = tuple(
    "拜拜 再见 再見 再会 再會 谢谢 謝謝 谢谢大家 謝謝大家 感谢收看 感謝收看 感谢收听 感謝收聽 "
    "感谢观看 感謝觀看 谢谢你们 谢谢您 晚安 加油 下期见 下期見 下次见 下次見 祝好 敬礼 完 终 未完 "
    "bye thanks thank_you very_much so_much cheers see_you tomorrow next_time next_week good_night "
    "take_care the_end amen ありがとう ございました またね また来週 ではまた お願いします おやすみなさい "
    "さようなら 終わり".replace("_", "\0").split()
)
"""What people part with; `\\0` stands for a blank."""
_CREDIT = pattern(
    r"^[> \t]*(?:[—–―]|-- |P\.? ?S\.?[:： ]|又及|追伸).{0,80}$"
    r"|(?:^|[\s(（【\[/／|丨・])(?:[图圖文译譯源]|图片|圖片|题图|題圖|作者|编辑|編輯|来源|來源|出处|出處"
    r"|翻译|翻譯|校对|校對|排版|责编|[審审]校|监制|策划|撰文|采访|整理|出品|写真|出典|via|by|source|photo|image|credits?|author"
    r"|editor|translator|translated by)[^\n]{0,12}[:：丨|/／@][^\n]{0,60}$",
    re.IGNORECASE,
)

_ATTRIBUTED = pattern(
    r"(?:[.。!！?？…”\"’」』)*_][ \t]{0,3}(?:[—–―]{1,2}|--)[ \t]?[^\n.。!！?？]{2,80}"
    r"|[ \t][—–―][ \t]?(?:[A-Z][^\s,]*+,?+[ \t]?+){1,5})$"
)
"""A quotation and who said it, in one line."""
_CALLOUT_TITLE = pattern(r"[> \t]*>[ \t]?\[![\w-]+\]")
_DATED = pattern(
    r"(?:[\d\s\W年月日号號]|st\b|nd\b|rd\b|th\b|[ap]m\b|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|oct|nov|dec)[a-z]{0,6}\b)+",
    re.IGNORECASE,
)
_LONGEST_DATE = 40
_BLOCK_ID = pattern(r"[^\w\s]\^[\w-]+$")


def ends_with_stop(text: str, end: int) -> bool:
    """Whether the text before a place ends on a full stop and nothing else: most do."""
    return text[end - 1 : end] in _STOPS and text[end - 2 : end - 1] not in _DOTTED


def ending_of(piece: str, language: str | None = None) -> Ending:
    """How a piece of prose ends; markup, closing brackets and quotation marks at its end are passed over.

    A word with a capital is a name, whatever it means in small letters.
    """
    tail = _without_tags(piece[-TAIL:].rstrip())
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
    return _worded(bare, piece[-MAX_PIECE:].rstrip(), language)


def _is_loop(end: str) -> bool:
    return len(end) == _LOOP and any(end[period:] == end[:-period] for period in range(1, _LOOP // 2))


def _without_tags(tail: str) -> str:
    while tail.endswith(">") and "<" in tail:
        tail = tail[: tail.rindex("<")].rstrip()
    return tail


def _without_markup(tail: str) -> str:
    """The tail without the marks, tags, footnotes and the block id that it ends on."""
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
    """Whether a text ends on a link, a URL, the name of a host or an address of mail."""
    if bare.endswith("]]"):
        return True
    start = bare.rfind("](" if bare.endswith(")") else "<")
    if start >= 0 and _LINK_END.fullmatch(bare, start):
        return True
    word = bare.rsplit(None, 1)[-1]
    return bool(_ADDRESS.search(word)) or any(map(_is_host, word.split("/")))


def _is_host(text: str) -> bool:
    """Whether a text ends on two names with a period between them, and no letter of another script before."""
    before = text.rstrip(_HOST)
    names = text[len(before) :].split(".")
    return len(names) > 1 and all(names[-2:]) and (len(names) > 2 or not before[-1:].isalnum())


def _needs_no_stop(tail: str) -> bool:
    """Whether a piece ends on a block id, footnote, tag, time or highlight, or on a voice that fades."""
    if tail.endswith(("==", "~", "～", "哈哈", "嘿嘿", "呵呵", "嘻嘻", "呜呜")):
        return True
    word = tail.rsplit(None, 1)[-1]
    if "^" in word and _BLOCK_ID.search(word):
        return True
    return word[0] in "^#" or _TIME.search(word) is not None or _FOOTNOTE.search(word) is not None


def _worded(bare: str, piece: str, language: str | None) -> Ending:
    """A piece that ends on a letter or a digit."""
    bold = piece.count("**") % 2
    if not bold and piece.endswith(("_", "*")):
        return "whole"
    if bold or any(piece.rfind(a) > piece.rfind(b) for a, b in _PAIRS):
        return "open"
    line = bare.rsplit("\n", 1)[-1]
    if line.lower().replace(" ", "\0").endswith(_SIGN_OFFS) or _is_no_sentence(line, piece):
        return "whole"
    return "broken" if _is_open(bare, language, sure=False) else "bare"


def _is_no_sentence(line: str, piece: str) -> bool:
    """Whether the last line is a credit, a date, the title of a callout, or names who is quoted."""
    if _CREDIT.search(line) or _ATTRIBUTED.search(line):
        return True
    is_date = len(line) <= _LONGEST_DATE and re.search(r"\d", line) and _DATED.fullmatch(line)
    return bool(is_date) or _CALLOUT_TITLE.match(piece, piece.rfind("\n") + 1) is not None


def ends_surely_broken(piece: str, language: str | None = None) -> bool:
    """Whether the last word is one that no sentence ends on in any style of writing."""
    tail = _without_tags(piece[-TAIL:].rstrip())
    bare = _without_markup(tail) if tail else ""
    return bool(bare) and (bare[-1] in _BREAKS or _is_open(bare, language, sure=True))


def _is_open(bare: str, language: str | None, *, sure: bool) -> bool:
    last = bare[-1]
    if last.isascii():
        word = re.split(r"[^A-Za-z'’à]", bare)[-1].replace("’", "'")
        if bare[: -len(word)].rstrip()[-1:] in _STOPS:
            word = word.lower()
        if word in _SURELY_ELSEWHERE and language not in ("en", None):
            return True
        return language in ("en", "zh", "ja", "ko", None) and word in (_SURELY_EN if sure else _BROKEN_EN)
    if "\u3041" <= last <= "\u30ff":
        return bare.endswith(_BROKEN_JA)
    return bare.endswith(_SURELY_ZH if sure else _BROKEN_ZH)
