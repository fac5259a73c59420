"""Where the links of a vault's notes lead."""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter

from vault_tools.vault.anchors import AnchorIndex
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.link_files import LinkFiles
from vault_tools.vault.links import name_key
from vault_tools.vault.note_link import NoteLink, NoteLinkKind
from vault_tools.vault.ties import NotesByNumber, Ties, aliases_of, number_of


class LinkedVault:
    """Resolves links, backlinks and aliases, reading only the notes that a query concerns."""

    def __init__(
        self,
        notes: Mapping[str, NoteFacts],
        files: LinkFiles,
        ties: Callable[[], Mapping[str, Ties]],
        below: "LinkedVault | None" = None,
    ) -> None:
        """With `below`, the links of a vault of which this one replaces some notes, `ties` covers only the
        replaced notes."""
        self._notes, self.files = notes, files
        self.sound: set[tuple[NoteLinkKind, str]] = set()
        """Links, by kind and as written, that are known to be correct in any note."""
        self._anchors: dict[str, AnchorIndex] = {}
        self._by_alias: dict[str, list[tuple[str, str]]] = {}
        of_those = below._speaking if below else None
        self._speaking: NotesByNumber = NotesByNumber(ties, attrgetter("links"), of_those)
        called = below._called if below else None
        self._called: NotesByNumber = NotesByNumber(ties, attrgetter("aliases"), called)

    def find(self, link: NoteLink, source: str) -> str | None:
        """The file that a link in the note at `source` leads to."""
        return self.files.find(link.target, source) if link.target else source

    def anchors(self, path: str) -> AnchorIndex | None:
        """The anchors of a note; None if it is not a readable note."""
        if path not in self._anchors and (facts := self._notes.get(path)):
            self._anchors[path] = AnchorIndex(facts.anchors)
        return self._anchors.get(path)

    def called(self, name: str) -> list[tuple[str, str]]:
        """(path, alias) of the notes with this alias; Obsidian does not resolve links by alias."""
        key = name_key(name)
        if key not in self._by_alias:
            self._by_alias[key] = [*self._found_by_alias(name, key)]
        return self._by_alias[key]

    def _found_by_alias(self, name: str, key: str) -> Iterator[tuple[str, str]]:
        aliases = ((path, aliases_of(self._notes[path])) for path in sorted(self._called.of(number_of(name))))
        found = (
            (path, [alias for alias in all_of_it if name_key(alias) == key]) for path, all_of_it in aliases
        )
        return ((path, alike[0]) for path, alike in found if alike)

    def targets(self, facts: NoteFacts, *, generated: bool = True) -> set[str]:
        """The files that a note links to, except itself; without `generated`, only those linked in its own
        text."""
        own = (link for link in facts.links if generated or not link.generated)
        found = {self.find(link, facts.path) for link in own}
        return {path for path in found if path and path != facts.path}

    def linking_to(self, path: str, *, generated: bool = True) -> set[str]:
        """The notes that link to a file, except that file."""
        speaking = self._speaking.of(number_of(path))
        return {p for p in speaking if path in self.targets(self._notes[p], generated=generated)}
