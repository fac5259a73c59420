"""The configuration of a map of content (MOC): an index note that the program keeps up to date."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeAlias, cast, get_args

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.messages.translation import WRITTEN_IN
from vault_tools.vault.links import LinkStyle

MocShow: TypeAlias = Literal["list", "table"]
GroupPart: TypeAlias = Literal["year", "month", "letter"]

MAX_LISTED = 1000
"""Maximum number of notes in one list unless `limit` is set: Obsidian is slow with larger notes."""
FOLDER = "folder"
"""The value of `each` for one MOC per folder."""


@dataclass(frozen=True)
class InFolder:
    """The notes of a folder, empty for the whole vault; with `nested`, also those of its subfolders."""

    path: str
    nested: bool = True


@dataclass(frozen=True)
class Tagged:
    """The notes with a tag or a tag nested below it, in any spelling."""

    tag: str


@dataclass(frozen=True)
class Where:
    """The notes in which each of these keys has the given value."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Named:
    """The notes that list a name, in any spelling, under a key that holds names."""

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
    """One index note, or with `each` one per value."""

    name: Annotated[str, "its name in the markers"]
    note: Annotated[str, "the path of its note; with `each`, `{value}` stands for the value"]
    kind: Annotated[str, "what is shown"] = "notes"
    title: Annotated[str, "the title of a note that is created; `{value}` as above"] = ""
    each: Annotated[
        str, "one MOC for each value of this key, such as `tags` or `date.year`; or for each `folder`"
    ] = ""
    nested: Annotated[bool, "with `each: folder`: include the notes of its subfolders"] = False
    min: Annotated[
        int, "with `each`: the minimum number of notes; for `home` by size: the minimum for a separate line"
    ] = 1
    source: Annotated[Source, "which notes; unset: all"] = EVERYTHING
    list_mocs: Annotated[bool, "whether notes that contain a MOC are listed too"] = False
    group_by: Annotated[
        tuple[str, ...],
        "keys to group by; `KEY.year`, `.month`, `.letter`; `home`: keys of the MOCs' own notes",
    ] = ()
    sort: Annotated[tuple[str, ...], "keys to sort by, `-` for descending; `home`: `-size`"] = ("title",)
    limit: Annotated[int, "the maximum number of notes in one list; for `health` 50"] = MAX_LISTED
    show: Annotated[MocShow, "`list` or `table`"] = "list"
    columns: Annotated[tuple[str, ...], "the keys that a table shows"] = ("date",)
    item: Annotated[str, "a jinja2 template of a list's items"] = ""
    counts: Annotated[bool, "whether the number of notes is shown"] = True
    language: Annotated[str, "the language of its texts; unset: `language`, or `en`"] = WRITTEN_IN
    texts: Annotated[Mapping[str, str], "replacements for its texts"] = field(
        default_factory=dict, hash=False
    )
    labels: Annotated[Mapping[str, str], "what to show for a key or value"] = field(
        default_factory=dict, hash=False
    )
    frontmatter: Annotated[Mapping[str, Any], "the frontmatter of a note that is created"] = field(
        default_factory=dict, hash=False
    )

    def title_of(self, value: str) -> str:
        """The title of the MOC's note; `value` is empty without `each`."""
        shown = value.rpartition("/")[2] if self.each == FOLDER else value
        return (self.title or ("{value}" if self.each else self.name)).replace("{value}", shown)


@dataclass(frozen=True)
class MocPolicy:
    """The MOCs of a vault, and how it writes links."""

    mocs: tuple[Moc, ...] = ()
    links: LinkStyle = field(default_factory=LinkStyle)


def moc_of(section: Mapping[str, Any]) -> Moc:
    """A MOC from its configuration section, with fields named as in Python."""
    options: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in section.items()
    }
    if section.get("source"):
        options["source"] = source_of(section["source"])
    return Moc(**options)


def source_of(section: Mapping[str, Any]) -> Source:
    """A source from its configuration section, which validation has reduced to one kind of source."""
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
    """A single property value as the text used to group and find notes."""
    return str(value).lower() if isinstance(value, bool) else str(value)
