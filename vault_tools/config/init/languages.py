"""The language of the notes, and how they lay out translations and originals."""

from collections import Counter
from collections.abc import Iterator, Sequence

from vault_tools.config.init.choice import MIN_NOTES, MOST, Choice, ConfigSection, counted, is_habit, ranked
from vault_tools.config.init.folders import Folders
from vault_tools.config.init.survey import NoteLanguages, Survey
from vault_tools.note.language import language_name

_MAX_LABELS = 6


def language_section(survey: Survey) -> ConfigSection:
    """The language into which bilingual notes are translated, if there are enough of them; else that of most
    notes."""
    readings = [note.reading for note in survey.notes if note.reading and note.reading.language]
    bilingual = [reading for reading in readings if reading.originals]
    decisive = bilingual if len(bilingual) >= MIN_NOTES else readings
    votes = Counter(str(reading.language) for reading in decisive)
    about = "The language that notes are read in. A passage in another one needs a translation beside it."
    if not votes:
        return ConfigSection("", about)
    language, count = ranked(votes)[0]
    of = "bilingual notes" if decisive is bilingual else "notes"
    others = {language_name(code): n for code, n in votes.items() if code != language}
    seen = f"{count:,} of {len(decisive):,} {of} are read in {language_name(language)}"
    seen += f"; others in {counted(others)}" if others else ""
    if count <= MOST * len(decisive):
        return ConfigSection("", about, (), (seen, *_layouts(readings)))
    choice = Choice("language", language, seen, taken=is_habit(count, len(decisive)))
    return ConfigSection("", about, (choice,), tuple(_layouts(readings)))


def _layouts(readings: Sequence[NoteLanguages]) -> Iterator[str]:
    """Remarks on how bilingual notes are laid out, and on the labels of folds with originals."""
    layouts = Counter(reading.layout for reading in readings if reading.layout != "single")
    if layouts["folded"]:
        yield f"In {layouts['folded']:,} of {len(readings):,} notes originals are folded away"
        labels = Counter(label for reading in readings for label in reading.labels)
        if labels:
            yield f"The folds are called {counted(labels, _MAX_LABELS)}"
    if layouts["alternating"]:
        yield f"In {layouts['alternating']:,} of {len(readings):,} notes original and translation take turns"


def folder_languages(survey: Survey, vault_language: str | None) -> Iterator[Choice]:
    """Profiles of the folders in another language. They are left to the owner, who alone knows whether the
    notes there are clippings or need a translation."""
    looked_at = [note for note in survey.notes if note.reading and note.reading.language]
    languages = {note.path: str(note.reading.language) for note in looked_at if note.reading}
    covered: set[str] = set()
    for pattern, paths in Folders(looked_at).large.items():
        language, count = ranked(Counter(languages[path] for path in paths))[0]
        if not paths <= covered and language != vault_language and is_habit(count, len(paths)):
            covered |= paths
            seen = f"{count:,} of {len(paths):,} notes are read in {language_name(language)}"
            yield Choice("", {"match": pattern, "language": language}, seen, taken=False)
