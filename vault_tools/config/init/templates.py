"""Finds folders of templates, which are not notes."""

import re
from collections import defaultdict
from pathlib import PurePosixPath

from vault_tools.config.init.choice import MOST, Choice, ConfigSection
from vault_tools.config.init.folders import glob_of
from vault_tools.config.init.survey import NoteSurvey, Survey
from vault_tools.config.init.value_kind import kind_of
from vault_tools.lazy_re import pattern
from vault_tools.note.languages import any_of

_NAME = pattern(rf"[\W\d_]*(?:{any_of('templates')})", re.IGNORECASE)
_PROSE = 600
"""A note whose body has at least this many code points, and whose keys are filled in, is not a form."""
_MIN_FORMS = 3
"""The minimum number of notes with template code in their frontmatter, so that it is not a coincidence."""


def template_folders(survey: Survey) -> dict[str, Choice]:
    """The outermost folders with the name of a template folder, or in which most notes have template code in
    their frontmatter."""
    below: dict[str, list[NoteSurvey]] = defaultdict(list)
    for note in survey.notes:
        for parent in PurePosixPath(note.path).parents[:-1]:
            below[f"{parent}/"].append(note)
    called = {folder for folder in below if _NAME.fullmatch(PurePosixPath(folder).name)}
    found: dict[str, Choice] = {}
    for folder in sorted(below, key=lambda folder: (folder not in called, folder)):
        notes = [note for note in below[folder] if not note.path.startswith(tuple(found))]
        forms = sum(note.is_template for note in notes)
        if notes and (folder in called or forms >= max(_MIN_FORMS, MOST * len(notes))):
            code = sum(note.has_template_code for note in notes)
            seen = f"template code in {code:,} of {len(notes):,} notes"
            texts = sum(_is_text(note) for note in notes)
            seen += f"; {texts:,} are texts with filled keys" if texts else ""
            found[folder] = Choice("", glob_of(folder), seen, taken=texts <= MOST * len(notes))
    return found


def _is_text(note: NoteSurvey) -> bool:
    """Whether a note is a text, such as one about templates, rather than a form."""
    filled = sum(kind_of(value) != "empty" for value in note.values.values())
    return note.length >= _PROSE and not note.is_template and filled > MOST * max(1, len(note.values))


def excluded(folders: dict[str, Choice]) -> ConfigSection:
    """The section that excludes these folders."""
    return ConfigSection(
        "exclude", "Files that are not notes: patterns as in .gitignore.", tuple(folders.values())
    )
