"""Which tags and names the notes of a vault use, and how often."""

from collections import ChainMap, Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from types import MappingProxyType
from typing import TypeAlias

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.packing import packed, unpacked
from vault_tools.vault.facts import NoteFacts, names_of, tags_of
from vault_tools.vault.names import Claims, NameNote, NamePolicy, NameTable
from vault_tools.vault.record_folders import folders_of_records
from vault_tools.vault.schema import Schema
from vault_tools.vault.spelling import FewSpellings, Spellings, tally
from vault_tools.vault.tags import TagTable, count_tag

_INDEX_NAMES = ("index", "_index", "readme", "moc")
"""Names of notes about a folder, not about a name in it; a note named like its folder is one too."""

_LARGE = 20_000
"""Number of notes from which the compact form is used. For 100,000 notes with 50,000 tags it saves 12 MB and
takes 50 ms."""

FactsOf: TypeAlias = Callable[[Collection[str]], Iterable[NoteFacts]]
Names: TypeAlias = tuple[str, ...]
Words: TypeAlias = tuple[Names, tuple[tuple[str, Names], ...], tuple[tuple[str, NameNote], ...], bool]
"""What one note uses: its tags; (group, names) for each group of which it has a key; (group, note) for each
group of which it is a note about a name; and whether it is a record."""
_Counted: TypeAlias = tuple[Spellings, Spellings, dict[str, Spellings]]
_About: TypeAlias = dict[str, dict[str, NameNote]]
_KeptUsage: TypeAlias = tuple[
    list[str], list[bytes], list[bytes], _Counted, dict[str, int], _About, dict[str, int], dict[str, int]
]
"""Paths with their content keys and words, the counts, the groups with their keys and notes, and the number
of notes and records in each folder."""


@dataclass(frozen=True)
class Counts:
    """The number of notes with each spelling of tags, of segments of tags, and of the names of each group."""

    tags: Spellings = field(default_factory=dict)
    segments: Spellings = field(default_factory=dict)
    names: dict[str, Spellings] = field(default_factory=dict)

    def plus(self, more: "Counts") -> "Counts":
        """The counts with differences added, in time proportional to the differences. A group that drops to
        zero is left empty."""
        names = {group: _plus(self.names.get(group, {}), names) for group, names in more.names.items()}
        return Counts(_plus(self.tags, more.tags), _plus(self.segments, more.segments), self.names | names)


