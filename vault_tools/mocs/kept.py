"""What MOCs list and show, in a form that is kept between runs: who knows it need not look at all notes to
see which blocks a changed note is in."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

from vault_tools.mocs.fields import Texts
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kind import Listing
from vault_tools.mocs.members import NONE, Paths
from vault_tools.mocs.paths import disk_key
from vault_tools.note.generated import block_name, split_name
from vault_tools.packing import packed, unpacked, unpacker
from vault_tools.vault.vault import Vault

_Row: TypeAlias = tuple[str, tuple[Texts, ...]]
"""What a link to a note says, from wherever it is, and the texts of the fields that are kept."""


class KeptBlock(NamedTuple):
    """A value that fewer notes have than a note is written for is not `shown`. `path` is where its note is
    written, `members` are the numbers of the notes that it lists, packed."""

    is_shown: bool = False
    path: str = ""
    members: bytes = packed([])

    @property
    def numbers(self) -> list[int]:
        found: list[int] = unpacked(self.members, list[int])
        return found


class KeptMocs(NamedTuple):
    """All notes by number, in the order of their `paths`, with a packed row of each; the `blocks` by name in
    the order of the configuration, those that `holders` hold, and how the vault spells their names."""

    fields: tuple[str, ...]
    paths: list[str]
    rows: list[bytes]
    blocks: dict[str, KeptBlock]
    holders: dict[str, tuple[str, ...]]
    spelled: dict[str, str]

    @classmethod
    def unpacked(cls, data: bytes) -> "KeptMocs":
        """Raises NotPacked."""
        found: KeptMocs = unpacked(data, cls)
        return found

    def number(self, path: str) -> int | None:
        """None of a note that is none of them."""
        at = bisect_left(self.paths, path)
        return at if at < len(self.paths) and self.paths[at] == path else None

    def row(self, number: int) -> _Row:
        found: _Row = _unpacked_row(self.rows[number])
        return found

    def with_changes(self, changes: "MocChanges") -> "KeptMocs":
        rows = [*self.rows]
        for number, row in changes.rows.items():
            rows[number] = row
        return self._replace(rows=rows, blocks=self.blocks | changes.blocks)


class MocChanges(NamedTuple):
    """The rows by number, and the blocks by name, that are others now."""

    rows: dict[int, bytes] = {}
    blocks: dict[str, KeptBlock] = {}

    @classmethod
    def unpacked(cls, data: bytes) -> "MocChanges":
        """Raises NotPacked."""
        found: MocChanges = unpacked(data, cls)
        return found

    def then(self, later: "MocChanges") -> "MocChanges":
        return MocChanges(self.rows | later.rows, self.blocks | later.blocks)


_unpacked_row = unpacker(_Row)


def packed_row(target: str, texts: Collection[Texts]) -> bytes:
    return packed((target, texts))


def packed_mocs(index: MocIndex) -> bytes:
    """`KeptMocs`, packed: they are twice as large. Empty where nobody had to know what notes show."""
    fields = index.fields.together
    if not index.fields.has_read(fields):
        return b""
    columns = [index.fields.column(field) for field in fields]
    paths = sorted(index.vault.notes)
    is_anywhere = index.policy.links.format != "relative"
    rows = [
        packed_row(index.target(path, "") if is_anywhere else "", [column[path] for column in columns])
        for path in paths
    ]
    blocks = dict(_blocks(index, {path: number for number, path in enumerate(paths)}))
    return packed(KeptMocs(fields, paths, rows, blocks, dict(index.holders), index.spelled))


def _blocks(index: MocIndex, numbers: Mapping[str, int]) -> Iterator[tuple[str, KeptBlock]]:
    shown = {listing.name: listing for listing in index.listings}
    for moc in index.policy.mocs:
        by_value = index.by_value(moc)
        values = {*by_value, *(listing.value for listing in shown.values() if listing.moc is moc)}
        for value in sorted(values):
            listing = shown.get(name := block_name(moc.name, value))
            members = packed(sorted(numbers[path] for path in by_value.get(value, NONE)))
            yield name, KeptBlock(listing is not None, listing.path if listing else "", members)


class KeptMocIndex(MocIndex):
    """As the index of the vault would be, of which no more is read than is asked for."""

    def __init__(self, vault: Vault, kept: KeptMocs) -> None:
        super().__init__(vault)
        self.kept_mocs = kept
        self._rows = _Rows(kept)
        self.fields.take({field: _Column(self._rows, at) for at, field in enumerate(kept.fields)})
        self.spelled = dict(kept.spelled)
        self.__dict__["holders"] = kept.holders
        self.__dict__["_listings"] = _Listings(self, self._rows.numbers)
        self.__dict__["missing"] = []

    @cached_property
    def _homeless(self) -> dict[str, Listing]:
        blocks, holders = self.kept_mocs.blocks, self.kept_mocs.holders
        names = (n for n, block in blocks.items() if block.is_shown and n not in holders and split_name(n)[1])
        return {disk_key(blocks[name].path): self._listings[name] for name in names}

    def target(self, path: str, source: str) -> str:
        return self._rows[path][0] or super().target(path, source)


class _Rows(dict[str, _Row]):
    """The rows by path of the notes that were asked for; `numbers` are those of notes that were met."""

    def __init__(self, kept: KeptMocs) -> None:
        self.kept, self.numbers = kept, dict[str, int]()

    def __missing__(self, path: str) -> _Row:
        number = self.numbers.get(path)
        if number is None:
            number = self.kept.number(path)
        if number is None:
            raise KeyError(path)
        self[path] = row = self.kept.row(number)
        return row


class _Column(Mapping[str, Texts]):
    """The values of a field by path."""

    def __init__(self, rows: _Rows, at: int) -> None:
        self._rows, self._at = rows, at

    def __getitem__(self, path: str) -> Texts:
        return self._rows[path][1][self._at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows.kept.paths)

    def __len__(self) -> int:
        return len(self._rows.kept.paths)


class _Listings(Mapping[str, Listing]):
    """The blocks that are shown, each made when it is first asked for."""

    def __init__(self, index: KeptMocIndex, numbers: dict[str, int]) -> None:
        self._kept, self._made, self._numbers = index.kept_mocs, dict[str, Listing](), numbers
        self._mocs = {moc.name: moc for moc in index.policy.mocs}

    def __getitem__(self, name: str) -> Listing:
        block = self._kept.blocks[name]
        if not block.is_shown:
            raise KeyError(name)
        if name not in self._made:
            own, value = split_name(name)
            numbers = {self._kept.paths[number]: number for number in block.numbers}
            self._numbers.update(numbers)
            members: Paths = frozenset(numbers)
            holders = self._kept.holders.get(name, ())
            self._made[name] = Listing(self._mocs[own], value, members, holders, block.path)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name, block in self._kept.blocks.items() if block.is_shown)

    def __len__(self) -> int:
        return sum(block.is_shown for block in self._kept.blocks.values())
