"""Finds the notes that hold the block of a MOC."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from vault_tools.vault.facts import NoteFacts

Holders: TypeAlias = Mapping[str, tuple[str, ...]]
"""The name of a block -> the notes that hold it, sorted, including those with broken markers."""


def holders_of(notes: Iterable[NoteFacts], spelled: Callable[[str], str]) -> Holders:
    """The holders of all blocks in these notes. `spelled` returns the name of a block with its value as the
    vault spells it."""
    found: dict[str, list[str]] = {}
    for facts in notes:
        for name in {spelled(marker.name) for marker in facts.markers.all}:
            found.setdefault(name, []).append(facts.path)
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def holders_since(before: Holders, changed: AbstractSet[str], fresh: Holders) -> Holders:
    """The holders after some notes changed; `fresh` are the holders among the changed notes now."""
    named = {name for name, paths in before.items() if not changed.isdisjoint(paths)} | fresh.keys()
    others = {name: [p for p in before.get(name, ()) if p not in changed] for name in named}
    now = {name: tuple(sorted([*others[name], *fresh.get(name, ())])) for name in named}
    return {name: paths for name, paths in {**before, **now}.items() if paths}
