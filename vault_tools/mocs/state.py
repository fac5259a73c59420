"""The state of a vault's MOCs, for people."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kind import Listing
from vault_tools.note.generated import digest_of
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.near import near_misses
from vault_tools.vault.vault import Vault

MocState: TypeAlias = Literal["right", "stale", "vanished", "broken", "missing", "no block"]


@dataclass(frozen=True, slots=True)
class MocInNote:
    """A MOC in one note; `entries` is the number of notes that it lists, None if it lists none."""

    name: str
    entries: int | None
    state: MocState
    path: str


def standings(vault: Vault) -> Iterator[MocInNote]:
    """The MOCs in the order of the configuration, one for each note that holds one."""
    index = vault.once(MocIndex)
    for listing in index.listings:
        entries = listing.entries
        for path in listing.holders:
            state = _state_in(vault.notes[path], listing, index)
            yield MocInNote(listing.name, entries, state, path)
        if not listing.holders and (listing.is_wanted or not listing.moc.each):
            there = index.note_at(listing.path)
            yield MocInNote(listing.name, entries, "no block" if there else "missing", there or listing.path)


def near_values(vault: Vault) -> Iterator[tuple[str, str, str]]:
    """(key, value, value that more notes have) of values of `each` that may be the same, such as a tag and
    its plural, or values that differ in one letter. `rename` can merge them."""
    index = vault.once(MocIndex)
    counts: dict[str, dict[str, int]] = {}
    for listing in index.listings:
        each = listing.moc.each
        if each == "tags" or each in vault.names:
            counts.setdefault(each, {})[listing.value] = len(listing.members)
    for each, found in counts.items():
        for pair in near_misses(found):
            rare, common = sorted(pair, key=lambda value: (found[value], value))
            yield each, rare, common


def _state_in(facts: NoteFacts, listing: Listing, index: MocIndex) -> MocState:
    blocks = [block for block in facts.markers.blocks if index.listing(block.name) is listing]
    if facts.markers.broken or not all(index.listing(block.name) for block in facts.markers.blocks):
        return "broken"
    if listing.has_vanished:
        return "vanished"
    wanted = index.text(listing, facts.path).replace("\n", blocks[0].newline)
    return "right" if digest_of(wanted) == blocks[0].digest else "stale"
