"""Builds the Config from `vault-tools.yaml`. The YAML is read with positions, so that errors name line and
column."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from vault_tools.config.obsidian import ObsidianSettings
from vault_tools.config.sections import KeySettings, Profile, TranscriptSource
from vault_tools.disk.boundaries import Boundaries
from vault_tools.disk.conflict_copies import original_of
from vault_tools.disk.globs import Globs
from vault_tools.disk.vault_files import CONFIG_NAMES
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import ConclusionRule, Rule, VaultRule, default_rules, no_such_rule, registry
from vault_tools.mocs.kind import moc_kinds
from vault_tools.mocs.texts import TEXTS
from vault_tools.vault.front_pages import is_front_page
from vault_tools.vault.names import NamePolicy
from vault_tools.vault.schema import Key, Schema, StatusWords
from vault_tools.vault.schema_mocs import MocPolicy, moc_of
from vault_tools.vault.tags import TagPolicy

FRONT_PAGE = -1
"""Stands for the settings of front pages, among the indexes of profiles."""
KEPT = 1 << 14
"""Maximum number of paths whose matching profiles are cached: a watcher keeps seeing new paths."""
_DRAWING = ".excalidraw.md"


@dataclass(frozen=True)
class Config:
    """Everything that a run needs to know about a vault, except its notes.

    `options` are the options of all rules by name, including rules that are not selected. `own_rules` are the
    rules selected by the file, whatever the run selects. `confidence` is the minimum to report. `messages` is
    the language of messages for people, empty if not set. `separate`: subfolders that are vaults to Obsidian
    are vaults of their own here too. `boundaries` tell what in the vault's folder does not belong to the
    vault.
    """

    rules: tuple[Rule, ...]
    own_rules: tuple[Rule, ...] = ()
    schema: Schema = field(default_factory=Schema)
    profiles: tuple[Profile, ...] = ()
    sources: tuple[TranscriptSource, ...] = ()
    exclude: tuple[str, ...] = ()
    obsidian: ObsidianSettings = field(default_factory=ObsidianSettings)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    confidence: Confidence = "medium"
    separate: bool = False
    exclude_ignored: bool = True
    messages: str = ""
    boundaries: Boundaries | None = field(default=None, repr=False, compare=False)
    _schemas: dict[tuple[int, ...], Schema] = field(default_factory=dict, repr=False)
    _matching: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Another process gets no paths: each part of its work would come with those of the whole vault."""
        return {**vars(self), "_matching": {}}

    @cached_property
    def evidence(self) -> tuple[Rule, ...]:
        """The rules that are not selected but whose diagnostics conclusion rules need."""
        selected = {rule.name for rule in self.rules}
        concludes = any(isinstance(rule, ConclusionRule) for rule in self.rules)
        asked = self.schema.status.evergreen_forbids if self.schema.status and concludes else ()
        return tuple(registry()[n](**self.options.get(n, {})) for n in asked if n not in selected)

    @cached_property
    def vault_rules(self) -> tuple[VaultRule, ...]:
        """The selected rules of vault scope."""
        return tuple(rule for rule in self.rules if isinstance(rule, VaultRule))

    def profiles_of(self, path: str) -> tuple[int, ...]:
        """The indexes of the profiles that apply to a note; for a front page, FRONT_PAGE comes first."""
        if path not in self._matching:
            if len(self._matching) >= KEPT:
                self._matching.clear()
            matching = (i for i, p in enumerate(self.profiles) if p.pattern.matches(path))
            first = (FRONT_PAGE,) if is_front_page(path) else ()
            self._matching[path] = (*first, *matching)
        return self._matching[path]

    def schema_for(self, path: str) -> Schema:
        """The schema of one note; `path` is relative to the vault, with `/`."""
        matching = self.profiles_of(path)
        if matching not in self._schemas:
            profiles = [self.profiles[index] for index in matching if index != FRONT_PAGE]
            keys, language = dict(self.schema.keys), None
            for profile in profiles:
                keys, language = merged_keys(keys, profile.keys), profile.language or language
            if FRONT_PAGE in matching:
                keys = _of_front_page(keys, profiles)
            self._schemas[matching] = replace(self.schema, keys=keys, profile_language=language)
        return self._schemas[matching]

    @cached_property
    def has_keyed_sources(self) -> bool:
        """Whether the path of a note's transcript depends on the note's text."""
        return any(source.key for source in self.sources)

    def sources_of(self, path: str) -> list[TranscriptSource]:
        return [source for source in self.sources if source.pattern.matches(path)]

    def excluded(self, path: str) -> bool:
        """Whether a path is left out. It is relative to the vault and uses `/`; a folder's ends in `/`."""
        if path[-len(_DRAWING) :].lower() == _DRAWING or original_of(path) or self.obsidian.excluded(path):
            return True
        if self.exclude and self._excluded.matches(path):
            return True
        return self.boundaries is not None and self.boundaries.crossed(path)

    @cached_property
    def _excluded(self) -> Globs:
        return Globs(self.exclude)

    def selecting(self, select: Iterable[str], ignore: Iterable[str]) -> "Config":
        """The configuration with other rules: `select` replaces the file's selection, `ignore` removes rules.

        Raises VaultToolsError for a name that is not a rule.
        """
        chosen = rule_names(select) or {rule.name for rule in self.rules}
        names = sorted(chosen - rule_names(ignore))
        return replace(self, rules=tuple(registry()[n](**self.options.get(n, {})) for n in names))


