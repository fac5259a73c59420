"""Groups of names: the keys for people or organisations, and the folders of the notes about them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from vault_tools.config.init.choice import HABIT, MOST, Choice, ConfigSection, nearly_all
from vault_tools.config.init.survey import KeyUse, NoteSurvey, Survey
from vault_tools.config.init.types import type_of
from vault_tools.lazy_re import pattern
from vault_tools.note.languages import any_of
from vault_tools.vault.names import read_link, read_name
from vault_tools.vault.spelling import folded

_GROUPS = {
    "people": pattern(any_of("people"), re.IGNORECASE),
    "organisations": pattern(f"(?:{any_of('organisations')})+", re.IGNORECASE),
}
"""Names of keys and folders for such names."""
_NUMBERING = pattern(r"[\W\d_]*")
_MIN_NAMES = 3
"""The minimum number of a folder's notes that a key names for the folder to be about such names."""
_MIN_NAMED, _LEAST_NAMED = 2, 0.01
"""The minimum number and share of a folder's notes that keys name for the folder to be useful to the
group."""
_MIN_LINKS = 10
"""The minimum number of links among the values for links to be the form of names."""


@dataclass(frozen=True)
class Group:
    """A group of names: its keys as `uses`, the folder of the notes about its names (empty if there is none),
    all `notes` in that folder, and those `named` by the keys."""

    name: str
    uses: Sequence[KeyUse]
    folder: str
    notes: frozenset[str]
    named: frozenset[str]


class NameIndex:
    """The paths of a vault's notes by folder, and by their names, titles and aliases."""

    def __init__(self, survey: Survey) -> None:
        self.below: dict[str, set[str]] = defaultdict(set)
        self._bearers: dict[str, set[str]] = defaultdict(set)
        aliases = survey.use_of("aliases")
        for note in survey.notes:
            path = PurePosixPath(note.path)
            for parent in path.parents[:-1]:
                self.below[f"{parent}/"].add(note.path)
            for name in (path.stem, note.title, *(aliases.texts(note.path) if aliases else ())):
                self._bearers[folded(name)].add(note.path)

    def notes_about(self, names: Iterable[str]) -> set[str]:
        """The notes about one of these names, which may be links."""
        folds = {folded(read_name(name)) for name in names}
        return {path for fold in folds for path in self._bearers.get(fold, ())}


def groups_of(survey: Survey, index: NameIndex) -> Iterator[Group]:
    """The groups that have a key, since nothing could be reported about other names. A group's folder is set
    only if its keys name enough notes in it."""
    for name, called in _GROUPS.items():
        uses = [use for use in survey.keys.values() if called.fullmatch(use.folded)]
        named = {use.name: index.notes_about(use.notes_with) for use in uses}
        folder = _folder(called, set().union(*named.values()), index)
        below = index.below.get(folder, set())
        lists = [
            use
            for use in uses
            if type_of(use, survey.types.get(use.name)).type == "list"
            or len(below & named[use.name]) >= _MIN_NAMES
        ]
        found = below.intersection(set().union(*(named[use.name] for use in lists)))
        if len(found) < max(_MIN_NAMED, _LEAST_NAMED * len(below)):
            folder, below, found = "", set(), set()
        if lists:
            yield Group(name, lists, folder, frozenset(below), frozenset(found))


def _folder(called: re.Pattern[str], named: set[str], index: NameIndex) -> str:
    """The folder with a name that fits, or one that contains nearly all `named` notes and mostly such notes.
    Of several, the one with the most named notes; empty if there is none."""
    counts = {folder: len(paths & named) for folder, paths in index.below.items()}
    fitting = [
        folder
        for folder, paths in index.below.items()
        if counts[folder] >= max(_MIN_NAMES, MOST * len(paths), HABIT * len(named))
        or (len(paths) >= _MIN_NAMES and called.fullmatch(_bare(folder)))
    ]
    return min(fitting, key=lambda folder: (-counts[folder], folder), default="")


def _bare(folder: str) -> str:
    """The name of a folder without a leading number or emoji."""
    return _NUMBERING.sub("", PurePosixPath(folder).name, count=1)


def names_section(groups: Iterable[Group]) -> ConfigSection:
    """The groups that have settings beyond their keys."""
    about = "Groups of names, each kept in one spelling: the title of the note about it, if there is one."
    choices = (_choice(group) for group in groups)
    return ConfigSection("names", about, tuple(choice for choice in choices if choice.value))


def _choice(group: Group) -> Choice:
    """The settings of a group. The plain form is never proposed: a fix would turn the few links into text."""
    values = Counter(text for use in group.uses for text in use.notes_with.elements())
    links = sum(count for text, count in values.items() if read_link(text))
    options: dict[str, Any] = {"notes": group.folder} if group.folder else {}
    if links >= _MIN_LINKS and nearly_all(links, values.total()):
        options["form"] = "link"
    seen = [f"{len(group.named):,} of its {len(group.notes):,} notes are named in others"] * bool(
        group.folder
    )
    seen += [f"{links:,} of {values.total():,} values are links"] * bool(links)
    return Choice(group.name, options, "; ".join(seen))


def unlisted_share(survey: Survey, groups: Iterable[Group], index: NameIndex) -> tuple[int, int]:
    """(number of notes that link to a name missing from their list, number of notes that link to a name)."""
    pairs = [
        (index.notes_about(f"[[{link}]]" for link in note.links) & group.notes, _listed(note, use, index))
        for group in groups
        for use in group.uses
        for note in survey.notes
        if note.path in use.values and note.path not in group.notes
    ]
    return sum(bool(linked - listed) for linked, listed in pairs), sum(bool(linked) for linked, _ in pairs)


def _listed(note: NoteSurvey, use: KeyUse, index: NameIndex) -> set[str]:
    return index.notes_about(use.texts(note.path))
