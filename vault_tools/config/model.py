"""The configuration file's form: what may be in it."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args, get_type_hints

from pathspec import PathSpec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from vault_tools.config.model_mocs import MocSection
from vault_tools.config.model_section import PathWithin, SectionModel, leads_outside
from vault_tools.lazy_dataclass import fields
from vault_tools.lint.rule import NoteRule, Rule, no_such_rule, registry
from vault_tools.messages.translation import languages
from vault_tools.note.language import NAMED, declared_language
from vault_tools.vault.names import Form
from vault_tools.vault.schema import Conflict, EvergreenFix, KeyType
from vault_tools.vault.tags import TagStyle

if TYPE_CHECKING:
    MessageLanguage: TypeAlias = str
else:
    MessageLanguage = Literal[languages()]


def _checked_glob(pattern: str) -> str:
    try:
        PathSpec.from_lines("gitignore", [pattern])
    except (ValueError, re.error) as error:
        raise ValueError(f"`{pattern}` is not a .gitignore pattern") from error
    return pattern


Glob = Annotated[str, AfterValidator(_checked_glob)]


class KeyOptions(SectionModel):
    """What holds for one key of the frontmatter."""

    type: KeyType = Field("any", description="the type of the value, as in Obsidian's property types")
    required: bool = Field(False, description="whether every note must have the key, with a value")
    default: Any = Field(None, description="what a fix writes where the required key is missing")
    aliases: tuple[str, ...] = Field((), strict=False, description="other names that the key goes by")
    values: tuple[str, ...] = Field((), strict=False, description="the only values that are allowed")
    names: str | None = Field(None, description="the group of names that the key holds, such as people")
    unique: bool = Field(False, description="whether only one note may have a value, as of `source`")


def _checked_language(name: str) -> str:
    code = declared_language(name)
    if code is None:
        raise ValueError(f"unknown language `{name}`; known: {', '.join(sorted(set(NAMED.values())))}")
    return code


Language = Annotated[str, AfterValidator(_checked_language)]


class ProfileSection(SectionModel):
    """What holds besides for the notes that a pattern matches."""

    match: Glob = Field(description="a pattern as in .gitignore, from the vault's root")
    language: Language | None = Field(None, description="the language that these notes are read in")
    keys: dict[str, KeyOptions] = Field(default_factory=dict, description="adds to `keys`")


_PLACEHOLDERS = ("{stem}", "{value}", "{id}")
_OF_TEXTS = (".srt", ".vtt", ".txt", ".md")


def _checked_transcript(path: str) -> str:
    name = path.rpartition("/")[2]
    held = next((each for each in _PLACEHOLDERS if each in name), "{stem}")
    if name.count(held) != 1 or "{" in path.replace(held, "") or "*" in path.removesuffix(name):
        one = "`{stem}`" if held == "{stem}" else f"`{held}`"
        raise ValueError(f"`{path}` should hold {one} once, in the file's name")
    if name.count("*") > 1 or "*" in name.partition(held)[0]:
        raise ValueError(f"`{path}` may hold one `*`, after `{held}`")
    if leads_outside(path) and not name.endswith(_OF_TEXTS):  # a configuration may be a stranger's
        raise ValueError(f"`{path}` is outside of the vault, so it should end in .srt, .vtt, .txt or .md")
    return path


Transcript = Annotated[str, AfterValidator(_checked_transcript)]


class SourceSection(SectionModel):
    """Where the transcripts are that notes were made from. They are read and never written."""

    notes: Glob = Field(description="a .gitignore pattern of the notes, from the vault's root")
    key: str | None = Field(None, description="the key whose value tells the file, as `{value}` or `{id}`")
    transcript: Transcript = Field(
        description="the path of their transcripts, from the vault's root or outside of it: `{stem}` is the "
        "note's name, `{value}` that of `key`, `{id}` the id in a URL there"
    )

    @model_validator(mode="after")
    def _names_a_key(self) -> "SourceSection":
        if (self.key is None) != ("{stem}" in self.transcript):
            raise ValueError("`{value}` and `{id}` need `key`, and `{stem}` needs none")
        return self


def _checked_rule(name: str) -> str:
    if name not in registry():
        raise ValueError(no_such_rule(name))
    if not issubclass(registry()[name], NoteRule):
        raise ValueError(f"`{name}` looks beyond the note")
    return name


RuleName = Annotated[str, AfterValidator(_checked_rule)]


class StatusSection(SectionModel):
    """How `status` and `draft` say whether a note is finished."""

    key: str = Field("status", description="the key that holds the status")
    draft_key: str = Field("draft", description="the key that says `true` while it is a draft")
    evergreen: str = Field("evergreen", description="the status of a finished note")
    draft: str = Field("draft", description="the status of a draft")
    on_conflict: Conflict = Field("report", description="which of the two keys wins; `report`: neither")
    evergreen_forbids: list[RuleName] = Field([], description="rules that a finished note may not break")
    evergreen_fix: EvergreenFix = Field("off", description="whether a fix makes such a note a draft")


class TagsSection(SectionModel):
    """How the vault's tags are spelled."""

    style: TagStyle | None = Field(default=None, description="how words are joined; unset: as most have it")
    aliases: dict[str, str] = Field(default_factory=dict, description="another spelling -> the tag to use")
    retired: list[str] = Field(default=[], description="tags that are to go")


