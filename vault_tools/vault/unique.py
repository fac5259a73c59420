"""Which notes have one of the values that only one may have."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.ties import Ties
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
        self._notes, self._schema_for, self._ties, self._below = notes, schema_for, ties, below

    def holders(self, value: UniqueValue) -> set[str]:
        """The notes that have a value, or one that is the same, under its key."""
        return {path for path in self._candidates(value.number) if self._has(path, value)}

    def _candidates(self, number: int) -> set[str]:
        """Among them those that have a value of this number."""
        below = self._below._candidates(number) if self._below else ()
        return {*below, *self._by_number.get(number, ())}

    def _has(self, path: str, value: UniqueValue) -> bool:
        values = unique_values(self._notes[path], self._schema_for(path))
        return (value.key, value.identity) in {(own.key, own.identity) for own in values}

    @cached_property
    def _by_number(self) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for path, ties in self._ties().items():
            for number in ties.values:
                found[number].append(path)
        return found
