"""What a kind of MOC is: what it collects from the vault, and how it shows that."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from typing import Any, Protocol, TypeVar

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.mocs.columns import Column, Texts
from vault_tools.mocs.fields import Fields
from vault_tools.mocs.numbered import SomeNotes
from vault_tools.mocs.seen_note import SeenNote, seen_of
from vault_tools.modules import modules_in
from vault_tools.note.generated import block_name
from vault_tools.vault.schema import Schema
from vault_tools.vault.schema_mocs import MAX_LISTED, Moc, split_field
from vault_tools.vault.vault import Vault

T = TypeVar("T")


@dataclass(frozen=True)
class Listing:
    """One MOC, or one value of a MOC with `each`. `path` is where its note is written if there is none,
    `holders` are the notes that hold its block, and `members` the notes that it lists."""

    moc: Moc
    value: str
    members: SomeNotes
    holders: tuple[str, ...]
    path: str

    @property
    def name(self) -> str:
        return block_name(self.moc.name, self.value)

    @property
    def has_vanished(self) -> bool:
        return bool(self.value) and not self.members

    @property
    def is_wanted(self) -> bool:
        """Whether its note should be written if it does not exist."""
        return bool(self.value) and len(self.members) >= self.moc.min

    @property
    def entries(self) -> int | None:
        """The number of notes that it lists; None for a kind that lists none."""
        return len(self.members) if kind_of(self.moc).lists_notes else None


class Mocs(Protocol):
    """The vault with its MOCs, as far as a kind of MOC may see it."""

    vault: Vault
    fields: Fields

    @property
    def listings(self) -> Iterator[Listing]: ...

    @property
    def moc_notes(self) -> frozenset[str]: ...

    def target(self, path: str, source: str) -> str: ...

    def kept(self, key: Hashable) -> dict[str, Any]: ...


class _OfMembers(Mapping[str, T]):
    """A mapping by path, limited to the notes that a MOC lists."""

    def __init__(self, of_all: Mapping[str, T], members: AbstractSet[str]) -> None:
        self._of_all, self._members = of_all, members

    def __getitem__(self, path: str) -> T:
        if path not in self._members:
            raise KeyError(path)
        return self._of_all[path]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._members))

    def __len__(self) -> int:
        return len(self._members)


class MocView:
    """What a kind of MOC sees of the vault: only things whose changes are noticed (`mocs/seen.py`), otherwise
    a MOC would be out of date unnoticed. A kind that lists notes is collected again when these change, so it
    sees no others. One that lists MOCs sees only MOC notes. `schema` is that of the vault as a whole."""

    def __init__(self, mocs: Mocs, listing: Listing) -> None:
        self._mocs, self._moc, self._kind = mocs, listing.moc, kind_of(listing.moc)
        self._members: AbstractSet[str] | None = mocs.moc_notes if self._kind.lists_mocs else None
        if self._kind.lists_notes:
            self._members = listing.members
        self.schema = mocs.vault.schema_for("")

    @property
    def notes(self) -> Iterator[SeenNote]:
        """All notes that the kind may see. To get a few, `note` is faster."""
        return map(seen_of, self._seen(self._mocs.vault.notes).values())

    def note(self, path: str) -> SeenNote:
        return seen_of(self._seen(self._mocs.vault.notes)[path])

    def column(self, field: str) -> Mapping[str, Texts]:
        """The values of a field in all notes by path, each value once, in the order of the note, with tags
        and names as the vault spells them."""
        return self._seen(self._column(field))

    def values_of_members(self, field: str) -> Callable[[int], Texts]:
        """The same of the notes that the MOC lists, by their numbers there, which need not be looked up."""
        return self._column(field).at

    def _column(self, field: str) -> Column:
        if split_field(field)[0] not in self._keys:
            raise RuntimeError(f"`{self._moc.kind}` is a kind of MOC whose `reads` does not name `{field}`")
        return self._mocs.fields.column(field)

    @cached_property
    def _keys(self) -> set[str]:
        return {split_field(field)[0] for field in self._kind.reads(self._moc, self.schema)}

    def _seen(self, of_all: Mapping[str, T]) -> Mapping[str, T]:
        return of_all if self._members is None else _OfMembers(of_all, self._members)

    @property
    def listings(self) -> Iterator[Listing]:
        """All listings in the order of the configuration, the values of each MOC by name."""
        return self._mocs.listings

    @property
    def moc_notes(self) -> frozenset[str]:
        """The notes that hold a MOC."""
        return self._mocs.moc_notes

    def target(self, path: str, source: str) -> str:
        """The target of a link from the note at `source` to the one at `path`, as written."""
        return self._mocs.target(path, source)

    def kept(self, key: Hashable) -> dict[str, Any]:
        """Data collected from notes, by path. It is kept until the note or the vault's links change."""
        return self._mocs.kept(key)


def _nothing(moc: Moc, schema: Schema) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class MocKind:
    """`collect` finds what a listing shows in the note at a path, as a hashable value. `render` turns that
    into the text between the markers, with LF, and with Markdown links if the last argument is true. `reads`
    names the fields whose columns `collect` may read; it gets the schema of the vault as a whole. When one of
    them changes, the MOC is collected again.

    `lists_notes`: the kind lists notes. Other kinds refuse the options that choose, group or show notes,
    except `sort` by one of `sorts`, with `min`, and `group-by` if it `groups`. `lists_mocs`: it shows the
    existing MOCs and how many notes each lists. `shows_flags`: it shows the diagnostics of notes. `limit` is
    the default limit. `texts` are its own words by language code, which must include English.
    """

    about: str
    collect: Callable[[MocView, Listing, str], Any]
    render: Callable[[Moc, Any, bool], str]
    reads: Callable[[Moc, Schema], Iterable[str]] = _nothing
    lists_notes: bool = False
    lists_mocs: bool = False
    shows_flags: bool = False
    sorts: tuple[tuple[str, ...], ...] = ()
    groups: bool = False
    limit: int = MAX_LISTED
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@cache
def moc_kinds() -> dict[str, MocKind]:
    """All kinds by name, with `-` between words, from the modules in `vault_tools.mocs.kinds`: kinds that
    list notes first, kinds that show flags last."""
    modules = modules_in("vault_tools.mocs.kinds")
    found: dict[str, MocKind] = {name.replace("_", "-"): module.KIND for name, module in modules}
    return dict(sorted(found.items(), key=lambda item: (not item[1].lists_notes, item[1].shows_flags)))


def kind_of(moc: Moc) -> MocKind:
    return moc_kinds()[moc.kind]
