"""What a kind of MOC is: what it collects, and how it shows it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from typing import Any, Protocol, TypeVar

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.mocs.columns import Texts
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
    """One MOC, or one value of an `each` MOC. `path` is where its note is written when there is none,
    `holders` are the notes that hold its block, `members` those that it lists."""

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
        """Whether its note is to be written where it does not exist."""
        return bool(self.value) and len(self.members) >= self.moc.min

    @property
    def entries(self) -> int | None:
        """How many notes it lists, None where it lists none."""
        return len(self.members) if kind_of(self.moc).lists_notes else None


class Mocs(Protocol):
    """What there is to be seen: the vault with its MOCs."""

    vault: Vault
    fields: Fields

    @property
    def listings(self) -> Iterator[Listing]: ...

    @property
    def moc_notes(self) -> frozenset[str]: ...

    def target(self, path: str, source: str) -> str: ...

    def kept(self, key: Hashable) -> dict[str, Any]: ...


class _OfMembers(Mapping[str, T]):
    """Of the notes that a MOC lists, by path, what there is of all."""

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
    """What the kind of a MOC sees of the vault: nothing in which no change would be seen (`mocs/seen.py`), or
    the MOC would be out of date and nobody told. A kind that lists notes is asked again when these change, so
    it sees no others, and one that lists MOCs sees their notes alone. `schema` is that of the vault as a
    whole."""

    def __init__(self, mocs: Mocs, listing: Listing) -> None:
        self._mocs, self._moc, self._kind = mocs, listing.moc, kind_of(listing.moc)
        self._members: AbstractSet[str] | None = mocs.moc_notes if self._kind.lists_mocs else None
        if self._kind.lists_notes:
            self._members = listing.members
        self.schema = mocs.vault.schema_for("")

    @property
    def notes(self) -> Iterator[SeenNote]:
        """All of them; some are quicker had by their paths."""
        return map(seen_of, self._seen(self._mocs.vault.notes).values())

    def note(self, path: str) -> SeenNote:
        return seen_of(self._seen(self._mocs.vault.notes)[path])

    def column(self, field: str) -> Mapping[str, Texts]:
        """The values of a field in all notes by path, each once, in the order of the note; tags and names as
        the vault spells them."""
        if split_field(field)[0] not in self._keys:
            raise RuntimeError(f"`{self._moc.kind}` is a kind of MOC whose `reads` does not name `{field}`")
        return self._seen(self._mocs.fields.column(field))

    @cached_property
    def _keys(self) -> set[str]:
        return {split_field(field)[0] for field in self._kind.reads(self._moc, self.schema)}

    def _seen(self, of_all: Mapping[str, T]) -> Mapping[str, T]:
        return of_all if self._members is None else _OfMembers(of_all, self._members)

    @property
    def listings(self) -> Iterator[Listing]:
        """As the configuration orders them, the values of each by name."""
        return self._mocs.listings

    @property
    def moc_notes(self) -> frozenset[str]:
        """The notes that hold a MOC."""
        return self._mocs.moc_notes

    def target(self, path: str, source: str) -> str:
        """What a link from the note at `source` to the one at `path` says."""
        return self._mocs.target(path, source)

    def kept(self, key: Hashable) -> dict[str, Any]:
        """What was collected of notes by path, until they or the vault's links change."""
        return self._mocs.kept(key)


def _nothing(moc: Moc, schema: Schema) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class MocKind:
    """`collect` finds what a listing shows in the note at a path, hashable; `render` makes of that the text
    between the markers, with LF, with Markdown links if so asked. `reads` names the fields that `collect` may
    read a column of, by the schema of the vault as a whole: when one changes the MOC is looked at again.

    Without `lists_notes` the options that say which notes and how are refused, but `sort` by one of `sorts`,
    which `min` then goes with, and `group-by` with `groups`. With `lists_mocs` it shows the MOCs that there
    are and how many notes each lists. `shows_flags`: what is flagged in notes is shown. `limit` is the usual
    one. `texts` are words that it alone needs, by the code of their language, of which English is one.
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
    """Every kind by name, in which words have `-` between them, found in `vault_tools.mocs.kinds`: those of
    notes first, those of flags last."""
    modules = modules_in("vault_tools.mocs.kinds")
    found: dict[str, MocKind] = {name.replace("_", "-"): module.KIND for name, module in modules}
    return dict(sorted(found.items(), key=lambda item: (not item[1].lists_notes, item[1].shows_flags)))


def kind_of(moc: Moc) -> MocKind:
    return moc_kinds()[moc.kind]
