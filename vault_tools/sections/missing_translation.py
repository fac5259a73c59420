"""What of a note lacks its translation, by the layout of the note.

The shares and weights are fitted on real notes with planted gaps, see tests/benchmarks/bench_sections.py.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from math import comb, log
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.note.language import CJK, NAMED, counts_of, language_name, units_of
from vault_tools.note.languages import any_of
from vault_tools.note.residue import CERTAIN_DEBRIS
from vault_tools.note.text import Span, SpanSet
from vault_tools.sections.layout import Layout, usual_ratio
from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part, Section
from vault_tools.sections.prose import is_sentences, prose_of

_NAMED_PART = pattern(
    "|".join(re.escape(name) for name in NAMED if len(name) > 3 or not name.isascii())
    + f"|{any_of('kept_headings')}",
    re.IGNORECASE,
)
"""Headings that say why what stands below is in another language."""
_ABSTRACT = pattern(r"[\W_]*(?:abstract|summary|keywords)\b", re.IGNORECASE)
_LINK = pattern(r"\[\[[^\[\]\n]*+\]\]|\[([^\[\]\n]*)\]\([^()\n]*\)|https?://\S+")
_IN_BRACKETS = pattern(r"[（(][^（）()]{1,600}[)）]")
_EMPHASIS = "*_"
_QUOTES = ' "“”「」『』‘’'
_EDITION = (0.5, 2.0)
"""How much longer or shorter than usual one half of a note is that holds all of it in another language."""
_MAX_CHOICES = 500
_RARELY_JOINED = 0.5
"""By how much putting paragraphs together has to fit better, as a logarithm, where a note never does it."""
_BESIDE = 0.3
"""What it weighs, as a logarithm, that an original stands beside the translation."""
_A_TURN = 4
"""Units of what somebody says that wants a translation where all else has one."""
_TAIL = pattern(r"[。！？]\**\s*+([A-Z][\x00-\x7f’‘“”—–…]*+)\Z")
"""Sentences in Latin letters behind a full stop of CJK."""
_LONG_TAIL, _WORDS_OF_A_TAIL = 1_000, 12
_CALLOUT = pattern(r"[ \t>]*\[!(?!quote|cite|abstract|summary|tldr|example|bibliography)\w")
"""What is a part of the text and no quotation, though it has `>` before each line."""
_BEGINS = pattern("START|BEGIN|[Pp]adding")
"""What debris says that stands above text and not below it."""
_BLANK = 5
"""Code points between debris and what a generator says beside it."""
_LONG_QUOTATION = 20
"""Words from which on a paragraph in quotation marks is what somebody says, left as it was."""
_ALL_FOREIGN, _MOSTLY_FOREIGN, _HALF = 0.9, 0.6, 0.5
"""Shares of a note's text in other languages."""


class Gap(NamedTuple):
    """Neighbouring parts that lack a translation. `sure` from 0, a guess, over 1 to 2, certain; `number`
    counts what may stand in a row."""

    parts: tuple[Part, ...]
    message: str
    sure: int
    family: str
    number: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.parts[0].start, self.parts[-1].end)


def gaps_of(layout: Layout, least_words: int) -> Iterator[Gap]:
    """The gaps of a note in the order of its layout; none where nothing tells the language it is read in."""
    for gap in _found(layout, least_words) if layout.reading else ():
        yield gap._replace(sure=0) if layout.inferred and _is_a_guess(layout, gap) else gap


def _is_a_guess(layout: Layout, gap: Gap) -> bool:
    """Whether the language that a note is read in is uncertain where nobody has said it: most of the note is
    in others, or what is in another is in the writer's own, as CJK in a Latin text is."""
    foreign = {part.language for part in gap.parts}
    return layout.foreign_share > _HALF or (layout.reading not in CJK and bool(foreign & CJK))


