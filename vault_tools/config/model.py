"""The configuration file's form: what may stand in it, and errors that point at the place."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args, get_type_hints

from pathspec import PathSpec
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)
from yaml import MappingNode, SequenceNode

from vault_tools.config.model_mocs import MocSection, moc_problems
from vault_tools.config.model_section import PathWithin
from vault_tools.config.model_section import Section as _Section
from vault_tools.config.model_section import kebab as _kebab
from vault_tools.errors import VaultToolsError
from vault_tools.lint.rule import NoteRule, Rule, default_rules, no_such_rule, registry
from vault_tools.messages.translation import languages
from vault_tools.note.dates import is_iso
from vault_tools.note.language import NAMED, declared_language
from vault_tools.note.text import Span, place_of
from vault_tools.note.yaml_core import compose, value_of
from vault_tools.note.yaml_guard import YamlError
from vault_tools.vault.names import Form
from vault_tools.vault.schema import Conflict, EvergreenFix, KeyType
from vault_tools.vault.spelling import folded
from vault_tools.vault.tags import TagStyle, folded_tag, tag_problem

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


class KeyOptions(_Section):
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


class ProfileSection(_Section):
    """What holds besides for the notes that a pattern matches."""

    match: Glob = Field(description="a pattern as in .gitignore, from the vault's root")
    language: Language | None = Field(None, description="the language that these notes are read in")
    keys: dict[str, KeyOptions] = Field(default_factory=dict, description="adds to `keys`")


_PLACEHOLDERS = ("{stem}", "{value}", "{id}")


def _checked_transcript(path: str) -> str:
    name = path.rpartition("/")[2]
    held = next((each for each in _PLACEHOLDERS if each in name), "{stem}")
    if name.count(held) != 1 or "{" in path.replace(held, "") or "*" in path.removesuffix(name):
        one = "`{stem}`" if held == "{stem}" else f"`{held}`"
        raise ValueError(f"`{path}` should hold {one} once, in the file's name")
    if name.count("*") > 1 or "*" in name.partition(held)[0]:
        raise ValueError(f"`{path}` may hold one `*`, after `{held}`")
    return path


Transcript = Annotated[PathWithin, AfterValidator(_checked_transcript)]


class SourceSection(_Section):
    """Where the transcripts lie that notes were made from. They are read and never written."""

    notes: Glob = Field(description="a .gitignore pattern of the notes, from the vault's root")
    key: str | None = Field(None, description="the key whose value tells the file, as `{value}` or `{id}`")
    transcript: Transcript = Field(
        description="the path of their transcripts, from the vault's root: `{stem}` is the note's name, "
        "`{value}` that of `key`, `{id}` the id in a URL there"
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


class StatusSection(_Section):
    """How `status` and `draft` say whether a note is finished."""

    key: str = Field("status", description="the key that holds the status")
    draft_key: str = Field("draft", description="the key that says `true` while it is a draft")
    evergreen: str = Field("evergreen", description="the status of a finished note")
    draft: str = Field("draft", description="the status of a draft")
    on_conflict: Conflict = Field("report", description="which of the two keys wins; `report`: neither")
    evergreen_forbids: list[RuleName] = Field([], description="rules that a finished note may not break")
    evergreen_fix: EvergreenFix = Field("off", description="whether a fix makes such a note a draft")


class TagsSection(_Section):
    """How the vault's tags are spelled."""

    style: TagStyle | None = Field(default=None, description="how words are joined; unset: as most have it")
    aliases: dict[str, str] = Field(default_factory=dict, description="another spelling -> the tag to use")
    retired: list[str] = Field(default=[], description="tags that are to go")


class NamesSection(_Section):
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


class ConfigModel(_Section):
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


def validated(text: str, name: str) -> dict[str, Any]:
    """The file's sections, as far as they are set, as plain JSON values; fields spelled as in Python.

    `rules` are the names of the selected rules, `options` those of all rules by name; a file that sets
    nothing gives an empty mapping. Raises VaultToolsError, a line that begins with `name:line:column`.
    """
    tree, values = parsed(text, name)
    if not values:
        return {}
    try:
        model = ConfigModel.model_validate(values)
        _check_meaning(model)
        sections = model.model_dump(mode="json", exclude_unset=True)
        names, options = _rules(model.rules)
        return sections | {"rules": names, "options": options}
    except ValidationError as error:
        first = error.errors()[0]
        raise _located(tree, name, first["loc"], _message(first)) from None
    except _Fault as fault:
        line, column = place_in(tree, fault.other)
        also = f" ({name}:{line}:{column})" if fault.other else ""
        raise _located(tree, name, fault.loc, fault.problem + also) from None


