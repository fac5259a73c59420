"""What the owner configures of a map of content (MOC): an index note that the program keeps true."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias, cast, get_args

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.vault.links import LinkStyle

MocShow: TypeAlias = Literal["list", "table"]
GroupPart: TypeAlias = Literal["year", "month", "letter"]

MAX_LISTED = 1000
"""Notes that one list shows unless `limit` says otherwise: Obsidian takes long over larger notes."""
FOLDER = "folder"
"""What `each` says for one MOC a folder."""


@dataclass(frozen=True)
class InFolder:
    """The notes of a folder, empty for the whole vault; `nested`: with the folders in it."""

    path: str
    nested: bool = True


@dataclass(frozen=True)
class Tagged:
    """The notes with a tag or one nested below it, however it is spelled."""

    tag: str


@dataclass(frozen=True)
class Where:
    """The notes in which each of these keys has its value."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Named:
    """The notes that list a name, under any of its spellings, in a key that holds names."""

    name: str


@dataclass(frozen=True)
class LinksFrom:
    """The notes that a note links to; generated text does not count."""

    note: str


@dataclass(frozen=True)
class LinksTo:
    """The notes that link to a note; generated text does not count."""

    note: str


@dataclass(frozen=True)
class AllOf:
    sources: tuple["Source", ...]


@dataclass(frozen=True)
class AnyOf:
    sources: tuple["Source", ...]


@dataclass(frozen=True)
class Not:
    source: "Source"


Source: TypeAlias = InFolder | Tagged | Where | Named | LinksFrom | LinksTo | AllOf | AnyOf | Not
EVERYTHING = InFolder("")


@dataclass(frozen=True)
class Moc:
    """One MOC, or with `each` one for each value of that key that `min` notes have.

    `note` is the path of a note that is written again, with `{value}` where there is `each`. `nested`: a
    folder has the notes of the folders in it as well.
    """

    name: str
    note: str
    kind: str = "notes"
    title: str = ""
    each: str = ""
    min: int = 1
    source: Source = EVERYTHING
    list_mocs: bool = False
    group_by: tuple[str, ...] = ()
    sort: tuple[str, ...] = ("title",)
    limit: int = MAX_LISTED
    show: MocShow = "list"
    columns: tuple[str, ...] = ("date",)
    item: str = ""
    counts: bool = True
    nested: bool = False
    language: str = "en"
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    frontmatter: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def title_of(self, value: str) -> str:
        """The title of its note; `value` is empty where there is no `each`."""
        shown = value.rpartition("/")[2] if self.each == FOLDER else value
        return (self.title or ("{value}" if self.each else self.name)).replace("{value}", shown)


@dataclass(frozen=True)
class MocPolicy:
    """The MOCs of a vault, and how it writes links."""

    mocs: tuple[Moc, ...] = ()
    links: LinkStyle = field(default_factory=LinkStyle)


def moc_of(section: Mapping[str, Any]) -> Moc:
    """A MOC from its section of the configuration, fields spelled as in Python."""
    options: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in section.items()
    }
    if section.get("source"):
        options["source"] = source_of(section["source"])
    return Moc(**options)


def source_of(section: Mapping[str, Any]) -> Source:
    """A source from its section: one kind of source, which the configuration has made sure of."""
    match section:
        case {"folder": path, **rest}:
            return InFolder(f"{path.strip('/')}/" if path.strip("/") else "", rest.get("nested", True))
        case {"tag": tag}:
            return Tagged(tag)
        case {"where": values}:
            return Where(tuple((key, value_text(value)) for key, value in values.items()))
        case {"name": name}:
            return Named(name)
        case {"links_from": note}:
            return LinksFrom(note)
        case {"links_to": note}:
            return LinksTo(note)
        case {"not_": source}:
            return Not(source_of(source))
    kind, parts = next(iter(section.items()))
    sources = tuple(source_of(part) for part in parts)
    return AllOf(sources) if kind == "all" else AnyOf(sources)


@lru_cache(maxsize=1 << 10)
def split_field(field: str) -> tuple[str, GroupPart | None]:
    """(key, part) of a field such as `status`, `date.year` or `title.letter`."""
    key, _, part = field.rpartition(".")
    return (key, cast(GroupPart, part)) if key and part in get_args(GroupPart) else (field, None)


def value_text(value: object) -> str:
    """A single value of a key as the text that it is grouped and found by."""
    return str(value).lower() if isinstance(value, bool) else str(value)
