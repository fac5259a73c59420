"""`vault-tools.yaml` -> Config. Read with ruamel.yaml, so that an error can name line and column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vault_tools.errors import VaultToolsError
from vault_tools.obsidian import ObsidianSettings
from vault_tools.rule import Rule, registry
from vault_tools.schema import Key, Schema, StatusWords

if TYPE_CHECKING:
    from pathspec import PathSpec

    from vault_tools.config_file import ConfigModel, KeyOptions

CONFIG_NAMES = ("vault-tools.yaml", ".vault-tools.yaml")
ALWAYS_EXCLUDED = ("*.excalidraw.md", "*.sync-conflict-*", "*[Cc]onflicted copy*", "*.conflict-*.md")
"""Drawings, and the copies that Syncthing, Dropbox, Obsidian Sync and Nextcloud leave of a conflict."""


@dataclass(frozen=True)
class Profile:
    """What else holds for the notes that `match` (a gitignore pattern) names."""

    match: str
    keys: Mapping[str, "KeyOptions"]

    @cached_property
    def pattern(self) -> "PathSpec[Any]":
        return _patterns([self.match])


@dataclass(frozen=True)
class Config:
    """All that a run needs to know of a vault but the notes themselves."""

    rules: tuple[Rule, ...]
    schema: Schema = field(default_factory=Schema)
    profiles: tuple[Profile, ...] = ()
    exclude: tuple[str, ...] = ()
    obsidian: ObsidianSettings = field(default_factory=ObsidianSettings)
    _schemas: dict[tuple[int, ...], Schema] = field(default_factory=dict, repr=False)

    def schema_for(self, path: str) -> Schema:
        """The schema of one note; `path` is relative to the vault, with `/`."""
        matching = tuple(i for i, p in enumerate(self.profiles) if p.pattern.match_file(path))
        if matching not in self._schemas:
            keys = dict(self.schema.keys)
            for index in matching:
                keys = merged_keys(keys, self.profiles[index].keys)
            self._schemas[matching] = replace(self.schema, keys=keys)
        return self._schemas[matching]

    def excluded(self, path: str) -> bool:
        """`path` is relative to the vault, with `/`, a folder's with a `/` at its end."""
        return self.obsidian.excluded(path) or self._excluded.match_file(path)

    @cached_property
    def _excluded(self) -> "PathSpec[Any]":
        return _patterns([*ALWAYS_EXCLUDED, *self.exclude])

    def selecting(self, select: Iterable[str], ignore: Iterable[str]) -> "Config":
        """With other rules: `select` replaces the file's choice, `ignore` takes away from it.

        Raises VaultToolsError for a name that is no rule.
        """
        chosen = rule_names(select) or {rule.name for rule in self.rules}
        options = {rule.name: rule for rule in self.rules}
        names = sorted(chosen - rule_names(ignore))
        return replace(self, rules=tuple(options.get(n) or registry()[n]() for n in names))


def load_config(
    text: str = "", name: str = CONFIG_NAMES[0], obsidian: ObsidianSettings | None = None
) -> Config:
    """The configuration from the text of a file called `name`, empty for none.

    Raises VaultToolsError, a line that begins with `name:line:column`.
    """
    obsidian = obsidian or ObsidianSettings()
    if not text.strip():
        rules = tuple(rule() for rule in registry().values())
        return Config(rules, Schema(obsidian.keys), obsidian=obsidian)
    from vault_tools.config_file import read_config_file

    return _configured(*read_config_file(text, name), obsidian)


def merged_keys(keys: Mapping[str, Key], options: Mapping[str, "KeyOptions"]) -> dict[str, Key]:
    """The keys with what the options set, those that they name first; the others stay as they are."""
    merged = {name: keys.get(name) or Key(name) for name in options} | dict(keys)
    for name, given in options.items():
        known = merged[name]
        changes = {f: getattr(given, f) for f in given.model_fields_set}
        changes["aliases"] = (*known.aliases, *changes.get("aliases", ()))
        merged[name] = replace(known, declared=True, **changes)
    return merged


def rule_names(names: Iterable[str]) -> set[str]:
    """The rules that the names stand for, `all` for every one. Raises VaultToolsError."""
    chosen: set[str] = set()
    for name in names:
        if name != "all" and name not in registry():
            raise VaultToolsError(f"no rule is called `{name}`; `vault-tools rules` lists them")
        chosen |= set(registry()) if name == "all" else {name}
    return chosen


def _configured(file: "ConfigModel", rules: tuple[Rule, ...], obsidian: ObsidianSettings) -> Config:
    keys = merged_keys(obsidian.keys, file.keys)
    speaks_of_both = "status" in file.keys and "draft" in file.keys
    given = StatusWords(**dict(file.status)) if file.status else None
    status = given or (StatusWords() if speaks_of_both else None)
    return Config(
        rules=rules,
        schema=Schema(keys, tuple(file.key_order), status),
        profiles=tuple(Profile(p.match, p.keys) for p in file.profiles),
        exclude=tuple(file.exclude),
        obsidian=obsidian,
    )


def _patterns(lines: Sequence[str]) -> "PathSpec[Any]":
    from pathspec import PathSpec

    return PathSpec.from_lines("gitignore", lines)
