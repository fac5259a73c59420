"""What a note lost of the transcript that it was made from.

A note that was cut follows its source up to some place and has nothing of what comes after, and its own end
is in the middle of the source. Where folds hold the originals of a translation, they should hold all of the
source. For a translation without them, only its length and the names and numbers that it keeps show anything.

The numbers were found over 379 pairs of a real vault, 50 of them known to be cut, see
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
"""Windows, and the share of all that these are."""
_FOLLOWS = 0.25
"""The mean share of the windows before that from which on a note follows them, at least by what it quotes."""
_GOES_ON = 2.5
"""The share of these windows' length that a note has after them; it may hold each twice."""
_SUSPICIOUS, _INCOMPLETE = 0.75, 0.6
"""Of a source what folded originals hold, in code points, above which they are not looked at; in units, below
which they are incomplete. Nearly all notes have 0.85 or more, or less than the second."""
_COVERED = 0.7
"""The mean share of windows from which on nothing is missing: a transcript may say all of it twice."""
_RELATED = {True: 0.08, False: 0.3}
"""The share of a note's runs, of CJK characters or of words, that are in its source at least: in a talk about
something else are up to 0.065 and 0.185."""
_WORDED_ALIKE = 0.5
"""The share from which on originals are word for word those of the source."""
_AS_LONG = 0.75
"""Of its usual length, from which on a translation is as long as others."""
_SHORT = 0.5
"""Of its source, or of a translation's usual length, below which a note is condensed."""
_MARKS, _OF_MARKS, _RARE = 8, 0.55, 3
"""Names and numbers that a translation shares with its source at least, their share of all that it holds, and
how often each that tells a place is in the source."""
_BY_CHANCE = 0.01
"""The probability that this many of them come before a place in the source by chance if all are kept."""


class Loss(NamedTuple):
    """`cut`: nothing of the end of the source is in the note; `incomplete`: the folded originals hold little
    of it; `condensed`: the note does; `translated`: what has no originals is too short for it, or lacks the
    names and numbers of its end.

    It is `certain` where nothing else explains it; `but` says what does, or what else shows it. Of the
    `whole` source, in units, `kept` are in the note and `lost` are not; `missing` are the first words of
    these. `cjk` says what a unit of the source is. The source is the transcript of this number, and what is
    lost begins at its unit `start`, None where it is spread over all of it.
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
    """What a note lost of the best of its transcripts; None where nothing is certain."""
    note = layout.note
    if not note.sources:
        return None
    originals = "\n".join(layout.text_of([part]) for part in layout.parts if layout.is_original(part))
    return loss_of(note.text[note.body_start :], note.sources, originals, layout.reading)


def loss_of(
    text: str, transcripts: Iterable[str], originals: str = "", reading: str | None = None
) -> Loss | None:
    """The same of a text and of those parts of it that are folded originals; `reading` is the language of the
    others."""
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
    """Whether there are folded originals that may hold less than any transcript in their script does."""
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
    """Whether folded originals hold too little of their source; a doubt where they word it otherwise, or
    where the translation is as long as others are."""
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
    """Whether the translation above folded originals is as long as others are for all of the source."""
    length = _translated(text, reading) - _translated(originals, reading)
    return length >= _AS_LONG * _usual(loss, reading)


def _translated(text: str, reading: str | None) -> int:
    return len(units_of(text, cjk=_is_wide(reading)))


def _is_wide(reading: str | None) -> bool:
    return usual_ratio(reading, None) > 1


def _usual(loss: Loss, reading: str | None) -> float:
    """Units of the usual translation of a source."""
    return loss.whole * usual_ratio(reading, IDEOGRAPHIC if loss.cjk else None)


def _alike(own: Units, source: Units) -> float:
    """The share of a note's runs that are in its source."""
    said, runs = set(runs_of(source)), list(runs_of(own))
    return len([run for run in runs if run in said]) / max(1, len(runs))


def _condensed(profile: SharesProfile, text: str, reading: str | None) -> Loss | None:
    """Whether a note is far shorter than its source; in another script than it only where no originals are
    there, for which a language that is read is given."""
    source, own, whole = profile.source, profile.own, len(profile.units)
    loss = Loss("condensed", False, source.number, source.cjk, whole, len(own))
    if is_cjk(text) == source.cjk:
        is_related = len(own) < _SHORT * whole and _alike(own, profile.units) >= _RELATED[source.cjk]
        return loss if is_related else None
    if reading is None or _is_wide(reading) == source.cjk:
        return None
    return _translation(loss._replace(kind="translated"), text, source.text, reading)


def _translation(loss: Loss, text: str, source: str, reading: str) -> Loss | None:
    """Whether a translation without originals is too short, or lacks the names and numbers of the end."""
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
