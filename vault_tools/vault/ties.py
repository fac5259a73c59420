"""What ties a note to others: the names it has, the names it links to, and its unique values.

Diagnostics about a note's links stay valid until that note, or one that it is tied to, changes. Names and
values are stored as numbers, so that the ties of all notes are small and quick to compare. A collision only
means that a note is checked again needlessly.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeAlias
from zlib import crc32

from vault_tools.packing import packed, unpacker
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.links import name_key
from vault_tools.vault.note_link import NoteLink, NoteLinkKind
from vault_tools.vault.schema import Schema
from vault_tools.vault.unique_value import unique_values

KEPT = 1 << 12
_NO_NUMBER = -1


class Ties(NamedTuple):
    """The ties of one note, as numbers of names and values.

    `own` is the note's own name, `aliases` are its other names, `links` the names that it links to, and
    `values` its unique values. `marked`: it has markers of generated blocks. `seen` is a digest of what MOCs
    see of it, if the vault has any.
    """

    own: int
    links: tuple[int, ...] = ()
    values: tuple[int, ...] = ()
    aliases: tuple[int, ...] = ()
    marked: bool = False
    seen: bytes = b""


_unpacked = unpacker(Ties)


class PackedTies(Mapping[str, Ties]):
    """The ties of the notes of a vault that is checked once: a third of the memory, but unpacked at each
    lookup."""

    def __init__(self, ties: Iterable[tuple[str, Ties]]) -> None:
        self._packed = {path: packed(of_note) for path, of_note in ties}

    def __getitem__(self, path: str) -> Ties:
        ties: Ties = _unpacked(self._packed[path])
        return ties

    def __contains__(self, path: object) -> bool:
        return path in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class NotesByNumber:
    """The notes by each number that `numbers_of` finds in their ties. With `below`, the notes of a vault of
    which this one replaces some, `ties` covers only the replaced notes."""

    def __init__(
        self,
        ties: Callable[[], Mapping[str, Ties]],
        numbers_of: Callable[[Ties], tuple[int, ...]],
        below: "NotesByNumber | None" = None,
    ) -> None:
        self._ties, self._numbers_of, self._below = ties, numbers_of, below

    @classmethod
    def following(cls, before: "NotesByNumber", ties: Callable[[], Mapping[str, Ties]]) -> "NotesByNumber":
        """The notes by number after few ties have changed. Updates the old lookup, if there is one, in time
        that hardly depends on the other notes."""
        made = cls(ties, before._numbers_of)
        if "_paths" in before.__dict__ and not before._below:
            made.__dict__["_paths"] = _followed(before._paths, before._ties(), ties(), before._numbers_of)
        return made

    def of(self, number: int) -> set[str]:
        below = self._below.of(number) if self._below else ()
        return {*below, *_at(self._paths, number)}

    @cached_property
    def _paths(self) -> "_Paths":
        found: dict[int, str | list[str]] = {}
        for path, ties in self._ties().items():
            for number in self._numbers_of(ties):
                known = found.setdefault(number, path)
                if isinstance(known, list):
                    known.append(path)
                elif known is not path:
                    found[number] = [known, path]
        return found


_Paths: TypeAlias = Mapping[int, str | list[str]]
"""Number -> paths of notes. A note that shares its number with no other, the usual case, is stored without a
list: one-element lists take more memory than everything else."""


def _at(paths: _Paths, number: int) -> Sequence[str]:
    found = paths.get(number, ())
    return (found,) if isinstance(found, str) else found


def _followed(
    paths: _Paths,
    before: Mapping[str, Ties],
    now: Mapping[str, Ties],
    numbers_of: Callable[[Ties], tuple[int, ...]],
) -> _Paths:
    """The paths by number after ties have changed; unchanged lists are shared."""
    changed = {
        path for path, ties in now.items() if ties is not before.get(path)
    } | before.keys() - now.keys()
    left = {n for path in changed & before.keys() for n in numbers_of(before[path])}
    found = dict(paths)
    found.update((n, [path for path in _at(paths, n) if path not in changed]) for n in left)
    for path in changed & now.keys():
        for number in numbers_of(now[path]):
            found[number] = [*_at(found, number), path]
    return found


def ties_of(facts: NoteFacts, schema: Schema, seen: bytes = b"") -> Ties:
    return Ties(
        number_of(facts.path),
        tuple({_number_of_link(link.written, link.kind) for link in facts.links} - {_NO_NUMBER}),
        tuple({value.number for value in unique_values(facts, schema)}),
        tuple({number_of(alias) for alias in aliases_of(facts)}),
        bool(facts.markers.all),
        seen,
    )


def aliases_of(facts: NoteFacts) -> list[str]:
    """https://help.obsidian.md/aliases"""
    return [*facts.texts("aliases"), *facts.texts("alias")]


@lru_cache(maxsize=KEPT)
def number_of(path: str) -> int:
    """The number of the name at the end of a path or link; similar spellings share it."""
    return crc32(name_key(path).encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=KEPT)
def _number_of_link(written: str, kind: NoteLinkKind) -> int:
    """The number of the name that a link leads to; a link within its own note has none."""
    target = NoteLink(kind, written, 0, 0, 0).target
    return number_of(target) if target else _NO_NUMBER


def tied_to(
    changed: Iterable[str], files: Iterable[str], before: Mapping[str, Ties], now: Mapping[str, Ties]
) -> Iterator[str]:
    """The notes tied to notes that have changed, or to files and folders that were added or removed."""
    touched = [ties[path] for path in changed for ties in (before, now) if path in ties]
    named = {part for path in files for part in (path, *path.split("/")[:-1])}
    names = {ties.own for ties in touched}.union(map(number_of, named))
    names |= {number for ties in touched for number in ties.aliases}
    linked = {number for ties in touched for number in ties.links}
    values = {number for ties in touched for number in ties.values}
    for path, ties in now.items():
        if ties.own in linked or not (names.isdisjoint(ties.links) and values.isdisjoint(ties.values)):
            yield path
