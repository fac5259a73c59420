"""Reads a vault from disk, as far as the rules of vault scope need it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Listed, list_notes
from vault_tools.session.index import Index
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.steps import done
from vault_tools.session.vault_check import KeptDiagnostics, diagnostics_key
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder


def read_vault(
    root: Path,
    config: Config,
    index: Index | None = None,
    below: Iterable[str] = ("",),
    *,
    links: bool = True,
) -> Vault:
    """The readable notes of a vault or of some of its folders. Without `links` the vault must not be asked
    where links lead, which saves time."""
    index, folders = index or Index(), list(below)
    whole = "" in folders
    finder = mention_finder(root, config, index) if whole else None
    known = KnownNotes(root, config, index, finder, flags=whole)
    found = {note.path: note for folder in folders for note in list_notes(root, config.excluded, folder)}
    notes = {path: note for path, note in found.items() if isinstance(note, Listed)}
    done(known.learning(notes, (), facts=True, whole=whole))
    known.enlist(found)
    if not whole:
        return Vault(known.facts.all(), config.schema_for, finder)
    if not links:
        return known.vault_without_links()
    kept, facts = KeptDiagnostics(index, diagnostics_key(config, finder)), known.facts
    return known.vault(kept.ties(facts.content_keys, facts.each, config, whole=False))


def mention_finder(root: Path, config: Config, index: Index) -> "MentionFinder | None":
    """A finder of names without links, for the groups whose policy asks for it; None if none does."""
    groups = {group: policy for group, policy in config.schema.names.items() if policy.mentions}
    if not groups:
        return None
    from vault_tools.vault.mentions import MentionFinder

    folders = sorted({policy.folder for policy in groups.values() if policy.folder})
    tables = read_vault(root, config, index, [folder for folder in folders if (root / folder).is_dir()]).names
    return MentionFinder({group: tables[group].spellings() for group in groups})
