"""Whether a piece of prose stops in the middle of a sentence, as far as its last characters tell."""

import re
from typing import Literal, TypeAlias

Ending: TypeAlias = Literal["whole", "bare", "broken", "open", "ellipsis", "colon"]
"""How a piece ends. `whole`: at the end of a sentence, or on something that needs none. `bare`: on a word,
with no full stop. `broken`: where no sentence can end, on a comma or a word like `the`. `open`: within a
link, brackets, quotation marks or bold text. `ellipsis` and `colon`: on those."""

_LOOP = 16
"""Code points of an end that repeat one or two: a loop, which has a rule of its own."""
TAIL = 120
"""Code points of the end that are looked at."""

_MARKUP = re.compile(
    r"(?:[ \t\r\n*_~=`]+|</?[A-Za-z][^<>]*>|[ \t]\^[\w-]+|\[\^[^\]]*\]|\\?\[\d+\\?\]|&[a-z]+;|<br\s*/?>)+$"
)
_CLOSERS = "”’\"'」』）)】》〉〕］]}»›"
_STOPS = frozenset("。．.！!？?｡‼⁇⁈⁉؟۔।")
_DOTS = re.compile(r"(?:\.{2,}|…+|。{2,}|⋯+)$")
_BREAKS = frozenset("，,、；;‚")
_LINK_END = re.compile(r"\]\([^()\s]*(?:\([^()]*\)[^()]*)*\)$|\]\]$|https?://\S+$|<https?://[^>]*>$")
_PAIRS = ("（）", "《》", "「」", "『』", "“”", "【】", "()", "‘’")
_OPEN_LINK = re.compile(r"\]\([^()\s]*$|\[\[[^\[\]\n]*$|\[[^\[\]\n]{1,60}$")
_TRIMMED = ' \t\r\n*_"”’」』'
_DOTTED = frozenset(".…。⋯")
_LINKED = re.compile(r"]|://")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?\]?$")

_BROKEN_EN = frozenset(
    "the a an of and to or but nor with from into onto upon by as if because although unless whether than "
    "which who whom whose where when while that's it's he's she's we're they're you're i'm is are was were be "
    "been being am has have had will would can could should may might must my your our their its his these "
    "those every very more most such both either neither between among during before after without within "
    "against toward towards about over under for at on in this that so not do does did just like also going they we he she "
    "gonna really actually basically even still".split()
)
"""Words that an English sentence does not end on without a full stop."""
_SURELY_EN = frozenset(
    "the a an of and to or but nor with from into onto as if because although unless whether than which whose "
    "my your our their its these those every very is are was were be been am has will would can could should "
    "may might must i'm he's she's we're they're you're between among during against".split()
)
_BROKEN_ZH = re.compile(
    r"(?:[和与與及或的地得在把被对對从從向为為因但而且则則将將让讓给給由于於以并並跟同比按据據使令如若当當虽雖即]"
    r"|因为|因為|所以|如果|虽然|雖然|但是|而且|以及|或者|并且|並且|例如|比如|包括|通过|通過|根据|根據|关于|關於|由于|由於|其中|就是|一个|一個|一种|一種"
    r"|这个|這個|那个|那個|这种|這種|这些|這些|我们|我們|他们|他們|它们|它們|可以|能够|能夠|需要|应该|應該|不是|没有|沒有|正在|已经|已經)$"
)
_SURELY_ZH = re.compile(
    r"(?:[和与與及或把被将將从從]|因为|因為|如果|虽然|雖然|但是|而且|以及|或者|并且|並且|例如|比如|通过|通過|根据|根據|由于|由於|[，；](?:去|来|而|但|就|才|也|都|在|是|等)?)$"
)
_BROKEN_JA = re.compile(
    r"(?:[でをにがはのともへや]|から|まで|より|ので|けど|ため|として|という|について|によって|場合|および|または)$"
)
_SIGN_OFF = re.compile(
    r"(?:拜拜|再见|再見|再会|再會|谢谢(?:大家|收看|观看|收听|你们|您|各位)?|謝謝(?:大家|收看|觀看|收聽|你們|您|各位)?|感谢(?:收看|观看|收听|大家)?|感謝(?:收看|觀看|收聽|大家)?|晚安|加油|下期见"
    r"|下期見|下次见|下次見|完|全文完|终|剧终|未完|bye|goodbye|bye[- ]bye|thanks?|thank you(?: (?:so|very) much)?"
    r"|cheers|see you(?: \w+){0,3}|good night|take care|the end|amen|ありがとう|さようなら|終わり|完)$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:图|圖|图片|圖片|题图|題圖|文|作者|编辑|編輯|来源|來源|出处|出處|译|譯|翻译|翻譯|校对|校對|排版|责编|審校|审校|监制|策划|撰文|采访|整理|出品|源|via|by"
    r"|source|photo|image|credits?|author|editor|translator|translated by)[^\n]{0,12}[:：丨|/／@][^\n]{0,60}$",
    re.IGNORECASE,
)


