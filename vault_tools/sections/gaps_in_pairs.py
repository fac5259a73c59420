"""Missing translations within pairs of an original and its translation.

The shares and weights were fitted to real notes with planted gaps, see tests/benchmarks/bench_sections.py.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb, log

from vault_tools.note.language import language_name, units_of
from vault_tools.note.prose import prose_of
from vault_tools.sections.gap import EDITION, NAMED_PART, Gap, is_prose
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import Pair, pair_of, usual_ratio
from vault_tools.sections.passages import Part

_MAX_CHOICES = 500
_RARELY_JOINED = 0.5
"""How much better joined paragraphs must fit, as a logarithm, in a note that otherwise never joins them."""
_BESIDE = 0.3
"""The weight, as a logarithm, of an original being next to the translation."""
_A_TURN = 4
"""Minimum length in units of a turn that needs a translation if all others have one."""
_A_SHORT_TURN = 8
"""Length in units below which a line is too short to compare."""
_TO_COMPARE, _SURELY_REPEATED = 5, 20
"""Minimum length in units of text that may be both above a fold and in it, and number of code points at which
a repetition is no accident."""
_OF_TWO, _OF_BOTH = 1.5, 0.85
"""The length of a translation of two originals, relative to the usual length: for the first one, and for
both."""
_FITTING, _TOO_SHORT = (0.75, 1.4), 0.7
"""The length of a translation, relative to the usual length, if one original is left out, and the length
below which it is too short for all."""


def gaps_in_pairs(layout: Layout, least_words: int) -> Iterator[Gap]:
    pairs = layout.pairs
    for number in [number for number, pair in enumerate(pairs) if not _is_read(layout, pair)]:
        pair, previous = pairs[number], pairs[number - 1] if number else None
        if layout.is_adrift(pair):
            continue
        fold = pair.original[0].fold
        if fold:
            if pair.translation or not _covers(layout, previous, pair):
                promised = fold.promise is not None
                for gap in _of_fold(layout, previous, pair, least_words, promised=promised):
                    yield gap._replace(number=number)
        elif pair.translation:
            missing = without_translation(layout, pair)
            if sum(part.units for part in missing) >= _A_TURN and not _are_short_turns(pair):
                yield Gap(missing, "nothing translates this passage", 1, "beside")
        elif any(is_prose(layout, part, least_words) for part in pair.original):
            yield Gap(pair.original, "nothing translates this passage", 1, "alternating")


def _is_read(layout: Layout, pair: Pair) -> bool:
    """Whether a folded original has a translation that is entirely in the reading language."""
    translation, reading = pair.translation, layout.reading
    if not pair.original[0].fold:
        return False
    if len(translation) == 1:
        return translation[0].language == reading
    return bool(translation) and all(part.language == reading for part in translation)


def _of_fold(
    layout: Layout, previous: Pair | None, pair: Pair, least_words: int, *, promised: bool
) -> Iterator[Gap]:
    """The gaps next to a folded original; `promised` is whether its summary declares an original."""
    if pair.original[0].language == layout.reading:
        return
    foreign = [part for part in pair.translation if layout.is_foreign(part)]
    read = any(part.language == layout.reading for part in pair.translation)
    if not pair.translation:
        if _took_the_translation(layout, previous) or holds_all(layout, pair):
            return
        sure = min(2 if promised else 0, units_of(prose_of(layout.text_of(pair.original)).strip()) // 3)
        yield Gap(pair.original, "nothing translates this folded original", sure, "fold alone")
    elif not read and (_repeats(layout, pair) or any(is_prose(layout, part, 5) for part in foreign)):
        parts = foreign or pair.translation
        message = f"the original is where its {language_name(layout.reading)} translation should be"
        yield Gap((parts[0], parts[-1]), message, 2 if promised else 1, "original twice")
    else:
        for part in foreign:
            if is_prose(layout, part, least_words) and not was_folded(layout, part):
                message = f"{language_name(part.language)} within a translation"
                yield Gap((part,), message, 1, "within")


def _took_the_translation(layout: Layout, previous: Pair | None) -> bool:
    """Whether the fold above has lost its end tag or holds text in the reading language: then the translation
    is in it."""
    above = previous.original[-1] if previous else None
    if above is None or above.fold is None:
        return False
    return above.fold.fault is not None or above.language == layout.reading


def holds_all(layout: Layout, pair: Pair) -> bool:
    """Whether a fold is the only one of a note and as long as the text in the reading language."""
    if len(layout.pairs) > 1:
        return False
    section = next(s for s in layout.sections if pair.original[0] in s.parts)
    read = sum(part.units for part in layout.parts if part.language == layout.reading and not part.fold)
    ratio = read / max(1, pair.original_units) / usual_ratio(layout.reading, pair.original[0].language)
    return ratio > EDITION[0] or NAMED_PART.search(layout.heading_text(section)) is not None


def was_folded(layout: Layout, part: Part) -> bool:
    """Whether a part ends at an end tag that closes nothing, so that it is an original whose fold is
    broken."""
    below = next((stray for stray in layout.note.folds.strays if stray.start >= part.end), None)
    return below is not None and not layout.note.text[part.end : below.start].strip()


def _are_short_turns(pair: Pair) -> bool:
    """Whether all lines on both sides have only a few words, too few to compare."""
    return all(part.units < _A_SHORT_TURN for part in (*pair.original, *pair.translation))


def _repeats(layout: Layout, pair: Pair) -> bool:
    """Whether the text above a fold, in an unidentified language, is the same as the text in it."""
    if max(part.units for part in pair.translation) < _TO_COMPARE:
        return False
    above, folded = (" ".join(prose_of(layout.text_of(side)).split()) for side in pair.sides)
    return min(len(above), len(folded)) >= _SURELY_REPEATED and (folded in above or above in folded)


def _covers(layout: Layout, previous: Pair | None, pair: Pair) -> bool:
    """Whether the translation of the previous original is long enough to be that of both."""
    if previous is None or not previous.translation or not layout.stand_together(previous, pair):
        return False
    both = pair_of(previous.translation, (*previous.original, *pair.original))
    usual = layout.usual_ratio
    return previous.ratio >= _OF_TWO * usual and both.ratio >= _OF_BOTH * usual


def without_translation(layout: Layout, pair: Pair) -> tuple[Part, ...]:
    """The originals of a pair that its translations leave out: those whose removal makes the lengths fit.

    Empty if the lengths fit anyway, or if one paragraph holds several translations.
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
    least, most = _FITTING
    fits = least <= sum(targets) / (sum(sizes) - sizes[index]) <= most
    return (originals[index],) if fits and sum(targets) < _TOO_SHORT * sum(sizes) else ()


def _left_out(sizes: Sequence[float], targets: Sequence[float], beside: int) -> tuple[int, ...]:
    """The indexes of the originals to leave out so that each of the others fits its translation, preferably
    not the one next to them; empty if joining neighbours fits much better."""
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
