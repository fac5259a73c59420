"""The marks that generators, clippers and hurried people leave where text is missing, and their debris.

A mark counts where it has a line to itself, or stands in brackets at the end of one: never inside prose.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from vault_tools.text import Span

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Family: TypeAlias = Literal["truncated", "untranslated", "residue"]

MAX_LINE = 160
"""Code points; a longer line is prose whatever it says."""


class Marker(NamedTuple):
    """`span` is the line's, without the blanks around it, or the bracket's at its end; `alone`: the former."""

    family: Family
    span: Span
    alone: bool


_WORDS = r"[\w’',\-/ ]"
_FORMS: dict[Family, tuple[str, ...]] = {
    "truncated": (
        rf"(?:{_WORDS}{{0,60}} )?(?:truncated|omitted|abridged|snipped|elided|cut (?:off|short))"
        r"(?:,? (?:for|due to|because of|here|at|after|to save|to fit|from|in|\d)[^.。]{0,60})?",
        r"(?:\.{2,} ?)?\+?\d[\d,.]* (?:more |other )?(?:characters?|chars?|tokens?|words?|lines?|bytes?)"
        r"(?: (?:were |was )?(?:truncated|omitted|snipped|elided|remaining|left|not shown))?",
        r"snip|cut|(?:to be |story )?continued|continued (?:in|on|below)[^.]{0,50}",
        r"continues? (?:in|with) (?:the )?(?:next|following|rest|remaining|part)[^.]{0,60}",
        r"(?:rest|remainder|remaining [\w ]{1,30})(?: of [^.]{1,40})? (?:is |was |are |here )?(?:omitted|unchanged|skipped)",
        r"(?:please )?(?:continue|continuing|proceed) (?:with|to) (?:the )?(?:rest|remaining|next)[^.]{0,80}",
        r"(?:[^.]{0,70}[,;] )?(?:i(?:'|’)?(?:ll| will| shall| can)|let me|we(?:'|’)?ll) (?:continue|provide the rest|finish)[^.]{0,70}"
        r"(?:message|response|part|reply|turn|section|request)[^.]{0,30}",
        r"(?:due to|because of|given) (?:the )?(?:response |output |message |token |character |space )?"
        r"(?:length|space|token|character|size|output|context)[^.]{0,80}",
        r"(?:the )?(?:max(?:imum)? )?(?:output |response |context )?(?:tokens?|length|output|character|context|message)"
        r" (?:limit|length|window)(?: (?:was|has been|is))?(?: (?:reached|exceeded|hit))[^.]{0,60}",
        r"(?:let me know|say|reply|type|just say)[^.]{0,30}(?:continue|want the rest)[^.]{0,40}",
        r"(?:click (?:here )?to )?(?:read|see|show|view|load)(?: the)?(?: more| full (?:article|story|post|text|transcript)| rest)(?: here)?",
        r"continue reading[^.]{0,40}|keep reading|member[- ]only(?: (?:story|post|content|article))?",
        r"(?:please )?(?:subscribe|sign (?:in|up)|log ?in|register|become a member)[^.]{0,20} to (?:read|continue|unlock|view|keep|see)[^.]{0,50}",
        r"this (?:post|story|article|content) is (?:only )?(?:for|available to) [^.]{0,30}(?:subscribers|members)[^.]{0,30}",
        # Chinese
        r"未完(?:待续|待續)?|待续|待續|敬请期待下[一]?[期篇章集]|[上中下前后後]?略|从略|從略|[上中下前后後]文?省略",
        r"[^。！？]{0,40}(?:以下|此处|此處|后续|後續|其余|其餘|剩余|剩餘|余下|餘下|中间|中間|部分|后面|後面)[^。！？]{0,24}(?:省略|略去|从略|從略|删节|刪節|截断|截斷|不再赘述)[^。！？，]{0,8}",
        r"[^。！？]{0,16}(?:内容|內容|文本|原文|字数|字數|输出|輸出|网页|網頁|文章)[^。！？]{0,12}(?:截断|截斷|被截|超出[^。]{0,8}限制)[^。！？]{0,24}",
        r"已?(?:被)?(?:截断|截斷)[^。！？]{0,24}|省略",
        r"限[于於]篇幅[^。！？]{0,40}",
        r"(?:由[于於]|因为|因為|因|受限[于於]|受)[^。！？，,]{0,12}(?:篇幅|长度|長度|字数|字數|输出|輸出|token)[^。！？，,]{0,10}(?:限制|所限|原因|上限)?[^。！？]{0,50}",
        r"(?:还有|還有|剩余|剩餘|共)(?:约)? ?[\d,]+ ?(?:个|多)?(?:字|字符|字元)[^。！？]{0,16}",
        r"[^。！？]{0,30}(?:请|請)?(?:回复|回覆|输入|輸入|发送|發送|说)[“\"「『‘]?(?:继续|繼續|continue)[”\"」』’]?[^。！？]{0,30}",
        r"[^。！？]{0,40}(?:将|將|会|會)?在?(?:下一?(?:条|條|则|則|个|個|次|轮|輪|部分|篇)|后续|後續)[^。！？]{0,12}(?:消息|回复|回覆|信息|訊息|输出|輸出|对话|對話|部分)[^。！？]{0,12}(?:继续|繼續)[^。！？]{0,12}",
        r"(?:点击|點擊)?(?:展开|展開|阅读|閱讀|查看|查閱|继续阅读|繼續閱讀)(?:全文|更多|剩余[^。]{0,8}|余下[^。]{0,8})|继续阅读|繼續閱讀",
        r"(?:请|請)?(?:登录|登錄|登入|注册|註冊|订阅|訂閱|付费|付費|开通会员)[^。！？]{0,6}(?:后|後|以|才|可|即可)[^。！？]{0,20}(?:阅读|閱讀|查看|继续|繼續|浏览|瀏覽|解锁|全文)[^。！？]{0,12}",
        # Japanese and Korean
        r"(?:以下|以降|中|後|下)(?:省略|略)|[^。]{0,30}(?:は|を)?割愛(?:します|する|しました|いたします)?|続く|つづく|次回(?:へ|に)続く",
        r"残り ?[\d,]+ ?(?:文字|字)[^。]{0,12}|続きを(?:読む|見る)[^。]{0,12}|続きは[^。]{0,30}",
        r"(?:이하|중간|후략|이후)? ?(?:생략|중략|후략)(?:됨)?|다음 ?(?:편|회|화)에 ?계속|계속|(?:더 ?보기|계속 ?읽기)",
    ),
    "untranslated": (
        r"untranslated|not (?:yet )?translated(?: yet)?|(?:todo|fixme|tbd)[:：]? ?(?:translate|translation|翻译|翻譯|翻訳)[^.。]{0,40}",
        r"(?:translation (?:pending|missing|needed|required|to follow|in progress|unavailable)|needs? translation|to be translated)",
        r"(?:本[节段篇]|此[处段]|以下|该段|原文)?(?:内容)?(?:未|待|尚未|还未|有待|暂未|暫未)(?:翻译|翻譯|译|譯)(?:完)?|(?:翻译|翻譯)(?:中|待补|缺失|进行中)",
        r"[^。]{0,10}(?:机翻|機翻|翻译|翻譯|译文|譯文)占位[^。]{0,24}",
        r"未翻訳|翻訳(?:中|待ち|予定)|未訳|미번역|번역 ?(?:중|예정|필요|안 ?됨)",
    ),
    "residue": (
        r"/?(?:AI_)?(?:BODY|TRANSCRIPT|TRANSLATION|CONTENT|OUTPUT|SUMMARY|TEXT|ARTICLE|DOCUMENT|SECTION|CHUNK|NOTE|RESPONSE)_?(?:START|BEGIN|END)",
        r"(?:END|BEGIN|START) OF (?:BODY|TRANSCRIPT|TRANSLATION|CONTENT|OUTPUT|DOCUMENT|CHUNK|RESPONSE)",
        r"(?:okay|sure|certainly|of course|absolutely)[,!.][^\n]{0,80}(?:here(?:'|’)s|here is|i(?:'|’)(?:ll|ve)|below is)[^\n]{0,100}",
        r"i(?:'|’)?(?:ve| have) (?:now )?(?:processed|translated|completed|summari[sz]ed|transcribed|reformatted|cleaned)[^\n]{0,40}(?:transcript|text|translation|article|document|note|content|section)[^\n]{0,110}",
        r"(?:here is|here(?:'|’)s|below is) (?:the|your|a) (?:full |complete |revised |cleaned |translated |formatted |polished )*(?:translation|transcript|version|text|summary|article|note)\b[^\n]{0,100}",
        r"as an ai (?:language )?model[^\n]{0,120}|let me know if you(?:'d| would)? (?:like|need|want)[^\n]{0,110}|i hope this helps[^\n]{0,60}",
        r"[^\n]{0,80}padding (?:block|text|paragraph)s?[^\n]{0,80}(?:length|constraint|requirement)[^\n]{0,40}",
        r"(?:[译譯编]者?)?(?:注|说明|說明|备注|備註)[:：][^\n]{0,100}(?:符合|按照|依照|根据|根據|遵循|满足|滿足)[^\n]{0,10}(?:指南|要求|指令|提示词|规范)[^\n]{0,90}",
        r"[^\n]{0,60}符合(?:修复|修復|任务|任務|输出|輸出|格式|用户)(?:指南|要求|规范)[^\n]{0,90}",
        r"(?:以下|以上)(?:是|为|為)[^\n。]{0,24}(?:翻译|翻譯|译文|譯文|润色|整理|总结|修订|改写)(?:后|後)?(?:的)?[^\n。]{0,14}(?:版本|结果|結果|内容|內容|全文|译文|譯文|文本)[^\n。]{0,16}",
        r"(?:好的|当然|當然|没问题)[，,！!。](?:以下|下面|这)(?:是|为|為)?[^\n]{0,30}(?:翻译|翻譯|译文|譯文|整理|总结|摘要|润色|改写|版本|内容)[^\n]{0,40}",
        r"(?:注|说明|說明|备注|備註)[:：][^\n]{0,110}(?:原文(?:过长|較長|较长|未提供|缺失)|为(?:了)?(?:满足|符合)[^\n]{0,12}(?:要求|字数)|本(?:次)?(?:翻译|翻譯|输出|整理)(?:已|严格|均)[^\n]{0,30})[^\n]{0,60}",
        r"(?:所有|全部|最新|热门|熱門|精彩|精选|网友|發表)?(?:评论|評論|留言)(?: ?[(（]\d+[)）]?)?|精彩评论|写下你的评论[.…]*|发表评论|發表評論|(?:暂无|暫無)(?:评论|評論)",
        r"更多推荐|更多推薦|猜你喜欢|猜你喜歡|相关推荐|相關推薦|相关阅读|相關閱讀|推荐阅读|推薦閱讀|为你推荐|為你推薦|热门推荐|大家都在看|返回顶部|返回頂部|回到顶部|返回首页|分享到(?:微信|微博|朋友圈)[^\n]{0,10}|扫码关注[^\n]{0,16}|举报/反馈",
        r"leave a (?:comment|reply)|(?:\d+ )?(?:related (?:posts?|articles?|stories)|you (?:may|might) also (?:like|enjoy)|more from [^\n]{1,40}|recommended for you|share this(?: post| article)?|back to top|post a comment|(?:\d+ |no )comments?(?: yet)?|skip to (?:main )?content|advertisement|accept (?:all )?cookies)",
        r"関連記事|コメント(?: ?[(（]\d+[)）]?)?|コメントを(?:残す|書く)|おすすめ記事|トップ(?:へ|に)戻る|관련 ?(?:기사|글)|댓글(?: ?[(（]?\d+[)）]?)?|맨 ?위로",
    ),
}
_PATTERNS = {family: re.compile("|".join(forms), re.IGNORECASE) for family, forms in _FORMS.items()}
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)|!\[\[[^\]\n]*\]\]")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_AROUND = " \t\r*_~=`>+•·-–—[]()（）【】〔〕〖〗<{}…‥。.!！→»›⟩:：|\\/"
_BRACKETED = re.compile(r"(?:\[([^\[\]\n]{2,120})\]|[（(【]([^（）()【】\n]{1,120})[)）】])[*_~ \t。.]*$")

_TRIGGERS = (
    # truncated
    "runcated TRUNCATED mitted OMITTED bridged nipped lided ELIDED ut&off ut&short SNIP [snip [cut (snip ontinued CONTINUED "
    "haracters &chars &tokens &words& &lines& &bytes ontinues&in ontinues&with emainder emaining ontinue&with ontinuing&with "
    "roceed&with 'll&continue ’ll&continue will&continue ue&to&length ue&to&the ue&to&response ue&to&output ue&to&token "
    "ue&to&space ue&to&character ue&to&message ue&to&context ecause&of&length ecause&of&the limit&reached limit&exceeded limit&hit "
    "limit&was limit&has length&reached ead&more EAD&MORE ee&more how&more iew&more oad&more he&full& iew&full ead&full ontinue&reading "
    "eep&reading ember-only ember&only ubscribe ign&in ign&up og&in ogin& egister ecome&a&member s&for&paid s&for&sub available&to "
    "he&rest say&continue type&continue reply&continue to&continue ant&the&rest provide&the&rest et&me&continue "
    "未完 待续 待續 敬请期待下 略 删节 刪節 截断 截斷 超出 不再赘述 篇幅 长度 長度 字数 字數 受限 还有 還有 剩余 剩餘 共 继续 繼續 全文 更多 "
    "登录 登錄 登入 注册 註冊 订阅 訂閱 付费 付費 割愛 続く つづく 残り 続き 생략 중략 후략 계속 보기 읽기 "
    # untranslated
    "ntranslated NTRANSLATED ot&translated yet&translated TODO todo Todo ranslation&pending ranslation&missing ranslation&needed "
    "ranslation&required ranslation&to&follow ranslation&in&progress ranslation&unavailable eeds&translation e&translated 占位 未翻 待翻 未译 "
    "未譯 待译 待譯 翻译中 翻譯中 翻译待 翻译缺 翻译进 翻訳 未訳 미번역 번역 "
    # residue
    "_END _START _BEGIN _end] END&OF BEGIN&OF START&OF ere's&the ere’s&the ere's&a ere's&your ere&is&the ere&is&your ere&is&a elow&is "
    "ve&processed ve&translated ve&completed ve&summari ve&transcribed ve&now s&an&AI et&me&know&if ope&this&helps adding& 符合修 符合任 符合输 符合輸 符合格 符合用 "
    "以下是 以上是 以下为 以下為 好的，以 当然，以 好的，这 当然，这 好的！ 当然！ 注： "
    "评论 評論 留言 推荐 推薦 猜你 相关阅读 相關閱讀 大家都在看 返回 回到顶 分享到 扫码关注 举报/反馈 eave&a elated&post elated&article elated&stor ou&may&also "
    "ou&might&also ore&from ecommended&for hare&this ack&to&top ost&a&comment omment kip&to dvertisement DVERTISEMENT ccept&cookies ccept&all "
    "関連記事 コメント おすすめ記事 トップ 관련 댓글 위로"
)  # fmt: skip


def markers_of(text: str, start: int) -> Iterator[Marker]:
    """The marks in the text from `start` on, in order; also those in code: the caller knows where that is."""
    seen = -1
    for _, first, _ in _automaton().find_matches_as_indexes(text):
        if first < max(seen, start):
            continue
        line_start = text.rfind("\n", 0, first) + 1
        line_end = text.find("\n", first)
        seen = line_end = len(text) if line_end < 0 else line_end
        found = _marker(text, line_start, line_end)
        if found:
            yield found


@cache
def _automaton() -> "AhoCorasick":
    from ahocorasick_rs import AhoCorasick, Implementation

    return AhoCorasick([t.replace("&", " ") for t in _TRIGGERS.split()], implementation=Implementation.DFA)


def _marker(text: str, start: int, end: int) -> Marker | None:
    line = text[start:end]
    if "<" in line:
        line = _TAG.sub(lambda tag: " " * len(tag[0]), line)
    stripped = line.strip()
    if stripped.startswith("#"):
        return None
    if len(stripped) <= MAX_LINE:
        core = _LINK.sub(r"\1", stripped).strip(_AROUND)
        family = _family(core)
        if family:
            first = start + line.index(stripped[0])
            return Marker(family, Span(first, first + len(stripped)), alone=True)
    tail = line[-MAX_LINE:]
    bracket = _BRACKETED.search(tail)
    family = _family((bracket[1] or bracket[2]).strip(_AROUND)) if bracket else None
    if bracket and family:
        first = end - len(tail) + bracket.start()
        return Marker(family, Span(first, first + len(bracket[0].rstrip())), alone=False)
    return None


def _family(core: str) -> Family | None:
    return next((family for family, pattern in _PATTERNS.items() if pattern.fullmatch(core)), None)