class NamesSection(SectionModel):
    """One group of names, such as people: `names: people` in a key says that it holds them."""

    notes: PathWithin = Field(
        "", description="the folder of the notes about these names; a title is the name"
    )
    aliases: dict[str, list[str]] = Field(
        default_factory=dict, description="name -> its other spellings, in any script"
    )
    form: Form | None = Field(
        None, description="how a value is written, `[[name]]` or plain; unset: as it is"
    )
    mentions: bool = Field(False, description="whether a name in the text without a link counts as well")
    chinese: bool = Field(
        False, description="Traditional and Simplified are one spelling; needs `vault-tools[chinese]`"
    )


class RulesSection(BaseModel):
    """Which rules run, and under a rule's name its options."""

    model_config = ConfigDict(extra="allow", strict=True)

    select: list[str] = Field(default=["all"], description="the rules to run; `all`: those on by default")
    ignore: list[str] = Field(default=[], description="the rules to leave out")


class ConfigModel(SectionModel):
    """vault-tools.yaml"""

    language: Language | None = Field(None, description="the language that the notes are read in")
    messages: MessageLanguage | None = Field(
        None, description="the language of what is reported; unset: on a terminal the system's"
    )
    exclude: list[Glob] = Field([], description=".gitignore patterns of files that are not notes")
    exclude_ignored: bool = Field(
        True, description="whether folders of packages and what git ignores are left out"
    )
    vaults: Literal["together", "separate"] = Field(
        "together", description="whether folders with an `.obsidian` of their own are one vault with this one"
    )
    keys: dict[str, KeyOptions] = Field(default_factory=dict, description="the keys of the frontmatter")
    key_order: list[str] = Field([], description="the order of the keys; unset: any")
    inline_fields: bool = Field(
        True, description="whether Dataview's inline fields, `key:: value`, hold values of keys too"
    )
    status: StatusSection | None = Field(None, description="how `status` and `draft` go together")
    tags: TagsSection = Field(TagsSection(), description="how tags are spelled")
    names: dict[str, NamesSection] = Field(default_factory=dict, description="the groups of names")
    mocs: list[MocSection] = Field([], description="the index notes that the program keeps")
    profiles: list[ProfileSection] = Field([], description="what holds for some of the notes")
    sources: list[SourceSection] = Field([], description="the transcripts that notes were made from")
    rules: RulesSection = Field(RulesSection(), description="which rules run, and how")


def options_form(rule: type[Rule]) -> type[BaseModel]:
    """What may be under a rule's name: its fields."""
    hints = get_type_hints(rule)
    form: type[BaseModel] = create_model(  # type: ignore[call-overload]
        rule.__name__,
        __base__=SectionModel,
        **{option.name: (hints[option.name], option.default) for option in fields(rule)},
    )
    return form


def allowed_at(loc: Sequence[str | int]) -> str:
    """The keys that may stand where the last part of `loc` stands."""
    model: type[BaseModel] = ConfigModel
    for part in loc[:-1]:
        found = next((f for f in model.model_fields.values() if f.alias == part), None)
        model = next(_models(found.annotation), model) if found else model
    return "allowed: " + ", ".join(str(f.alias) for f in model.model_fields.values())


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