def without_vault(config: Config) -> Config:
    """The configuration for notes in no vault: no rules of vault scope, and no subfolders."""
    rules = tuple(rule for rule in config.rules if not isinstance(rule, VaultRule))
    return replace(config, rules=rules, exclude=(*config.exclude, "*/"))


def load_config(
    text: str = "", name: str = CONFIG_NAMES[0], obsidian: ObsidianSettings | None = None
) -> Config:
    """The configuration from the text of the file `name`; the text is empty if there is no file.

    Raises VaultToolsError, whose message begins with `name:line:column`.
    """
    return build_config(validated(text, name) if text.strip() else {}, obsidian)


def validated(text: str, name: str) -> dict[str, Any]:
    """The sections of a file for `build_config`. Callers may cache the result, since validation takes 50 ms
    to import."""
    from vault_tools.config import validation

    return validation.validated(text, name)


def build_config(sections: Mapping[str, Any], obsidian: ObsidianSettings | None = None) -> Config:
    """The configuration from sections as `validated` returns them.

    Without sections only Obsidian's own conventions apply: rules of vault scope that look beyond links need a
    vocabulary configured by the owner.
    """
    obsidian = obsidian or ObsidianSettings()
    keys = sections.get("keys", {})
    unasked = [name for name in default_rules() if _needs_no_words(registry()[name])]
    options = sections.get("options", {})
    rules = tuple(registry()[n](**options.get(n, {})) for n in sections.get("rules", unasked))
    return Config(
        rules=rules,
        own_rules=rules,
        options=options,
        schema=Schema(
            keys=merged_keys(obsidian.keys, keys),
            order=tuple(sections.get("key_order", ())),
            status=_status(sections),
            tags=TagPolicy(**sections.get("tags", {})),
            names={name: NamePolicy(**policy) for name, policy in sections.get("names", {}).items()},
            language=sections.get("language"),
            mocs=MocPolicy(tuple(map(moc_of, _mocs(sections))), obsidian.links),
            inline_fields=sections.get("inline_fields", Schema.inline_fields),
        ),
        profiles=tuple(Profile(**profile) for profile in sections.get("profiles", ())),
        sources=tuple(TranscriptSource(**source) for source in sections.get("sources", ())),
        exclude=tuple(sections.get("exclude", ())),
        separate=sections.get("vaults") == "separate",
        exclude_ignored=sections.get("exclude_ignored", Config.exclude_ignored),
        messages=sections.get("messages") or "",
        obsidian=obsidian,
    )


def _needs_no_words(rule: type[Rule]) -> bool:
    return not issubclass(rule, VaultRule) or rule.looks_at_links


def _mocs(sections: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sections of the MOCs, with the language of the vault unless they set another."""
    spoken = {"language": sections["language"]} if sections.get("language") in TEXTS else {}
    return [
        spoken | {"limit": moc_kinds()[section.get("kind", "notes")].limit} | section
        for section in sections.get("mocs", ())
    ]


def merged_keys(keys: Mapping[str, Key], options: Mapping[str, KeySettings]) -> dict[str, Key]:
    """The keys with the options applied; keys that the options name come first, the others are unchanged."""
    merged = {name: keys.get(name) or Key(name) for name in options} | dict(keys)
    for name, given in options.items():
        known = merged[name]
        changes: dict[str, Any] = {"declared": True, **given}
        changes["aliases"] = (*known.aliases, *given.get("aliases", ()))
        changes["values"] = tuple(given.get("values", known.values))
        merged[name] = replace(known, **changes)
    return merged


def _of_front_page(keys: Mapping[str, Key], profiles: Iterable[Profile]) -> dict[str, Key]:
    """The keys of a front page: none is required, except in a profile that names the page."""
    asked = {key for profile in profiles if profile.names_a_note for key in profile.keys}
    return {name: key if name in asked else replace(key, required=False) for name, key in keys.items()}


def rule_names(names: Iterable[str]) -> set[str]:
    """The names of the rules; `all` stands for those on by default. Raises VaultToolsError."""
    chosen: set[str] = set()
    for name in names:
        if name != "all" and name not in registry():
            raise VaultToolsError(no_such_rule(name))
        chosen |= set(default_rules()) if name == "all" else {name}
    return chosen


def _status(sections: Mapping[str, Any]) -> StatusWords | None:
    """The words of the status, if the file has a `status` section or declares both keys."""
    if "status" in sections:
        words = dict(sections["status"] or {})
        return StatusWords(**words | {"evergreen_forbids": tuple(words.get("evergreen_forbids", ()))})
    return StatusWords() if {"status", "draft"} <= set(sections.get("keys", {})) else None
