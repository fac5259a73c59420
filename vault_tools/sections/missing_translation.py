"""What of a note lacks its translation, by the layout of the note.

The shares and weights are fitted on real notes with planted gaps, see tests/benchmarks/bench_sections.py.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from math import comb, log
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language import NAMED, counts_of, language_name, units_of
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout, Pair
from vault_tools.sections.passages import Part, Section
from vault_tools.sections.prose import is_sentences, prose_of

_NAMED_PART = pattern(
    "|".join(re.escape(name) for name in NAMED if len(name) > 3 or not name.isascii())
    + "|original|原文|transcript|lyrics|歌词|歌詞|reference|参考|參考|bibliograph|quot|引用|摘录|prompt"
    "|提示词|资料来源|sources?$",
    re.IGNORECASE,
)
"""Headings that say why what stands below is in another language."""
_MAX_CHOICES = 500
_RARELY_JOINED = 0.5
"""By how much putting paragraphs together has to fit better, as a logarithm, where a note never does it."""
_BESIDE = 0.3
"""What it weighs, as a logarithm, that an original stands beside the translation."""
_A_TURN = 4
"""Units of what somebody says that wants a translation where all else has one."""
_ALL_FOREIGN, _MOSTLY_FOREIGN = 0.9, 0.6
"""Shares of a note's text in other languages."""


class Gap(NamedTuple):
    """Neighbouring parts that lack a translation. `sure` from 0, a guess, over 1 to 2, certain."""

    parts: tuple[Part, ...]
    message: str
    sure: int

    @property
    def span(self) -> Span:
        return Span(self.parts[0].start, self.parts[-1].end)


def gaps_of(layout: Layout, least_words: int) -> Iterator[Gap]:
    """The gaps of a note in the order of its layout; none where nothing tells the language it is read in."""
    if layout.reading is None:
        return
    passages = [part for part in layout.parts if layout.is_foreign(part) and not part.fold]
    if not layout.pairs and passages and layout.foreign_share >= _ALL_FOREIGN:
        if any(_is_prose(layout, part, least_words) for part in passages):
            held, read = language_name(passages[0].language), language_name(layout.reading)
            message = f"the whole note is {held}, not {read}"
            yield Gap((passages[0], passages[-1]), message, 1 if layout.expected else 0)
        return
    yield from _in_pairs(layout, least_words)
    for section in layout.sections:
        yield from _alone(layout, section, least_words)


def _in_pairs(layout: Layout, least_words: int) -> Iterator[Gap]:
    previous: Pair | None = None
    for pair in layout.pairs:
        fold = pair.original[0].fold
        if fold:
            if pair.translation or not _covers(layout, previous, pair):
                yield from _of_fold(layout, pair, least_words, promised=fold.promise is not None)
        elif pair.translation:
            missing = without_translation(layout, pair)
            if sum(part.units for part in missing) >= _A_TURN:
                yield Gap(missing, "nothing translates this passage", 1)
        elif any(_is_prose(layout, part, least_words) for part in pair.original):
            yield Gap(pair.original, "nothing translates this passage", 2)
        previous = pair


