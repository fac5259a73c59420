"""The notes that a question is about, by the sources of MOCs, in order, with the fields asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vault_tools.mocs.fields import Fields
from vault_tools.mocs.members import Members
from vault_tools.note.yaml_core import Value
from vault_tools.vault.schema_mocs import EVERYTHING, AllOf, Source, split_field
from vault_tools.vault.spelling import fold
from vault_tools.vault.vault import Vault

Row: TypeAlias = dict[str, Value]
"""The fields of a note by name, in the order in which they were asked for."""

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
    return [{name: table.value(path, name) for name in query.fields} for path in ordered]


class _Table:
    """The notes of a vault as rows."""

    def __init__(self, vault: Vault) -> None:
        self._vault, self.fields = vault, Fields(vault)

    def links(self, path: str) -> int:
        return len(self._vault.links.targets(self._vault.notes[path]))

    def backlinks(self, path: str) -> int:
        return len(self._vault.links.linking_to(path))

    def value(self, path: str, name: str) -> Value:
        """A field as its note has it; tags as the vault spells them, a part such as `date.year` as text."""
        if name == "path":
            return path
        if name == LINKS:
            return self.links(path)
        if name == BACKLINKS:
            return self.backlinks(path)
        if name == "title":
            return self._vault.notes[path].title
        texts = self.fields.column(name)[path] if name == "tags" or split_field(name)[1] else ()
        if name == "tags":
            return list(texts)
        return (next(iter(texts), None)) if split_field(name)[1] else self._vault.notes[path].values.get(name)

    def in_order(self, paths: Iterable[str], sort: Sequence[str]) -> list[str]:
        ordered = sorted(paths)
        for name in reversed(sort):
            keys = {path: self._key(path, name.lstrip("-")) for path in ordered}
            having = [path for path in ordered if keys[path] is not None]
            having.sort(key=lambda path: keys[path] or ("", 0.0, ""), reverse=name.startswith("-"))
            ordered = having + [path for path in ordered if keys[path] is None]
        return ordered

    def _key(self, path: str, name: str) -> tuple[str, float, str] | None:
        """What a note is sorted by: numbers before texts; None where it has no value."""
        if name in ("path", LINKS, BACKLINKS):
            value = self.value(path, name)
        else:
            raw = self._vault.notes[path].values.get(name)
            is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
            value = raw if is_number else next(iter(self.fields.column(name)[path]), None)
        if value is None:
            return None
        if isinstance(value, int | float):
            return "", float(value), ""
        return " ", 0.0, fold(str(value))
