"""Validates the configuration file: its structure, and whether its settings make sense."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from vault_tools.config.form import Invalid, Loc, SectionModel, kebab, read
from vault_tools.config.model import ConfigModel, KeyOptions, RulesSection
from vault_tools.config.model_mocs import moc_problems
from vault_tools.config.model_section import form_of
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
        model: ConfigModel = read(ConfigModel, values)
        _check_meaning(model)
        sections = model.plain()
        names, options = _rules(model.rules)
        return sections | {"rules": names, "options": options}
    except Invalid as error:
        line, column = place_in(tree, error.other)
        also = f" ({name}:{line}:{column})" if error.other else ""
        raise located(tree, name, error.loc, error.problem + also) from None


def _check_meaning(model: ConfigModel) -> None:
    """Raises Invalid for settings that are well formed but make no sense."""
    for name, key in model.keys.items():
        _check_default(key, ("keys", name, "default"))
    keys = {name: list(key.aliases) for name, key in model.keys.items()}
    _check_claims(keys, ("keys",), ("aliases",), str)
    for group, names in model.names.items():
        _check_claims(names.aliases, ("names", group, "aliases"), (), folded)
    _check_tags(model.tags.aliases, model.tags.retired)
    for loc, problem, other in moc_problems(model.mocs, model.keys):
        raise Invalid(loc, problem, other=other)


def _check_default(key: KeyOptions, loc: Loc) -> None:
    defaults = key.default if isinstance(key.default, list) else [key.default]
    for value in defaults if key.default is not None else ():
        if isinstance(value, list | dict):
            raise Invalid(loc, "should be one value or a list of them")
        if key.values and value not in key.values:
            raise Invalid(loc, f"`{value}` is not among `values`")
        if not _fits(value, key.type):
            raise Invalid(loc, f"`{value}` is not a valid {key.type}")


def _check_tags(aliases: Mapping[str, str], retired: Iterable[str]) -> None:
    renamed = {folded_tag(variant): variant for variant in aliases}
    gone = {*map(folded_tag, retired)}
    for variant, tag in aliases.items():
        here = ("tags", "aliases", variant)
        twin = renamed[folded_tag(variant)]
        if aliases[twin] != tag:
            raise Invalid(here, f"is the same tag as `{twin}`", other=("tags", "aliases", twin))
        further = renamed.get(folded_tag(tag), variant)
        if folded_tag(aliases[further]) not in (folded_tag(tag), folded_tag(further)):
            chained = ("tags", "aliases", further)
            raise Invalid(here, f"starts an alias chain through `{tag}`", other=chained)
        if tag_problem(tag) or " " in tag:
            raise Invalid(here, f"`{tag}` is not a valid tag: it {tag_problem(tag) or 'holds a space'}")
        if folded_tag(tag) in gone:
            raise Invalid(here, f"is an alias of `{tag}`, which is retired", other=("tags", "retired"))


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
    """Raises Invalid if a spelling belongs to two names, or a name is an alias of another."""
    owners: dict[str, tuple[str, Loc]] = {fold(name): (name, (*above, name)) for name in aliases}
    for name, spellings in aliases.items():
        for index, spelling in enumerate(spellings):
            loc = (*above, name, *below, index)
            owner, other = owners.setdefault(fold(spelling), (name, loc))
            if owner != name:
                raise Invalid(loc, f"`{spelling}` already belongs to `{owner}`", other=other)


def _rules(section: RulesSection) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """(the names of the selected rules, the options of each rule for which some are set)."""
    given = section.others
    for name in given:
        if name not in registry():
            raise Invalid(("rules", name), no_such_rule(name))
    chosen = set(_named(section.select, "select")) - set(_named(section.ignore, "ignore"))
    return sorted(chosen), {name: _rule_options(registry()[name], given[name]) for name in given}


def _named(names: Sequence[str], field: str) -> Iterator[str]:
    for index, name in enumerate(names):
        if name != "all" and name not in registry():
            raise Invalid(("rules", field, index), no_such_rule(name))
        yield from default_rules() if name == "all" else [name]


def _rule_options(rule: type[Rule], options: Any) -> dict[str, Any]:
    """The options that are set for a rule. Raises Invalid."""
    try:
        given: SectionModel = read(form_of(rule), options, ("rules", rule.name))
        return given.plain()
    except Invalid as error:
        allowed = ", ".join(kebab(option.name) for option in fields(rule))
        message = f"is not an option of this rule; allowed: {allowed}"
        raise Invalid(error.loc, message if error.is_unknown else error.problem) from None
