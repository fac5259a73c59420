"""The diagnostics of MOC notes after some notes changed, computed from what MOCs listed before. Only the
notes that the affected blocks list are looked at."""

from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from vault_tools.config.config import Config
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import replace
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
from vault_tools.vault.vault import Vault


class SaidAnew(NamedTuple):
    """The diagnostics of MOC notes, and the changes to what MOCs list."""

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
    """The diagnostics of the affected MOC notes. None if all notes have to be looked at, also if a MOC can't
    be written, so that the error is reported as it is then. If notes of MOCs are missing, their diagnostics
    depend on more than what MOCs list."""
    if said.missing:
        return None
    with suppress(NotKept, VaultToolsError, TookTooLong):
        is_anywhere = config.schema.mocs.links.format != "relative"  # links say the same everywhere
        vault = known.vault_without_links() if is_anywhere else known.vault()
        paths, changes = _listed_since(changed, kept, vault)
        holders = known.facts.of(sorted(paths))
        by_path = {
            path: said_anew_of_mocs(facts, said.of(path), config, vault, whole)
            for path, facts in holders.items()
        }
        return SaidAnew(by_path, changes)
    return None


class MocsSince(NamedTuple):
    """`notes` changed since the diagnostics of MOC notes were computed that are now stored. `anew` are the
    MOC notes judged again since, and `changes` are the changes to what MOCs listed until then."""

    notes: Sequence[ChangedNote]
    anew: Set[str]
    changes: MocChanges


def listed_since(since: MocsSince, kept: KeptMocs, vault: Vault) -> tuple[Set[str], MocChanges] | None:
    """The MOC notes that may differ from the stored diagnostics, and the changes to what MOCs list; None if
    what is `kept` can't tell. From then on `vault` answers what MOCs list from that."""
    with suppress(NotKept, VaultToolsError):
        paths, changes = _listed_since(since.notes, kept.with_changes(since.changes), vault)
        return paths | since.anew, since.changes.then(changes)
    return None


def _listed_since(
    changed: Iterable[ChangedNote], kept: KeptMocs, vault: Vault
) -> tuple[Set[str], MocChanges]:
    """Raises NotKept."""
    alone = partial(replace, vault, all_paths=frozenset(), ties=None, files=None, drawings={})
    found = touched(kept, changed, lambda facts: alone(notes={facts.path: facts}))
    index = KeptMocIndex(vault, kept.with_changes(found.changes))
    changes = found.changes.then(index.ends_of(found.blocks))
    asked: MocIndex = index
    vault.take(MocIndex, asked)
    return {path for name in found.blocks for path in kept.holders.get(name, ())}, changes
