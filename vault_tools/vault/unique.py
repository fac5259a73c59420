"""Which notes have one of the values that only one may have."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.ties import NotesByNumber, Ties
from vault_tools.vault.unique_value import UniqueValue, unique_values


class UniqueValues:
    """Of the notes only those are looked at that may have a value."""

    def __init__(
        self,
        notes: Mapping[str, NoteFacts],
        schema_for: Callable[[str], Schema],
        ties: Callable[[], Mapping[str, Ties]],
        below: "UniqueValues | None" = None,
    ) -> None:
        """With `below`, that of a vault of which some notes are others now, `ties` are those of these."""
        self._notes, self._schema_for = notes, schema_for
        of_those = below._having if below else None
        self._having: NotesByNumber = NotesByNumber(ties, attrgetter("values"), of_those)

    def follow(self, before: "UniqueValues", ties: Callable[[], Mapping[str, Ties]]) -> None:
        """Take over what still holds from a vault of which few notes had other ties."""
        self._having = NotesByNumber.following(before._having, ties)

    def holders(self, value: UniqueValue) -> set[str]:
        """The notes that have a value, or one that is the same, under its key."""
        return {path for path in self._having.of(value.number) if self._has(path, value)}

    def _has(self, path: str, value: UniqueValue) -> bool:
        values = unique_values(self._notes[path], self._schema_for(path))
        return (value.key, value.identity) in {(own.key, own.identity) for own in values}
