"""Finds settings that the notes suggest and a configuration lacks. The owner's choices stay as they are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vault_tools.config.edit import Addition
from vault_tools.config.init.choice import Choice, ConfigSection

_OWNERS = ("status", "rules")
"""Sections that are not extended if the file has them: the owner rejected what is missing there."""


def additions(sections: Iterable[ConfigSection], values: Mapping[str, Any]) -> Iterator[Addition]:
    """The settings in a proposal that the `values` of a configuration lack."""
    for section in sections:
        taken = [choice for choice in section.choices if choice.taken]
        there = values.get(section.name) if section.name else values
        if section.name == "keys":
            yield from _keys(taken, there or {})
        elif section.name in ("exclude", "profiles"):
            yield from _items(section.name, taken, there or [])
        elif not (there and section.name in _OWNERS):
            yield from _settings((section.name,) if section.name else (), taken, there or {})


def _settings(
    above: tuple[str, ...], choices: Iterable[Choice], there: Mapping[str, Any]
) -> Iterator[Addition]:
    for choice in choices:
        if choice.name not in there:
            yield Addition((*above, choice.name), choice.value, choice.seen)


def _keys(choices: Iterable[Choice], there: Mapping[str, Any]) -> Iterator[Addition]:
    """New keys, and new values and misspellings of known ones."""
    aliases = {alias for options in there.values() for alias in (options or {}).get("aliases", ())}
    for choice in choices:
        if choice.name in there:
            yield from _of_known_key(choice, there[choice.name] or {})
        elif choice.name not in aliases and choice.value:
            yield Addition(("keys", choice.name), choice.value, choice.seen)


def _of_known_key(choice: Choice, options: Mapping[str, Any]) -> Iterator[Addition]:
    for name in ("values", "aliases"):
        known = options.get(name)
        new = [value for value in choice.value.get(name, ()) if value not in (known or ())]
        if new and (known or name == "aliases"):
            yield Addition(("keys", choice.name, name), new)


def _items(name: str, choices: Iterable[Choice], there: Iterable[Any]) -> Iterator[Addition]:
    known = [item.get("match") if isinstance(item, dict) else item for item in there]
    for choice in choices:
        item = choice.value
        if (item.get("match") if isinstance(item, dict) else item) not in known:
            yield Addition((name,), [item], choice.seen)
