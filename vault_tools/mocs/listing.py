"""What MOCs list, compared with what they listed before, and what it takes to list and show it."""

from collections.abc import Collection, Iterator, Mapping

from vault_tools.mocs.kind import Listing, kind_of
from vault_tools.mocs.kinds import notes
from vault_tools.mocs.members import fields_in
from vault_tools.mocs.paths import path_in_folder, path_of
from vault_tools.vault.schema_mocs import FOLDER, Moc


def listed_otherwise(
    now: Mapping[str, Listing], before: Mapping[str, Listing], changed: Collection[str]
) -> set[str]:
    """The keys under which something else is listed, or one of these notes."""
    keys = now.keys() | before.keys()
    return {key for key in keys if not _lists_the_same(now.get(key), before.get(key), changed)}


def _lists_the_same(now: Listing | None, before: Listing | None, changed: Collection[str]) -> bool:
    """Whether a MOC lists what it listed before these notes changed, and they are not among that."""
    if now is None or before is None:
        return now is before
    if not kind_of(now.moc).lists_notes or (now is not before and now != before):
        return False
    return now.members.isdisjoint(changed)


def fields_of(moc: Moc) -> Iterator[str]:
    """The fields that it takes to list a MOC and to show what it lists, the title aside."""
    yield from fields_in(moc.source)
    if moc.each:
        yield moc.each
    yield from notes.fields_of(moc)


def path_for(moc: Moc, value: str) -> str:
    """The path of the note for a value."""
    return path_in_folder(moc.note, value) if moc.each == FOLDER else path_of(moc.note, value)
