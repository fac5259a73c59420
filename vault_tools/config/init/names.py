"""Groups of names: the keys that hold people or organisations, and the folders of the notes about them."""

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
"""What keys and folders that hold such names are called."""
_NUMBERING = pattern(r"[\W\d_]*")
_MIN_NAMES = 3
"""Notes of one folder that are named under a key, which show that the folder is about such names."""
_MIN_NAMED, _LEAST_NAMED = 2, 0.01
"""Notes of a folder, and the share of them, that the keys name where the folder is of use to them."""
_MIN_LINKS = 10
"""Values that show that names are written as links."""


@dataclass(frozen=True)
class Group:
    """A group of names: the keys that hold it, the folder of the notes about it, empty if there is none, and
    those notes, all of them and those that the keys name."""

    name: str
    uses: Sequence[KeyUse]
    folder: str
    notes: frozenset[str]
    named: frozenset[str]


class NameIndex:
    """The paths of the notes of a vault by folder, and by the names that they bear."""

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
        """The notes that bear one of these names, which may be links."""
        folds = {folded(read_name(name)) for name in names}
        return {path for fold in folds for path in self._bearers.get(fold, ())}


def groups_of(survey: Survey, index: NameIndex) -> Iterator[Group]:
    """The groups that a key lists, with the folder of the notes about them where the keys name some of those:
    nothing could be reported about names that no key has."""
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
    """The folder that is called so, or that most of the notes that are `named` are in, and that they are most
    notes of; of several the one with the most of them; empty where there is none."""
    counts = {folder: len(paths & named) for folder, paths in index.below.items()}
    fitting = [
        folder
        for folder, paths in index.below.items()
        if counts[folder] >= max(_MIN_NAMES, MOST * len(paths), HABIT * len(named))
        or (len(paths) >= _MIN_NAMES and called.fullmatch(_bare(folder)))
    ]
    return min(fitting, key=lambda folder: (-counts[folder], folder), default="")


def _bare(folder: str) -> str:
    """The name of a folder without the number or the picture in front."""
    return _NUMBERING.sub("", PurePosixPath(folder).name, count=1)


def names_section(groups: Iterable[Group]) -> ConfigSection:
    """The groups of which more is known than the keys that hold them."""
    about = "Groups of names, each kept in one spelling: the title of the note about it, if there is one."
    choices = (_choice(group) for group in groups)
    return ConfigSection("names", about, tuple(choice for choice in choices if choice.value))


def _choice(group: Group) -> Choice:
    """That names are plain is not a choice: a fix would take the few links apart."""
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
    """How many notes link to a note about a name that their list lacks, of all that link to one."""
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
