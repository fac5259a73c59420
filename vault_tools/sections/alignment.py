"""Where folds hold the originals of neighbouring passages: a fold too many, and all below it drift.

A translation keeps numbers, names and terms in Latin letters, labels of speakers, and about its length. Of
each passage and the folds around it these say how likely the two belong together; the likeliest way through
all of them, which seldom changes by how much the folds are off, is found as in any hidden Markov model. The
weights are fitted on the notes whose drift readers confirmed, see tests/benchmarks/bench_judgement.py, and on
planted drifts, see bench_sections.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from math import log
from typing import NamedTuple

from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part

_PLAIN = bytes(ord(c.lower()) if c.isalnum() or c == "," else 32 for c in map(chr, range(128))) + b" " * 128
"""Each byte as it is compared: letters and digits, in small letters, and commas, which are then left out."""
FARTHEST = 2
"""By how many passages folds may be off."""
_OTHERS = tuple(fold for fold in range(2 * FARTHEST + 1) if fold != FARTHEST)
"""Where the folds near a passage are that are not its own, among all of them."""
_CHANGE = 4.5
"""What a change of that costs, as a logarithm."""
_FOUND_WHERE_IT_BELONGS = 0.75
"""How often what a translation keeps is found in its original."""
_FITS, _MISFIT, _FITS_NOT = 1.05, 3.6, -2.5
"""What lengths weigh, as a logarithm: translations vary by a third, chance pairs threefold."""
_NO_FOLD, _WORST, _BEST = -3.0, -4.0, 6.0
"""The scores, as logarithms, for a missing fold and for the limits between which one passage counts."""
_LEAST_PAIRS, _LEAST_GAIN, _LEAST_SIGNS = 3, 8.0, 2
"""Of a drift: pairs, by how much it is likelier than none, as a logarithm, and pairs that say so clearly."""
_FEW, _MORE_OF_FEW = 5, 3.0
"""Pairs below which a drift has to be so much likelier for each that it lacks."""
_CLEARLY = 1.5


class Drift(NamedTuple):
    """Pairs in a row whose folds hold the originals of the passages `by` further on, below 0 further back,
    and how much likelier that is than that they hold their own."""

    pairs: tuple[Pair, ...]
    by: int
    gain: float


def drifts_of(pairs: Iterable[Pair], text: str, usual_ratio: float) -> Iterator[Drift]:
    """The drifts among the folded pairs of a note's text, in order."""
    pairs = [pair for pair in pairs if pair.original[0].fold]
    if len(pairs) <= _LEAST_PAIRS:
        return
    plain = text.encode("ascii", "replace").translate(_PLAIN)
    kept = [frozenset(_words_of(plain, pair.translation).split()) for pair in pairs]
    originals = [_words_of(plain, pair.original) for pair in pairs]
    fits = _fits(pairs, usual_ratio)
    if not _may_drift(_best_scores(kept, originals, fits)):
        return
    words = frozenset[bytes]().union(*kept)
    held = [words.intersection(text.split()) for text in originals]
    scores = _scores(kept, held, fits)
    if not _may_drift(scores):
        return
    start = 0
    for off, run in groupby(_likeliest(scores)):
        end = start + len(list(run))
        gains = [scores[i][off + FARTHEST] - scores[i][FARTHEST] for i in range(start, end)]
        if off and _is_drift(gains, abs(off)):
            clear = [i for i, gain in enumerate(gains, start) if gain >= _CLEARLY]
            stolen = [i for i in clear if scores[i][FARTHEST + off] > _own(scores, i + off)] or clear
            first, last = stolen[0] + off, clear[-1] + off
            yield Drift(tuple(pairs[max(0, first) : last + 1]), -off, sum(gains))
        start = end


def _may_drift(scores: Sequence[Sequence[float]]) -> bool:
    """Whether any folds in a row fit other passages by so much better as a drift has to: without such the
    likeliest way holds none."""
    for off in range(-FARTHEST, FARTHEST + 1):
        least, better = _LEAST_GAIN * abs(off), 0.0
        for row in scores if off else ():
            better += row[off + FARTHEST] - row[FARTHEST]
            if better < 0:
                better = 0.0
            elif better >= least:
                return True
    return False


def _own(scores: Sequence[Sequence[float]], passage: int) -> float:
    """How well a passage and the fold that is its own fit."""
    return scores[passage][FARTHEST] if 0 <= passage < len(scores) else 0.0


def _is_drift(gains: Sequence[float], distance: int) -> bool:
    """Whether so much speaks for a drift as it takes; the farther the folds are off, the more."""
    least = _LEAST_GAIN * distance + _MORE_OF_FEW * max(0, _FEW - len(gains))
    clear = sum(gain >= _CLEARLY for gain in gains)
    return len(gains) >= _LEAST_PAIRS and sum(gains) >= least and clear >= _LEAST_SIGNS


