"""The first note of a MOC."""

from vault_tools.config.config import Config
from vault_tools.errors import VaultToolsError
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.note import first_note
from vault_tools.note.note import Note
from vault_tools.note.text import apply_edits
from vault_tools.vault.vault import Vault


def new_moc(name: str, config: Config, vault: Vault) -> Note:
    """The first note of the MOC `name`, which includes the value for a MOC with `each`: `tags/beer`. Raises
    VaultToolsError if there is no such MOC, or if its note or another file exists."""
    index = vault.once(MocIndex)
    listing = index.listing_for(name)
    if listing is None:
        raise VaultToolsError(f"`{name}` is not a MOC with a note to write; {_known(config)}")
    if holder := next(iter(listing.holders), None):
        raise VaultToolsError(f"{holder}: already exists; `vault-tools moc` shows its state")
    if taken := index.note_at(listing.path):
        raise VaultToolsError(f"{taken}: already exists; put the markers of `{name}` into it by hand")
    if config.excluded(listing.path):
        raise VaultToolsError(f"{listing.path}: is excluded from the vault; give the MOC another `note`")
    schema = config.schema_for(listing.path)
    rewrite = first_note(listing, index.text(listing, listing.path), schema, vault)
    return Note(listing.path, apply_edits("", rewrite.edits))


def _known(config: Config) -> str:
    names = [f"{m.name}/VALUE" if m.each else m.name for m in config.schema.mocs.mocs]
    return f"`mocs` has: {', '.join(names) or 'none'}"
