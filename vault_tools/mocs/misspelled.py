"""Finds keys that a MOC uses and no note has, if another key is spelled nearly the same."""

from collections.abc import Iterator
from difflib import get_close_matches

from vault_tools.mocs.listing import fields_of
from vault_tools.vault.schema_mocs import FOLDER, split_field
from vault_tools.vault.vault import Vault

COMMON_KEYS = ("title", "tags", "date", FOLDER)
"""Keys that can be used in any vault."""


def misspelled_keys(vault: Vault) -> Iterator[tuple[str, str, str]]:
    """(MOC, key, the key that is probably meant), in the order of the configuration.

    Only the owner knows whether a key that no note has yet is a mistake, so this never makes a run fail.
    """
    known = known_keys(vault)
    for moc in vault.schema_for("").mocs.mocs:
        for key in dict.fromkeys(split_field(field)[0] for field in fields_of(moc)):
            near = get_close_matches(key, known, n=1, cutoff=0.8) if key not in known else []
            yield from ((moc.name, key, meant) for meant in near)


def known_keys(vault: Vault) -> set[str]:
    """The keys of the notes and of the schema, and those that can be used in any vault."""
    used = {key for facts in vault.notes.values() for key in facts.values}
    return used | {*COMMON_KEYS, *vault.schema_for("").keys}
