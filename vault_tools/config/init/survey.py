"""What the notes of a vault show of its habits, from which a configuration is made."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from vault_tools.config.init.value_kind import ValueKind, kind_of
from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import Value
from vault_tools.sections.layout import layout_of
from vault_tools.vault.facts import facts_of
from vault_tools.vault.schema import OBSIDIAN_KEYS, Key, Schema, squeezed

LayoutKind: TypeAlias = Literal["folded", "alternating", "single"]

_LINK_LINE = pattern(r"\[\[|\]\([^()\n]*\.md\b")
MIN_LINKS = 5
"""Links to other notes from which on a note may be an index."""
_MOSTLY = 2 / 3
"""The share of an index note's lines that hold a link; the others are what its owner says of them."""

_OBSIDIAN_NAMES = {
    squeezed(spelling): key.name for key in OBSIDIAN_KEYS.values() for spelling in (key.name, *key.aliases)
}


@dataclass(frozen=True, slots=True)
class NoteLanguages:
    """The language that a note is read in, None if nothing shows it; how it lays out originals, the languages
    that those are in, and what the folds that hold them are called."""

    language: str | None
    layout: LayoutKind
    originals: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteSurvey:
    """What is remembered of one note. `judged` is false where its frontmatter can't be read or is that of a
    template; one that is all there is makes the note a record; `length` is that of the body in code points,
    `reading` None where nobody looked."""

    path: str
    values: Mapping[str, Value] = field(default_factory=dict)
    judged: bool = True
    is_template: bool = False
    has_template_code: bool = False
    is_empty: bool = False
    is_record: bool = False
    is_index: bool = False
    length: int = 0
    title: str = ""
    inline_tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reading: NoteLanguages | None = None


def survey_of(note: Note, *, closely: bool) -> NoteSurvey:
    """What one note shows; only `closely` looks at the languages of its body, which takes longest."""
    block, facts = note.frontmatter, facts_of(note, inline_fields=False)
    return NoteSurvey(
        path=note.path,
        values=facts.values,
        judged=bool(block is None or not (block.fault or block.duplicates or block.template_code)),
        is_template=bool(block and block.template_code),
        has_template_code="{{" in note.text or "<%" in note.text,
        is_empty=not note.text.strip(),
        is_record=bool(facts.values) and facts.is_record,
        is_index=len(facts.targets) >= MIN_LINKS and _is_mostly_links(note),
        length=len(note.text) - note.body_start,
        title=facts.title,
        inline_tags=tuple(tag.name for tag in facts.inline_tags),
        links=facts.targets,
        reading=_reading_of(note) if closely else None,
    )


def _is_mostly_links(note: Note) -> bool:
    blocks = (b for b in note.blocks.each() if b.kind not in ("heading", "comment", "rule"))
    texts = (note.text[block.start : block.end] for block in blocks)
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return sum(map(bool, map(_LINK_LINE.search, lines))) >= _MOSTLY * len(lines)


def _reading_of(note: Note) -> NoteLanguages:
    layout = layout_of(note, Schema())
    folds = [part.fold for part in layout.parts if part.fold and layout.is_original(part)]
    originals = {p.language for pair in layout.pairs if layout.translates(pair) for p in pair.original}
    kind: LayoutKind = "folded" if folds else "alternating" if layout.alternates else "single"
    labels = tuple(fold.summary for fold in folds if fold.promise)
    return NoteLanguages(layout.reading, kind, tuple(sorted(filter(None, originals))), labels)


@dataclass(frozen=True)
class KeyUse:
    """One key of the frontmatter, however it is spelled: its commonest spelling, its values by note."""

    name: str
    values: Mapping[str, Value]
    spellings: Counter[str]

    @property
    def folded(self) -> str:
        """What its spellings have in common; of Obsidian's own keys the name that Obsidian reads."""
        return _folded(self.name)

    @cached_property
    def kinds(self) -> Counter[ValueKind]:
        """How many notes hold a value of each kind; the empty ones are left out."""
        return Counter(kind for value in self.values.values() if (kind := kind_of(value)) != "empty")

    @cached_property
    def filled(self) -> frozenset[str]:
        """The notes in which it holds something."""
        return frozenset(path for path, value in self.values.items() if kind_of(value) != "empty")

    def texts(self, path: str) -> list[str]:
        """The texts under it in one note, whether they are in a list or alone."""
        value = self.values.get(path)
        return [v.strip() for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]

    @cached_property
    def notes_with(self) -> Counter[str]:
        """In how many notes each text occurs under it."""
        return Counter(text for path in self.values for text in dict.fromkeys(self.texts(path)) if text)


@dataclass(frozen=True)
class Survey:
    """All notes that were seen, sorted by path, and the keys that Obsidian itself has types for."""

    notes: tuple[NoteSurvey, ...]
    types: Mapping[str, Key] = field(default_factory=lambda: OBSIDIAN_KEYS)

    def without(self, folders: tuple[str, ...]) -> "Survey":
        """The survey of the notes outside of some folders, which end in `/`."""
        return Survey(tuple(note for note in self.notes if not note.path.startswith(folders)), self.types)

    @cached_property
    def judged(self) -> tuple[NoteSurvey, ...]:
        """The notes whose frontmatter says something, also by not being there."""
        return tuple(note for note in self.notes if note.judged and not note.is_empty)

    @cached_property
    def keys(self) -> Mapping[str, KeyUse]:
        """The use of each key by the spelling that it should have, the most used first."""
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for note in self.judged:
            for key in note.values:
                spellings[_folded(key)][key] += 1
        names = {folded: _best_spelling(folded, counts) for folded, counts in spellings.items()}
        values: dict[str, dict[str, Value]] = defaultdict(dict)
        for note in self.judged:
            for key, value in note.values.items():
                known = values[_folded(key)]
                if note.path not in known or key == names[_folded(key)]:
                    known[note.path] = value
        uses = (KeyUse(names[folded], values[folded], counts) for folded, counts in spellings.items())
        return {use.name: use for use in sorted(uses, key=lambda use: (-len(use.values), use.name))}

    def use_of(self, name: str) -> KeyUse | None:
        """The use of a key, however it is spelled."""
        return self._by_fold.get(_folded(name))

    @cached_property
    def _by_fold(self) -> dict[str, KeyUse]:
        return {use.folded: use for use in self.keys.values()}


@lru_cache(maxsize=1 << 12)
def _folded(key: str) -> str:
    return _OBSIDIAN_NAMES.get(squeezed(key), squeezed(key))


def _best_spelling(folded: str, spellings: Counter[str]) -> str:
    """The commonest spelling, of equals the one in lower case; one that Obsidian no longer reads, such as
    `tag`, does not count."""
    read = {key: count for key, count in spellings.items() if squeezed(key) == folded}
    return min(read, key=lambda key: (-read[key], key.swapcase()), default=folded)
