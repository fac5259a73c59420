"""What MOCs list in a vault that is judged again and again: where the index has it, and how it has changed
since."""

from collections.abc import Set
from typing import TYPE_CHECKING, NamedTuple

from vault_tools.packing import packed
from vault_tools.session.index import Index
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.mocs.kept import KeptMocs, MocChanges
    from vault_tools.session.mocs_anew import MocsSince

MUCH_CHANGED = 500_000
"""Bytes of changes to what MOCs list, beyond which all of it is computed and stored again."""


class ListedLast(NamedTuple):
    """The content key of what MOCs list in the index, and the changes since, packed. Both are empty if the
    index does not have it."""

    content_key: bytes = b""
    changes: bytes = b""

    def all_changes(self) -> "MocChanges":
        """Raises NotPacked."""
        from vault_tools.mocs.kept import MocChanges

        return MocChanges.unpacked(self.changes)


class ListedByMocs:
    """What MOCs list in the vault that was last judged. The index has it under `key`."""

    def __init__(self, index: Index, key: bytes) -> None:
        self._index, self._key = index, key
        self.listed = ListedLast()
        self.since: MocsSince | None = None
        """All notes that have changed, as MOCs see them, since the index got its vault diagnostics; None if
        unknown."""
        self._vault: Vault | None = None
        """The vault that `listed` describes."""

    def of_index(self, listed: ListedLast) -> "KeptMocs | None":
        """What MOCs list; None if the index has lost it."""
        from vault_tools.session.mocs_in_index import kept_mocs

        kept = kept_mocs(self._index, self._key, listed.content_key)
        return kept.with_changes(listed.all_changes()) if kept else None

    def touched_in(self, vault: Vault, last: ListedLast) -> Set[str] | None:
        """The notes whose MOCs may differ in this vault from what they listed `last`; None if unknown."""
        if not self.since or len(last.changes) > MUCH_CHANGED or (kept := self.of_index(last)) is None:
            return None
        from vault_tools.session.mocs_anew import listed_since

        if found := listed_since(self.since, kept, vault):
            touched, changes = found
            self.listed = ListedLast(last.content_key, packed(last.all_changes().then(changes)))
            self._vault = vault
            return touched
        return None

    def keep(self, vault: Vault) -> None:
        """Store what MOCs list in this vault, if that had to be computed. It is stored at once: in a large
        vault it is the largest thing that is kept."""
        from vault_tools.mocs.index import MocIndex
        from vault_tools.session.mocs_in_index import keep_mocs

        index = vault.made(MocIndex) if self._index.is_open and self._vault is not vault else None
        if index and (content_key := keep_mocs(index, self._index, self._key)):
            self.listed, self._vault = ListedLast(content_key), vault

    def forget(self, vault: Vault) -> None:
        """MOCs see something else in this vault: forget what is listed, unless it is from this vault
        already."""
        if self._vault is not vault:
            self.listed = ListedLast()
