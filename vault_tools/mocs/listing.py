"""Compares what MOCs list with what they listed before, and names the fields and the path that a MOC
needs."""

from collections.abc import Collection, Iterator, Mapping

from vault_tools.mocs.kind import Listing, kind_of
from vault_tools.mocs.kinds import notes
from vault_tools.mocs.members import fields_in
from vault_tools.mocs.paths import path_in_folder, path_of
from vault_tools.vault.schema_mocs import FOLDER, Moc


def listed_otherwise(
    now: Mapping[str, Listing], before: Mapping[str, Listing], changed: Collection[str]
) -> set[str]:
    """The keys whose listing differs, or lists one of the changed notes."""
    keys = now.keys() | before.keys()
    return {key for key in keys if not _lists_the_same(now.get(key), before.get(key), changed)}


def _lists_the_same(now: Listing | None, before: Listing | None, changed: Collection[str]) -> bool:
    """Whether a MOC lists the same notes as before, none of which is among the changed ones."""
    if now is None or before is None:
        return now is before
    if not kind_of(now.moc).lists_notes or (now is not before and now != before):
        return False
    return now.members.isdisjoint(changed)


def fields_of(moc: Moc) -> Iterator[str]:
    """The fields needed to list a MOC and to show what it lists, except the title."""
    yield from fields_in(moc.source)
    if moc.each:
        yield moc.each
    yield from notes.fields_of(moc)


def path_for(moc: Moc, value: str) -> str:
    """The path of the note for a value."""
    return path_in_folder(moc.note, value) if moc.each == FOLDER else path_of(moc.note, value)
