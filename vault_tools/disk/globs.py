"""Patterns as in `.gitignore`, which come with a vault: matched by RE2, which never backtracks,
so that no pattern and no name takes long."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import PathSpec


class Globs:
    """Some lines; the last one that speaks of a path counts. Raises ValueError, when first asked, for a line
    that is none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(lines)

    def says(self, path: str) -> bool | None:
        """Whether a path matches, a folder's with `/` at its end; None where no line speaks of it."""
        return self._spec.check_file(valid(path)).include

    def matches(self, path: str) -> bool:
        return bool(self.says(path))

    @cached_property
    def _spec(self) -> "PathSpec[Any]":
        from pathspec import PathSpec

        return PathSpec.from_lines("gitignore", map(valid, self._lines), backend="re2")

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        """What is compiled can't be pickled; another process makes its own."""
        return {"_lines": self._lines}


def valid(text: str) -> str:
    """The text with `?` for each half character, as in names that are not UTF-8: RE2 does not take those."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
