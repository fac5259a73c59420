"""Which notes a source of a MOC means, through indexes over all notes that are made when first asked for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from vault_tools.mocs.fields import Fields
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.names import read_name
from vault_tools.vault.schema_mocs import (
    AllOf,
    AnyOf,
    InFolder,
    LinksFrom,
    LinksTo,
    Named,
    Not,
    Source,
    Tagged,
    Where,
)
from vault_tools.vault.vault import Vault

Paths: TypeAlias = frozenset[str]
NONE: Paths = frozenset()


class Members:
    """The notes of one vault by tag, by value, by name, by link."""

    def __init__(self, vault: Vault, fields: Fields, links: LinkIndex) -> None:
        self._vault, self._notes, self._fields, self._links = vault, vault.notes, fields, links
        self._by_field: dict[tuple[str, bool], Mapping[str, Paths]] = {}
        self._folders: dict[tuple[str, bool], Paths] = {}

    def follow(self, before: "Members", changed: Collection[str]) -> None:
        """Take over what still holds where the vault has the same notes and differs in these alone. Values
        whose notes are the same keep their set."""
        self._folders = before._folders
        if "_all" in before.__dict__:
            self.__dict__["_all"] = before._all
        for (field, nested), values in before._by_field.items():
            old, new = before._fields.column(field), self._fields.column(field)
            found = dict(values)
            for path in changed:
                was, now = (set(counted(column[path], field, nested)) for column in (old, new))
                found |= {text: found[text] - {path} for text in was - now}
                found |= {text: found.get(text, NONE) | {path} for text in now - was}
            self._by_field[field, nested] = {text: paths for text, paths in found.items() if paths}

    def of(self, source: Source) -> Paths:
        """The paths of the notes that a source means."""
        match source:
            case InFolder(path, nested):
                return self._below(path, nested=nested)
            case Tagged(tag):
                return self._having("tags", tag)
            case Where(values):
                return self._all.intersection(*(self._having(field, value) for field, value in values))
            case Named(name):
                return NONE.union(*(self._having(key, name) for key in self._fields.name_keys))
            case LinksFrom(note):
                path = self._found(note)
                linked = self._vault.links.targets(self._notes[path], generated=False) if path else ()
                return self._all.intersection(linked)
            case LinksTo(note):
                path = self._found(note)
                linking = self._vault.links.linking_to(path, generated=False) if path else ()
                return self._all.intersection(linking)
            case AllOf(sources):
                return self._all.intersection(*map(self.of, sources))
            case AnyOf(sources):
                return NONE.union(*map(self.of, sources))
            case Not(excepted):
                return self._all - self.of(excepted)

    def by_value(self, field: str, *, nested: bool = False) -> Mapping[str, Paths]:
        """Each value of a field -> the notes that have it; a nested tag counts for those above it, a folder
        with `nested`."""
        if (field, nested) not in self._by_field:
            found: dict[str, list[str]] = {}
            for path, texts in self._fields.column(field).items():
                for text in counted(texts, field, nested):
                    found.setdefault(text, []).append(path)
            self._by_field[field, nested] = {value: tight(paths) for value, paths in found.items()}
        return self._by_field[field, nested]

    def _having(self, field: str, value: str) -> Paths:
        return self.by_value(field).get(self._fields.spelled(field, read_name(value)), NONE)

    def _below(self, folder: str, *, nested: bool) -> Paths:
        if (folder, nested) not in self._folders:
            depth = folder.count("/")
            below = (path for path in self._notes if path.startswith(folder))
            found = frozenset(path for path in below if nested or path.count("/") == depth)
            self._folders[folder, nested] = found
        return self._folders[folder, nested]

    @cached_property
    def _all(self) -> Paths:
        return frozenset(self._notes)

    def _found(self, note: str) -> str:
        """The path of the note that the configuration names as a link would."""
        path = self._links.resolve(note.strip("[]").removesuffix(".md"), "") or ""
        return path if path in self._notes else ""


def tight(paths: Iterable[str]) -> Paths:
    """These as a set that takes less memory: one that has grown has up to eight places for each of its own,
    the copy of a set at most four."""
    return frozenset({*paths})


def fields_in(source: Source) -> Iterator[str]:
    """The fields that a source asks for; those of names, and what links say, aside."""
    for each in sources_in(source):
        match each:
            case Tagged():
                yield "tags"
            case Where(values):
                yield from (field for field, _ in values)


def sources_in(source: Source) -> Iterator[Source]:
    """Those that a source is made of, none of which is made of others."""
    match source:
        case AllOf(sources) | AnyOf(sources):
            yield from (one for each in sources for one in sources_in(each))
        case Not(excepted):
            yield from sources_in(excepted)
        case _:
            yield source


def counted(texts: Iterable[str], field: str, nested: bool) -> Iterable[str]:
    """The values that a note counts for that has these."""
    return with_parents(texts) if field == "tags" or nested else texts


def with_parents(tags: Iterable[str]) -> Iterable[str]:
    """The tags, and the tags that they are nested below."""
    for tag in tags:
        yield tag
        while "/" in tag:
            tag = tag.rpartition("/")[0]
            yield tag
