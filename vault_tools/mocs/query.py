"""The notes that a question is about, by the sources of MOCs, in order, with the fields asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vault_tools.mocs.fields import Fields
from vault_tools.mocs.members import Members
from vault_tools.note.yaml_core import Value
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema_mocs import EVERYTHING, AllOf, Source, split_field
from vault_tools.vault.spelling import fold
from vault_tools.vault.vault import Vault

Row: TypeAlias = dict[str, Value]
"""The fields of a note by name, in the order in which they were asked for."""

_SortKey: TypeAlias = tuple[str, float, str]

FEW = 20
"""Notes that are loaded one by one."""
LINKS, BACKLINKS = "links", "backlinks"
"""Fields that no note has: how many files it links to, how many notes link to it."""


@dataclass(frozen=True)
class Query:
    """The notes that all `sources` mean and, where `paths` is given, that are among these; `orphan`: that
    nothing links to and that link to nothing. A field to sort by has `-` in front where the last comes first.
    """

    sources: tuple[Source, ...] = ()
    paths: frozenset[str] | None = None
    orphan: bool = False
    sort: tuple[str, ...] = ("path",)
    limit: int | None = None
    fields: tuple[str, ...] = ("path", "title", "tags")


def found(vault: Vault, query: Query) -> list[Row]:
    """The notes that a query means. Those without a value to sort by come last."""
    table = _Table(vault)
    members = Members(vault, table.fields, vault.links.files.index)
    paths: Iterable[str] = members.of(AllOf(query.sources) if query.sources else EVERYTHING)
    if query.paths is not None:
        paths = query.paths.intersection(paths)
    if query.orphan:
        paths = [path for path in paths if not (table.links(path) or table.backlinks(path))]
    ordered = table.in_order(paths, query.sort)[: query.limit]
    columns = [table.column(ordered, name) for name in query.fields]
    return [dict(zip(query.fields, row, strict=True)) for row in zip(*columns, strict=True)]


class _Table:
    """The notes of a vault as rows."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self.fields = vault, Fields(vault)

    def links(self, path: str) -> int:
        return len(self._vault.links.targets(self._vault.notes[path]))

    def backlinks(self, path: str) -> int:
        return len(self._vault.links.linking_to(path))

    def column(self, paths: Sequence[str], name: str) -> Sequence[Value]:
        """A field as these notes have it; tags as the vault spells them, a part such as `date.year` as
        text."""
        if name == "path":
            return paths
        if name == LINKS:
            return [self.links(path) for path in paths]
        if name == BACKLINKS:
            return [self.backlinks(path) for path in paths]
        if name == "tags":
            return [list(tags) for tags in map(self.fields.column(name).__getitem__, paths)]
        if split_field(name)[1]:
            return [next(iter(texts), None) for texts in map(self.fields.column(name).__getitem__, paths)]
        notes = self._of(paths)
        if name == "title":
            return [notes[path].title for path in paths]
        return [notes[path].values.get(name) for path in paths]

    def _of(self, paths: Sequence[str]) -> Mapping[str, NoteFacts]:
        """The notes, loaded at one go where many are asked for."""
        notes = self._vault.notes
        return dict(notes.items()) if len(paths) > FEW else notes

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
        """What notes are sorted by: numbers before texts; None where one has no value."""
        if name in ("path", LINKS, BACKLINKS):
            yield from map(_key, self.column(paths, name))
            return
        notes, texts = self._of(paths), self.fields.column(name)
        for path in paths:
            raw = notes[path].values.get(name)
            is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
            yield _key(raw if is_number else next(iter(texts[path]), None))


def _key(value: Value) -> _SortKey | None:
    if value is None:
        return None
    if isinstance(value, int | float):
        return "", float(value), ""
    return " ", 0.0, fold(str(value))
