"""Patterns as in `.gitignore`, which come with a vault. Patterns that only concern the beginning or end of a
path are looked up directly; the others are matched by RE2, which never backtracks, so that no pattern and no
name takes long. Importing it takes longer than judging a note."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from vault_tools.lazy_re import pattern

if TYPE_CHECKING:
    from pathspec import PathSpec

_Matches: TypeAlias = Callable[[str], bool]

_NAME = r"(?!\.{1,2}(?:/|\Z))[^\\*?\[\]!#/\s]+(?: [^\\*?\[\]!#/\s]+)*+"
_PLAIN = pattern(
    rf"(?P<not>!)?(?:(?:\*\*/)?(?P<name>{_NAME})(?P<is_folder>/)?|\*(?P<end>{_NAME})"
    rf"|/?(?P<path>{_NAME}(?:/{_NAME})*+)(?P<inside>/(?:\*\*)?)?)"
)


class Globs:
    """Some lines; the last one that matches a path counts. Raises ValueError, at the first question, for a
    line that is not a pattern."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)

    def says(self, path: str) -> bool | None:
        """Whether a path matches, a folder's with `/` at its end; None if no line matches it."""
        path = valid(path)
        if self._plain is None:
            return self._spec.check_file(path).include
        return next((says for says, matches in self._plain if matches(path)), None)

    def matches(self, path: str) -> bool:
        return bool(self.says(path))

    @cached_property
    def _plain(self) -> list[tuple[bool, _Matches]] | None:
        """What each line says about what it matches, the last one first; None if one is not plain."""
        found = [plain_glob(line) for line in reversed(self.lines)]
        known = [each for each in found if each]
        return known if len(known) == len(found) else None

    @cached_property
    def _spec(self) -> "PathSpec[Any]":
        from pathspec import PathSpec

        return PathSpec.from_lines("gitignore", map(valid, self.lines), backend="re2")

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        """Compiled patterns can't be pickled; another process makes its own."""
        return {"lines": self.lines}


def is_glob(line: str) -> bool:
    """Whether it can be read as a pattern."""
    try:
        return Globs([line]).says("") in (True, False, None)
    except ValueError:
        return False


@lru_cache(maxsize=1 << 10)
def plain_glob(line: str) -> tuple[bool, _Matches] | None:
    """What a line says about the paths that it matches, and which those are; None if that is not simple. A
    pattern also applies to everything in a folder that it matches (gitignore(5))."""
    found = _PLAIN.fullmatch(line)
    if not found or valid(line) != line:
        return None
    return not found["not"], _matching(found)


def _matching(found: re.Match[str]) -> _Matches:
    if found["name"]:
        part = f"/{found['name']}/"
        return (lambda of: part in f"/{of}") if found["is_folder"] else (lambda of: part in f"/{of}/")
    if found["end"]:
        end = f"{found['end']}/"
        return lambda of: end in f"{of}/"
    below = f"{found['path']}/"
    return (lambda of: of.startswith(below)) if found["inside"] else (lambda of: f"{of}/".startswith(below))


def valid(text: str) -> str:
    """The text with `?` for each half character, as in names that are not UTF-8: RE2 does not take those."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
