"""Patterns as in `.gitignore`; they come with a vault and are not trusted. Simple ones are compared as
strings. The others are matched by RE2, which never backtracks, so no pattern or name is slow; it is imported
only when needed, as that takes longer than judging a note."""

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
    """A list of patterns; the last one that matches a path decides. The first query raises ValueError if a
    line is not a pattern."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)

    def says(self, path: str) -> bool | None:
        """Whether the path matches, False if the deciding line is negated, None if no line matches. A
        folder's path ends in `/`."""
        path = valid(path)
        if self._plain is None:
            return self._spec.check_file(path).include
        return next((says for says, matches in self._plain if matches(path)), None)

    def matches(self, path: str) -> bool:
        return bool(self.says(path))

    @cached_property
    def _plain(self) -> list[tuple[bool, _Matches]] | None:
        """The verdict of each line and its predicate, the last line first; None if a line is not plain."""
        found = [plain_glob(line) for line in reversed(self.lines)]
        known = [each for each in found if each]
        return known if len(known) == len(found) else None

    @cached_property
    def _spec(self) -> "PathSpec[Any]":
        from pathspec import PathSpec

        return PathSpec.from_lines("gitignore", map(valid, self.lines), backend="re2")

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        """Compiled patterns can't be pickled, so another process compiles its own."""
        return {"lines": self.lines}


def is_glob(line: str) -> bool:
    """Whether a line is a valid pattern."""
    try:
        return Globs([line]).says("") in (True, False, None)
    except ValueError:
        return False


@lru_cache(maxsize=1 << 10)
def plain_glob(line: str) -> tuple[bool, _Matches] | None:
    """The verdict of a line (False if negated) and a predicate for the paths it matches; None if the line is
    not simple. A pattern also applies to everything in a folder that it matches (gitignore(5))."""
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
    """The text with `?` for each lone surrogate, as in names that are not UTF-8; RE2 rejects surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
