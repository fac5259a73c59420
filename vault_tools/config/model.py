"""The model of the configuration file: what it may contain."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vault_tools.config.model_mocs import MocSection
from vault_tools.config.model_section import PathWithin, SectionModel, form_of, leads_outside
from vault_tools.config.sections import Profile, TranscriptSource
from vault_tools.lint.rule import NoteRule, no_such_rule, registry
from vault_tools.messages.translation import languages
from vault_tools.note.language import NAMED, declared_language
from vault_tools.vault.names import NamePolicy
from vault_tools.vault.schema import Key, Schema, StatusWords
from vault_tools.vault.tags import TagPolicy

if TYPE_CHECKING:
    MessageLanguage: TypeAlias = str
else:
    MessageLanguage = Literal[languages()]


def _checked_glob(pattern: str) -> str:
    from pathspec import PathSpec

    try:
        PathSpec.from_lines("gitignore", [pattern])
    except (ValueError, re.error) as error:
        raise ValueError(f"`{pattern}` is not a .gitignore pattern") from error
    return pattern


Glob = Annotated[str, AfterValidator(_checked_glob)]


def _checked_language(name: str) -> str:
    code = declared_language(name)
    if code is None:
        raise ValueError(
            f"should be a language, not `{name}`; known: {', '.join(sorted(set(NAMED.values())))}"
        )
    return code


Language = Annotated[str, AfterValidator(_checked_language)]


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


def _names_a_key(source: TranscriptSource) -> TranscriptSource:
    if (source.key is None) != ("{stem}" in source.transcript):
        raise ValueError("`{value}` and `{id}` need `key`, and `{stem}` needs none")
    return source


def _checked_rule(name: str) -> str:
    if name not in registry():
        raise ValueError(no_such_rule(name))
    if not issubclass(registry()[name], NoteRule):
        raise ValueError(f"`{name}` depends on more than the note itself")
    return name


RuleName = Annotated[str, AfterValidator(_checked_rule)]


if TYPE_CHECKING:
    KeyOptions: TypeAlias = Key
    StatusSection: TypeAlias = StatusWords
    TagsSection: TypeAlias = TagPolicy
    NamesSection: TypeAlias = NamePolicy
    ProfileSection: TypeAlias = Profile
    SourceSection: TypeAlias = TranscriptSource
else:
    KeyOptions = form_of(Key, "name", "declared", default=Any)
    StatusSection = form_of(StatusWords, evergreen_forbids=list[RuleName])
    TagsSection = form_of(TagPolicy)
    NamesSection = form_of(NamePolicy, notes=PathWithin)
    ProfileSection = form_of(Profile, match=Glob, language=Language | None, keys=dict[str, KeyOptions])
    SourceSection = Annotated[
        form_of(TranscriptSource, notes=Glob, transcript=Transcript), AfterValidator(_names_a_key)
    ]


class RulesSection(BaseModel):
    """Which rules run, and the options of each under its name."""

    model_config = ConfigDict(extra="allow", strict=True)

    select: list[str] = Field(default=["all"], description="the rules to run; `all`: those on by default")
    ignore: list[str] = Field(default=[], description="the rules to leave out")


class ConfigModel(SectionModel):
    """vault-tools.yaml"""

    language: Language | None = Field(
        None, description="the language of the notes; of bilingual ones, that of the translations"
    )
    messages: MessageLanguage | None = Field(
        None, description="the language of messages; unset: on a terminal the system's"
    )
    exclude: list[Glob] = Field([], description=".gitignore patterns of files that are not notes")
    exclude_ignored: bool = Field(
        True, description="whether package folders and files that git ignores are left out"
    )
    vaults: Literal["together", "separate"] = Field(
        "together", description="whether folders with their own `.obsidian` belong to this vault"
    )
    keys: dict[str, KeyOptions] = Field(default_factory=dict, description="the keys of the frontmatter")
    key_order: list[str] = Field([], description="the order of the keys; unset: any")
    inline_fields: bool = Field(
        Schema.inline_fields,
        description="whether Dataview's inline fields (`key:: value`) count as values of keys",
    )
    status: StatusSection | None = Field(None, description="how `status` and `draft` are related")
    tags: TagsSection = Field(TagsSection(), description="how tags are spelled")
    names: dict[str, NamesSection] = Field(default_factory=dict, description="the groups of names")
    mocs: list[MocSection] = Field([], description="the index notes that the program maintains")
    profiles: list[ProfileSection] = Field([], description="settings for some of the notes")
    sources: list[SourceSection] = Field([], description="the transcripts that notes were made from")
    rules: RulesSection = Field(RulesSection(), description="which rules run, and how")


def allowed_at(loc: Sequence[str | int]) -> str:
    """A message about the keys that are allowed in place of the last part of `loc`."""
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
