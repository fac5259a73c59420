"""All notes at one moment, as far as the rules of the whole vault need them."""

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
    """What is known of some notes over what is known of others, which is not copied."""

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
    """The facts of all notes by path; `schema_for` gives the schema that holds for a path, `finder` is
    the one that the facts were made with, `all_paths` are those of all files that a link
    may point at, also of notes that are left out here. `usage` and `ties` are those of these notes, `files`
    what is made of all paths, where they are known; a usage may be found out when somebody asks for it.
    `drawings` are canvases and bases, for their links."""

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
        """What `make` makes of this vault, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def made(self, make: "Callable[[Vault], T]") -> T | None:
        """What `make` made of this vault; None where nobody has asked for it."""
        return self._made.get(make)

    def take(self, make: "Callable[[Vault], T]", made: T) -> None:
        """This is what `make` would make of this vault."""
        self._made[make] = made

    def valued(self, keys: Collection[str]) -> Iterable[Valued]:
        """All notes, with their values of these keys at least: to read no more takes a third of the time."""
        return self.notes.valued(keys) if isinstance(self.notes, ValuedNotes) else self.notes.values()

    def with_notes(self, notes: Mapping[str, NoteFacts]) -> "Vault":
        """The vault where these notes are as they are here, in time that goes by these notes alone. What was
        made of this one holds where MOCs list them alike."""
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
        """Take over what still holds of a vault of which few notes had other ties, where those are known."""
        if before.ties is not None and self.ties is not None and "unique" in before.__dict__:
            self.unique.follow(before.unique, lambda: self.all_ties)

    def let_go(self) -> None:
        """Forget what was made of this vault, since nobody asks it any more: much of that knows the vault in
        turn, and would wait for Python to look for garbage."""
        self._made.clear()
        for name in ("links", "unique", "all_ties", "_usage"):
            self.__dict__.pop(name, None)

    def let_go_of_links(self) -> None:
        """Forget what was made to say where links lead, and which notes have what only one may have."""
        for name in ("links", "unique"):
            self.__dict__.pop(name, None)
        if self.files:
            self.files.let_go()

    def _files_with(self, new: frozenset[str]) -> LinkFiles:
        """Those that links lead to, with notes that are not there yet. The same ones are asked for at each
        key in one."""
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
        """The tables of all groups of names in a key or in the configuration."""
        return self._usage.names

    @property
    def record_folders(self) -> frozenset[str]:
        """The folders whose habit are notes with nothing below their frontmatter."""
        return self._usage.record_folders

    @property
    def dependency_key(self) -> tuple[object, ...]:
        """Everything on which diagnostics about a note's tags, names and links depend, besides the note,
        those that it is tied to and the configuration."""
        return *self._usage.dependency_key, self.links.files.keeps_attachments

    @cached_property
    def links(self) -> LinkedVault:
        """Where the links of the notes lead."""
        return self._linked(lambda: self.all_ties)

    def _linked(
        self, ties: Callable[[], Mapping[str, Ties]], below: LinkedVault | None = None
    ) -> LinkedVault:
        files = self.files or LinkFiles(self.all_paths or frozenset(self.notes))
        linking = _Layered(self.drawings, self.notes) if self.drawings else self.notes
        return LinkedVault(linking, files, ties, below)

    @cached_property
    def unique(self) -> UniqueValues:
        """Which notes have a value that only one may have."""
        return UniqueValues(self.notes, self.schema_for, lambda: self.all_ties)

    @cached_property
    def all_ties(self) -> Mapping[str, Ties]:
        """What ties the notes, and the canvases and bases, to others."""
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
