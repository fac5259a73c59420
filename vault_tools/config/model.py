"""The model of the configuration file: what it may contain."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from vault_tools.config.form import Check, SectionModel
from vault_tools.config.model_mocs import MocSection
from vault_tools.config.model_section import PathWithin, form_of, leads_outside
from vault_tools.config.sections import Profile, TranscriptSource
from vault_tools.disk.globs import plain_glob
from vault_tools.lazy_dataclass import field
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
    if plain_glob(pattern):
        return pattern
    from pathspec import PathSpec

    try:
        PathSpec.from_lines("gitignore", [pattern])
    except (ValueError, re.error) as error:
        raise ValueError(f"`{pattern}` is not a .gitignore pattern") from error
    return pattern


Glob = Annotated[str, Check(_checked_glob)]


def _checked_language(name: str) -> str:
    code = declared_language(name)
    if code is None:
        raise ValueError(
            f"should be a language, not `{name}`; known: {', '.join(sorted(set(NAMED.values())))}"
        )
    return code


Language = Annotated[str, Check(_checked_language)]


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


Transcript = Annotated[str, Check(_checked_transcript)]


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


RuleName = Annotated[str, Check(_checked_rule)]


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
        form_of(TranscriptSource, notes=Glob, transcript=Transcript), Check(_names_a_key)
    ]


class RulesSection(SectionModel):
    """Which rules run, and the options of each under its name."""

    takes_others = True

    select: Annotated[Sequence[str], "the rules to run; `all`: those on by default"] = ("all",)
    ignore: Annotated[Sequence[str], "the rules to leave out"] = ()


class ConfigModel(SectionModel):
    """vault-tools.yaml"""

    language: Annotated[
        Language | None, "the language of the notes; of bilingual ones, that of the translations"
    ] = None
    messages: Annotated[
        MessageLanguage | None, "the language of messages; unset: on a terminal the system's"
    ] = None
    exclude: Annotated[Sequence[Glob], ".gitignore patterns of files that are not notes"] = ()
    exclude_ignored: Annotated[bool, "whether package folders and files that git ignores are left out"] = True
    vaults: Annotated[
        Literal["together", "separate"], "whether folders with their own `.obsidian` belong to this vault"
    ] = "together"
    keys: Annotated[Mapping[str, KeyOptions], "the keys of the frontmatter"] = field(default_factory=dict)
    key_order: Annotated[Sequence[str], "the order of the keys; unset: any"] = ()
    inline_fields: Annotated[
        bool, "whether Dataview's inline fields (`key:: value`) count as values of keys"
    ] = Schema.inline_fields
    status: Annotated[StatusSection | None, "how `status` and `draft` are related"] = None
    tags: Annotated[TagsSection, "how tags are spelled"] = TagsSection()
    names: Annotated[Mapping[str, NamesSection], "the groups of names"] = field(default_factory=dict)
    mocs: Annotated[Sequence[MocSection], "the index notes that the program maintains"] = ()
    profiles: Annotated[Sequence[ProfileSection], "settings for some of the notes"] = ()
    sources: Annotated[Sequence[SourceSection], "the transcripts that notes were made from"] = ()
    rules: Annotated[RulesSection, "which rules run, and how"] = RulesSection()
