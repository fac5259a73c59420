"""The schema of a vault's frontmatter: keys, their types and their order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.memo import cached_property
from vault_tools.note.entry import Entry
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import Value
from vault_tools.vault.names import NamePolicy
from vault_tools.vault.schema_mocs import MocPolicy
from vault_tools.vault.spelling import fold
from vault_tools.vault.tags import TagPolicy

KeyType: TypeAlias = Literal[
    "any", "text", "list", "tags", "aliases", "number", "checkbox", "date", "datetime"
]
LIST_TYPES = frozenset(["list", "tags", "aliases"])
Conflict: TypeAlias = Literal["report", "status", "draft"]
EvergreenFix: TypeAlias = Literal["off", "safe", "unsafe"]


@dataclass(frozen=True)
class Key:
    """The constraints on one key of the frontmatter.

    `declared` is false if only Obsidian defines the key, not the vault's owner.
    """

    name: str
    type: Annotated[KeyType, "the type of the value, as in Obsidian's property types"] = "any"
    required: Annotated[bool, "whether every note must have the key, with a value"] = False
    default: Annotated[Value, "what a fix writes if the required key is missing"] = None
    aliases: Annotated[tuple[str, ...], "other names of the key"] = ()
    values: Annotated[tuple[str, ...], "the only values that are allowed"] = ()
    names: Annotated[str | None, "the group of names that the key holds, such as people"] = None
    unique: Annotated[bool, "whether only one note may have each value, as for `source`"] = False
    declared: bool = True

    @property
    def is_list(self) -> bool:
        return self.type in LIST_TYPES


@dataclass(frozen=True)
class StatusWords:
    """How `status` and `draft` mark a note as finished or not."""

    key: Annotated[str, "the key that holds the status"] = "status"
    draft_key: Annotated[str, "the key that is `true` while the note is a draft"] = "draft"
    evergreen: Annotated[str, "the status of a finished note"] = "evergreen"
    draft: Annotated[str, "the status of a draft"] = "draft"
    on_conflict: Annotated[Conflict, "which of the two keys wins; `report`: neither"] = "report"
    evergreen_forbids: Annotated[tuple[str, ...], "rules that a finished note may not break"] = ()
    evergreen_fix: Annotated[EvergreenFix, "whether a fix turns such a note into a draft"] = "off"


KEPT = 1 << 12
"""Maximum number of key names whose canonical key is cached: a watcher keeps seeing new names."""
OBSIDIAN_KEYS = {
    "tags": Key("tags", "tags", aliases=("tag",), declared=False),
    "aliases": Key("aliases", "aliases", aliases=("alias",), declared=False),
    "cssclasses": Key("cssclasses", "list", aliases=("cssclass",), declared=False),
}
"""Obsidian's own properties. Version 1.9 dropped the singular names and text instead of a list:
https://help.obsidian.md/properties#Default+properties."""


@dataclass(frozen=True)
class Schema:
    """The schema that applies to one note, including the profiles that match its path.

    `language` is the reading language of the vault's notes, `profile_language` that of a matching profile.
    `inline_fields`: whether Dataview's inline fields in the text also provide values of keys.
    """

    keys: Mapping[str, Key] = field(default_factory=lambda: OBSIDIAN_KEYS)
    order: tuple[str, ...] = ()
    status: StatusWords | None = None
    tags: TagPolicy = field(default_factory=TagPolicy)
    names: Mapping[str, NamePolicy] = field(default_factory=dict)
    language: str | None = None
    profile_language: str | None = None
    mocs: MocPolicy = field(default_factory=MocPolicy)
    inline_fields: bool = True

    def key_of(self, entry: Entry) -> Key | None:
        """The schema of an entry's key. Obsidian reads its own three keys in any case."""
        found = self.keys.get(entry.key)
        if found is None and entry.key.isascii() and entry.key.lower() in OBSIDIAN_KEYS:
            return self.keys[entry.key.lower()]
        return found

    def typed_entries(self, note: Note) -> list[tuple[Entry, Key]]:
        """The entries of a note whose key is in the schema."""
        return self._entries_of(note).typed

    def misnamed_entries(self, note: Note) -> list[tuple[Entry, Key]]:
        """The entries of a note whose key is an alias or a variant spelling, with the key to use instead."""
        return self._entries_of(note).misnamed

    def renamed(self, entry: Entry) -> Key | None:
        """The key to use instead of an entry's key; None if the key is right or unknown."""
        return None if entry.key in self.keys else self._spellings.get(squeezed(entry.key))

    def _entries_of(self, note: Note) -> "_Entries":
        kept = _last[0]
        if kept and kept.note is note and kept.schema is self:
            return kept
        known = self._meant.get
        meant = [(entry, *(known(entry.key) or self._meant_by(entry))) for entry in note.entries]
        typed = [(entry, key) for entry, key, _ in meant if key]
        misnamed = [(entry, key) for entry, _, key in meant if key]
        found = _last[0] = _Entries(note, self, typed, misnamed)
        return found

    def _meant_by(self, entry: Entry) -> "tuple[Key | None, Key | None]":
        """The key of an entry, and the key to use instead."""
        if len(self._meant) >= KEPT:
            self._meant.clear()
        meant = self._meant[entry.key] = self.key_of(entry), self.renamed(entry)
        return meant

    def in_text(self, note: Note) -> set[str]:
        """The names of the keys for which inline fields in the note's text hold values."""
        if not self.inline_fields:
            return set()
        typed = {value.typed for value in note.inline_values}
        return {
            key.name for name in typed if (key := self.keys.get(name) or self._spellings.get(squeezed(name)))
        }

    @cached_property
    def _meant(self) -> "dict[str, tuple[Key | None, Key | None]]":
        """Cache by name: most notes of a vault use the same names."""
        return {}

    @cached_property
    def _spellings(self) -> dict[str, Key]:
        spellings: dict[str, Key] = {}
        for key in self.keys.values():
            for name in (key.name, *key.aliases) if key.declared else key.aliases:
                spellings.setdefault(squeezed(name), key)
        return spellings

    def ranks(self, keys: Iterable[str]) -> list[int]:
        """The index in `order` of each key; keys that are not in it come last."""
        rank, last = self._rank.get, len(self.order)
        return [rank(key, last) for key in keys]

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {key: index for index, key in enumerate(self.order)}

    def is_about_a_name(self, path: str) -> bool:
        """Whether a note is in the folder of a group's notes about names."""
        return any(policy.folder and path.startswith(policy.folder) for policy in self.names.values())

    @cached_property
    def tag_keys(self) -> list[Key]:
        return [key for key in self.keys.values() if key.type == "tags"]

    @cached_property
    def name_keys(self) -> list[Key]:
        """The keys that hold names of a group."""
        return [key for key in self.keys.values() if key.names]

    @cached_property
    def required(self) -> list[Key]:
        return [key for key in self.keys.values() if key.required]


class _Entries(NamedTuple):
    """The entries of a note as classified by a schema."""

    note: Note
    schema: Schema
    typed: list[tuple[Entry, Key]]
    misnamed: list[tuple[Entry, Key]]


_last: "list[_Entries | None]" = [None]
"""The entries of the note being checked: a dozen rules query them."""


def arranged(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """The keys sorted by `order`; keys that are not in it follow in their present order."""
    first = [key for key in order if key in keys]
    return first + [key for key in keys if key not in first]


def squeezed(name: str) -> str:
    """A comparison key for names of keys: without case, width, `_`, `-` and spaces."""
    return re.sub(r"[-_\s]", "", fold(name))