def ends_with_stop(text: str, end: int) -> bool:
    """Whether the text before a place ends on a full stop and nothing else: most do."""
    return text[end - 1 : end] in _STOPS and text[end - 2 : end - 1] not in _DOTTED


def ending_of(piece: str) -> Ending:
    """How a piece of prose ends; markup at its end and closing brackets and quotation marks are passed over."""
    tail = piece[-TAIL:].rstrip(_TRIMMED)
    while tail.endswith(">") and "<" in tail:
        tail = tail[: tail.rindex("<")].rstrip(_TRIMMED)
    if ends_with_stop(tail, len(tail)) or not tail:
        return "whole"
    bare = _MARKUP.sub("", piece[-TAIL:])
    if "[" in bare and _OPEN_LINK.search(bare):
        return "open"
    if not bare or (_LINKED.search(bare) and _LINK_END.search(bare)) or _TIME.search(bare):
        return "whole"
    if _DOTS.search(bare):
        return "ellipsis"
    if bare[-1] in _BREAKS:
        return "broken"
    if bare[-1] in ":：":
        return "colon"
    if not bare[-1].isalnum() or (len(bare) >= _LOOP and len(set(bare[-_LOOP:])) < 3):
        return "whole"
    last_line = piece.rsplit("\n", 1)[-1].rstrip()
    if last_line.endswith("_") or (
        last_line.endswith("*") and last_line.count("*") % 4 in (0, 2) and last_line.count("**") % 2 == 0
    ):
        return "whole"
    return _worded(bare, in_bold=last_line.count("**") % 2 == 1)


def _worded(bare: str, *, in_bold: bool) -> Ending:
    """A piece that ends on a letter or a digit."""
    line = bare.rsplit("\n", 1)[-1]
    if in_bold or any(line.rfind(a) > line.rfind(b) for a, b in _PAIRS):
        return "open"
    if _SIGN_OFF.search(line) or _CREDIT.search(line):
        return "whole"
    return "broken" if _is_open(bare, sure=False) else "bare"


def ends_surely_broken(piece: str) -> bool:
    """Whether the last word is one that no sentence ends on in any style of writing."""
    bare = _MARKUP.sub("", piece[-TAIL:])
    return bool(bare) and (bare[-1] in _BREAKS or _is_open(bare, sure=True))


def _is_open(bare: str, *, sure: bool) -> bool:
    last = bare[-1]
    if last.isascii():
        word = re.split(r"[^A-Za-z'’]", bare)[-1].lower().replace("’", "'")
        return word in (_SURELY_EN if sure else _BROKEN_EN)
    if "\u3041" <= last <= "\u30ff":
        return _BROKEN_JA.search(bare) is not None
    return (_SURELY_ZH if sure else _BROKEN_ZH).search(bare) is not None
