"""Property values inferred from the note itself: never invented, never taken from a clock."""

import re

from vault_tools.lazy_re import pattern
from vault_tools.note.dates import day_in, read_date
from vault_tools.note.entry import Entry
from vault_tools.note.languages import all_words
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import Value
from vault_tools.vault.schema import Key, Schema

_CREATED = pattern(r"created(?:[ _-]?(?:at|on|date|time))?|(?:date|time)[ _-]?created", re.IGNORECASE)
_SOURCES = frozenset(all_words("source_keys"))
"""Keys that name the source of the note's content. The address of a picture says nothing about its date."""
_COMMENTED_TAGS = pattern(r"(?<![ \t])[ \t]++((?:#[^\s#,]++[ \t,]*+)++)(?=\r?\n)")
_URL_PATH = pattern(r"https?://[^/?#\s]++(/[^?#\s]*+)\S*+")


def infer(note: Note, key: Key, schema: Schema) -> Value:
    """The value that a required key of this note should have: its title, its date or the default; None if
    unknown.

    A note about a name is titled after its file, because links already use that name.
    """
    if key.name == "title":
        return note.stem if schema.is_about_a_name(note.path) else note.title
    if key.type in ("date", "datetime") and key.name == "date" and (day := _day(note)):
        return day
    return key.default


def commented_tags(note: Note, entry: Entry) -> re.Match[str] | None:
    """Tags typed after an empty key, which YAML reads as a comment. Group 1 is the tags."""
    return _COMMENTED_TAGS.match(note.text, entry.colon) if entry.style == "empty" else None


def _day(note: Note) -> str | None:
    """The date in `created`, else in the source's URL, else in the file name."""
    for entry in note.entries:
        if _CREATED.fullmatch(entry.key) and isinstance(entry.value, str | int):
            iso = read_date(str(entry.value)).iso
            if iso:
                return iso[: len("2025-01-31")]
    texts = [e.value for e in note.entries if e.key.lower() in _SOURCES and isinstance(e.value, str)]
    paths = [match[1] for text in texts if (match := _URL_PATH.fullmatch(text))]
    days = {day for path in paths if (day := day_in(path))}
    return days.pop() if len(days) == 1 else day_in(note.stem)
