"""What is said of the notes of MOCs after some notes have changed, found out from what MOCs listed before: no
other notes are looked at than those that the blocks list which say something else now."""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from vault_tools.config.config import Config
from vault_tools.errors import VaultToolsError
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kept import KeptMocIndex, KeptMocs, MocChanges
from vault_tools.mocs.seen_note import ChangedNote
from vault_tools.mocs.touched import NotKept, touched
from vault_tools.session.budget import TookTooLong
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.vault_diagnostics import (
    NoteDiagnostics,
    VaultDiagnostics,
    WholeNote,
    said_anew_of_mocs,
)


class SaidAnew(NamedTuple):
    """What is said of notes of MOCs, and how what is kept of what they list changes."""

    by_path: dict[str, NoteDiagnostics]
    changes: MocChanges


def said_anew(
    changed: Iterable[ChangedNote],
    kept: KeptMocs,
    said: VaultDiagnostics,
    config: Config,
    known: KnownNotes,
    whole: WholeNote,
) -> SaidAnew | None:
    """None where it takes a look at all notes: also where a MOC can't be written, so that it is told as it is
    then. Of MOCs whose notes do not exist more is said than what they list."""
    if said.missing:
        return None
    with suppress(NotKept, VaultToolsError, TookTooLong):
        found = touched(kept, changed, lambda facts: known.vault_of({facts.path: facts}))
        index = _index(kept.with_changes(found.changes), config, known)
        vault = index.vault
        paths = {path for name in found.blocks for path in kept.holders.get(name, ())}
        holders = known.facts.of(sorted(paths))
        by_path = {
            path: said_anew_of_mocs(facts, said.of(path), config, vault, whole)
            for path, facts in holders.items()
        }
        return SaidAnew(by_path, found.changes.then(index.ends_of(found.blocks)))
    return None


def _index(kept: KeptMocs, config: Config, known: KnownNotes) -> KeptMocIndex:
    """Of the vault as it is known now; where links lead is asked for those that are relative alone."""
    is_anywhere = config.schema.mocs.links.format != "relative"
    vault = known.vault_without_links() if is_anywhere else known.vault()
    index = KeptMocIndex(vault, kept)
    asked: MocIndex = index
    vault.take(MocIndex, asked)
    return index
