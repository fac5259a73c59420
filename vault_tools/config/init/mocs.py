"""Notes that look like maps of content, and what the program could keep true of them."""

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
"""From how many notes on a tag is worth a MOC (the owner of a vault of 15,109 tags says five), and how many
MOCs somebody keeps."""
_FOLDER = pattern(rf"[\W\d_]*(?:{any_of('index_notes')})", re.IGNORECASE)
"""What folders of index notes are called."""
_LEAST = 2
_ELSEWHERE = "MOC/"


def mocs_section(survey: Survey) -> ConfigSection:
    """MOCs of the tags that are used most, left to the owner; only where the vault has notes like them."""
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
    """The number of notes with each tag, however spelled, or with one nested below it, as MOCs count them."""
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
    """The folder that is called so, or in which most notes are index notes; among essays none is put."""
    notes, indexes = Counter[str](), Counter[str]()
    for note in survey.notes:
        folder = f"{PurePosixPath(note.path).parent}/".removeprefix("./")
        notes[folder] += 1
        indexes[folder] += note.is_index
    called = {folder: n for folder, n in notes.items() if _FOLDER.fullmatch(PurePosixPath(folder).name)}
    full = {f: n for f, n in indexes.items() if n >= _LEAST and n > MOST * notes[f] and f}
    return next((folder for folder, _ in [*ranked(called), *ranked(full)]), _ELSEWHERE)
