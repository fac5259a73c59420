"""The facts of a note: the small part that vault-wide rules need, never the body."""

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.note.body import InlineTag
from vault_tools.note.generated import Markers
from vault_tools.note.note import Note
from vault_tools.note.suppressions import ignored_in
from vault_tools.note.text import Place, Span
from vault_tools.note.yaml_core import Value, same
from vault_tools.vault.anchors import Anchors
from vault_tools.vault.names import read_name
from vault_tools.vault.note_link import NoteLink
from vault_tools.vault.note_linking import NoteLinking
from vault_tools.vault.schema import Schema
from vault_tools.vault.tags import clean_tag

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder


MAX_TAGS = 10_000
"""Maximum number of tags read from a note's text. Each is stored with its line, and real notes have a few
hundred at most."""


@dataclass(frozen=True)
class Flag:
    """The summary of a note-scope diagnostic that stays in memory for the vault health MOC.

    `section` is the heading path as written in the note, without `#`.
    """

    rule: str
    severity: str
    message: str
    line: int
    section: tuple[str, ...] = ()


class InlineField(NamedTuple):
    """The value of an inline field, with its position for diagnostics."""

    keys: tuple[str, ...]
    text: str
    span: Span
    place: Place


class Valued(Protocol):
    """What lists and MOCs need from a note: its facts, or only the values they show."""

    @property
    def path(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def values(self) -> Mapping[str, Value]: ...

    @property
    def text_tags(self) -> Iterable[str]:
        """The names of the tags in its text."""


class NoteValues(NamedTuple):
    """Part of a note's facts: its tags and the values of some keys."""

    path: str
    title: str
    values: Mapping[str, Value]
    text_tags: tuple[str, ...]


class ValuedNotes(Mapping[str, "NoteFacts"]):
    """Facts that can be read in part, without loading all of them."""

    @abstractmethod
    def valued(self, keys: Collection[str]) -> Iterable[Valued]:
        """All notes, each with at least its values of these keys."""


@dataclass(frozen=True)
class NoteFacts:
    """The part of a note that stays in memory. `head` is its text up to the body.

    `values` holds the properties and the inline fields of the text; an inline field appears under its key as
    typed and as Dataview spells it. Tags and mentions in generated text are not included. `title` is what
    links show: the property, else the file name. `ignored` lists the rules that the note opts out of,
    `covered` the spans in which its text opts out of a rule. `is_record`: the note has frontmatter and an
    empty body. `inline` holds the inline fields themselves.
    """

    path: str
    head: str
    values: Mapping[str, Value]
    inline_tags: tuple[InlineTag, ...]
    linking: NoteLinking
    ignored: frozenset[str] = frozenset()
    covered: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    mentions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    title: str = ""
    markers: Markers = field(default_factory=Markers)
    flags: tuple[Flag, ...] = ()
    inline: tuple[InlineField, ...] = ()
    is_record: bool = False

    @cached_property
    def note(self) -> Note:
        """The note without its body. Spans are the same as in the whole note."""
        return Note(self.path, self.head)

    @property
    def links(self) -> tuple[NoteLink, ...]:
        """All links of the note; `generated` marks those in generated text."""
        return self.linking.links

    @property
    def anchors(self) -> Anchors:
        """The headings and ids that links can lead to."""
        return self.linking.anchors

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets of the links in the note's own text, without duplicates: names or paths of notes,
        without `.md`."""
        own = (link for link in self.links if not (link.generated or link.kind == "property"))
        return tuple(dict.fromkeys(target.removesuffix(".md") for link in own if (target := link.target)))

    def texts(self, key: str) -> list[str]:
        """The non-empty texts under a key, from a list or a single value."""
        return texts_in(self.values.get(key))

    @property
    def text_tags(self) -> Iterator[str]:
        """The names of the tags in its text."""
        return (tag.name for tag in self.inline_tags)

    def fields(self, key: str) -> Iterator[InlineField]:
        """The inline fields with this key."""
        return (field for field in self.inline if key in field.keys)

    def in_field(self, span: Span) -> bool:
        """Whether a span starts in the value of an inline field; nothing is rewritten there."""
        before = bisect_right(self.inline, span.start, key=lambda field: field.span.start)
        return before > 0 and span.start < self.inline[before - 1].span.end


def texts_in(value: Value) -> list[str]:
    """The non-empty texts in a value, from a list or a single value."""
    if not value:
        return []
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str) and v] if isinstance(value, list) else []


def is_seen_alike(one: NoteFacts, other: NoteFacts) -> bool:
    """Whether two versions of a note look the same to MOCs and to other notes, ignoring positions."""
    return same(dict(one.values), dict(other.values)) and _seen(one) == _seen(other)


def _seen(facts: NoteFacts) -> tuple[object, ...]:
    tags = {tag.name for tag in facts.inline_tags}
    markers = [marker.name for marker in facts.markers.all], bool(facts.markers.broken)
    links = facts.targets, facts.anchors
    return facts.path, tags, links, facts.mentions, facts.title, markers, facts.flags, facts.is_record


def facts_of(note: Note, finder: "MentionFinder | None" = None, *, inline_fields: bool = True) -> NoteFacts:
    """The facts of a note; with `finder`, also the names that it mentions without a link."""
    values = {entry.key: entry.value for entry in note.entries}
    inline = tuple(_inline(note)) if inline_fields else ()
    ignored = ignored_in(note)
    title = values.get("title", next((field.text for field in inline if "title" in field.keys), None))
    return NoteFacts(
        path=note.path,
        head=note.text[: note.body_start],
        values=_with_fields(values, inline),
        inline_tags=tuple(islice(note.each_tag(), MAX_TAGS)),
        linking=NoteLinking.of(note),
        ignored=ignored.rules,
        covered=ignored.spans,
        mentions=finder.find(note.text, note.body_start, note.speaks) if finder else {},
        title=title if isinstance(title, str) and title.strip() else note.stem,
        markers=note.generated,
        inline=inline,
        is_record=note.is_record,
    )


def _inline(note: Note) -> Iterator[InlineField]:
    for value in note.inline_values:
        keys = tuple(dict.fromkeys((value.typed, value.key)))
        yield InlineField(keys, value.text, value.span, note.place(value.span))


def _with_fields(values: dict[str, Value], inline: Iterable[InlineField]) -> dict[str, Value]:
    """The properties with the values of inline fields appended. Several values of one key form a list."""
    texts: dict[str, list[Value]] = {}
    for value in inline:
        for key in value.keys:
            texts.setdefault(key, []).append(value.text)
    merged = dict(values)
    for key, found in texts.items():
        before = values.get(key)
        if before not in (None, "", []):
            found = [*(before if isinstance(before, list) else [before]), *found]
        merged[key] = found if len(found) > 1 else found[0]
    return merged


def tags_of(facts: Valued, schema: Schema) -> Iterator[str]:
    """The tags of a note, from its frontmatter and its text, without `#` and stray slashes."""
    for key in schema.tag_keys:
        yield from filter(None, map(clean_tag, texts_in(facts.values.get(key.name))))
    yield from facts.text_tags


def names_of(facts: NoteFacts, schema: Schema) -> Iterator[tuple[str, list[str]]]:
    """(group, names) for each key of a note that holds names."""
    for key in schema.name_keys:
        if key.names and key.name in facts.values:
            yield key.names, [name for text in facts.texts(key.name) if (name := read_name(text))]
