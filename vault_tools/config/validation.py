"""Validates the configuration file: its structure, and whether its settings make sense."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from vault_tools.config.model import ConfigModel, KeyOptions, RulesSection, allowed_at
from vault_tools.config.model_mocs import moc_problems
from vault_tools.config.model_section import Loc, form_of, kebab
from vault_tools.config.places import located, parsed, place_in
from vault_tools.lazy_dataclass import fields
from vault_tools.lint.rule import Rule, default_rules, no_such_rule, registry
from vault_tools.note.dates import is_iso
from vault_tools.vault.schema import KeyType
from vault_tools.vault.spelling import folded
from vault_tools.vault.tags import folded_tag, tag_problem


def validated(text: str, name: str) -> dict[str, Any]:
    """The sections that the file sets, as plain JSON values; fields are spelled as in Python.

    `rules` are the names of the selected rules, `options` the options of all rules by name. The mapping is
    empty if the file sets nothing. Raises VaultToolsError, whose message begins with `name:line:column`.
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
        raise located(tree, name, first["loc"], _message(first)) from None
    except _Fault as fault:
        line, column = place_in(tree, fault.other)
        also = f" ({name}:{line}:{column})" if fault.other else ""
        raise located(tree, name, fault.loc, fault.problem + also) from None


class _Fault(Exception):
    """A setting at `loc` that makes no sense; `other` is the place that it contradicts, if any."""

    def __init__(self, problem: str, *loc: str | int, other: Loc = ()) -> None:
        self.problem, self.loc, self.other = problem, loc, other


def _check_meaning(model: ConfigModel) -> None:
    """Raises _Fault for settings that are well formed but make no sense."""
    for name, key in model.keys.items():
        _check_default(key, ("keys", name, "default"))
    keys = {name: list(key.aliases) for name, key in model.keys.items()}
    _check_claims(keys, ("keys",), ("aliases",), str)
    for group, names in model.names.items():
        _check_claims(names.aliases, ("names", group, "aliases"), (), folded)
    _check_tags(model.tags.aliases, model.tags.retired)
    for loc, problem, other in moc_problems(model.mocs, model.keys):
        raise _Fault(problem, *loc, other=other)


def _check_default(key: KeyOptions, loc: Loc) -> None:
    defaults = key.default if isinstance(key.default, list) else [key.default]
    for value in defaults if key.default is not None else ():
        if isinstance(value, list | dict):
            raise _Fault("should be one value or a list of them", *loc)
        if key.values and value not in key.values:
            raise _Fault(f"`{value}` is not among `values`", *loc)
        if not _fits(value, key.type):
            raise _Fault(f"`{value}` is not a valid {key.type}", *loc)


def _check_tags(aliases: Mapping[str, str], retired: Iterable[str]) -> None:
    renamed = {folded_tag(variant): variant for variant in aliases}
    gone = {*map(folded_tag, retired)}
    for variant, tag in aliases.items():
        here = ("tags", "aliases", variant)
        twin = renamed[folded_tag(variant)]
        if aliases[twin] != tag:
            raise _Fault(f"is the same tag as `{twin}`", *here, other=("tags", "aliases", twin))
        further = renamed.get(folded_tag(tag), variant)
        if folded_tag(aliases[further]) not in (folded_tag(tag), folded_tag(further)):
            raise _Fault(f"starts an alias chain through `{tag}`", *here, other=("tags", "aliases", further))
        if tag_problem(tag) or " " in tag:
            raise _Fault(f"`{tag}` is not a valid tag: it {tag_problem(tag) or 'holds a space'}", *here)
        if folded_tag(tag) in gone:
            raise _Fault(f"is an alias of `{tag}`, which is retired", *here, other=("tags", "retired"))


def _fits(value: Any, type_: KeyType) -> bool:
    """Whether a default is valid for a key of this type, so that no rule would report it."""
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
    above: Loc,
    below: Loc,
    fold: Callable[[str], str],
) -> None:
    """Raises _Fault if a spelling belongs to two names, or a name is an alias of another."""
    owners: dict[str, tuple[str, Loc]] = {fold(name): (name, (*above, name)) for name in aliases}
    for name, spellings in aliases.items():
        for index, spelling in enumerate(spellings):
            loc = (*above, name, *below, index)
            owner, other = owners.setdefault(fold(spelling), (name, loc))
            if owner != name:
                problem = f"`{spelling}` already belongs to `{owner}`"
                raise _Fault(problem, *loc, other=other)


def _rules(section: RulesSection) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """(the names of the selected rules, the options of each rule for which some are set)."""
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


def _rule_options(rule: type[Rule], options: Any) -> dict[str, Any]:
    """The options that are set for a rule. Raises _Fault."""
    try:
        given = form_of(rule).model_validate(options)
        return given.model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        first = error.errors()[0]
        allowed = ", ".join(kebab(option.name) for option in fields(rule))
        message = f"is not an option of this rule; allowed: {allowed}"
        unknown = first["type"] == "extra_forbidden"
        loc = ("rules", rule.name, *first["loc"])
        raise _Fault(message if unknown else _message(first), *loc) from None


def _message(error: Any) -> str:
    """Pydantic's message, or our own if that is clearer."""
    match error["type"]:
        case "extra_forbidden":
            return f"is not known here; {allowed_at(error['loc'])}"
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