_Loc: TypeAlias = tuple[str | int, ...]


class _Fault(Exception):
    """Something at `loc` that can't be meant; `other` is the place that it contradicts."""

    def __init__(self, problem: str, *loc: str | int, other: _Loc = ()) -> None:
        self.problem, self.loc, self.other = problem, loc, other


def parsed(text: str, name: str) -> tuple[Any, dict[str, Any]]:
    """(the root node, which knows its places, what is set as plain values, read as those of a note are).

    Raises VaultToolsError.
    """
    try:
        node = compose(text.removeprefix("\ufeff"))
    except YamlError as error:
        place = _line_and_column(text, error.position)
        raise VaultToolsError(f"{name}:{place}: is not YAML: {error.problem}") from None
    values = value_of(node) if node else None
    if not isinstance(values, dict | None):
        raise VaultToolsError(f"{name}:1:1: should be a mapping; {_allowed(())}")
    for mark, key in _duplicates(node):
        raise VaultToolsError(f"{name}:{mark.line + 1}:{mark.column + 1}: duplicate key `{key}`")
    is_set = {key: value for key, value in (values or {}).items() if value is not None or key == "status"}
    return node, is_set


def _duplicates(node: Any) -> Iterator[tuple[Any, str]]:
    """(place, key) of each key that a mapping holds twice."""
    pairs = node.value if isinstance(node, MappingNode) else ()
    seen = set()
    for key, value in pairs:
        if str(key.value) in seen:
            yield key.start_mark, str(key.value)
        seen.add(str(key.value))
        yield from _duplicates(value)
    for item in node.value if isinstance(node, SequenceNode) else ():
        yield from _duplicates(item)


def _line_and_column(text: str, position: int) -> str:
    place = place_of(text, Span(position, position))
    return f"{place.line}:{place.column}"


def _check_meaning(model: ConfigModel) -> None:
    """Raises _Fault for what is well formed and can't be meant."""
    for name, key in model.keys.items():
        defaults = key.default if isinstance(key.default, list) else [key.default]
        for value in defaults if key.default is not None else ():
            if isinstance(value, list | dict):
                raise _Fault("should be one value or a list of them", "keys", name, "default")
            if key.values and value not in key.values:
                raise _Fault(f"`{value}` is not among `values`", "keys", name, "default")
            if not _fits(value, key.type):
                raise _Fault(f"`{value}` is not a valid {key.type}", "keys", name, "default")
    keys = {name: list(key.aliases) for name, key in model.keys.items()}
    _check_claims(keys, ("keys",), ("aliases",), str)
    for group, names in model.names.items():
        _check_claims(names.aliases, ("names", group, "aliases"), (), folded)
    renamed = {folded_tag(variant): variant for variant in model.tags.aliases}
    for variant, tag in model.tags.aliases.items():
        here = ("tags", "aliases", variant)
        twin = renamed[folded_tag(variant)]
        if model.tags.aliases[twin] != tag:
            raise _Fault(f"is the same tag as `{twin}`", *here, other=("tags", "aliases", twin))
        further = renamed.get(folded_tag(tag), variant)
        if folded_tag(model.tags.aliases[further]) not in (folded_tag(tag), folded_tag(further)):
            raise _Fault(f"starts an alias chain through `{tag}`", *here, other=("tags", "aliases", further))
        if tag_problem(tag) or " " in tag:
            raise _Fault(f"`{tag}` is not a valid tag: it {tag_problem(tag) or 'holds a space'}", *here)
        if folded_tag(tag) in map(folded_tag, model.tags.retired):
            raise _Fault(f"leads to `{tag}`, which is retired", *here, other=("tags", "retired"))
    for loc, problem, other in moc_problems(model.mocs, model.keys):
        raise _Fault(problem, *loc, other=other)


def _fits(value: Any, type_: KeyType) -> bool:
    """Whether a default can stand under a key of this type without being reported there."""
    match type_:
        case "checkbox":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "date" | "datetime":
            return isinstance(value, str) and is_iso(value)
    return True


