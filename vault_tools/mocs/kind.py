"""What a kind of MOC is: what it collects, and how it shows it."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.mocs.fields import Fields
from vault_tools.mocs.members import Paths
from vault_tools.modules import modules_in
from vault_tools.note.generated import block_name
from vault_tools.vault.schema_mocs import MAX_LISTED, Moc, MocPolicy
from vault_tools.vault.vault import Vault


@dataclass(frozen=True)
class Listing:
    """One MOC, or one value of an `each` MOC. `path` is where its note is written when there is none,
    `holders` are the notes that hold its block, `members` those that it lists."""

    moc: Moc
    value: str
    members: Paths
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


class MocView(Protocol):
    """What a kind sees: the vault, its MOCs and how links are written.

    `moc_notes` are the notes that hold a MOC.
    """

    vault: Vault
    policy: MocPolicy
    fields: Fields

    @property
    def listings(self) -> Iterator[Listing]: ...

    @property
    def moc_notes(self) -> Paths: ...

    def entries(self, listing: Listing) -> int | None:
        """How many notes a MOC lists, None where it lists none."""

    def target(self, path: str, source: str) -> str:
        """What a link from the note at `source` to the one at `path` says."""

    def kept(self, key: Hashable) -> dict[str, Any]:
        """What was collected of notes by path, until they or the vault's links change."""


@dataclass(frozen=True, kw_only=True)
class MocKind:
    """`collect` finds what a listing shows in the note at a path, hashable; `render` makes of that the text
    between the markers, with LF, with Markdown links if so asked.

    Without `lists_notes` the options that say which notes and how are refused, but `sort` by one of `sorts`,
    which `min` then goes with, and `group-by` with `groups`. `shows_flags`: what is flagged in notes is
    shown. `limit` is the usual one. `texts` are words that it alone needs, by the code of their language, of
    which English is one.
    """

    about: str
    collect: Callable[[MocView, Listing, str], Any]
    render: Callable[[Moc, Any, bool], str]
    lists_notes: bool = False
    shows_flags: bool = False
    sorts: tuple[tuple[str, ...], ...] = ()
    groups: bool = False
    limit: int = MAX_LISTED
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@cache
def moc_kinds() -> dict[str, MocKind]:
    """Every kind by name, found in `vault_tools.mocs.kinds`: those of notes first, those of flags last."""
    found: dict[str, MocKind] = {name: module.KIND for name, module in modules_in("vault_tools.mocs.kinds")}
    return dict(sorted(found.items(), key=lambda item: (not item[1].lists_notes, item[1].shows_flags)))


def kind_of(moc: Moc) -> MocKind:
    return moc_kinds()[moc.kind]