def _found(layout: Layout, least_words: int) -> Iterator[Gap]:
    passages = [part for part in layout.parts if layout.is_foreign(part) and not part.fold]
    if not layout.pairs and passages and layout.foreign_share >= _ALL_FOREIGN:
        if any(_is_prose(layout, part, least_words) for part in passages):
            held, read = language_name(passages[0].language), language_name(layout.reading)
            message = f"the whole note is {'in ' * (' ' in held)}{held}, not {read}"
            yield Gap((passages[0], passages[-1]), message, 1 if layout.expected else 0, "whole note")
        return
    yield from _in_pairs(layout, least_words)
    yield from _tails(layout)
    yield from _tables(layout, least_words)
    edition = _other_edition(layout)
    for section in layout.sections:
        if section not in edition:
            yield from _alone(layout, section, least_words)


def _in_pairs(layout: Layout, least_words: int) -> Iterator[Gap]:
    previous: Pair | None = None
    for number, pair in enumerate(layout.pairs):
        if layout.is_adrift(pair):
            previous = pair
            continue
        fold = pair.original[0].fold
        if fold:
            if pair.translation or not _covers(layout, previous, pair):
                promised = fold.promise is not None
                for gap in _of_fold(layout, previous, pair, least_words, promised=promised):
                    yield gap._replace(number=number)
        elif pair.translation:
            missing = without_translation(layout, pair)
            if sum(part.units for part in missing) >= _A_TURN and not _are_short_turns(layout, pair):
                yield Gap(missing, "nothing translates this passage", 1, "beside")
        elif any(_is_prose(layout, part, least_words) for part in pair.original):
            yield Gap(pair.original, "nothing translates this passage", 1, "alternating")
        previous = pair