class Usage:
    """The tags and names of a set of notes, counted. After a change, only the changed notes are counted
    again.

    `schema_for` returns the schema that applies to a path.
    """

    _record_folders: frozenset[str] | None = None

    def __init__(self, schema_for: Callable[[str], Schema]) -> None:
        self._schema_for, self._schema = schema_for, schema_for("")
        self._content_keys: dict[str, bytes] = {}
        self._words: MutableMapping[str, bytes] = {}
        """Packed: needed only when the note changes."""
        self._counts = Counts()
        self._groups: Counter[str] = Counter()
        self._about: _About = {}
        self._notes: Counter[str] = Counter()
        self._records: Counter[str] = Counter()
        """The number of records by folder."""
        self._make_tables()

    @classmethod
    def unpacked(cls, kept: bytes, schema_for: Callable[[str], Schema]) -> "Usage":
        """Raises NotPacked."""
        usage = cls(schema_for)
        paths, content_keys, words, counts, groups, usage._about, notes, records = unpacked(kept, _KeptUsage)
        usage._content_keys, usage._words = (
            dict(zip(paths, content_keys, strict=True)),
            dict(zip(paths, words, strict=True)),
        )
        usage._counts, usage._groups = Counts(*counts), Counter(groups)
        usage._notes, usage._records = Counter(notes), Counter(records)
        usage._make_tables()
        return usage

    def packed(self) -> bytes:
        paths, counts = list(self._content_keys), self._counts
        words = [self._words[path] for path in paths]
        counted = counts.tags, counts.segments, counts.names
        folders = dict(self._notes), dict(self._records)
        content_keys = list(self._content_keys.values())
        return packed((paths, content_keys, words, counted, dict(self._groups), self._about, *folders))

    def update(self, content_keys: Mapping[str, bytes], facts: FactsOf) -> int:
        """Make these the notes, with facts under these content keys. Returns the number of changed notes;
        `facts` is called for those alone."""
        changed = sorted(changed_in(self._content_keys, content_keys))
        if not changed:
            return 0
        known, kept = dict(self._words), dict(self._content_keys)
        for path in changed:
            if path in known:
                words = _unpacked(known.pop(path))
                self._count(self._counts, words, -1)
                self._register(path, words, -1)
                del kept[path]
        tags: Counter[str] = Counter()
        names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for found in facts([path for path in changed if path in content_keys]):
            path, words = found.path, self.words_of(found)
            known[path], kept[path] = packed(words), content_keys[path]
            tags.update(words[0])
            for group, of_group in words[1]:
                names[group].update(of_group)
            self._register(path, words, 1)
        self._add(self._counts, tags, names)
        self._words, self._content_keys = known, kept
        self._make_tables()
        return len(changed)

    def let_go_of_words(self) -> None:
        """Forget what each note uses; afterwards only the totals can be queried."""
        is_large, counts = len(self._words) > _LARGE, self._counts
        self._words, self._content_keys = {}, {}
        if is_large:
            names: dict[str, Spellings] = {
                group: FewSpellings(spellings) for group, spellings in counts.names.items()
            }
            self._counts = Counts(FewSpellings(counts.tags), FewSpellings(counts.segments), names)
            self._make_tables(self.names)

    def with_notes(self, facts: Mapping[str, NoteFacts]) -> "Usage":
        """The usage with some notes replaced by these facts, in time proportional to these notes; itself if
        nothing changes. The original must not be updated while the result is in use."""
        differences = Counts()
        changed: dict[str, Words] = {}
        for path, found in facts.items():
            words, before = self.words_of(found), self._words_at(path)
            if before == words:
                continue
            if before:
                self._count(differences, before, -1)
            self._count(differences, words, 1)
            changed[path] = words
        return self._changed(changed, differences) if changed else self

    def _changed(self, words: dict[str, Words], differences: Counts) -> "Usage":
        usage = Usage.__new__(Usage)
        usage._schema_for, usage._schema = self._schema_for, self._schema
        usage._content_keys = self._content_keys
        usage._words = ChainMap({path: packed(of_note) for path, of_note in words.items()}, self._words)
        usage._counts = self._counts.plus(differences)
        usage._groups, usage._about = self._groups.copy(), dict(self._about)
        usage._notes, usage._records = self._notes.copy(), self._records.copy()
        known = dict(self.names)
        for path, of_note in words.items():
            before = self._words_at(path)
            notes = [*(before[2] if before else ()), *of_note[2]]
            if notes and not (before and before[2] == of_note[2]):
                for group, _ in notes:
                    known.pop(group, None)
                    usage._about[group] = dict(usage._about.get(group, {}))
            if before:
                usage._register(path, before, -1)
            usage._register(path, of_note, 1)
        usage._make_tables(known)
        return usage

    def _register(self, path: str, words: Words, by: int) -> None:
        """Add a note to its groups and its folder's counts, or with `by` -1 remove it."""
        _, groups, notes, is_record = words
        folder = path.rpartition("/")[0]
        self._notes[folder] += by
        self._records[folder] += by * is_record
        for group, _ in groups:
            self._groups[group] += by
        for group, note in notes:
            if by > 0:
                self._about.setdefault(group, {})[path] = note
            else:
                self._about.get(group, {}).pop(path, None)

    @property
    def dependency_key(self) -> tuple[object, ...]:
        """Everything besides a note and the configuration that diagnostics about its tags and names depend
        on."""
        foldable = {group: table for group, table in self.names.items() if table.policy.can_fold}
        names = {group: (table.notes, table.choices) for group, table in foldable.items()}
        return self.tags.choices, names

    @property
    def record_folders(self) -> frozenset[str]:
        """The folders of records: most notes there, or in the nearest parent folder with enough notes to
        judge, have nothing below their frontmatter."""
        if self._record_folders is None:
            self._record_folders = folders_of_records(self._notes, self._records)
        return self._record_folders

    def _words_at(self, path: str) -> Words | None:
        return _unpacked(self._words[path]) if path in self._words else None

    def words_of(self, facts: NoteFacts) -> Words:
        """The tags, names and groups that a note uses."""
        schema = self._schema_for(facts.path)
        groups: dict[str, set[str]] = {}
        for group, names in names_of(facts, schema):
            groups.setdefault(group, set()).update(names)
        return (
            tuple(sorted(set(tags_of(facts, schema)))),
            tuple((group, tuple(sorted(names))) for group, names in groups.items()),
            tuple(self._notes_of(facts)),
            facts.is_record,
        )

    def _notes_of(self, facts: NoteFacts) -> Iterator[tuple[str, NameNote]]:
        for group, policy in self._schema.names.items():
            if not policy.folder or not facts.path.startswith(policy.folder):
                continue
            *_, folder, stem = facts.path.removesuffix(".md").split("/")
            if stem.casefold() not in (*_INDEX_NAMES, folder.casefold()):
                name = facts.title.strip() or stem
                yield group, NameNote(facts.path, name, tuple(facts.texts("aliases")))

    def _count(self, counts: Counts, words: Words, by: int) -> None:
        tags, groups, _, _ = words
        self._add(
            counts, dict.fromkeys(tags, by), {group: dict.fromkeys(names, by) for group, names in groups}
        )

    def _add(self, counts: Counts, tags: Mapping[str, int], names: Mapping[str, Mapping[str, int]]) -> None:
        """Add these numbers of notes with each tag, and with each name of each group."""
        for tag, by in tags.items():
            count_tag(counts.tags, counts.segments, tag, self._schema.tags.style, by)
        for group, of_group in names.items():
            policy, spellings = self._policy(group), counts.names.setdefault(group, {})
            for name, by in of_group.items() if policy.can_fold else ():
                tally(spellings, policy.fold(name), name, by)

    def _make_tables(self, known: Mapping[str, NameTable] = MappingProxyType({})) -> None:
        """Build the tables; reuse the claims of `known`, the groups whose notes have not changed."""
        self._record_folders = None
        self.tags = TagTable(self._counts.tags, self._counts.segments, self._schema.tags)
        groups = sorted(group for group, count in self._groups.items() if count)
        self.names = {
            group: NameTable(
                self._counts.names.get(group, {}),
                known[group].claims if group in known else self._claims(group),
            )
            for group in dict.fromkeys([*self._schema.names, *groups])
        }

    def _claims(self, group: str) -> Claims:
        about = self._about.get(group, {})
        return Claims(tuple(about[path] for path in sorted(about)), self._policy(group))

    def _policy(self, group: str) -> NamePolicy:
        return self._schema.names.get(group, NamePolicy())


def changed_in(then: Mapping[str, bytes], now: Mapping[str, bytes]) -> set[str]:
    """The paths whose content keys differ."""
    return {path for path, key in now.items() if then.get(path) != key} | (then.keys() - now.keys())


def _unpacked(words: bytes) -> Words:
    found: Words = unpacked(words, Words)
    return found


def _plus(spellings: Spellings, differences: Spellings) -> Spellings:
    """Counts with differences added; unchanged counts are looked up in the original."""
    if not differences:
        return spellings
    changed = {fold: _added(spellings.get(fold, {}), more) for fold, more in differences.items()}
    return ChainMap(changed, spellings)


def _added(group: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    added = {spelling: group.get(spelling, 0) + more.get(spelling, 0) for spelling in {**group, **more}}
    return {spelling: count for spelling, count in added.items() if count}