def _words_of(plain: bytes, parts: Sequence[Part]) -> bytes:
    """The Latin letters and digits of some parts of a text, whose code points are one byte each; `1,000` is
    one word."""
    if len(parts) == 1:
        start, end = parts[0].readable
        return plain[start:end].replace(b",", b"")
    pieces = [plain[start:end] for start, end in [part.readable for part in parts]]
    return b" ".join(pieces).replace(b",", b"")


def _fits(pairs: Sequence[Pair], usual_ratio: float) -> list[list[float]]:
    """Of each passage how well its length fits the folds from `FARTHEST` before its own to as many behind."""
    expected = [log(usual_ratio * max(1, pair.original_units)) for pair in pairs]
    beyond = [None] * FARTHEST
    lengths = [*beyond, *expected, *beyond]
    rows = []
    for passage, pair in enumerate(pairs):
        units = pair.translation_units
        near = lengths[passage : passage + 2 * FARTHEST + 1]
        if not units:
            rows.append([_NO_FOLD if other is None else 0.0 for other in near])
            continue
        length = log(units)
        row = []
        for other in near:
            if other is None:
                row.append(_NO_FOLD)
                continue
            fit = _FITS - _MISFIT * (length - other) * (length - other)
            row.append(fit if fit > _FITS_NOT else _FITS_NOT)
        rows.append(row)
    return rows


def _best_scores(
    kept: Sequence[frozenset[bytes]], originals: Sequence[bytes], fits: Sequence[Sequence[float]]
) -> Sequence[Sequence[float]]:
    """How well the folds near each passage may fit at best, measured from its own: by their lengths, and by
    the words that they hold and its own does not. Most notes are cleared by these, which cost little."""
    texts = [*[b""] * FARTHEST, *originals, *[b""] * FARTHEST]
    most = log(2 * len(kept) + 2)
    rows = []
    for passage, fit in enumerate(fits):
        row = [length - fit[FARTHEST] for length in fit]
        own = originals[passage]
        for word in [word for word in kept[passage] if word not in own]:
            for fold in _OTHERS:
                if word in texts[passage + fold]:
                    row[fold] += most
        rows.append(row)
    return rows


def _scores(
    kept: Sequence[frozenset[bytes]], held: Sequence[frozenset[bytes]], fits: Sequence[Sequence[float]]
) -> Sequence[Sequence[float]]:
    """Of each passage how well the folds near it fit, by their lengths and by the words that it keeps."""
    told, not_here = _weights(held)
    beyond: list[frozenset[bytes]] = [frozenset()] * FARTHEST
    folds = [*beyond, *held, *beyond]
    rows = []
    for passage, fit in enumerate(fits):
        words = kept[passage] & told.keys()
        if not words:
            rows.append(fit)
            continue
        nothing = sum(map(not_here.__getitem__, words))
        row = list(fit)
        for fold in range(max(0, FARTHEST - passage), min(len(row), FARTHEST + len(fits) - passage)):
            score = fit[fold] + nothing
            for word in words & folds[passage + fold]:
                score += told[word]
            row[fold] = _WORST if score < _WORST else _BEST if score > _BEST else score
        rows.append(row)
    return rows


def _weights(held: Sequence[frozenset[bytes]]) -> tuple[dict[bytes, float], dict[bytes, float]]:
    """How much more a word of a passage counts if it is in a fold than if it is not, and how much the latter
    counts, as logarithms: the rarer a word is, the more it shows."""
    told, not_here = {}, {}
    for word, folds in Counter(chain.from_iterable(held)).items():
        by_chance = min(0.6, (folds + 0.5) / (len(held) + 1))
        not_here[word] = log((1 - _FOUND_WHERE_IT_BELONGS) / (1 - by_chance))
        told[word] = log(_FOUND_WHERE_IT_BELONGS / by_chance) - not_here[word]
    return told, not_here


def _likeliest(scores: Sequence[Sequence[float]]) -> list[int]:
    """By how much the fold of each passage is off, along the way that fits best (the Viterbi algorithm)."""
    states = range(2 * FARTHEST + 1)
    best = [score - (_CHANGE if state != FARTHEST else 0.0) for state, score in enumerate(scores[0])]
    came_from = []
    for row in scores[1:]:
        top = max(states, key=best.__getitem__)
        changed = best[top] - _CHANGE
        came_from.append([state if best[state] >= changed else top for state in states])
        best = [max(best[state], changed) + row[state] for state in states]
    state = max(states, key=best.__getitem__)
    way = [state]
    for before in reversed(came_from):
        state = before[state]
        way.append(state)
    return [state - FARTHEST for state in reversed(way)]
