"""Notes that look like maps of content, and what the program could keep true of them."""

from collections import Counter
from pathlib import PurePosixPath

from vault_tools.config.init.choice import Choice, Section, counted, ranked
from vault_tools.config.init.survey import Survey

_MIN = 5
"""Notes from which on a tag is worth a MOC: so the owner of a vault of 15,109 tags has it."""


def mocs_section(survey: Survey, usage: Counter[str]) -> Section:
    """MOCs of the tags that are used most, left to the owner; only where the vault has notes like them."""
    indexes = {note.path: len(note.links) for note in survey.notes if note.is_index}
    about = "Index notes (maps of content) that `fix` keeps true, between two markers."
    if not indexes:
        return Section("mocs", about)
    folders = Counter(f"{PurePosixPath(path).parent}/".removeprefix("./") for path in indexes)
    folder = ranked(folders)[0][0]
    remark = f"Notes that are mostly links, with how many: {counted(indexes)}"
    tags = sum(count >= _MIN for count in usage.values())
    value = {"name": "tags", "each": "tags", "min": _MIN, "note": f"{folder}{{value}}.md"}
    seen = f"tags that stand in {_MIN} notes or more: {tags:,}"
    return Section("mocs", about, (Choice("", value, seen, taken=False),) if tags else (), (remark,))
