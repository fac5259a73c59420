"""Which notes a MOC lists for each of its values."""

from collections.abc import Mapping
from typing import NamedTuple

from vault_tools.mocs.members import Members
from vault_tools.mocs.numbered import Mask, NumberedNotes, SomeNotes
from vault_tools.vault.schema_mocs import Moc


class MocValues(NamedTuple):
    """`chosen` are the notes that the MOC takes from its source, `having` those of the whole vault by value,
    and `found` is what both have in common: the notes that it lists."""

    chosen: Mask
    having: Mapping[str, SomeNotes]
    found: Mapping[str, SomeNotes]


def values_of(
    moc: Moc, chosen: Mask, members: Members, notes: NumberedNotes, before: MocValues | None
) -> MocValues:
    """Where a value has the same notes as `before`, they are the same object: then nobody compares them."""
    old = before if before and before.chosen == chosen else None
    if not moc.each:
        return MocValues(chosen, {}, old.found if old else {"": notes.masked(chosen)})
    having = members.by_value(moc.each, nested=moc.nested)
    was: Mapping[str, SomeNotes] = old.having if old else {}
    meant = notes.meant(chosen)
    found = {
        value: old.found[value]
        if old and paths is was.get(value) and value in old.found
        else paths.among(meant)
        for value, paths in having.items()
        if value
    }
    return MocValues(chosen, having, {value: paths for value, paths in found.items() if paths})
