"""A snapshot of all notes, as far as vault-wide rules need them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.vault.facts import NoteFacts, Valued, ValuedNotes, is_seen_alike
from vault_tools.vault.link_files import LinkFiles
from vault_tools.vault.linked import LinkedVault
from vault_tools.vault.names import NameTable
from vault_tools.vault.schema import Schema
from vault_tools.vault.tags import TagTable
from vault_tools.vault.ties import Ties, ties_of
from vault_tools.vault.unique import UniqueValues
from vault_tools.vault.usage import Usage

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder

T = TypeVar("T")


class _Layered(Mapping[str, T]):
    """A mapping with some entries replaced or added; the mapping below is not copied."""

    def __init__(self, over: Mapping[str, T], below: Mapping[str, T]) -> None:
        self._over, self._below = over, below

    def __getitem__(self, path: str) -> T:
        return self._over[path] if path in self._over else self._below[path]

    def __iter__(self) -> Iterator[str]:
        yield from self._below
        yield from (path for path in self._over if path not in self._below)

    def __len__(self) -> int:
        return len(self._below) + sum(path not in self._below for path in self._over)


@dataclass(frozen=True)
class Vault:
    """The facts of all notes by path.

    `schema_for` returns the schema that applies to a path, `finder` is the one that the facts were made with,
    `all_paths` are all files that a link may lead to, including notes that are excluded here. `usage` and
    `ties` belong to these notes and `files` to `all_paths`, if already known; `usage` may be a function that
    computes it on demand. `drawings` are canvases and bases, for their links.
    """

    notes: Mapping[str, NoteFacts]
    schema_for: Callable[[str], Schema]
    finder: "MentionFinder | None" = None
    all_paths: frozenset[str] = frozenset()
    usage: Usage | Callable[[], Usage] | None = None
    ties: Mapping[str, Ties] | None = None
    files: LinkFiles | None = None
    drawings: Mapping[str, NoteFacts] = field(default_factory=dict)
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _with_new: dict[frozenset[str], LinkFiles] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, make: "Callable[[Vault], T]") -> T:
        """The result of `make` for this vault, computed on first use."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def made(self, make: "Callable[[Vault], T]") -> T | None:
        """The cached result of `make`; None if there is none yet."""
        return self._made.get(make)

    def take(self, make: "Callable[[Vault], T]", made: T) -> None:
        """Set the cached result of `make`."""
        self._made[make] = made

    def valued(self, keys: Collection[str]) -> Iterable[Valued]:
        """All notes, each with at least its values of these keys: reading no more takes a third of the
        time."""
        return self.notes.valued(keys) if isinstance(self.notes, ValuedNotes) else self.notes.values()

    def with_notes(self, notes: Mapping[str, NoteFacts]) -> "Vault":
        """The vault with these notes replaced, in time proportional to these notes. Cached results are kept
        if MOCs list the notes as before."""
        alike = all(p in self.notes and is_seen_alike(self.notes[p], f) for p, f in notes.items())
        files, ties = self._files_with(frozenset(notes.keys() - self.all_paths)), self._ties_of(notes)
        vault = replace(
            self,
            notes=_Layered(notes, self.notes),
            all_paths=files.paths,
            usage=self._usage.with_notes(notes),
            ties=None if self.ties is None else _Layered(ties, self.ties),
            files=files,
        )
        vault.__dict__["unique"] = UniqueValues(vault.notes, self.schema_for, lambda: ties, self.unique)
        vault.__dict__["links"] = vault._linked(lambda: ties, self.links)
        if alike:
            vault._made.update(self._made)
        return vault

    def follow(self, before: "Vault") -> None:
        """Take over what is still valid from an earlier version of the vault, of which few ties have changed,
        if both know their ties."""
        if before.ties is not None and self.ties is not None and "unique" in before.__dict__:
            self.unique.follow(before.unique, lambda: self.all_ties)

    def let_go(self) -> None:
        """Drop everything cached for this vault, which is no longer used: much of it refers back to the
        vault, and would stay in memory until Python's garbage collector runs."""
        self._made.clear()
        for name in ("links", "unique", "all_ties", "_usage"):
            self.__dict__.pop(name, None)

    def let_go_of_links(self) -> None:
        """Drop the caches for link targets and for unique values."""
        for name in ("links", "unique"):
            self.__dict__.pop(name, None)
        if self.files:
            self.files.let_go()

    def _files_with(self, new: frozenset[str]) -> LinkFiles:
        """The files that links lead to, plus new notes. Cached, because each keystroke in a new note asks for
        the same set."""
        files = self.links.files
        if new and new not in self._with_new:
            self._with_new.clear()
            self._with_new[new] = LinkFiles(files.paths | new, files.outer)
        return self._with_new[new] if new else files

    @property
    def tags(self) -> TagTable:
        return self._usage.tags

    @property
    def names(self) -> Mapping[str, NameTable]:
        """The tables of all groups of names that a key or the configuration uses."""
        return self._usage.names

    @property
    def record_folders(self) -> frozenset[str]:
        """The folders in which notes usually have nothing below their frontmatter."""
        return self._usage.record_folders

    @property
    def dependency_key(self) -> tuple[object, ...]:
        """Everything that diagnostics about a note's tags, names and links depend on, besides the note, the
        notes that it is tied to and the configuration."""
        return *self._usage.dependency_key, self.links.files.keeps_attachments

    @cached_property
    def links(self) -> LinkedVault:
        """Resolves the links of the notes."""
        return self._linked(lambda: self.all_ties)

    def _linked(
        self, ties: Callable[[], Mapping[str, Ties]], below: LinkedVault | None = None
    ) -> LinkedVault:
        files = self.files or LinkFiles(self.all_paths or frozenset(self.notes))
        linking = _Layered(self.drawings, self.notes) if self.drawings else self.notes
        return LinkedVault(linking, files, ties, below)

    @cached_property
    def unique(self) -> UniqueValues:
        """Finds the notes that hold a unique value."""
        return UniqueValues(self.notes, self.schema_for, lambda: self.all_ties)

    @cached_property
    def all_ties(self) -> Mapping[str, Ties]:
        """The ties of the notes, canvases and bases."""
        ties = self._ties_of(self.notes) if self.ties is None else self.ties
        return {**ties, **self._ties_of(self.drawings)} if self.drawings else ties

    def _ties_of(self, notes: Mapping[str, NoteFacts]) -> dict[str, Ties]:
        return {path: ties_of(facts, self.schema_for(path)) for path, facts in notes.items()}

    @cached_property
    def _usage(self) -> Usage:
        if self.usage:
            return self.usage() if callable(self.usage) else self.usage
        usage = Usage(self.schema_for)
        usage.update(dict.fromkeys(self.notes, b""), lambda _: self.notes.values())
        return usage
