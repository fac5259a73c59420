"""Drifts: runs of folds that hold the originals of neighbouring passages, as after one fold too many.

A translation keeps numbers, names and terms in Latin letters, labels of speakers, and roughly its length. For
each passage and the folds around it, these give a probability that the two belong together. The most likely
sequence of offsets, which seldom change, is found as in any hidden Markov model. The weights were fitted to
notes whose drift readers confirmed, see tests/benchmarks/bench_judgement.py, and to planted drifts, see
bench_sections.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from math import log
from typing import NamedTuple

from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part

_PLAIN = bytes(ord(c.lower()) if c.isalnum() or c == "," else 32 for c in map(chr, range(128))) + b" " * 128
"""Translation table for comparisons: letters and digits in lower case, commas kept for later removal,
everything else blank."""
FARTHEST = 2
"""Maximum offset of folds, in passages."""
_OTHERS = tuple(fold for fold in range(2 * FARTHEST + 1) if fold != FARTHEST)
"""The columns of the folds near a passage, except its own."""
_CHANGE = 4.5
"""The cost of a change of offset, as a logarithm."""
_FOUND_WHERE_IT_BELONGS = 0.75
"""The probability that a word kept by a translation is in its original."""
_FITS, _MISFIT, _FITS_NOT = 1.05, 3.6, -2.5
"""The weights of lengths, as logarithms: translations vary by a third, chance pairs threefold."""
_NO_FOLD, _WORST, _BEST = -3.0, -4.0, 6.0
"""The score of a missing fold, and the limits of the score of one passage, as logarithms."""
_LEAST_PAIRS, _LEAST_GAIN, _LEAST_SIGNS = 3, 8.0, 2
"""Minimums for a drift: the number of pairs, the log-likelihood gain over no drift, and the number of pairs
with a clear gain."""
_FEW, _MORE_OF_FEW = 5, 3.0
"""The number of pairs below which a drift needs the extra gain for each missing pair."""
_CLEARLY = 1.5


class Drift(NamedTuple):
    """Consecutive pairs whose folds hold the originals of the passages `by` further on (if negative, further
    back), and the gain in log-likelihood over folds that hold their own originals."""

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
    """Whether any run of folds fits other passages well enough for a drift; without one, the most likely
    sequence has no drift."""
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
    """The score of a passage with its own fold."""
    return scores[passage][FARTHEST] if 0 <= passage < len(scores) else 0.0


def _is_drift(gains: Sequence[float], distance: int) -> bool:
    """Whether the evidence suffices for a drift; the larger the offset, the more is needed."""
    least = _LEAST_GAIN * distance + _MORE_OF_FEW * max(0, _FEW - len(gains))
    clear = sum(gain >= _CLEARLY for gain in gains)
    return len(gains) >= _LEAST_PAIRS and sum(gains) >= least and clear >= _LEAST_SIGNS


def _words_of(plain: bytes, parts: Sequence[Part]) -> bytes:
    """The Latin letters and digits of some parts of a text, given as one byte per code point; `1,000` is one
    word."""
    if len(parts) == 1:
        start, end = parts[0].readable
        return plain[start:end].replace(b",", b"")
    pieces = [plain[start:end] for start, end in [part.readable for part in parts]]
    return b" ".join(pieces).replace(b",", b"")


def _fits(pairs: Sequence[Pair], usual_ratio: float) -> list[list[float]]:
    """For each passage, the scores of its length against the folds from `FARTHEST` before its own to
    `FARTHEST` after it."""
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
    """An upper bound on the scores of the folds near each passage, relative to its own: by length, and by
    kept words that they have and its own lacks. Cheap to compute, and enough to clear most notes."""
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
    """For each passage, the scores of the folds near it, by length and by the words it keeps."""
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
    """Two weights for each word, as logarithms: the gain if a fold has it, and the score if the fold lacks
    it. The rarer a word, the more it shows."""
    told, not_here = {}, {}
    for word, folds in Counter(chain.from_iterable(held)).items():
        by_chance = min(0.6, (folds + 0.5) / (len(held) + 1))
        not_here[word] = log((1 - _FOUND_WHERE_IT_BELONGS) / (1 - by_chance))
        told[word] = log(_FOUND_WHERE_IT_BELONGS / by_chance) - not_here[word]
    return told, not_here


def _likeliest(scores: Sequence[Sequence[float]]) -> list[int]:
    """The offset of the fold of each passage, along the most likely sequence (the Viterbi algorithm)."""
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
