"""Finds notes that look like maps of content, and proposes MOCs for the program to maintain."""

import re
from collections import Counter
from itertools import accumulate
from pathlib import PurePosixPath

from vault_tools.config.init.choice import MOST, Choice, ConfigSection, counted, ranked
from vault_tools.config.init.survey import Survey
from vault_tools.lazy_re import pattern
from vault_tools.note.languages import any_of
from vault_tools.vault.tags import clean_tag, folded_tag

_MINS, _MANY = (5, 10, 20, 50, 100, 200), 50
"""The thresholds tried for the number of notes that makes a tag worth a MOC (the owner of a vault with 15,109
tags says five), and the maximum number of MOCs to propose."""
_FOLDER = pattern(rf"[\W\d_]*(?:{any_of('index_notes')})", re.IGNORECASE)
"""Names of folders of index notes."""
_LEAST = 2
_ELSEWHERE = "MOC/"


def mocs_section(survey: Survey) -> ConfigSection:
    """MOCs of the most used tags, left to the owner. Proposed only if the vault already has index notes."""
    indexes = {note.path: len(note.links) for note in survey.notes if note.is_index}
    about = "Index notes (maps of content) that `fix` keeps true, between two markers."
    if not indexes:
        return ConfigSection("mocs", about)
    remark = f"Notes that are mostly links, with how many: {counted(indexes)}"
    usage = _notes_of_tags(survey)
    least = next((n for n in _MINS if _above(usage, n) <= _MANY), _MINS[-1])
    value = {"name": "tags", "each": "tags", "min": least, "note": f"{_folder(survey)}{{value}}.md"}
    seen = f"tags in {least} notes or more: {_above(usage, least):,}"
    choices = (Choice("", value, seen, taken=False),) if _above(usage, least) else ()
    return ConfigSection("mocs", about, choices, (remark,))


def _notes_of_tags(survey: Survey) -> Counter[str]:
    """The number of notes with each tag in any spelling, or with a tag nested below it, as MOCs count
    them."""
    usage: Counter[str] = Counter()
    use = survey.use_of("tags")
    for note in survey.notes:
        listed = (clean_tag(tag) for tag in (use.texts(note.path) if use else ()))
        folds = (folded_tag(tag).split("/") for tag in (*listed, *note.inline_tags) if tag)
        usage.update({tag for segments in folds for tag in accumulate(segments, "{}/{}".format)})
    return usage


def _above(usage: Counter[str], least: int) -> int:
    return sum(count >= least for count in usage.values())


def _folder(survey: Survey) -> str:
    """The folder for MOCs: one with such a name, else one in which most notes are index notes, else a new
    one."""
    notes, indexes = Counter[str](), Counter[str]()
    for note in survey.notes:
        folder = f"{PurePosixPath(note.path).parent}/".removeprefix("./")
        notes[folder] += 1
        indexes[folder] += note.is_index
    called = {folder: n for folder, n in notes.items() if _FOLDER.fullmatch(PurePosixPath(folder).name)}
    full = {f: n for f, n in indexes.items() if n >= _LEAST and n > MOST * notes[f] and f}
    return next((folder for folder, _ in [*ranked(called), *ranked(full)]), _ELSEWHERE)
