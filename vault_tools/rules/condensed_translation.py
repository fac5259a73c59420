import re
from collections.abc import Iterator, Sequence
from typing import Literal

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.language import CJK, counts_of
from vault_tools.note.languages import any_of
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.gaps_in_pairs import holds_all, without_translation
from vault_tools.sections.layout import Layout, layout_of
from vault_tools.sections.pairs import Pair, usual_ratio
from vault_tools.vault.schema import Schema

_EN = (
    "The kettle had been on the stove for an hour before anybody thought of the malt. By then the water had "
    "gone, the bottom was black, and the whole kitchen smelled of it. We opened every window that we had, "
    "and we sat down in the yard and laughed until the neighbours came to see what was the matter."
)
_ZH = "水壶在炉子上烧了一个小时，才有人想起麦芽来。"
_WHOLE = (
    "那时水已经烧干，壶底都黑了，整个厨房都是那股味道。我们打开所有的窗户，坐在院子里大笑，"
    "直到邻居过来看出了什么事。"
)
_FOLD = f"<details>\n<summary>Original English</summary>\n\n{_EN}\n\n</details>\n"


_TAG = pattern(r"<[^<>\n]{1,200}>")
_ASKS = ("?", "？")
_CLOSING = ' \t\r\n*_"”’'
_NOTE_OF_PAIRS = 3
"""The number of pairs from which a note's own median is used. This and the limits below separate the pairs
that human judges called condensed from the others, see tests/benchmarks/bench_judgement.py."""
_ESTABLISHED = 20
"""The number of pairs from which a note's style is clear, so that pairs below it are reported even in a
summary."""
_LOST = ((40, 0.6), (110, 0.9), (180, 1.0))
"""(lost words, factor of the limit that applies below that number): a remark keeps its point in few words,
and so does a question that lost fewer words than the second entry. A loss above all of these is not a matter
of style."""
_OF_VERY_MUCH = 1.2
_TERSE = 0.65
"""A pair that keeps more than this share of the usual ratio is not reported."""
_FEW, _OF_FEW = 10, 0.85
"""Below this many pairs a note's usual ratio is uncertain, so the limit is multiplied by the second
number."""
_VERBOSE = 1.15
"""A note that keeps more than this share of the usual over all notes is wordy: a short translation in it may
still be complete."""
_SIGN_OFF = pattern(any_of("outros"), re.IGNORECASE)
"""Sign-offs of a programme, which a translation may leave out."""
_LONGER, _NEARLY, _MADE_UP = 1.65, 0.9, 0.6
"""A neighbour that contains part of this pair's translation keeps at least the first number of times the
usual ratio (the note's, or the second number of times the full one), and its surplus is at least the third
number of times what this pair lacks."""
_SHARED_WORDS = 7
"""The number of consecutive words that two originals share if one continues in the other."""


