"""The settings in effect for a run, each with its origin."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from vault_tools.config.config import Config, rule_names
from vault_tools.config.form import Loc, SectionModel, kebab, read
from vault_tools.config.model import ConfigModel
from vault_tools.config.places import parsed, place_in
from vault_tools.lazy_dataclass import dataclass, fields
from vault_tools.lint.rule import registry
from vault_tools.note.yaml_core import compose
from vault_tools.note.yaml_guard import YamlError
from vault_tools.printable import shown, written
from vault_tools.vault.schema import OBSIDIAN_KEYS

_OF_OBSIDIAN: tuple[tuple[str, str, Any], ...] = (
    ("app.json", "userIgnoreFilters", []),
    ("app.json", "newLinkFormat", "shortest"),
    ("app.json", "useMarkdownLinks", False),
    ("templates.json", "folder", None),
    ("plugins/templater-obsidian/data.json", "templates_folder", None),
)
"""(file below `.obsidian/`, setting, Obsidian's default) of the settings read besides the types of keys."""


class Setting(NamedTuple):
    """A setting. `origin` is `FILE:LINE`, an option of the command line, or for unset ones `default` or
    `Obsidian`."""

    name: str
    value: Any
    origin: str

    def __str__(self) -> str:
        return f"{shown(self.name)}: {written(self.value)}  # {shown(self.origin)}"


@dataclass(frozen=True)
class Sources:
    """The sources of a configuration: the text of the file `name`, the texts of Obsidian's SETTINGS_FILES by
    name, and the rules given on the command line."""

    name: str
    text: str
    obsidian: Mapping[str, str]
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()


def effective_settings(config: Config, sources: Sources) -> Iterator[Setting]:
    """The settings from the sources and the defaults of the others; `config` was built from these sources."""
    file = _File(sources.name, sources.text)
    for loc, value in _in_order({**file.leaves, **dict(_defaults(config, file))}):
        yield Setting(".".join(map(str, loc)), value, file.origin(loc))
    yield from _types(config, sources, file)
    yield from _of_obsidian(sources)
    yield from _of_rules(config, sources, file)


class _File:
    """The configuration file; `leaves` are its values that contain no further settings."""

    def __init__(self, name: str, text: str) -> None:
        self._name, (self._tree, values) = name, parsed(text, name)
        self.leaves = dict(_leaves(values)) if values else {}
        self._set = {loc[:depth] for loc in self.leaves for depth in range(1, len(loc) + 1)}

    def sets(self, *loc: str | int) -> bool:
        return loc in self._set

    def place(self, *loc: str | int) -> str:
        return f"{self._name}:{place_in(self._tree, loc)[0]}"

    def origin(self, loc: Loc) -> str:
        return self.place(*loc) if self.sets(*loc) else "default"


def _leaves(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = [(str(key), child) for key, child in value.items()]
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        inner = [*enumerate(value)]
    for part, child in inner:
        yield from _leaves(child, (*loc, part))
    if not inner:
        yield loc, value


def _defaults(config: Config, file: _File) -> Iterator[tuple[Loc, Any]]:
    """The defaults of the settings that every vault has and that the file does not set."""
    unset: dict[str, Any] = {"status": {}} if config.schema.status else {}
    model: SectionModel = read(ConfigModel, unset)
    return ((loc, value) for loc, value in _leaves(model.plain(as_file=True)) if not file.sets(*loc))


def _in_order(values: Mapping[Loc, Any]) -> list[tuple[Loc, Any]]:
    """The values in the order of sections, without the options of rules."""
    sections = [field.alias for field in ConfigModel.model_fields.values()]
    chosen = (item for item in values.items() if item[0][0] != "rules" or item[0][1] in ("select", "ignore"))
    return sorted(chosen, key=lambda item: sections.index(str(item[0][0])))


def _types(config: Config, sources: Sources, file: _File) -> Iterator[Setting]:
    """The types of keys that the file does not set."""
    for key in config.schema.keys.values():
        if not file.sets("keys", key.name, "type"):
            place = _place_in_json(sources.obsidian, "types.json", ("types", key.name))
            unsaid = "Obsidian" if key.name in OBSIDIAN_KEYS else "default"
            yield Setting(f"keys.{key.name}.type", key.type, place or unsaid)


def _of_obsidian(sources: Sources) -> Iterator[Setting]:
    for file, name, default in _OF_OBSIDIAN:
        place = _place_in_json(sources.obsidian, file, (name,))
        value = json.loads(sources.obsidian[file])[name] if place else default
        of_file = file.removesuffix(".json").replace("/", ".")
        yield Setting(f"obsidian.{of_file}.{name}", value, place or "default")


def _place_in_json(texts: Mapping[str, str], file: str, loc: Loc) -> str:
    """`FILE:LINE` of a value, or just `FILE` if the JSON is not valid YAML; empty if there is no such
    value."""
    data: Any = json.loads(texts.get(file) or "{}")
    for part in loc:
        data = data.get(part) if isinstance(data, dict) else None
    if data is None:
        return ""
    try:
        return f".obsidian/{file}:{place_in(compose(texts[file]), loc)[0]}"
    except YamlError:
        return f".obsidian/{file}"


def _of_rules(config: Config, sources: Sources, file: _File) -> Iterator[Setting]:
    """Whether each rule runs, and the options of those that do."""
    running = {rule.name: rule for rule in config.rules}
    for name in registry():
        yield Setting(f"rules.{name}", name in running, _chosen_by(name, sources, file))
        for option in fields(running[name]) if name in running else ():
            loc = ("rules", name, kebab(option.name))
            yield Setting(".".join(loc), getattr(running[name], option.name), file.origin(loc))


def _chosen_by(name: str, sources: Sources, file: _File) -> str:
    if name in rule_names(sources.ignore):
        return "--ignore"
    if sources.select:
        return "--select"
    for field in ("ignore", "select"):
        for index, listed in enumerate(file.leaves.get(("rules", field), ())):
            if name in rule_names([listed]):
                return file.place("rules", field, index)
    return "default"