def _check_claims(
    aliases: Mapping[str, Sequence[str]],
    above: _Loc,
    below: _Loc,
    fold: Callable[[str], str],
) -> None:
    """Raises _Fault where one spelling belongs to two names, or a name is another one's alias."""
    owners: dict[str, tuple[str, _Loc]] = {fold(name): (name, (*above, name)) for name in aliases}
    for name, spellings in aliases.items():
        for index, spelling in enumerate(spellings):
            loc = (*above, name, *below, index)
            owner, other = owners.setdefault(fold(spelling), (name, loc))
            if owner != name:
                problem = f"`{spelling}` already belongs to `{owner}`"
                raise _Fault(problem, *loc, other=other)


def _rules(section: RulesSection) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """(the names of the selected rules, the options of all rules that have some)."""
    given = section.model_extra or {}
    for name in given:
        if name not in registry():
            raise _Fault(no_such_rule(name), "rules", name)
    chosen = set(_named(section.select, "select")) - set(_named(section.ignore, "ignore"))
    return sorted(chosen), {name: _rule_options(registry()[name], given[name]) for name in given}


def _named(names: Sequence[str], field: str) -> Iterator[str]:
    for index, name in enumerate(names):
        if name != "all" and name not in registry():
            raise _Fault(no_such_rule(name), "rules", field, index)
        yield from default_rules() if name == "all" else [name]


def options_form(rule: type[Rule]) -> type[BaseModel]:
    """What may stand under a rule's name: its fields."""
    hints = get_type_hints(rule)
    form: type[BaseModel] = create_model(  # type: ignore[call-overload]
        rule.__name__,
        __base__=_Section,
        **{option.name: (hints[option.name], option.default) for option in fields(rule)},
    )
    return form


def _rule_options(rule: type[Rule], options: Any) -> dict[str, Any]:
    """The options of a rule that are set. Raises _Fault."""
    try:
        given = options_form(rule).model_validate(options)
        return given.model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        first = error.errors()[0]
        allowed = ", ".join(_kebab(option.name) for option in fields(rule))
        message = f"is not an option of this rule; allowed: {allowed}"
        unknown = first["type"] == "extra_forbidden"
        loc = ("rules", rule.name, *first["loc"])
        raise _Fault(message if unknown else _message(first), *loc) from None


def _message(error: Any) -> str:
    """What pydantic says, in our words where it says it worse."""
    match error["type"]:
        case "extra_forbidden":
            return f"is not known here; {_allowed(error['loc'])}"
        case "model_type" | "dict_type":
            return "should be a mapping"
        case "bool_type":
            return f"should be `true` or `false`, not `{error['input']}`"
        case "missing":
            return "is missing"
        case "value_error":
            return str(error["ctx"]["error"])
    message: str = error["msg"].replace("Input should", "should").replace("valid tuple", "list")
    shown = error["input"] if isinstance(error["input"], str | int | float) else None
    return message if shown is None else f"{message}, not `{shown}`"


def _allowed(loc: Sequence[str | int]) -> str:
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


def _located(tree: Any, name: str, loc: Sequence[str | int], problem: str) -> VaultToolsError:
    """The error at the place of the last part of `loc` that is in the file."""
    line, column = place_in(tree, loc)
    return VaultToolsError(f"{name}:{line}:{column}: {_spelled_out(loc)} {problem}")


def _spelled_out(loc: Sequence[str | int]) -> str:
    """The keys that lead to a place, and the items of lists, counted from 1."""
    *before, last = loc
    said = _spelled_out(before) if before else ""
    if isinstance(last, int):
        return f"{said}, item {last + 1}"
    if not said:
        return f"`{last}`"
    return f"{said}: `{last}`" if isinstance(before[-1], int) else f"{said[:-1]}.{last}`"


def place_in(node: Any, loc: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the last part of `loc` that is in the file."""
    line, column = 0, 0
    for part in loc:
        if isinstance(node, MappingNode):
            found = next(((k, v) for k, v in node.value if str(k.value) == part), None)
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            found = (node.value[part], node.value[part])
        else:
            found = None
        if found is None:
            break
        line, column, node = found[0].start_mark.line, found[0].start_mark.column, found[1]
    return line + 1, column + 1
