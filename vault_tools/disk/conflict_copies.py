"""The names that sync clients give to conflict copies, in many languages."""

import re
from collections.abc import Iterable, Iterator

from vault_tools.lazy_re import pattern
from vault_tools.note.languages import any_of

_INFIX = pattern(rf"\.sync-conflict-.|[._]conflict-.|{any_of('conflict_infixes')}", re.IGNORECASE)
"""Syncthing, Dropbox, Nextcloud, Nutstore (`_冲突文件_ada_20250307`)."""
_BRACKETS = pattern(r" ?[(（]([^()（）]++)[)）]| ?\[([^\[\]]++)\]")
_IN_PARENTHESES = pattern(
    r"^sfconflict\b|^(?:case|selective sync|unicode encoding|white ?space) conflict(?: \d+)?$"
    rf"|{any_of('conflict_copies')}",
    re.IGNORECASE,
)
"""Dropbox, Obsidian Sync, Seafile and Synology."""
_IN_SQUARE_BRACKETS = pattern(r"conflict(?:ed)?(?: \d+)?", re.IGNORECASE)
"""pCloud, Google Drive."""


def original_of(path: str) -> str | None:
    """The path of the note that this file is a conflict copy of; None if it is not a conflict copy."""
    if path.isascii() and "onfli" not in path.lower():
        return None
    folder = path.rfind("/") + 1
    stem = path[folder:].removesuffix(".md")
    infix = _INFIX.search(stem, 1)
    starts = [mark.start() for mark in _BRACKETS.finditer(stem) if mark.start() and _says_conflict(mark)]
    starts += [infix.start()] if infix else []
    return f"{path[:folder]}{stem[: min(starts)]}.md" if starts else None


def originals(paths: Iterable[str]) -> Iterator[str]:
    """The paths of the notes that have conflict copies among `paths`."""
    yield from filter(None, map(original_of, paths))


def _says_conflict(mark: re.Match[str]) -> bool:
    if mark[1]:
        return _IN_PARENTHESES.search(mark[1]) is not None
    return _IN_SQUARE_BRACKETS.fullmatch(mark[2]) is not None
