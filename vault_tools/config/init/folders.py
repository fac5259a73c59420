"""Finds where in the vault a key is required: the folders in which nearly every note has it, or hardly
any."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeAlias

from vault_tools.config.init.choice import HABIT, MIN_NOTES, MOST, Choice, ConfigSection, is_habit
from vault_tools.config.init.survey import KeyUse, NoteSurvey

Share: TypeAlias = tuple[int, int]
"""(number of notes with a property, number of all notes)."""

_AT_ROOT = "/*.md"
_LEAST_SHARE, _DEMANDING = 0.02, 10
"""The minimum share of the vault's notes, and the minimum number, for a folder to require a key of all its
notes. To be exempt, a folder needs only MIN_NOTES."""
_EMPTY, _FEW_EMPTY = 0.01, 2
"""The maximum share of notes, or number, with a required key left empty. If there are more, the key is meant
to be filled in later, and nobody wants that reported."""


def glob_of(folder: str) -> str:
    """A .gitignore pattern for a folder, whose path ends in `/`."""
    return re.sub(r"([\\*?\[\]]|^[!#])", r"\\\1", folder)


@dataclass(frozen=True)
class Demand:
    """Where a key is required: `everywhere`, or `within` some folders; and the folders `without` it. Folders
    are given by pattern."""

    everywhere: bool
    within: Mapping[str, Share] = field(default_factory=dict)
    without: Mapping[str, Share] = field(default_factory=dict)

    @property
    def anywhere(self) -> bool:
        return self.everywhere or bool(self.within)


@dataclass(frozen=True)
class Folders:
    """The folders of some notes."""

    notes: Sequence[NoteSurvey]

    @cached_property
    def paths(self) -> frozenset[str]:
        return frozenset(note.path for note in self.notes)

    @cached_property
    def large(self) -> dict[str, frozenset[str]]:
        """The folders with enough notes to show a habit: pattern -> matching paths, outer folders first. The
        notes at the root count as a folder."""
        found: dict[str, set[str]] = defaultdict(set)
        for note in self.notes:
            folders = [f"{glob_of(f'{folder}/')}**" for folder in PurePosixPath(note.path).parents[:-1]]
            for pattern in folders or [_AT_ROOT]:
                found[pattern].add(note.path)
        ordered = sorted(found, key=lambda pattern: (pattern.count("/"), pattern))
        return {p: frozenset(found[p]) for p in ordered if MIN_NOTES <= len(found[p]) < len(self.notes)}

    def demand(self, use: KeyUse) -> Demand:
        """Where a key is required: everywhere except in folders where most notes lack it, or in the folders
        where nearly all have it, whichever needs fewer folders."""
        if len(use.filled) < MIN_NOTES:
            return Demand(False)
        without = dict(self._outermost(use, lambda paths: len(use.filled & paths) < MOST * len(paths)))
        within = dict(self._outermost(use, lambda paths: self._demands(use, paths)))
        rest = self.paths.difference(*(self.large[pattern] for pattern in without))
        is_rule = len(rest) >= MOST * len(self.paths) and is_habit(len(use.filled & rest), len(rest))
        inside = {
            p: share for p, share in without.items() if any(self.large[p] < self.large[w] for w in within)
        }
        if is_rule and _seldom_empty(use, rest) and (len(without) <= len(within) + len(inside) or not within):
            return Demand(True, {}, without)
        return Demand(False, within, inside)

    def _demands(self, use: KeyUse, paths: frozenset[str]) -> bool:
        """Whether a folder has so many notes with the key that the others in it are outliers."""
        enough = len(paths) >= max(_DEMANDING, _LEAST_SHARE * len(self.notes))
        return enough and len(use.filled & paths) >= HABIT * len(paths) and _seldom_empty(use, paths)

    def _outermost(
        self, use: KeyUse, applies: Callable[[frozenset[str]], bool]
    ) -> Iterator[tuple[str, Share]]:
        covered: set[str] = set()
        for pattern, paths in self.large.items():
            if not paths <= covered and applies(paths):
                covered |= paths
                yield pattern, (len(use.filled & paths), len(paths))


def _seldom_empty(use: KeyUse, paths: frozenset[str]) -> bool:
    empty = len((use.values.keys() & paths) - use.filled)
    return empty <= max(_FEW_EMPTY, _EMPTY * len(paths))


def profiles(demands: Mapping[str, Demand]) -> ConfigSection:
    """The profiles of folders whose required keys differ from the vault's."""
    found: dict[str, dict[str, tuple[bool, Share]]] = defaultdict(dict)
    for key, demand in demands.items():
        for is_required, folders in ((True, demand.within), (False, demand.without)):
            for pattern, share in folders.items():
                found[pattern][key] = (is_required, share)
    about = "Additional settings for the notes of some folders."
    return ConfigSection("profiles", about, tuple(_profile(p, found[p]) for p in sorted(found)))


def _profile(pattern: str, keys: Mapping[str, tuple[bool, Share]]) -> Choice:
    options = {key: {"required": required} for key, (required, _) in keys.items()}
    whole = next(iter(keys.values()))[1][1]
    seen = ", ".join(f"{key} in {share[0]:,}" for key, (_, share) in keys.items())
    return Choice("", {"match": pattern, "keys": options}, f"of {whole:,} notes: {seen}")
