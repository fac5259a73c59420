"""What MOCs list and show, in a form that is kept between runs, so that the blocks that list a changed note
are found without reading all notes."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

from vault_tools.mocs.columns import Column, Texts
from vault_tools.mocs.holders import Holders
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kind import Listing
from vault_tools.mocs.list_end import end_of
from vault_tools.mocs.numbered import NumberedNotes, SomeNotes, numbers_of
from vault_tools.mocs.paths import disk_key
from vault_tools.note.generated import block_name, split_name
from vault_tools.packing import packed, unpacked, unpacker
from vault_tools.vault.vault import Vault

_Row: TypeAlias = tuple[str, tuple[Texts, ...]]
"""The target of a link to a note, if it is the same everywhere, and the texts of the fields that are kept."""


class KeptBlock(NamedTuple):
    """One value of a MOC. It is not `is_shown` if too few notes have it. `path` is where its note is written;
    `members` are the packed numbers of the notes that it lists. `end` is the path of the last note that it
    shows, if its list ends there (`mocs/list_end.py`)."""

    is_shown: bool = False
    path: str = ""
    members: bytes = packed([])
    end: str = ""

    @property
    def numbers(self) -> list[int]:
        found: list[int] = unpacked(self.members, list[int])
        return found


class KeptRows(NamedTuple):
    """Consecutive notes of `KeptMocs`."""

    paths: list[str]
    rows: list[bytes]

    @classmethod
    def unpacked(cls, data: bytes) -> "KeptRows":
        """Raises NotPacked."""
        found: KeptRows = unpacked(data, cls)
        return found


class KeptMocs(NamedTuple):
    """All notes by number, sorted by path, with a packed row for each. The `blocks` by name are in the order
    of the configuration. `holders` are the notes that hold each block, and `spelled` has the names of blocks
    as the vault spells them."""

    fields: tuple[str, ...]
    paths: list[str]
    rows: list[bytes]
    blocks: dict[str, KeptBlock]
    holders: dict[str, tuple[str, ...]]
    spelled: dict[str, str]

    def number(self, path: str) -> int | None:
        """The number of a note; None if it is not among them."""
        at = bisect_left(self.paths, path)
        return at if at < len(self.paths) and self.paths[at] == path else None

    def row(self, number: int) -> _Row:
        found: _Row = _unpacked_row(self.rows[number])
        return found

    def with_rows(self, parts: Iterable[KeptRows]) -> "KeptMocs":
        paths, rows = [*self.paths], [*self.rows]
        for part in parts:
            paths += part.paths
            rows += part.rows
        return self._replace(paths=paths, rows=rows)

    def with_changes(self, changes: "MocChanges") -> "KeptMocs":
        rows = [*self.rows]
        for number, row in changes.rows.items():
            rows[number] = row
        return self._replace(rows=rows, blocks=self.blocks | changes.blocks)


class MocChanges(NamedTuple):
    """The rows by number and the blocks by name that have changed."""

    rows: dict[int, bytes] = {}
    blocks: dict[str, KeptBlock] = {}

    @classmethod
    def unpacked(cls, data: bytes) -> "MocChanges":
        """The changes in packed data; none for no bytes. Raises NotPacked."""
        found: MocChanges = unpacked(data, cls) if data else cls()
        return found

    def then(self, later: "MocChanges") -> "MocChanges":
        return MocChanges(self.rows | later.rows, self.blocks | later.blocks)


_unpacked_row = unpacker(_Row)


def packed_row(target: str, texts: Collection[Texts]) -> bytes:
    return packed((target, texts))


def kept_rows(index: MocIndex, many: int) -> Iterator[KeptRows]:
    """The rows of all notes in batches: in a large vault they are too large to hold at once. There are none
    if nobody had to know what notes show."""
    fields = index.fields.together
    if not index.fields.has_read(fields):
        return
    columns = [index.fields.column(field) for field in fields]
    is_anywhere = index.policy.links.format != "relative"
    paths = index.fields.notes.paths
    for start in range(0, len(paths), many):
        some = [*paths[start : start + many]]
        yield KeptRows(
            some,
            [
                packed_row(
                    index.target(path, "") if is_anywhere else "", [column.at(number) for column in columns]
                )
                for number, path in enumerate(some, start)
            ],
        )


def kept_blocks(index: MocIndex) -> KeptMocs:
    """What MOCs list, still without rows."""
    return KeptMocs(
        index.fields.together, [], [], dict(_blocks(index)), dict(index.holders), dict(index.spelled)
    )


def _blocks(index: MocIndex) -> Iterator[tuple[str, KeptBlock]]:
    shown = {listing.name: listing for listing in index.listings}
    for moc in index.policy.mocs:
        by_value = index.by_value(moc)
        values = {*by_value, *(listing.value for listing in shown.values() if listing.moc is moc)}
        for value in sorted(values):
            listing = shown.get(name := block_name(moc.name, value))
            found = by_value.get(value)
            members = packed([*found.numbers] if found else [])
            path, end = (listing.path, end_of(index, listing)) if listing else ("", "")
            yield name, KeptBlock(listing is not None, path, members, end)


class KeptMocIndex(MocIndex):
    """A MOC index that reads no more notes than it is asked about: everything else comes from what is
    kept."""

    def __init__(self, vault: Vault, kept: KeptMocs) -> None:
        super().__init__(vault)
        self.kept_mocs = kept
        self._rows, notes = _Rows(kept), NumberedNotes(kept.paths)
        self.fields.take(
            notes, {field: _KeptColumn(notes, self._rows, at) for at, field in enumerate(kept.fields)}
        )
        self.spelled = dict(kept.spelled)

    @cached_property
    def holders(self) -> Holders:
        return self.kept_mocs.holders

    @cached_property
    def missing(self) -> list[str]:
        """Always empty: this index is used only if no MOC notes are missing."""
        return []

    @cached_property
    def _listings(self) -> Mapping[str, Listing]:
        return _Listings(self)

    @cached_property
    def _homeless(self) -> dict[str, Listing]:
        blocks, holders = self.kept_mocs.blocks, self.kept_mocs.holders
        names = (n for n, block in blocks.items() if block.is_shown and n not in holders and split_name(n)[1])
        return {disk_key(blocks[name].path): self._listings[name] for name in names}

    def ends_of(self, names: Iterable[str]) -> MocChanges:
        """The blocks whose lists now end elsewhere, with their new end."""
        blocks = {}
        for name in names:
            block, listing = self.kept_mocs.blocks[name], self._listings.get(name)
            if listing and (end := end_of(self, listing)) != block.end:
                blocks[name] = block._replace(end=end)
        return MocChanges({}, blocks)

    def target(self, path: str, source: str) -> str:
        number = self.fields.notes.number(path)
        return (number is not None and self._rows[number][0]) or super().target(path, source)


class _Rows(dict[int, _Row]):
    """The rows by number, each unpacked on first use."""

    def __init__(self, kept: KeptMocs) -> None:
        self._kept = kept

    def __missing__(self, number: int) -> _Row:
        self[number] = row = self._kept.row(number)
        return row


class _KeptColumn(Column):
    """The values of a field, taken from the rows."""

    def __init__(self, notes: NumberedNotes, rows: _Rows, place: int) -> None:
        super().__init__(notes)
        self._rows, self._place = rows, place

    def at(self, number: int) -> Texts:
        return self._rows[number][1][self._place]


class _Listings(Mapping[str, Listing]):
    """The listings of the blocks that are shown, each made on first use."""

    def __init__(self, index: KeptMocIndex) -> None:
        self._kept, self._made, self._notes = index.kept_mocs, dict[str, Listing](), index.fields.notes
        self._mocs = {moc.name: moc for moc in index.policy.mocs}

    def __getitem__(self, name: str) -> Listing:
        block = self._kept.blocks[name]
        if not block.is_shown:
            raise KeyError(name)
        if name not in self._made:
            own, value = split_name(name)
            members = SomeNotes(self._notes, numbers_of(block.numbers))
            holders = self._kept.holders.get(name, ())
            self._made[name] = Listing(self._mocs[own], value, members, holders, block.path)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name, block in self._kept.blocks.items() if block.is_shown)

    def __len__(self) -> int:
        return sum(block.is_shown for block in self._kept.blocks.values())