@dataclass(frozen=True, kw_only=True)
class CondensedTranslation(SectionRule):
    """A translation is far shorter than its original: most of the content is lost, and nothing says so.

    Lengths are counted in units (a CJK character or a Latin word) and compared with the note's other
    translations; in a note with few pairs, with 1.40 units of Chinese per word, the median over 113,463 pairs
    of a real vault. A pair is reported if it keeps less than `usual` of that; the limit is lower if fewer
    than 110 words are lost, or if a question is shortened to its point. It is not reported if the next
    passage continues it, if the next fold repeats its original, next to a fold that lacks its end, or where
    folds are misaligned.

    A note that keeps little throughout is a summary, which is a matter of style: it is reported once, and
    shown only with `expect: full`. Of 65 flags checked by hand on a real vault, 61 were right and 3 true but
    harmless.

    `expect`: what a translation is compared with, the note's `own` habit or `full` length. `cjk-of-latin`,
    `latin-of-cjk`, `same-script`: the units of translation per unit of original, by script, below which a
    note is a summary; `least-units`: originals shorter than this are not judged.
    """

    expect: Literal["own", "full"] = "own"
    cjk_of_latin: float = 0.75
    latin_of_cjk: float = 0.35
    same_script: float = 0.5
    usual: float = 0.47
    least_units: int = 30

    examples = (
        Example(f"{_ZH}\n\n{_FOLD}", config="language: zh"),
        Example(
            f"{_ZH}\n\n{_FOLD}\n" * 3,
            config="language: zh\nrules: {condensed-translation: {expect: full}}",
        ),
        Example(f"{_ZH}\n\n{_FOLD}\n" * 3, config="language: zh", allowed=True),
        Example(f"{_ZH}{_WHOLE}\n\n{_FOLD}", config="language: zh", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        return self._found(note, schema, also_low=True)

    def check_likely(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        return self._found(note, schema, also_low=False)

    def _found(self, note: Note, schema: Schema, *, also_low: bool) -> Iterator[Diagnostic]:
        layout = layout_of(note, schema)
        long = [pair for pair in layout.translated if pair.original_units >= self.least_units]
        if layout.adrift:
            long = [pair for pair in long if not layout.is_adrift(pair)]
        if not long:
            return
        full = usual_ratio(layout.reading, long[0].original[0].language)
        usual = min(_middle(long), _VERBOSE * full) if len(long) >= _NOTE_OF_PAIRS else layout.usual_ratio
        limit = self.usual * (_OF_FEW if len(long) < _FEW else 1)
        if len(long) >= _NOTE_OF_PAIRS and usual < self._least(layout.reading, long[0].original[0].language):
            if also_low or self.expect == "full":
                yield self._summary(layout, long)
            if self.expect == "full" or len(long) < _ESTABLISHED:
                return
        terse = frozenset([id(pair) for pair in long if pair.ratio / usual <= _TERSE])
        pairs = [pair for pair in layout.pairs if not layout.is_adrift(pair)] if terse else []
        for number, pair in enumerate(pairs):
            loss = _loss(layout, pair, usual, limit) if id(pair) in terse else None
            if loss and (also_low or loss == "most lost") and not _is_explained(layout, pairs, number, usual):
                span = Span(pair.translation[0].start, pair.translation[-1].end)
                yield self.report(
                    note,
                    span,
                    f"keeps {layout.kept(pair)}",
                    confidence="medium" if loss == "most lost" else "low",
                    family=loss,
                    series=("pairs", number),
                )

    def _least(self, reading: str | None, original: str | None) -> float:
        if (reading in CJK) == (original in CJK):
            return self.same_script
        return self.cjk_of_latin if reading in CJK else self.latin_of_cjk

    def _summary(self, layout: Layout, pairs: Sequence[Pair]) -> Diagnostic:
        span = Span(pairs[0].translation[0].start, pairs[-1].translation[-1].end)
        share = sum(pair.translation_units for pair in pairs) / sum(pair.original_units for pair in pairs)
        units = layout.units_of_pair(pairs[0])
        message = f"the note is a summary: its {len(pairs)} passages keep {share:.2f} {units}"
        confidence: Confidence = "medium" if self.expect == "full" else "low"
        return self.report(layout.note, span, message, confidence=confidence, family="summary")


def _loss(layout: Layout, pair: Pair, usual: float, limit: float) -> Literal["most lost", "terse"]:
    """How much less than usual a terse pair keeps. The shorter the original, the larger the share that has to
    be lost."""
    share = pair.ratio / usual
    words = pair.original_units - pair.translation_units / usual
    if words < _LOST[1][0] and _TAG.sub("", layout.text_of(pair.original)).rstrip(_CLOSING).endswith(_ASKS):
        words = 0
    limit *= next((part for below, part in _LOST if words < below), _OF_VERY_MUCH)
    if share <= limit:
        return "most lost"
    return "terse"


def _middle(pairs: Sequence[Pair]) -> float:
    """The median of the pairs' ratios."""
    return sorted([pair.ratio for pair in pairs])[len(pairs) // 2]


def _is_explained(layout: Layout, pairs: Sequence[Pair], number: int, usual: float) -> bool:
    """Whether a translation is short for another reason than a loss: its original repeats itself, another
    rule reports the passage, or a neighbour contains part of it or has the same original."""
    pair = pairs[number]
    near = [pairs[i] for i in (number - 1, number + 1) if 0 <= i < len(pairs)]
    missing = usual * pair.original_units - pair.translation_units
    full = usual_ratio(layout.reading, pair.original[0].language)
    longer = [other for other in near if other.ratio >= _LONGER * max(usual, _NEARLY * full)]
    surplus = [other.translation_units - usual * other.original_units for other in longer]
    if any(map(_is_broken, pairs[max(0, number - 1) : number + 1])):
        return True
    if max([*surplus, _translated_below(layout, pair)]) >= _MADE_UP * missing:
        return True
    if holds_all(layout, pair) or (len(pair.original) > 1 and without_translation(layout, pair)):
        return True
    words = _words(layout, pair)
    own = counts_of(" ".join(words)).words
    if pair.original[0].language not in CJK and pair.translation_units > 0.65 * usual * own:
        return True  # glosses in the reader's language make the original long
    if number >= len(pairs) - 2 and _SIGN_OFF.search(" ".join(words)):
        return True
    return 4 * len(set(words)) < len(words) or any(
        _share_words(words, _words(layout, other)) for other in near
    )


def _is_broken(pair: Pair) -> bool:
    """Whether a fold has lost its end, so that it contains too much or too little."""
    fold = pair.original[0].fold
    return fold is not None and fold.fault is not None


def _words(layout: Layout, pair: Pair) -> list[str]:
    text = _TAG.sub(" ", layout.text_of(pair.original)).lower()
    return [word.strip(".,;:!?") for word in text.split()]


def _share_words(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether one of two originals begins or ends with words that occur in the other."""
    if min(len(first), len(second)) < _SHARED_WORDS:
        return False
    one, other = " ".join(first), " ".join(second)
    ends = ((words[:_SHARED_WORDS], words[-_SHARED_WORDS:]) for words in (first, second))
    of_one, of_other = ([" ".join(end) for end in both] for both in ends)
    return any(end in other for end in of_one) or any(end in one for end in of_other)


def _translated_below(layout: Layout, pair: Pair) -> int:
    """How many units of text in the reader's language follow a folded pair and belong to no other pair."""
    if not pair.original[0].fold:
        return 0
    return sum(p.units for p in layout.parts_below(pair) if not p.fold and p.language == layout.reading)


ZH = {
    "keeps {part:t} of {whole:t}": "{whole}的原文只译成了 {part}",
    "the note is a summary: its {count} passages keep {share} characters per word": (
        "笔记只是摘要：{count} 段平均每词只译成 {share} 字"
    ),
    "the note is a summary: its {count} passages keep {share} characters per character": (
        "笔记只是摘要：{count} 段平均每字只译成 {share} 字"
    ),
    "the note is a summary: its {count} passages keep {share} words per word": (
        "笔记只是摘要：{count} 段平均每词只译成 {share} 词"
    ),
    "the note is a summary: its {count} passages keep {share} words per character": (
        "笔记只是摘要：{count} 段平均每字只译成 {share} 词"
    ),
    "{count} characters": "{count} 字",
    "{count} words": "{count} 词",
    "{message:t} and keeps {part:t} of {whole:t}": "{message}，{whole}的原文只译成了 {part}",
}
