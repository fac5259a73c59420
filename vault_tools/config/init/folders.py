"""Where in the vault a key is at home: in which folders nearly every note has it, in which hardly one."""

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
"""In how many notes, of how many."""

_AT_ROOT = "/*.md"
_LEAST_SHARE, _DEMANDING = 0.02, 10
"""The share of the vault, and the notes, from which on a folder's habit is demanded of its other notes; to be
let off takes no more than MIN_NOTES."""
_EMPTY, _FEW_EMPTY = 0.01, 2
"""The share of notes, or the number, that may leave a required key empty: if more do, it is a key to fill in
later, and nobody wants it reported."""


def glob_of(folder: str) -> str:
    """A pattern as in .gitignore for a folder, which is given with `/` at its end."""
    return re.sub(r"([\\*?\[\]]|^[!#])", r"\\\1", folder)


@dataclass(frozen=True)
class Demand:
    """Whether every note of the vault has a key; else in which folders, by pattern, it is demanded; and in
    which it is not."""

    everywhere: bool
    within: Mapping[str, Share] = field(default_factory=dict)
    without: Mapping[str, Share] = field(default_factory=dict)

    @property
    def anywhere(self) -> bool:
        return self.everywhere or bool(self.within)


@dataclass(frozen=True)
class Folders:
    """The folders of some notes that are large enough to speak for themselves."""

    notes: Sequence[NoteSurvey]

    @cached_property
    def paths(self) -> frozenset[str]:
        return frozenset(note.path for note in self.notes)

    @cached_property
    def large(self) -> dict[str, frozenset[str]]:
        """Pattern -> the paths that it matches, outer folders first; the notes at the root are one too."""
        found: dict[str, set[str]] = defaultdict(set)
        for note in self.notes:
            folders = [f"{glob_of(f'{folder}/')}**" for folder in PurePosixPath(note.path).parents[:-1]]
            for pattern in folders or [_AT_ROOT]:
                found[pattern].add(note.path)
        ordered = sorted(found, key=lambda pattern: (pattern.count("/"), pattern))
        return {p: frozenset(found[p]) for p in ordered if MIN_NOTES <= len(found[p]) < len(self.notes)}

    def demand(self, use: KeyUse) -> Demand:
        """A key that nearly all notes have is demanded of all but the folders in which most lack it, or of
        the folders in which nearly all have it: whichever takes fewer folders to say."""
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
        """Whether the notes of a folder are so many, and so alike, that the others there are outliers."""
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
    """The folders that differ from the vault in what they demand of a note."""
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
