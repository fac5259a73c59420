"""Keys that a MOC uses and no note has, if another key has nearly the same spelling."""

from collections.abc import Iterator
from difflib import get_close_matches

from vault_tools.mocs.listing import fields_of
from vault_tools.vault.schema_mocs import FOLDER, split_field
from vault_tools.vault.vault import Vault

COMMON_KEYS = ("title", "tags", "date", FOLDER)
"""Keys that can be used in any vault."""


def misspelled_keys(vault: Vault) -> Iterator[tuple[str, str, str]]:
    """(MOC, key, the key that is likely meant), in the order of the configuration.

    Nobody but the owner can say whether a key that no note has yet is a slip, so nothing fails for it.
    """
    known = known_keys(vault)
    for moc in vault.schema_for("").mocs.mocs:
        for key in dict.fromkeys(split_field(field)[0] for field in fields_of(moc)):
            near = get_close_matches(key, known, n=1, cutoff=0.8) if key not in known else []
            yield from ((moc.name, key, meant) for meant in near)


def known_keys(vault: Vault) -> set[str]:
    """The keys that a note or the schema has, and the names of what every note has."""
    used = {key for facts in vault.notes.values() for key in facts.values}
    return used | {*COMMON_KEYS, *vault.schema_for("").keys}
