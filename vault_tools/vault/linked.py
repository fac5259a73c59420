"""Where the links of a vault's notes lead."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from vault_tools.vault.anchors import Anchors
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.link_files import LinkFiles
from vault_tools.vault.note_link import NoteLink
from vault_tools.vault.ties import Ties, number_of


class LinkedVault:
    """Of the notes only those are looked at that a question is about."""

    def __init__(
        self,
        notes: Mapping[str, NoteFacts],
        files: LinkFiles,
        ties: Callable[[], Mapping[str, Ties]],
        below: "LinkedVault | None" = None,
    ) -> None:
        """With `below`, that of a vault of which some notes are others now, `ties` are those of these."""
        self._notes, self.files, self._ties, self._below = notes, files, ties, below

    def find(self, link: NoteLink, source: str) -> str | None:
        """The file that a link in the note at `source` leads to."""
        return self.files.find(link.target, source) if link.target else source

    def anchors(self, path: str) -> Anchors | None:
        """The places within a note; None for what is no note that could be read."""
        facts = self._notes.get(path)
        return facts.anchors if facts else None

    def targets(self, facts: NoteFacts, *, generated: bool = True) -> set[str]:
        """The files that a note links to, itself aside; without `generated` those of its own text alone."""
        own = (link for link in facts.links if generated or not link.generated)
        found = {self.find(link, facts.path) for link in own}
        return {path for path in found if path and path != facts.path}

    def linking_to(self, path: str, *, generated: bool = True) -> set[str]:
        """The notes that link to a file, itself aside."""
        speaking = self._candidates(number_of(path))
        return {p for p in speaking if path in self.targets(self._notes[p], generated=generated)}

    def _candidates(self, number: int) -> set[str]:
        """Among them those with a link to some file of a name."""
        below = self._below._candidates(number) if self._below else ()
        return {*below, *self._speaking_of.get(number, ())}

    @cached_property
    def _speaking_of(self) -> Mapping[int, list[str]]:
        """The notes with a link to some file of a name, by the name's number."""
        found: dict[int, list[str]] = defaultdict(list)
        for path, ties in self._ties().items():
            for number in ties.links:
                found[number].append(path)
        return found
