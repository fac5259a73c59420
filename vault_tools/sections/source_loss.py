"""Parts of a transcript that a note made from it has lost.

A truncated note follows its source up to some point and has nothing of the rest, and its own end matches the
middle of the source. If folds hold the originals of a translation, they should hold the whole source. For a
translation without originals, only its length and the names and numbers it keeps show anything.

The limits were found on 379 pairs of a real vault, 50 of them known to be truncated, see
tests/test_transcripts.py.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from vault_tools.note.languages import IDEOGRAPHIC
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import usual_ratio
from vault_tools.sections.source_profile import (
    FOLLOWED,
    TAILS,
    WINDOW,
    SharesProfile,
    SourceText,
    has_the_end,
    tails_alike,
)
from vault_tools.sections.transcript import Units, is_cjk, runs_of, shown, units_of

_LEAST_LOST, _LOST_SHARE = 3, 0.09
"""Minimum number of lost windows, and their minimum share of all windows."""
_FOLLOWS = 0.25
"""The mean share of the windows before the loss from which a note follows them, at least by quotation."""
_GOES_ON = 2.5
"""The length of a note relative to these windows above which it continues after them; it may hold each
twice."""
_SUSPICIOUS, _INCOMPLETE = 0.75, 0.6
"""Shares of a source that folded originals hold: in code points, above which they are not examined; in units,
below which they are incomplete. Nearly all notes have at least 0.85, or less than the second."""
_COVERED = 0.7
"""The mean share of windows from which nothing is missing: a transcript may say everything twice."""
_RELATED = {True: 0.08, False: 0.3}
"""Minimum share of a note's runs, of CJK characters or of words, that are in its source. Talks about
something else reach 0.065 and 0.185."""
_WORDED_ALIKE = 0.5
"""The share from which originals follow the source word for word."""
_AS_LONG = 0.75
"""The share of its usual length from which a translation counts as complete."""
_SHORT = 0.5
"""The share of the source, or of a translation's usual length, below which a note is condensed."""
_MARKS, _OF_MARKS, _RARE = 8, 0.55, 3
"""Minimum number of names and numbers that a translation shares with its source, their minimum share of all
it has, and how often each that indicates a position may occur in the source."""
_BY_CHANCE = 0.01
"""The probability below which it is no chance that so many of them precede a position in the source."""


class Loss(NamedTuple):
    """What a note lost of its source.

    `cut`: the note has nothing of the source's end. `incomplete`: the folded originals hold little of the
    source. `condensed`: the note itself does. `translated`: a translation without originals is too short for
    the source, or lacks the names and numbers of its end.

    `certain`: nothing else explains the loss; `but` names what does, or what else shows the loss. Of the
    `whole` source, in units, `kept` are in the note and `lost` are not; `missing` are the first words of the
    lost part. `cjk`: units are CJK characters, not words. `transcript` is the number of the source. The loss
    begins at its unit `start`, None if it is spread over the whole source.
    """

    kind: Literal["cut", "incomplete", "condensed", "translated"]
    certain: bool
    transcript: int
    cjk: bool
    whole: int
    kept: int
    start: int | None = None
    missing: str = ""
    but: Literal["", "other words", "long translation", "names"] = ""

    @property
    def lost(self) -> int:
        return self.whole - self.kept

    @property
    def share(self) -> float:
        return self.lost / self.whole


def loss_in(layout: Layout) -> Loss | None:
    """What a note lost of its best matching transcript; None if there is no evidence of a loss."""
    note = layout.note
    if not note.sources:
        return None
    originals = "\n".join(layout.text_of([part]) for part in layout.parts if layout.is_original(part))
    return loss_of(note.text[note.body_start :], note.sources, originals, layout.reading)


def loss_of(
    text: str, transcripts: Iterable[str], originals: str = "", reading: str | None = None
) -> Loss | None:
    """What a text lost of its transcripts. `originals` are its folded originals, `reading` is the language of
    the rest."""
    sources = [SourceText(transcript, number) for number, transcript in enumerate(transcripts)]
    is_doubtful = _are_short(originals, sources)
    if not is_doubtful and any(has_the_end(text, source) for source in sources):
        return None
    profiles = [profile for source in sources if (profile := SharesProfile.of(text, source))]
    if not profiles:
        return None
    best = max(profiles, key=lambda profile: sum(profile.shares))
    cut = None if is_doubtful and has_the_end(text, best.source) else _cut(best)
    if cut and cut.certain and not (is_doubtful and _is_full(cut, text, originals, reading)):
        return cut
    if is_doubtful and (incomplete := _incomplete(best, text, originals, reading)):
        return incomplete
    return cut or _condensed(best, text, reading if not originals else None)


