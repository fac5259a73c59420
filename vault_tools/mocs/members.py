"""The notes of a MOC's source, from indexes over all notes that are built on first use."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property, reduce
from operator import and_, or_

from vault_tools.mocs.fields import Fields
from vault_tools.mocs.numbered import Mask, Numbers, SomeNotes, numbers_of
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


class Members:
    """The notes of one vault by tag, by value, by name, by link."""

    def __init__(self, vault: Vault, fields: Fields, links: LinkIndex) -> None:
        self._vault, self._fields, self._links, self._notes = vault, fields, links, fields.notes
        self._by_field: dict[tuple[str, bool], Mapping[str, SomeNotes]] = {}
        self._folders: dict[tuple[str, bool], Mask] = {}

    def follow(self, before: "Members", changed: Collection[str]) -> None:
        """Take over what is still valid. The vault must have the same notes and differ only in the `changed`
        ones. Values whose notes are the same keep the same set object."""
        self._folders = before._folders
        numbers = {path: number for path in changed if (number := self._notes.number(path)) is not None}
        for (field, nested), values in before._by_field.items():
            old, new = before._fields.column(field), self._fields.column(field)
            found = dict(values)
            for number in numbers.values():
                was, now = (set(counted(column.at(number), field, nested)) for column in (old, new))
                found |= {text: found.get(text, SomeNotes(self._notes)).toggled(number) for text in was ^ now}
            self._by_field[field, nested] = {text: paths for text, paths in found.items() if paths}

    def of(self, source: Source) -> SomeNotes:
        """The notes of a source."""
        return self._notes.masked(self.mask(source))

    def mask(self, source: Source) -> Mask:
        """The same as a mask over the notes by number."""
        match source:
            case InFolder(path, nested):
                return self._below(path, nested=nested)
            case Tagged(tag):
                return self._having("tags", tag)
            case Where(values):
                return reduce(and_, (self._having(field, value) for field, value in values), self._all)
            case Named(name):
                return reduce(or_, (self._having(key, name) for key in self._fields.name_keys), 0)
            case LinksFrom(note):
                path = self._found(note)
                linked = self._vault.links.targets(self._vault.notes[path], generated=False) if path else ()
                return self._notes.mask(linked)
            case LinksTo(note):
                path = self._found(note)
                linking = self._vault.links.linking_to(path, generated=False) if path else ()
                return self._notes.mask(linking)
            case AllOf(sources):
                return reduce(and_, map(self.mask, sources), self._all)
            case AnyOf(sources):
                return reduce(or_, map(self.mask, sources), 0)
            case Not(excepted):
                return self._all ^ self.mask(excepted)

    def by_value(self, field: str, *, nested: bool = False) -> Mapping[str, SomeNotes]:
        """Each value of a field -> the notes that have it. A nested tag also counts for its parents, and so
        does a folder with `nested`."""
        if (field, nested) not in self._by_field:
            found: dict[str, Numbers] = {}
            column = self._fields.column(field)
            for number in range(len(column)):
                for text in counted(column.at(number), field, nested):
                    numbers = found.get(text)
                    if numbers is None:
                        found[text] = numbers_of([number])
                    elif numbers[-1] != number:
                        numbers.append(number)
            self._by_field[field, nested] = {
                value: SomeNotes(self._notes, numbers) for value, numbers in found.items()
            }
        return self._by_field[field, nested]

    def _having(self, field: str, value: str) -> Mask:
        found = self.by_value(field).get(
            self._fields.spelled(field, read_name(value)), SomeNotes(self._notes)
        )
        return self._notes.mask_of(found.numbers)

    def _below(self, folder: str, *, nested: bool) -> Mask:
        if (folder, nested) not in self._folders:
            depth = folder.count("/")
            below = (n for n, path in enumerate(self._notes.paths) if path.startswith(folder))
            paths = self._notes.paths
            found = self._notes.mask_of(n for n in below if nested or paths[n].count("/") == depth)
            self._folders[folder, nested] = found
        return self._folders[folder, nested]

    @cached_property
    def _all(self) -> Mask:
        return self._notes.mask_of(range(len(self._notes)))

    def _found(self, note: str) -> str:
        """The path of a note that the configuration names like a link."""
        path = self._links.resolve(note.strip("[]").removesuffix(".md"), "") or ""
        return path if path in self._vault.notes else ""


def fields_in(source: Source) -> Iterator[str]:
    """The fields that a source uses, without those of names and without links."""
    for each in sources_in(source):
        match each:
            case Tagged():
                yield "tags"
            case Where(values):
                yield from (field for field, _ in values)


def sources_in(source: Source) -> Iterator[Source]:
    """The simple sources that a source is made of."""
    match source:
        case AllOf(sources) | AnyOf(sources):
            yield from (one for each in sources for one in sources_in(each))
        case Not(excepted):
            yield from sources_in(excepted)
        case _:
            yield source


def counted(texts: Iterable[str], field: str, nested: bool) -> Iterable[str]:
    """The values that a note with these texts counts for."""
    return with_parents(texts) if field == "tags" or nested else texts


def with_parents(tags: Iterable[str]) -> Iterable[str]:
    """The tags and all their parents."""
    for tag in tags:
        yield tag
        while "/" in tag:
            tag = tag.rpartition("/")[0]
            yield tag
