"""Finds where the list of a MOC ends that shows only the first of many notes. Changes to notes beyond the end
don't show. A MOC with groups has several lists, and one that lists MOC notes leaves out its own, so these
have no end."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from vault_tools.mocs.columns import Texts
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kind import Listing, MocView, kind_of
from vault_tools.mocs.kinds.notes import Row, collect, in_order, last_shown
from vault_tools.vault.schema_mocs import Moc
from vault_tools.vault.spelling import fold

NamedTexts: TypeAlias = Mapping[str, Texts]
"""The texts of a note by field, including the title and what the MOC sorts by."""


def end_of(index: MocIndex, listing: Listing) -> str:
    """The path of the last note shown; empty if all are shown or if there is no such end."""
    moc = listing.moc
    has_end = kind_of(moc).lists_notes and not (moc.group_by or moc.list_mocs)
    if not (has_end and listing.holders and len(listing.members) > moc.limit):
        return ""
    return last_shown(moc, collect(MocView(index, listing), listing, listing.holders[0]).rows)


def is_beyond(moc: Moc, end: tuple[str, NamedTexts], path: str, *notes: NamedTexts) -> bool:
    """Whether a note is sorted after the one at the `end`, with each of these texts."""
    last, *others = (_row(moc, *named) for named in (end, *((path, texts) for texts in notes)))
    return in_order(moc, [last, *others], _reader(moc))[0] is last


def _row(moc: Moc, path: str, texts: NamedTexts) -> Row:
    title, names = "".join(texts["title"]), (field.lstrip("-") for field in moc.sort)
    values = tuple(() if name == "link" else texts[name] for name in names)
    return Row(path, "", title, fold(title), values)


def _reader(moc: Moc) -> Callable[[str], Callable[[Row], Texts]]:
    """Reads the fields that the MOC sorts by."""
    position = {field: number for number, field in enumerate(moc.sort)}
    return lambda field: lambda row: row.values[position[field]]