def _are_short(originals: str, sources: Iterable[SourceText]) -> bool:
    """Whether the folded originals may hold less than every transcript in their script."""
    if not originals:
        return False
    cjk = is_cjk(originals)
    alike = [source for source in sources if source.cjk == cjk]
    return bool(alike) and all(source.is_longer_than(originals, _SUSPICIOUS) for source in alike)


def _cut(profile: SharesProfile) -> Loss | None:
    source, own, shares, end = profile.units, profile.own, profile.shares, profile.end
    followed = sum(share >= FOLLOWED for share in shares[:end])
    lost = len(shares) - end
    if not followed or 2 * len(own) < followed * WINDOW or lost < max(_LEAST_LOST, _LOST_SHARE * len(shares)):
        return None
    alike = tails_alike(own, source)
    if alike == len(TAILS) and (5 * end > len(shares) or 5 * len(own) > 2 * len(source)):
        return None
    kind: Literal["cut", "condensed"] = "condensed" if alike == len(TAILS) else "cut"
    goes_on = len(own) > _GOES_ON * end * WINDOW
    follows = sum(shares[:end]) >= _FOLLOWS * end
    certain = follows and not goes_on and not alike
    whole, transcript = len(source), profile.source
    start = min(end * WINDOW, whole)
    missing = shown(source[start : start + 12])
    return Loss(kind, certain, transcript.number, transcript.cjk, whole, start, start, missing)


def _incomplete(profile: SharesProfile, text: str, originals: str, reading: str | None) -> Loss | None:
    """Whether folded originals hold too little of their source; uncertain if they use other words, or if the
    translation is as long as usual."""
    source, whole = profile.source, len(profile.units)
    held = units_of(originals, cjk=source.cjk)
    if len(held) >= _INCOMPLETE * whole or profile.mean >= _COVERED:
        return None
    alike = _alike(held, profile.units)
    if alike < _RELATED[source.cjk]:
        return None
    loss = Loss("incomplete", True, source.number, source.cjk, whole, len(held))
    if alike < _WORDED_ALIKE:
        return loss._replace(certain=False, but="other words")
    is_full = _is_full(loss, text, originals, reading)
    return loss._replace(certain=False, but="long translation") if is_full else loss


def _is_full(loss: Loss, text: str, originals: str, reading: str | None) -> bool:
    """Whether the translation above folded originals is as long as usual for the whole source."""
    length = _translated(text, reading) - _translated(originals, reading)
    return length >= _AS_LONG * _usual(loss, reading)


def _translated(text: str, reading: str | None) -> int:
    return len(units_of(text, cjk=_is_wide(reading)))


def _is_wide(reading: str | None) -> bool:
    return usual_ratio(reading, None) > 1


def _usual(loss: Loss, reading: str | None) -> float:
    """The usual number of units in a translation of the source."""
    return loss.whole * usual_ratio(reading, IDEOGRAPHIC if loss.cjk else None)


def _alike(own: Units, source: Units) -> float:
    """The share of a note's runs that are in its source."""
    said, runs = set(runs_of(source)), list(runs_of(own))
    return len([run for run in runs if run in said]) / max(1, len(runs))


def _condensed(profile: SharesProfile, text: str, reading: str | None) -> Loss | None:
    """Whether a note is far shorter than its source. If it is in another script, only for a note without
    originals, for which `reading` is given."""
    source, own, whole = profile.source, profile.own, len(profile.units)
    loss = Loss("condensed", False, source.number, source.cjk, whole, len(own))
    if is_cjk(text) == source.cjk:
        is_related = len(own) < _SHORT * whole and _alike(own, profile.units) >= _RELATED[source.cjk]
        return loss if is_related else None
    if reading is None or _is_wide(reading) == source.cjk:
        return None
    return _translation(loss._replace(kind="translated"), text, source.text, reading)


def _translation(loss: Loss, text: str, source: str, reading: str) -> Loss | None:
    """Whether a translation without originals is too short, or lacks the names and numbers of the source's
    end."""
    length, words = _translated(text, reading), units_of(source, cjk=False)
    counts, last = Counter(words), {unit: place for place, unit in enumerate(words, 1)}
    marks = {unit for unit in units_of(text, cjk=False) if len(unit) > 2 or unit.isdigit()}
    shared = [unit for unit in marks if unit in counts]
    if len(shared) < _MARKS or len(shared) < _OF_MARKS * len(marks):
        return None
    if length < _SHORT * _usual(loss, reading):
        return loss._replace(kept=length)
    places = sorted(last[unit] / len(words) for unit in shared if counts[unit] <= _RARE)
    if len(places) >= _MARKS and len(places) * places[-2] ** (len(places) - 1) < _BY_CHANCE:
        return loss._replace(kept=round(places[-2] * loss.whole), but="names")
    return None
