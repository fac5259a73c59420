"""Answers queries for notes: by the sources of MOCs, in order, with the fields requested."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.mocs.columns import Texts
from vault_tools.mocs.fields import Fields
from vault_tools.mocs.members import Members, fields_in
from vault_tools.mocs.numbered import SomeNotes
from vault_tools.note.yaml_core import Value
from vault_tools.vault.facts import Valued
from vault_tools.vault.schema_mocs import EVERYTHING, AllOf, LinksFrom, LinksTo, Named, Source, split_field
from vault_tools.vault.spelling import fold
from vault_tools.vault.vault import Vault

QueryRow: TypeAlias = dict[str, Value]
"""The fields of a note by name, in the order in which they were requested."""

_SortKey: TypeAlias = tuple[str, float, str]

FEW = 20
"""Up to this many notes are loaded one by one."""
LINKS, BACKLINKS = "links", "backlinks"
"""Fields that are counted: the files that a note links to, and the notes that link to it."""


@dataclass(frozen=True)
class Query:
    """The notes that are in all `sources` and, if given, among `paths`. `orphan`: only notes without links in
    either direction. A `-` before a field to sort by reverses the order."""

    sources: tuple[Source, ...] = ()
    paths: frozenset[str] | None = None
    orphan: bool = False
    sort: tuple[str, ...] = ("path",)
    limit: int | None = None
    fields: tuple[str, ...] = ("path", "title", "tags")

    @property
    def asks_for_links(self) -> bool:
        """Whether links have to be resolved."""
        shown = {name.lstrip("-") for name in (*self.sort, *self.fields)}
        by_link = any(isinstance(source, LinksTo | LinksFrom) for source in self.sources)
        return self.orphan or by_link or not shown.isdisjoint((LINKS, BACKLINKS))


def found(vault: Vault, query: Query) -> list[QueryRow]:
    """The notes that match a query. Those without a value to sort by come last."""
    table = _Table(vault, query)
    paths: Iterable[str] = table.members(query.sources)
    if query.paths is not None:
        paths = query.paths.intersection(paths)
    if query.orphan:
        paths = [path for path in paths if not (table.links(path) or table.backlinks(path))]
    ordered = table.in_order(paths, query.sort)[: query.limit]
    columns = [table.column(ordered, name) for name in query.fields]
    return [dict(zip(query.fields, row, strict=True)) for row in zip(*columns, strict=True)]


class _Table:
    """The notes of a vault as rows."""

    def __init__(self, vault: Vault, query: Query) -> None:
        self._vault, self._fields = vault, Fields(vault)
        self._asked = [*fields_in(AllOf(query.sources))]
        if any(isinstance(source, Named) for source in query.sources):
            self._asked += self._fields.name_keys
        shown = (name.lstrip("-") for name in (*query.sort, *query.fields))
        self._keys_read = self._fields.keys([*self._asked, *shown])

    def members(self, sources: tuple[Source, ...]) -> SomeNotes:
        """The notes that are in all of the sources."""
        if self._asked:
            for _ in self._fields.reading(self._asked, self._notes.values()):
                pass
        members = Members(self._vault, self._fields, self._vault.links.files.index)
        return members.of(AllOf(sources) if sources else EVERYTHING)

    def links(self, path: str) -> int:
        return len(self._vault.links.targets(self._vault.notes[path]))

    def backlinks(self, path: str) -> int:
        return len(self._vault.links.linking_to(path))

    def column(self, paths: Sequence[str], name: str) -> Sequence[Value]:
        """A field of these notes, with tags as the vault spells them, and a part such as `date.year` as
        text."""
        if name == "path":
            return paths
        if name == LINKS:
            return [self.links(path) for path in paths]
        if name == BACKLINKS:
            return [self.backlinks(path) for path in paths]
        notes = self._of(paths)
        if name == "tags":
            return [list(texts) for texts in self._texts(notes, name)]
        if split_field(name)[1]:
            return [next(iter(texts), None) for texts in self._texts(notes, name)]
        if name == "title":
            return [facts.title for facts in notes]
        return [facts.values.get(name) for facts in notes]

    def _texts(self, notes: Iterable[Valued], name: str) -> Iterable[Texts]:
        return map(self._fields.reader(name), notes)

    def _of(self, paths: Sequence[str]) -> list[Valued]:
        """These notes. If there are many, all are read in one pass, and only as far as the query needs."""
        if len(paths) > FEW or "_notes" in self.__dict__:
            return [self._notes[path] for path in paths]
        return [self._vault.notes[path] for path in paths]

    @cached_property
    def _notes(self) -> dict[str, Valued]:
        return {facts.path: facts for facts in self._vault.valued(self._keys_read)}

    def in_order(self, paths: Iterable[str], sort: Sequence[str]) -> list[str]:
        ordered = sorted(paths)
        if sort == ("path",):
            return ordered
        for name in reversed(sort):
            keys = dict(zip(ordered, self._keys(ordered, name.lstrip("-")), strict=True))
            having = [path for path in ordered if keys[path] is not None]
            having.sort(key=lambda path: keys[path] or ("", 0.0, ""), reverse=name.startswith("-"))
            ordered = having + [path for path in ordered if keys[path] is None]
        return ordered

    def _keys(self, paths: Sequence[str], name: str) -> Iterator[_SortKey | None]:
        """The sort keys of notes: numbers before texts; None if a note has no value."""
        if name in ("path", LINKS, BACKLINKS):
            yield from map(_key, self.column(paths, name))
            return
        notes = self._of(paths)
        for facts, texts in zip(notes, self._texts(notes, name), strict=True):
            raw = facts.values.get(name)
            is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
            yield _key(raw if is_number else next(iter(texts), None))


def _key(value: Value) -> _SortKey | None:
    if value is None:
        return None
    if isinstance(value, int | float):
        return "", float(value), ""
    return " ", 0.0, fold(str(value))
