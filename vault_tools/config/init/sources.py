"""Finds the transcripts of notes: folders of text files with the same names as notes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from vault_tools.config.init.choice import MOST, Choice, ConfigSection
from vault_tools.config.init.folders import glob_of
from vault_tools.config.init.survey import Survey

TEXTS = (".txt", ".srt", ".vtt")
_LEAST = 10
"""The minimum number of notes with equal file names, so that it is not a coincidence."""


def sources_section(survey: Survey, files: Iterable[str]) -> ConfigSection:
    """The folders in which most text files have the name of a note, possibly with something appended, and the
    folders of those notes."""
    notes: dict[str, str] = {}
    for note in survey.notes:
        notes.setdefault(PurePosixPath(note.path).stem, note.path)
    by_folder: dict[str, list[str]] = defaultdict(list)
    for path in sorted(files):
        if path.endswith(TEXTS) and "*" not in path and "{" not in path:
            by_folder[path.rpartition("/")[0]].append(path)
    choices = (_choice(folder, paths, notes) for folder, paths in by_folder.items())
    about = "Transcripts that notes were made from: `missing-source-text` compares them."
    return ConfigSection("sources", about, tuple(filter(None, choices)))


def _choice(folder: str, paths: list[str], notes: Mapping[str, str]) -> Choice | None:
    found = {path: note for path in paths if (note := _note_of(PurePosixPath(path).stem, notes))}
    of_notes = set(found.values())
    if len(of_notes) < _LEAST or len(found) < MOST * len(paths):
        return None
    folders = {str(PurePosixPath(note).parent) for note in of_notes}
    within = f"{glob_of(f'{next(iter(folders))}/')}**" if len(folders) == 1 and folders != {"."} else "**"
    endings = {PurePosixPath(path).suffix for path in found}
    ending = next(iter(endings)) if len(endings) == 1 else ""
    template = f"{folder}/{{stem}}*{ending}".lstrip("/")
    seen = f"{len(found):,} of {len(paths):,} files there are named after {len(of_notes):,} notes are"
    return Choice("", {"notes": within, "transcript": template}, seen)


def _note_of(name: str, notes: Mapping[str, str]) -> str | None:
    """The note that a file is named after: `Talk 1_en` belongs to `Talk 1`, `Talk 12` does not."""
    for end in range(len(name), 0, -1):
        if (end == len(name) or not name[end].isalnum()) and name[:end] in notes:
            return notes[name[:end]]
    return None