def _of_fold(
    layout: Layout, previous: Pair | None, pair: Pair, least_words: int, *, promised: bool
) -> Iterator[Gap]:
    """The gap beside a folded original; `promised` says whether its summary calls it one."""
    if pair.original[0].language == layout.reading:
        return
    foreign = [part for part in pair.translation if layout.is_foreign(part)]
    read = any(part.language == layout.reading for part in pair.translation)
    if not pair.translation:
        if _took_the_translation(layout, previous) or holds_all(layout, pair):
            return
        sure = min(2 if promised else 0, units_of(prose_of(layout.text_of(pair.original)).strip()) // 3)
        yield Gap(pair.original, "nothing translates this folded original", sure, "fold alone")
    elif not read and (_repeats(layout, pair) or any(_is_prose(layout, part, 5) for part in foreign)):
        parts = foreign or pair.translation
        message = f"the original is where its {language_name(layout.reading)} translation should be"
        yield Gap((parts[0], parts[-1]), message, 2 if promised else 1, "original twice")
    else:
        for part in foreign:
            if _is_prose(layout, part, least_words) and not _was_folded(layout, part):
                message = f"{language_name(part.language)} within a translation"
                yield Gap((part,), message, 1, "within")


def _took_the_translation(layout: Layout, previous: Pair | None) -> bool:
    """Whether the fold above lacks its end or holds the language read: the translation stands in it."""
    above = previous.original[-1] if previous else None
    if above is None or above.fold is None:
        return False
    return above.fold.fault is not None or above.language == layout.reading


def holds_all(layout: Layout, pair: Pair) -> bool:
    """Whether a fold is the only one of a note and its size is that of all that is read."""
    if len(layout.pairs) > 1:
        return False
    section = next(s for s in layout.sections if pair.original[0] in s.parts)
    read = sum(part.units for part in layout.parts if part.language == layout.reading and not part.fold)
    ratio = read / max(1, pair.original_units) / usual_ratio(layout.reading, pair.original[0].language)
    return ratio > _EDITION[0] or _NAMED_PART.search(layout.heading_text(section)) is not None


def _was_folded(layout: Layout, part: Part) -> bool:
    """Whether a part ends at an end tag that closes nothing: it is an original whose fold is broken."""
    below = next((stray for stray in layout.note.folds.strays if stray.start >= part.end), None)
    return below is not None and not layout.note.text[part.end : below.start].strip()


def _are_short_turns(layout: Layout, pair: Pair) -> bool:
    """Whether every line of either side is no more than a few words: they say too little to be compared."""
    return all(part.units < _A_TURN + 4 for part in (*pair.original, *pair.translation))


def _other_edition(layout: Layout) -> tuple[Section, ...]:
    """The sections with which a note begins or ends that hold all of it in another language."""
    kinds = [_edition_of(layout, section) for section in layout.sections]
    told = [(section, kind) for section, kind in zip(layout.sections, kinds, strict=True) if kind is not None]
    runs = [(foreign, [s for s, _ in run]) for foreign, run in groupby(told, key=lambda pair: pair[1])]
    if len(runs) != 2:
        return ()
    sizes = {
        foreign: sum(part.units for section in sections for part in section.parts)
        for foreign, sections in runs
    }
    foreign = next(sections for foreign, sections in runs if foreign)
    language = next((p.language for s in foreign for p in s.parts if layout.is_foreign(p)), None)
    ratio = sizes[False] / max(1, sizes[True]) / usual_ratio(layout.reading, language)
    return tuple(foreign) if len(foreign) > 1 and _EDITION[0] <= ratio <= _EDITION[1] else ()


def _edition_of(layout: Layout, section: Section) -> bool | None:
    """Whether all of a section that is in a language is foreign; None where there is nothing."""
    told = [part for part in section.parts if part.language and not part.fold]
    return layout.is_foreign(told[0]) if told and len({p.language for p in told}) == 1 else None


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
    alone = [part for part in section.parts if not part.fold and part.start not in layout.paired]
    if not any(layout.is_foreign(part) for part in alone):
        return
    debris = SpanSet(
        m.span
        for m in layout.note.markers
        if m.family in CERTAIN_DEBRIS and not _BEGINS.search(m.span.of(layout.note.text))
    )
    before: Part | None = None
    for foreign, run in groupby(alone, key=layout.is_foreign):
        parts = tuple(run)
        prose = [part for part in parts if foreign and _is_prose(layout, part, least_words)]
        if prose and not debris.touches(Span(parts[0].start - _BLANK, parts[-1].end)):
            beside = _read_beside(layout, section, prose)
            sure = 0 if _is_meant(layout, section, prose, before) else _sureness(layout, prose, beside)
            held, read = language_name(prose[0].language), language_name(layout.reading)
            message = f"{held} in a note that is {read}"
            yield Gap((prose[0], prose[-1]), message, sure, "passage")
        before = parts[-1]


def _tails(layout: Layout) -> Iterator[Gap]:
    """Paragraphs in CJK whose last sentences are Latin: a translation that stopped."""
    if layout.reading not in CJK or layout.inferred:
        return
    whole = layout.note.text
    for part in layout.parts:
        if part.kind != "paragraph" or part.fold or whole[part.end - 1] > "\u3000":
            continue
        if part.language not in (layout.reading, None) or part.start in layout.paired:
            continue
        text = whole[part.start : part.end].rstrip()
        if not text[-30:].isascii() or not (tail := _TAIL.search(text[-_LONG_TAIL:])):
            continue
        said = prose_of(tail[1])
        if is_sentences(" ".join(said.split()), _WORDS_OF_A_TAIL) and not _is_quoted(tail[1].strip()):
            start = part.start + len(text) - len(tail[1])
            found = part._replace(start=start, end=part.start + len(text), language="en")
            yield Gap((found,), "the paragraph ends in English", 1, "tail")


def _tables(layout: Layout, least_words: int) -> Iterator[Gap]:
    """Tables without a character of CJK in a note that is read in it, with sentences in two cells or more."""
    if layout.reading not in CJK or layout.inferred or layout.foreign_share > _MOSTLY_FOREIGN:
        return
    for block in layout.note.blocks:
        text = layout.note.text[block.start : block.end] if block.kind == "table" else ""
        if not text or _cjk_in(text) or layout.note.folds.around(block.start):
            continue
        said = sum(is_sentences(prose_of(cell), least_words) for cell in text.split("|"))
        if said > 1 and not any(map(_NAMED_PART.search, layout.note.heading_path(block.start))):
            part = Part(block.start, block.end, "en", "table", units_of(text))
            yield Gap((part,), "the table is English", 1, "table")


def _read_beside(layout: Layout, section: Section, prose: Sequence[Part]) -> list[Part]:
    """The parts in the language read that stand next to a run."""
    parts = [part for part in section.parts if not part.fold]
    first, last = parts.index(prose[0]), parts.index(prose[-1])
    near = parts[max(0, first - 1) : first] + parts[last + 1 : last + 2]
    return [part for part in near if part.language == layout.reading]


def _is_meant(layout: Layout, section: Section, prose: Sequence[Part], before: Part | None) -> bool:
    """Whether something says why this stands in another language: the heading, a colon above, what it is."""
    heading = layout.heading_text(section)
    if _NAMED_PART.search(heading):
        return True
    if layout.inferred and layout.reading in CJK and heading and heading.isascii():
        return True
    text = layout.text_of(prose).strip()
    announced = before is not None and layout.text_of([before]).rstrip(" *_\r\n").endswith((":", "："))
    verses = text.count("\n") >= 3 and len(text) < 45 * text.count("\n")
    kinds = {part.kind for part in prose}
    return bool(
        announced
        or (
            kinds <= {"quote", "footnote"}
            and not (_CALLOUT.match(text) and text.partition("\n")[2].isascii())
        )
        or (verses and len(text) < 800)
        or _ABSTRACT.match(text)
        or _are_links(text)
        or (before is not None and all(_was_folded(layout, part) for part in prose))
    )


def _are_links(text: str) -> bool:
    """Whether half of what is said is the words of links or more."""
    linked = sum(units_of(match[1] or "") for match in _LINK.finditer(text))
    return 2 * linked >= units_of(_LINK.sub(" ", text)) + linked > 0


def _sureness(layout: Layout, prose: Sequence[Part], beside: Sequence[Part]) -> int:
    text = layout.text_of(prose).strip()
    if layout.foreign_share > _MOSTLY_FOREIGN and not layout.expected:
        return 0
    if _is_quoted(text):
        return (
            0 if units_of(text) < _LONG_QUOTATION or any(_fits(layout, prose, part) for part in beside) else 1
        )
    return 2 if units_of(text) >= 40 else 1


def _is_quoted(text: str) -> bool:
    bare = text.strip(_EMPHASIS)
    return bare[:1] in _QUOTES and bare.rstrip(" .。*_")[-1:] in _QUOTES


def _fits(layout: Layout, prose: Sequence[Part], part: Part) -> bool:
    """Whether a part is as long as a translation of a run would be."""
    ratio = part.units / max(1, sum(p.units for p in prose)) / layout.usual_ratio
    return 0.6 <= ratio <= 1.7


def _is_prose(layout: Layout, part: Part, least: int) -> bool:
    """Whether a passage is written text of `least` Latin words, or twice as many CJK characters; what is
    translated in brackets behind it, or quoted in a sentence of another language, is none."""
    text = layout.text_of([part])
    prose = " ".join(prose_of(text).split())
    if part.language in CJK:
        counts = counts_of(prose)
        cjk = counts.han + counts.kana + counts.hangul
        return cjk >= 2 * least and bool(re.search("[，。、！？,.!?]", prose))
    if layout.reading in CJK and 3 * sum(map(_cjk_in, _IN_BRACKETS.findall(prose))) >= units_of(prose):
        return False
    if _is_quoted(prose):
        prose = prose.strip(_EMPHASIS).strip(_QUOTES)
    return is_sentences(prose, least, part.language or "en")


def _cjk_in(text: str) -> int:
    counts = counts_of(text)
    return counts.han + counts.kana + counts.hangul
