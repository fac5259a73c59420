"""All notes at one moment, as far as the rules of the whole vault need them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.names import NameTable
from vault_tools.vault.schema import Schema
from vault_tools.vault.tags import TagTable
from vault_tools.vault.usage import Usage

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder

T = TypeVar("T")


@dataclass(frozen=True)
class Vault:
    """The facts of all notes by path; `schema_for` gives the schema that holds for a path, `finder` is
    the one that the facts were made with, `all_paths` are those of all notes that a link
    may point at, also of those that are left out here. `usage` is that of these notes, where it is known."""

    notes: Mapping[str, NoteFacts]
    schema_for: Callable[[str], Schema]
    finder: "MentionFinder | None" = None
    all_paths: frozenset[str] = frozenset()
    usage: Usage | None = None
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: "Callable[[Vault], T]") -> T:
        """What `make` makes of this vault, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @property
    def tags(self) -> TagTable:
        return self._usage.tags

    @property
    def names(self) -> Mapping[str, NameTable]:
        """The tables of all groups of names that a key or the configuration speaks of."""
        return self._usage.names

    @property
    def standards(self) -> tuple[object, ...]:
        """All that decides, besides a note and the configuration, what is said of its tags and names."""
        return self._usage.standards

    @cached_property
    def _usage(self) -> Usage:
        if self.usage:
            return self.usage
        usage = Usage(self.schema_for)
        usage.update(dict.fromkeys(self.notes, b""), lambda _: self.notes)
        return usage
