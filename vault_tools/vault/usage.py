"""Which tags and names the notes of a vault use, and how often."""

import pickle
from collections.abc import Callable, Collection, Iterator, Mapping
from sys import intern
from typing import TypeAlias

from vault_tools.vault.facts import NoteFacts, names_of, tags_of
from vault_tools.vault.names import NameNote, NamePolicy, NameTable
from vault_tools.vault.schema import Schema
from vault_tools.vault.spelling import Spellings, tally
from vault_tools.vault.tags import TagTable, count_tag

_INDEX_NAMES = ("index", "_index", "readme", "moc")
"""Notes about a folder, not about one of the names in it; so is one called like the folder."""

FactsOf: TypeAlias = Callable[[Collection[str]], Mapping[str, NoteFacts]]
Names: TypeAlias = tuple[str, ...]
Words: TypeAlias = tuple[bytes, Names, tuple[tuple[str, Names], ...], tuple[tuple[str, NameNote], ...]]
"""What one note uses: the seal of the facts that this was found in, its tags, (group, names) for each group
that it has a key of, and (group, the note) for each group that it is about a name of."""


class Usage:
    """The tags and names of some notes, counted. When a few notes change, only these are counted anew.

    `schema_for` gives the schema that holds for a path.
    """

    def __init__(self, schema_for: Callable[[str], Schema]) -> None:
        self._schema_for, self._schema = schema_for, schema_for("")
        self._words: dict[str, Words] = {}
        self._tags: Spellings = {}
        self._segments: Spellings = {}
        self._names: dict[str, Spellings] = {}
        self._make_tables()

    @classmethod
    def unpacked(cls, packed: bytes, schema_for: Callable[[str], Schema]) -> "Usage":
        usage = cls(schema_for)
        usage._words, usage._tags, usage._segments, usage._names = pickle.loads(packed)
        usage._make_tables()
        return usage

    def packed(self) -> bytes:
        return pickle.dumps((self._words, self._tags, self._segments, self._names), 5)

    def update(self, seals: Mapping[str, bytes], facts: FactsOf) -> int:
        """From now on these are the notes, with facts under these seals. How many are others; only
        the `facts` of those are asked for."""
        fresh = [p for p, seal in seals.items() if p not in self._words or self._words[p][0] != seal]
        before = [p for p in self._words if p not in seals] + [p for p in fresh if p in self._words]
        for path in before:
            self._count(self._words.pop(path), -1)
        for path, found in facts(fresh).items() if fresh else ():
            self._words[path] = self._words_of(found, seals[path])
            self._count(self._words[path], 1)
        if before or fresh:
            self._make_tables()
        return len({*before, *fresh})

    @property
    def standards(self) -> tuple[object, ...]:
        """All that decides, besides a note and the configuration, what is said of its tags and names."""
        foldable = {group: table for group, table in self.names.items() if table.policy.can_fold}
        names = {group: (table.notes, table.choices) for group, table in foldable.items()}
        return self.tags.choices, names

    def _words_of(self, facts: NoteFacts, seal: bytes) -> Words:
        schema = self._schema_for(facts.path)
        groups: dict[str, set[str]] = {}
        for group, names in names_of(facts, schema):
            groups.setdefault(group, set()).update(names)
        return (
            seal,
            tuple(map(intern, sorted(set(tags_of(facts, schema))))),
            tuple((group, tuple(map(intern, sorted(names)))) for group, names in groups.items()),
            tuple(self._notes_of(facts)),
        )

    def _notes_of(self, facts: NoteFacts) -> Iterator[tuple[str, NameNote]]:
        for group, policy in self._schema.names.items():
            if not policy.folder or not facts.path.startswith(policy.folder):
                continue
            *_, folder, stem = facts.path.removesuffix(".md").split("/")
            if stem.casefold() not in (*_INDEX_NAMES, folder.casefold()):
                title = facts.values.get("title")
                name = title.strip() if isinstance(title, str) and title.strip() else stem
                yield group, NameNote(facts.path, name, tuple(facts.texts("aliases")))

    def _count(self, words: Words, by: int) -> None:
        _, tags, groups, _ = words
        for tag in tags:
            count_tag(self._tags, self._segments, tag, self._schema.tags.style, by)
        for group, names in groups:
            policy, spellings = self._policy(group), self._names.setdefault(group, {})
            for name in names if policy.can_fold else ():
                tally(spellings, policy.fold(name), name, by)

    def _make_tables(self) -> None:
        self.tags = TagTable(self._tags, self._segments, self._schema.tags)
        groups = {group for words in self._words.values() for group, _ in words[2]}
        notes: dict[str, list[NameNote]] = {}
        for path in sorted(path for path, words in self._words.items() if words[3]):
            for group, note in self._words[path][3]:
                notes.setdefault(group, []).append(note)
        self.names = {
            group: NameTable(self._names.get(group, {}), tuple(notes.get(group, ())), self._policy(group))
            for group in dict.fromkeys([*self._schema.names, *sorted(groups)])
        }

    def _policy(self, group: str) -> NamePolicy:
        return self._schema.names.get(group, NamePolicy())
