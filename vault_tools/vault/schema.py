"""What a vault says its frontmatter is: keys, their types, their order."""

import re
from collections.abc import Mapping, Sequence
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
    """What holds for one key of the frontmatter.

    `declared` is false where only Obsidian says it, not the vault's owner.
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
    """How `status` and `draft` say whether a note is finished."""

    key: Annotated[str, "the key that holds the status"] = "status"
    draft_key: Annotated[str, "the key that says `true` while it is a draft"] = "draft"
    evergreen: Annotated[str, "the status of a finished note"] = "evergreen"
    draft: Annotated[str, "the status of a draft"] = "draft"
    on_conflict: Annotated[Conflict, "which of the two keys wins; `report`: neither"] = "report"
    evergreen_forbids: Annotated[tuple[str, ...], "rules that a finished note may not break"] = ()
    evergreen_fix: Annotated[EvergreenFix, "whether a fix makes such a note a draft"] = "off"


KEPT = 1 << 12
"""Names of keys of which it is kept what they are another spelling of: a watcher sees ever new ones."""
OBSIDIAN_KEYS = {
    "tags": Key("tags", "tags", aliases=("tag",), declared=False),
    "aliases": Key("aliases", "aliases", aliases=("alias",), declared=False),
    "cssclasses": Key("cssclasses", "list", aliases=("cssclass",), declared=False),
}
"""Obsidian's own properties; 1.9 dropped the singular names and text in place of a list:
https://help.obsidian.md/properties#Default+properties."""


@dataclass(frozen=True)
class Schema:
    """The keys that hold for one note, the profiles that match its path included.

    `language` is the one that the vault's notes are read in, `profile_language` that of a profile's.
    `inline_fields`: whether Dataview's inline fields in the text hold values of keys too.
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
        """The schema for an entry's key; Obsidian reads its own three in any case."""
        found = self.keys.get(entry.key)
        if found is None and entry.key.isascii() and entry.key.lower() in OBSIDIAN_KEYS:
            return self.keys[entry.key.lower()]
        return found

    def typed_entries(self, note: Note) -> list[tuple[Entry, Key]]:
        """The entries of a note that the schema knows."""
        return self._entries_of(note).typed

    def misnamed_entries(self, note: Note) -> list[tuple[Entry, Key]]:
        """The entries of a note whose key should have been another: one it is an alias or another spelling
        of."""
        return self._entries_of(note).misnamed

    def renamed(self, entry: Entry) -> Key | None:
        """The key that an entry's key should have been, as above."""
        name = entry.key
        if name in self.keys:
            return None
        if name not in self._renamed:
            if len(self._renamed) >= KEPT:
                self._renamed.clear()
            self._renamed[name] = self._spellings.get(squeezed(name))
        return self._renamed[name]

    def _entries_of(self, note: Note) -> "_Entries":
        kept = _last[0]
        if kept and kept.note is note and kept.schema is self:
            return kept
        typed = [(entry, key) for entry in note.entries if (key := self.key_of(entry))]
        misnamed = [(entry, key) for entry in note.entries if (key := self.renamed(entry))]
        found = _last[0] = _Entries(note, self, typed, misnamed)
        return found

    def in_text(self, note: Note) -> set[str]:
        """The names of the keys that inline fields in the text of a note hold values of."""
        if not self.inline_fields:
            return set()
        typed = {value.typed for value in note.inline_values}
        return {
            key.name for name in typed if (key := self.keys.get(name) or self._spellings.get(squeezed(name)))
        }

    @cached_property
    def _renamed(self) -> dict[str, Key | None]:
        """The settings already computed for names: most notes of a vault have the same."""
        return {}

    @cached_property
    def _spellings(self) -> dict[str, Key]:
        spellings: dict[str, Key] = {}
        for key in self.keys.values():
            for name in (key.name, *key.aliases) if key.declared else key.aliases:
                spellings.setdefault(squeezed(name), key)
        return spellings

    def is_about_a_name(self, path: str) -> bool:
        """Whether a note is in the folder of the notes about a group of names."""
        return any(policy.folder and path.startswith(policy.folder) for policy in self.names.values())

    @cached_property
    def tag_keys(self) -> list[Key]:
        return [key for key in self.keys.values() if key.type == "tags"]

    @cached_property
    def name_keys(self) -> list[Key]:
        """The keys that hold names of some group."""
        return [key for key in self.keys.values() if key.names]

    @property
    def required(self) -> list[Key]:
        return [key for key in self.keys.values() if key.required]


class _Entries(NamedTuple):
    """What a schema says of the entries of a note."""

    note: Note
    schema: Schema
    typed: list[tuple[Entry, Key]]
    misnamed: list[tuple[Entry, Key]]


_last: "list[_Entries | None]" = [None]
"""Those of the note that rules look at now: a dozen of them ask."""


def arranged(keys: Sequence[str], order: Sequence[str]) -> list[str]:
    """The keys of a note in the order of `order`; those that it does not name follow, in their present
    order."""
    first = [key for key in order if key in keys]
    return first + [key for key in keys if key not in first]


def squeezed(name: str) -> str:
    """A key without what people spell differently: case, width, `_`, `-` and spaces."""
    return re.sub(r"[-_\s]", "", fold(name))
