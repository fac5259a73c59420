"""The survey of a vault's notes, from which its habits are inferred and a configuration is made."""

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
"""The minimum number of links to other notes in an index note."""
_MOSTLY = 2 / 3
"""The minimum share of lines with a link in an index note; the other lines are the owner's remarks."""

_OBSIDIAN_NAMES = {
    squeezed(spelling): key.name for key in OBSIDIAN_KEYS.values() for spelling in (key.name, *key.aliases)
}


@dataclass(frozen=True, slots=True)
class NoteLanguages:
    """The language of a note (None if unknown), the layout of its originals, their languages, and the labels
    of the folds that contain them."""

    language: str | None
    layout: LayoutKind
    originals: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteSurvey:
    """The facts about one note that the survey keeps. `judged` is false if its frontmatter can't be read or
    is a template's. `is_record`: the note has frontmatter only. `length` is the length of the body in code
    points; `reading` is None if the languages were not examined."""

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
    """The survey of one note. Its languages, which take longest, are examined only with `closely`."""
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
    """One key of the frontmatter in any spelling. `name` is its most common spelling; `values` are by
    note."""

    name: str
    values: Mapping[str, Value]
    spellings: Counter[str]

    @property
    def folded(self) -> str:
        """The form that all its spellings share; for Obsidian's own keys, the name that Obsidian reads."""
        return _folded(self.name)

    @cached_property
    def kinds(self) -> Counter[ValueKind]:
        """The number of notes with a value of each kind, without empty values."""
        return Counter(kind for value in self.values.values() if (kind := kind_of(value)) != "empty")

    @cached_property
    def filled(self) -> frozenset[str]:
        """The notes in which the key has a value that is not empty."""
        return frozenset(path for path, value in self.values.items() if kind_of(value) != "empty")

    def texts(self, path: str) -> list[str]:
        """The key's texts in one note: a single value or the items of a list."""
        value = self.values.get(path)
        return [v.strip() for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]

    @cached_property
    def notes_with(self) -> Counter[str]:
        """The number of notes in which the key has each text."""
        return Counter(text for path in self.values for text in dict.fromkeys(self.texts(path)) if text)


@dataclass(frozen=True)
class Survey:
    """All surveyed notes, sorted by path, and the keys for which Obsidian has types."""

    notes: tuple[NoteSurvey, ...]
    types: Mapping[str, Key] = field(default_factory=lambda: OBSIDIAN_KEYS)

    def without(self, folders: tuple[str, ...]) -> "Survey":
        """The survey without the notes in some folders, whose paths end in `/`."""
        return Survey(tuple(note for note in self.notes if not note.path.startswith(folders)), self.types)

    @cached_property
    def judged(self) -> tuple[NoteSurvey, ...]:
        """The notes whose frontmatter, or lack of it, counts as evidence."""
        return tuple(note for note in self.notes if note.judged and not note.is_empty)

    @cached_property
    def keys(self) -> Mapping[str, KeyUse]:
        """The use of each key by its best spelling, the most used first."""
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
        """The use of a key in any spelling."""
        return self._by_fold.get(_folded(name))

    @cached_property
    def _by_fold(self) -> dict[str, KeyUse]:
        return {use.folded: use for use in self.keys.values()}


@lru_cache(maxsize=1 << 12)
def _folded(key: str) -> str:
    return _OBSIDIAN_NAMES.get(squeezed(key), squeezed(key))


def _best_spelling(folded: str, spellings: Counter[str]) -> str:
    """The most common spelling; of equals, the one in lower case. Spellings that Obsidian no longer reads,
    such as `tag`, do not count."""
    read = {key: count for key, count in spellings.items() if squeezed(key) == folded}
    return min(read, key=lambda key: (-read[key], key.swapcase()), default=folded)
