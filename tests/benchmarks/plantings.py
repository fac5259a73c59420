"""The defects that bench_sections.py plants, one at a time."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, pairwise, zip_longest
from random import Random
from typing import TypeAlias

from hosts import SENTENCE, Host, Pair, shown, units, whole_paragraphs

from vault_tools.lint.rule import Diagnostic
from vault_tools.note.text import Span

PARTICLE = re.compile(r"(?:[的了和在是与把被对为就]|\b(?:the|of|to|and|a|in|is|that|with|und|der|die|di))$")

MARKERS = """
[truncated]|[...truncated for brevity...]|(omitted)|[abridged]|[snipped]|[elided for brevity]
[rest omitted]|To be continued|[... 3,412 characters omitted ...]|[truncated, 1024 tokens]
(to be continued)|Read more|[Rest of the transcript omitted]
[Continue with the rest of the translation…]|（略）|（中略）|To be continued...
I'll continue in the next message.|Due to length constraints, the rest is omitted.|Token limit reached
待续|Due to length limits, I will stop here.|[token limit reached]|[remaining text omitted for brevity]
（待续）|[Read more](https://example.com/post)|Continue reading
[Continue reading →](https://example.com/post)|Member-only story|展开全文|阅读全文|登录后查看全文
[阅读全文 >](https://example.com/post)|続きを読む|割愛|[続きを読む](https://example.com/post)|未完待续
（未完待续）|（下略）|（以下省略）|（此处省略五百字）|……（后续内容省略）|（内容过长已截断）
内容过长，已截断|（已截断，共 12345 字符）|限于篇幅，以下内容从略。|（限于篇幅，后文省略）
（还有 2300 字）|还有 856 字|请回复“继续”|请回复“继续”以获取剩余部分。|以下省略
受限于单次输出长度限制，剩余部分将在下一条消息中继续。|続く|（続く）|残り 1200 文字|（残り350文字）
（割愛）|이하 생략|(이하 생략)|(중략)|다음 편에 계속
""".strip()

TRANSLATION_MARKERS = "[untranslated]|TODO: translate|未翻译|（未翻译）|待译|[待译]|翻译中|（翻译中）|未翻訳"
"""The rules of each family in ../shared/cases/README.md."""

OTHER_LANGUAGES = [
    (
        "Norwegian",
        [
            "Vi har brygget øl på dette kjøkkenet i mer enn ti år, og ingen av oss vil slutte med det nå.",
            "Når malten er kald, setter vi den i kjelleren og venter til gjæren har gjort jobben sin.",
            "Det var bare en uke vi ikke fikk det til, og da var det vannet som var for varmt.",
        ],
    ),
    (
        "Polish",
        [
            "Nie wiem, czy to jest dobry pomysł, ale od tego czasu nikt już nie pytał o chmiel.",
            "Kiedy woda się zagotuje, trzeba ją zdjąć z ognia i czekać, aż będzie zimna.",
            "To była pierwsza beczka, którą zrobiliśmy na tej wsi, i do dziś jest w piwnicy.",
        ],
    ),
    (
        "Swedish",
        [
            "Vi har inte haft någon som kan brygga öl sedan han flyttade, och det är synd om oss alla.",
            "När jag kom hit var det ingen som visste vad humle är, men nu vill de ha mer av den.",
        ],
    ),
    (
        "Turkish",
        [
            "Bu bira için çok şey gerekli değil ama su temiz olmalı ve malt da iyi olmalı.",
            "Ne zaman bir şey sorsam, o da bana ben de bilmiyorum diye cevap verdi.",
        ],
    ),
    (
        "Indonesian",
        [
            "Kami tidak tahu apa yang akan terjadi dengan bir ini karena airnya sudah tidak dingin lagi.",
            "Saya juga pernah membuat yang lebih kuat, tetapi itu tidak untuk mereka yang ada di rumah.",
        ],
    ),
    (
        "German",
        [
            "Wir haben das Bier in diesem Keller seit zehn Jahren gebraut und werden nicht damit aufhören.",
            "Wenn der Hopfen nicht kommt, ist es auch für uns ein Jahr ohne Fest.",
        ],
    ),
    ("Russian", ["Мы варим пиво на этой кухне уже десять лет и не хотим останавливаться."]),
    ("Arabic", ["نصنع الشراب في هذا المطبخ منذ عشر سنوات ولا أحد منا يريد أن يتوقف الآن."]),
    ("Korean", ["우리는 이 부엌에서 십 년 넘게 맥주를 만들어 왔고 아무도 그만두고 싶어 하지 않는다."]),
    ("Japanese", ["私たちはこの台所で十年以上ビールを造ってきて、誰もやめたいとは思っていません。"]),
]

Place: TypeAlias = tuple[str, int, int, str]
"""A defect: its variant, and the text that replaces the code points from the first to the second."""


@dataclass(frozen=True)
class Planting:
    host: Host
    place: Place
    accepted: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        _, start, end, new = self.place
        return self.host.note.text[:start] + new + self.host.note.text[end:]

    @cached_property
    def region(self) -> tuple[int, int]:
        """The span of the piece that gets the defect, and its neighbours."""
        pieces = self.host.pieces
        index = bisect_right([p.span.start for p in pieces], self.place[1]) - 1
        return pieces[max(index - 1, 0)].span.start, pieces[min(index + 1, len(pieces) - 1)].span.end

    def told(self, diagnostics: Iterable[Diagnostic], last: int) -> bool:
        """Whether a diagnostic is of a rule that counts and touches the region up to `last`."""
        ours = [d.span for d in diagnostics if d.rule in self.accepted]
        return any(span.start <= last and span.end >= self.region[0] for span in ours)

    @property
    def clean(self) -> bool:
        return not self.told(self.host.said, self.region[1])

    @property
    def found(self) -> bool:
        """Whether the defect is found. A diagnostic that begins above the section does not count: it is about
        more than this place."""
        _, start, end, new = self.place
        headings = [p.span.start for p in self.host.pieces if p.kind == "heading"]
        section = max((at for at in headings if at <= start), default=0)
        said = shown(self.host.note.with_text(self.text), self.host.config)
        last = max(self.region[1] - (end - start), start) + len(new)
        return self.told((d for d in said if d.span.start >= section), last)

    def __str__(self) -> str:
        variant, start, _, new = self.place
        last = start + len(new)
        shortened = new if len(new) < 90 else f"{new[:40]} … {new[-40:]}"
        quoted = f"{self.text[max(0, start - 40) : start]}⟦{shortened}⟧{self.text[last : last + 40]}"
        line = 1 + self.text.count("\n", 0, start)
        return f"{self.host.note.path}:{line} ({self.host.shape}; {variant}) {quoted!r}"


def replaced_by_original(host: Host, rng: Random) -> Iterator[Place]:
    for size, pair in sized(host, "fold"):
        yield size, pair.z.span.start, pair.z.span.end, pair.text


def missing_above_fold(host: Host, rng: Random) -> Iterator[Place]:
    for size, pair in sized(host, "fold"):
        yield size, pair.z.span.start, pair.e.span.start, ""


def missing_between(host: Host, rng: Random) -> Iterator[Place]:
    for size, pair in sized(host, "other"):
        yield size, pair.z.span.start, pair.z.span.end, ""


def sized(host: Host, kind: str) -> Iterator[tuple[str, Pair]]:
    """Pairs whose original is of this kind and has 8 words or more."""
    for pair in host.pairs if host.layout == {"fold": "folded"}.get(kind, "alternating") else ():
        words = units(pair.text)
        if pair.e.kind == kind and words >= 8:
            size = "8-15 words" if words <= 15 else "16-60 words" if words <= 60 else "over 60 words"
            yield f"{host.shape}, {size}", pair


def mislabelled(host: Host, rng: Random) -> Iterator[Place]:
    chinese = [z for pair in host.pairs if units(z := pair.z.span.of(host.note.text)) >= 30]
    for pair in host.pairs:
        if pair.e.kind == "fold" and len(chinese) > 1:
            above = pair.z.span.of(host.note.text)
            text = rng.choice(chinese)
            variant = "repeats the text above" if text == above else "of another section"
            yield variant, pair.e.inner.start, pair.e.inner.end, text


def empty_original(host: Host, rng: Random) -> Iterator[Place]:
    """A fold without content, or with nothing but its tags."""
    for pair in host.pairs:
        if pair.e.kind == "fold":
            yield "of a fold", pair.e.inner.start, pair.e.inner.end, rng.choice(["", " ", "\n"])


def another_language(host: Host, rng: Random) -> Iterator[Place]:
    """A fold that declares English and holds something else, a sentence or several."""
    for pair in host.pairs:
        if pair.e.kind == "fold" and "nglish" in host.note.text[pair.e.span.start : pair.e.inner.start]:
            language, sentences = rng.choice(OTHER_LANGUAGES)
            said = rng.sample(sentences, rng.randint(1, len(sentences)))
            yield language, pair.e.inner.start, pair.e.inner.end, " ".join(said)


def there_again(host: Host, rng: Random) -> Iterator[Place]:
    """The content of one or two sections, repeated at the end of the note or below a later section."""
    headings = [piece.span.start for piece in host.pieces if piece.kind == "heading"]
    ends = [*headings, len(host.note.text)]
    for start, end in zip(headings, ends[1:], strict=False):
        later = [at for at in ends if at > end] or [len(host.note.text)]
        paragraphs = [p for p in host.pieces if start < p.span.start < end and p.kind != "heading"]
        text = host.note.text[start:end].rstrip()
        if sum(p.span.of(host.note.text).count("\n\n") + 1 for p in paragraphs) >= 4 and units(text) > 400:
            at = rng.choice(later)
            gap = host.note.newline * 2
            yield "at the end" if at == len(host.note.text) else "further down", at, at, f"{gap}{text}{gap}"


def first_sentence_only(host: Host, rng: Random) -> Iterator[Place]:
    """The first of three or more sentences, at most a third of a proportionate translation, and shorter than
    the shortest twentieth of real ones (DESIGN.md: 0.71 for each word of the original)."""
    for pair in host.pairs:
        z, words = pair.z.span.of(host.note.text), units(pair.text)
        sentences = SENTENCE.findall(z)
        if len(sentences) >= 3 and words >= 30 and units(z) >= 0.71 * words:
            left = units(sentences[0]) / words
            if left < 0.71 and len(sentences[0]) < len(z) / 3:
                variant = "under 0.25" if left < 0.25 else "under 0.4" if left < 0.4 else "under 0.71"
                yield f"{variant} a word", pair.z.span.start, pair.z.span.end, sentences[0].rstrip()


def unclosed_details(host: Host, rng: Random) -> Iterator[Place]:
    for piece in host.pieces:
        if piece.kind == "fold":
            end = piece.span.end
            broken = rng.choice([""] * 8 + ["</details]", "</detail>"])
            yield "broken" if broken else "deleted", end - len("</details>"), end, broken


def note_cut(host: Host, rng: Random) -> Iterator[Place]:
    """The note cut off within a sentence, after its first fifth."""
    size = len(host.note.text)
    for piece, span in whole_paragraphs(host):
        at, how = cut_point(host.note.text, span, 0.05, rng)
        if at > host.note.body_start + 0.2 * (size - host.note.body_start):
            yield f"{host.where(piece)}, {how}", at, size, rng.choice(["", host.note.newline])


def section_cut(host: Host, rng: Random) -> Iterator[Place]:
    paragraphs = dict(whole_paragraphs(host))
    for piece, after in host.followed:
        span = paragraphs.get(piece)
        original = host.layout == "alternating" and piece.kind == "other"
        if span and after and span.end == piece.inner.end and not original:
            at, how = cut_point(host.note.text, span, 0.3, rng)
            if at:
                yield f"{host.where(piece)}, {how}", at, span.end, ""


def marked(host: Host, rng: Random, markers: str) -> Iterator[Place]:
    """A marker after the last line of prose before a heading, a fold, its end or the other language."""
    for piece, _ in host.followed:
        if units(piece.inner.of(host.note.text)) < 20:
            continue
        words = rng.choice(markers.replace("\n", "|").split("|"))
        inline = words[0] in "[(（" and "](" not in words and rng.random() < 0.25
        before = rng.choice(["", " "]) if inline else host.note.newline * rng.choice([1, 2, 2])
        variant = f"{host.where(piece)}, {'at a line end' if inline else 'own line'}"
        yield variant, piece.inner.end, piece.inner.end, before + words


def loop(host: Host, rng: Random) -> Iterator[Place]:
    for _, span in whole_paragraphs(host):
        what, run = looping(span.of(host.note.text), host.note.newline, rng)
        where = rng.choice(["mid-paragraph", "paragraph's end", "own line", "note's end"])
        start = (span.start + span.end) // 2 if where == "mid-paragraph" else span.end
        end = len(host.note.text) if where == "note's end" else start
        gap = host.note.newline * 2 if where == "own line" else ""
        if run:
            yield f"{what}, {where}", start, end, gap + run


def looping(text: str, newline: str, rng: Random) -> tuple[str, str]:
    """A character, phrase or sentence of the text, repeated over and over."""
    what = rng.choice(["character", "phrase", "phrase", "sentence"])
    sentences = [s.strip() for s in SENTENCE.findall(text) if 6 <= len(s.strip()) <= 200]
    if what == "sentence" and sentences:
        joint = rng.choice([newline, newline * 2, "", " "])
        return what, joint.join([rng.choice(sentences)] * rng.randint(8, 20))
    words = re.findall(r"(?<![A-Za-z'])[^\W\d_一][^\n*`\[\]()<>|_]{0,28}\w", text)
    phrase = rng.choice(words)[: rng.randint(2, 30)].strip() if words else ""
    if what == "character":
        return what, phrase[:1] * rng.randint(30, 300)
    joint = " " if phrase.isascii() else rng.choice(["", "", "，", "、", " "])
    return "phrase", joint.join([phrase] * rng.choice([16, 16, 20, 60]))


def misaligned(host: Host, rng: Random) -> Iterator[Place]:
    """From some fold on, each holds the content of the next one, up to one that keeps its own."""
    folded = [pair for pair in host.pairs if pair.e.kind == "fold" and units(pair.text) >= 8]
    text = host.note.text
    for first in range(1, len(folded) - _SHORTEST_DRIFT):
        last = rng.randint(first + _SHORTEST_DRIFT, len(folded) - 1)
        inner = [pair.e.inner for pair in folded[first : last + 1]]
        new = [span.of(text) for span in [*inner[1:], inner[-1]]]
        between = [text[a.end : b.start] for a, b in pairwise(inner)]
        whole = "".join(chain.from_iterable(zip_longest(new, between, fillvalue="")))
        size = "5-9" if last - first < 10 else "10-29" if last - first < 30 else "30 or more"
        yield f"{host.shape}, {size} folds", inner[0].start, inner[-1].end, whole


_SHORTEST_DRIFT = 5
"""Folds that hold the original of the next passage."""
KINDS = {
    "replaced-by-original": (replaced_by_original, "untranslated-section mislabelled-original"),
    "missing-above-fold": (missing_above_fold, "untranslated-section"),
    "missing-between": (missing_between, "untranslated-section"),
    "mislabelled": (mislabelled, "mislabelled-original"),
    "another-language": (another_language, "mislabelled-original"),
    "empty-original": (empty_original, "mislabelled-original"),
    "there-again": (there_again, "repeated-text"),
    "first-sentence-only": (first_sentence_only, "condensed-translation truncated-section"),
    "misaligned": (misaligned, "misaligned-original"),
    "unclosed-details": (unclosed_details, "unclosed-block"),
    "note-cut": (note_cut, "truncated-section unclosed-block"),
    "section-cut": (section_cut, "truncated-section"),
    "marker": (partial(marked, markers=MARKERS), "truncated-section"),
    "translation-marker": (
        partial(marked, markers=TRANSLATION_MARKERS),
        "truncated-section untranslated-section",
    ),
    "loop": (loop, "repeated-text"),
}
"""The function that plants each kind of defect, and the rules that find it."""


def cut_point(text: str, span: Span, share: float, rng: Random) -> tuple[int, str]:
    """Where to cut within a sentence after a share of the paragraph, and how it looks; 0 if there is no such
    place."""
    found: dict[str, list[int]] = {}
    for sentence in SENTENCE.finditer(text, span.start, span.end):
        start = max(sentence.start() + 6, round(span.start + share * (span.end - span.start)))
        for at in range(start, sentence.end() - 6):
            found.setdefault(cut_kind(text, at), []).append(at)
    hows = sorted(found.keys() - {""})
    how = rng.choice(hows) if hows else ""
    return (rng.choice(found[how]) if how else 0), how


def cut_kind(text: str, at: int) -> str:
    before, after = text[at - 1], text[at]
    if before in "，,、；;":
        return "after a comma"
    if not before.isalnum() or not (after.isalnum() or after == " "):
        return ""
    if before.isascii() and after.isascii() and after.isalpha():
        return "within a word"
    return "after a particle" if PARTICLE.search(text[max(0, at - 6) : at]) else "elsewhere"