def _of_fold(layout: Layout, pair: Pair, least_words: int, *, promised: bool) -> Iterator[Gap]:
    """The gap beside a folded original; `promised` says whether its summary calls it one."""
    if pair.original[0].language == layout.reading:
        return
    foreign = [part for part in pair.translation if layout.is_foreign(part)]
    read = any(part.language == layout.reading for part in pair.translation)
    if not pair.translation:
        sure = min(2 if promised else 0, units_of(prose_of(layout.text_of(pair.original)).strip()) // 3)
        yield Gap(pair.original, "nothing translates this folded original", sure)
    elif not read and (_repeats(layout, pair) or any(_is_prose(layout, part, 5) for part in foreign)):
        parts = foreign or pair.translation
        message = f"the original is where its {language_name(layout.reading)} translation should be"
        yield Gap((parts[0], parts[-1]), message, 2 if promised else 1)
    else:
        for part in foreign:
            if _is_prose(layout, part, least_words):
                yield Gap((part,), f"{language_name(part.language)} within a translation", 1)


def _repeats(layout: Layout, pair: Pair) -> bool:
    """Whether what stands above a fold, in no language that can be told, is what the fold holds."""
    if max(part.units for part in pair.translation) < 5:
        return False
    above, folded = (" ".join(prose_of(layout.text_of(side)).split()) for side in pair)
    return min(len(above), len(folded)) >= 20 and (folded in above or above in folded)


def _covers(layout: Layout, previous: Pair | None, pair: Pair) -> bool:
    """Whether the translation of the original before this one is so long that it is that of both."""
    if previous is None or not previous.translation or not layout.stand_together(previous, pair):
        return False
    both = Pair(previous.translation, (*previous.original, *pair.original))
    usual = layout.usual_ratio
    return previous.ratio >= 1.5 * usual and both.ratio >= 0.85 * usual


def without_translation(layout: Layout, pair: Pair) -> tuple[Part, ...]:
    """The originals of a pair that its translations leave out: those without which the lengths fit.

    Empty where they fit as they are, or where several translations stand in one paragraph.
    """
    originals, translations = pair.original, pair.translation
    if len(originals) < 2:
        return ()
    sizes = [max(1, part.units) * layout.usual_ratio for part in originals]
    targets = [max(1, part.units) for part in translations]
    if layout.one_to_one and len(originals) > len(translations):
        beside = 0 if translations[0].start < originals[0].start else len(originals) - 1
        left_out = _left_out(sizes, targets, beside)
        return tuple(originals[index] for index in left_out)
    index = min(range(len(sizes)), key=lambda i: abs(log(sum(targets) / (sum(sizes) - sizes[i] + 1))))
    fits = 0.75 <= sum(targets) / (sum(sizes) - sizes[index]) <= 1.4
    return (originals[index],) if fits and sum(targets) < 0.7 * sum(sizes) else ()


def _left_out(sizes: Sequence[float], targets: Sequence[float], beside: int) -> tuple[int, ...]:
    """The originals to leave out so that each of the others fits its translation, rather not the one that
    stands beside them; none where putting neighbours together fits much better."""
    count = len(sizes) - len(targets)
    if comb(len(sizes), count) > _MAX_CHOICES:
        return ()
    choices = combinations(range(len(sizes)), count)
    best = min(
        choices, key=lambda choice: _misfit(_without(sizes, choice), targets) + _BESIDE * (beside in choice)
    )
    joined = (_joined(sizes, breaks) for breaks in combinations(range(1, len(sizes)), len(targets) - 1))
    together = min(_misfit(sums, targets) for sums in joined)
    return best if _misfit(_without(sizes, best), targets) < together + _RARELY_JOINED else ()


def _without(sizes: Sequence[float], indexes: Sequence[int]) -> list[float]:
    return [size for index, size in enumerate(sizes) if index not in indexes]


def _joined(sizes: Sequence[float], breaks: Sequence[int]) -> list[float]:
    return [sum(sizes[a:b]) for a, b in zip((0, *breaks), (*breaks, len(sizes)), strict=True)]


def _misfit(sizes: Sequence[float], targets: Sequence[float]) -> float:
    return sum(abs(log(target / size)) for size, target in zip(sizes, targets, strict=True))


def _alone(layout: Layout, section: Section, least_words: int) -> Iterator[Gap]:
    """Runs of foreign prose that no pair accounts for."""
    alone = [part for part in section.parts if not part.fold and part not in layout.paired]
    if not any(layout.is_foreign(part) for part in alone):
        return
    heading = layout.heading_text(section)
    before: Part | None = None
    for foreign, run in groupby(alone, key=layout.is_foreign):
        parts = tuple(run)
        prose = [part for part in parts if foreign and _is_prose(layout, part, least_words)]
        if prose:
            sure = 0 if _NAMED_PART.search(heading) else _sureness(layout, prose, before)
            held, read = language_name(prose[0].language), language_name(layout.reading)
            message = f"{held} in a note that is {read}"
            yield Gap((prose[0], prose[-1]), message, sure)
        before = parts[-1]


def _sureness(layout: Layout, prose: Sequence[Part], before: Part | None) -> int:
    text = layout.text_of(prose).strip()
    announced = before is not None and layout.text_of([before]).rstrip(" *_\r\n").endswith((":", "："))
    quoted = all(part.kind == "quote" for part in prose) or (text[0] in '“"「『‘' and text[-1] in '”"」』’')
    verses = text.count("\n") >= 3 and len(text) < 45 * text.count("\n")
    if announced or quoted or (verses and len(text) < 800):
        return 0
    if layout.foreign_share > _MOSTLY_FOREIGN and not layout.expected:
        return 0
    return 2 if units_of(text) >= 40 else 1


def _is_prose(layout: Layout, part: Part, least: int) -> bool:
    """Whether a passage is written text of `least` Latin words, or twice as many CJK characters."""
    prose = prose_of(layout.text_of([part]))
    counts = counts_of(prose)
    cjk = counts.han + counts.kana + counts.hangul
    if cjk > counts.words:
        return cjk >= 2 * least and bool(re.search("[，。、！？,.!?]", prose))
    return is_sentences(prose, least, part.language or "en")
