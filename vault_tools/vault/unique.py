"""Finds the notes that have a value which must be unique."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.ties import NotesByNumber, Ties
from vault_tools.vault.unique_value import UniqueValue, unique_values


class UniqueValues:
    """Looks up the holders of unique values; reads only the notes that may have the value."""

    def __init__(
        self,
        notes: Mapping[str, NoteFacts],
        schema_for: Callable[[str], Schema],
        ties: Callable[[], Mapping[str, Ties]],
        below: "UniqueValues | None" = None,
    ) -> None:
        """With `below`, the values of a vault of which this one replaces some notes, `ties` covers only the
        replaced notes."""
        self._notes, self._schema_for = notes, schema_for
        of_those = below._having if below else None
        self._having: NotesByNumber = NotesByNumber(ties, attrgetter("values"), of_those)

    def follow(self, before: "UniqueValues", ties: Callable[[], Mapping[str, Ties]]) -> None:
        """Take over the lookup of an earlier version of the vault, of which few ties have changed."""
        self._having = NotesByNumber.following(before._having, ties)

    def holders(self, value: UniqueValue) -> set[str]:
        """The notes that have this value, or an equivalent one, under its key."""
        return {path for path in self._having.of(value.number) if self._has(path, value)}

    def _has(self, path: str, value: UniqueValue) -> bool:
        values = unique_values(self._notes[path], self._schema_for(path))
        return (value.key, value.identity) in {(own.key, own.identity) for own in values}
