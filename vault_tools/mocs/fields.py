"""The fields that a MOC groups, sorts and shows notes by: the values of a key, or a part of them such as
`date.year`."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from vault_tools.lazy_re import pattern
from vault_tools.mocs.columns import Column, OwnColumn, ReadColumn, SharedColumn, Texts
from vault_tools.mocs.numbered import NumberedNotes
from vault_tools.note.dates import is_iso, read_date
from vault_tools.note.languages import LANGUAGES
from vault_tools.vault.facts import Valued, tags_of, texts_in
from vault_tools.vault.names import read_name
from vault_tools.vault.schema_mocs import FOLDER, GroupPart, split_field, value_text
from vault_tools.vault.tags import clean_tag
from vault_tools.vault.vault import Vault

AnyValued = TypeVar("AnyValued", bound=Valued)

_INITIALS = [(pattern(f"[{each.script}]"), each.initial) for each in LANGUAGES.values() if each.initial]
NO_LETTER = "#"
"""The letter for titles that begin with a digit or contain no letter."""


class _Spelled(dict[str, str]):
    """Texts as the vault spells them, each looked up on first use."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        self._spell = spell

    def __missing__(self, text: str) -> str:
        self[text] = spelled = self._spell(text)
        return spelled


class Fields:
    """Reads the fields of the notes of one vault, with tags and names as the vault spells them. The fields in
    `together` are read in one pass."""

    def __init__(self, vault: Vault, together: Iterable[str] = ()) -> None:
        self._vault, self.together = vault, tuple(together)
        self._schema = vault.schema_for("")
        self._columns: dict[str, Column] = {}
        self._notes: NumberedNotes | None = None
        self._dates = {k.name for k in self._schema.keys.values() if k.type in ("date", "datetime")}
        self.name_keys = {key.name: key.names for key in self._schema.name_keys if key.names}

    @property
    def notes(self) -> NumberedNotes:
        """All notes of the vault, numbered on first use."""
        if self._notes is None:
            self._notes = NumberedNotes(sorted(self._vault.notes))
        return self._notes

    def follow(self, before: "Fields", changed: Collection[str]) -> None:
        """Take over what was read before. The vault may differ only in the `changed` notes, and must spell
        everything the same."""
        self._notes = before.notes
        numbers = {path: number for path in changed if (number := self.notes.number(path)) is not None}
        for field, column in before._columns.items():
            if isinstance(column, ReadColumn):
                self._columns[field] = now = column.copied()
                texts_of = self.reader(field)
                for path, number in numbers.items():
                    now.put(number, texts_of(self._vault.notes[path]))

    def has_read(self, fields: Iterable[str]) -> bool:
        """Whether the columns of these fields are known, so that no note need be read for them."""
        return all(field in self._columns for field in fields)

    def take(self, notes: NumberedNotes, columns: Mapping[str, Column]) -> None:
        """Use these notes as all notes, and these columns."""
        self._notes = notes
        self._columns |= columns

    def column(self, field: str) -> Column:
        """The values of a field in all notes."""
        if field not in self._columns:
            fields = [field, *(self.together if field in self.together else ())]
            for _ in self.reading(fields, self._vault.valued(self.keys(fields))):
                pass
        return self._columns[field]

    def reading(self, fields: Collection[str], notes: Iterable[AnyValued]) -> Iterator[AnyValued]:
        """Read the columns of several fields in one pass, yielding each note. `notes` must be all notes of
        the vault."""
        columns: dict[str, ReadColumn] = {
            field: (OwnColumn if field == "title" else SharedColumn)(self.notes)
            for field in fields
            if field not in self._columns
        }
        readers = [(self.reader(field), column) for field, column in columns.items()]
        for facts in notes:
            if (number := self.notes.number(facts.path)) is not None:
                for texts_of, column in readers:
                    column.put(number, texts_of(facts))
            yield facts
        for column in columns.values():
            column.is_filled()
        self._columns |= columns

    def reader(self, field: str) -> Callable[[Valued], Texts]:
        """A function that reads a field of a note. It looks up each spelling only once."""
        key, part = split_field(field)
        spelled = _Spelled(lambda text: self.spelled(key, _name_in(text)))
        if key == "tags" and not part:
            return self._tags_reader(spelled.__getitem__)
        return lambda facts: _distinct(self._values(facts, key, spelled), part)

    def _tags_reader(self, spell: Callable[[str], str]) -> Callable[[Valued], Texts]:
        """The same for tags, which are the most frequent values: each spelling is cleaned and looked up only
        once."""
        names = [key.name for key in self._schema.tag_keys]
        typed = _Spelled(lambda tag: spell(clean) if (clean := clean_tag(tag)) else "")

        def tags(facts: Valued) -> Texts:
            own = [typed[tag] for name in names for tag in texts_in(facts.values.get(name))]
            return tuple(dict.fromkeys(filter(None, [*own, *map(spell, facts.text_tags)])))

        return tags

    def keys(self, fields: Iterable[str]) -> set[str]:
        """The frontmatter keys that hold the values of these fields."""
        keys = {split_field(field)[0] for field in fields}
        return keys | ({key.name for key in self._schema.tag_keys} if "tags" in keys else set())

    def spelled(self, field: str, value: str) -> str:
        """A value as `column` spells it; empty for a retired tag."""
        if field == "tags":
            return self._tag(value.lstrip("#"))
        if field == "date" or field in self._dates:
            return day_of(value) or value
        table = self._vault.names.get(self.name_keys.get(field, ""))
        return table.canonical(value) if table else value

    def _values(self, facts: Valued, key: str, spelled: Mapping[str, str]) -> Iterator[str]:
        """The values of a key."""
        if key == "title":
            yield facts.title
            return
        if key == FOLDER:
            yield facts.path.rpartition("/")[0]
            return
        value = facts.values.get(key)
        items = (
            tags_of(facts, self._schema) if key == "tags" else value if isinstance(value, list) else [value]
        )
        for item in items:
            if isinstance(item, (str, int, float)):
                yield spelled[value_text(item)]

    def _tag(self, tag: str) -> str:
        policy = self._schema.tags
        if (policy.aliases or policy.retired) and policy.speaks_of(tag):
            return policy.replacement(tag) or ""
        return self._vault.tags.canonical(tag)


def _name_in(text: str) -> str:
    """The part of a value whose spelling is looked up. Nearly all values are one word."""
    return text if text.replace("-", "").isalnum() else " ".join(read_name(text).split())


def _distinct(values: Iterable[str], part: GroupPart | None) -> Texts:
    parts = values if part is None else (part_of(value, part) for value in values)
    return tuple(dict.fromkeys(text for text in parts if text))


def part_of(text: str, part: GroupPart) -> str:
    """The year (`2025`) or month (`2025-03`) of a date in any form, or the first letter of a text; empty if
    there is none."""
    if part == "letter":
        return letter_of(text)
    day = day_of(text)
    return day[: len("2025-03")] if part == "month" else day[: len("2025")]


def day_of(text: str) -> str:
    """A date in any form as ISO 8601; empty if it is ambiguous or not a date."""
    return text if is_iso(text) else read_date(text).iso or ""


def letter_of(text: str) -> str:
    """The capital letter that a text is listed under in a register. Raises VaultToolsError if a language
    needs a library for that."""
    first = next((c for c in text if c.isalnum()), "")
    first = next((initial(first) for letters, initial in _INITIALS if letters.match(first)), first)
    bare = unicodedata.normalize("NFKD", first)[:1].upper()
    return bare if bare.isalpha() else NO_LETTER
