"""Regular expressions that are compiled on first use.

The modules have 120 of them, which take 70 ms to compile, and a command that checks one note uses 20.
"""

import re
from typing import Any, cast


class _Pattern:
    """Stands in for a compiled pattern, and caches each of its attributes, so that later accesses are
    direct."""

    def __init__(self, expression: str, flags: int) -> None:
        self._expression, self._flags = expression, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, value)
        return value


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Like `re.compile`, but an invalid expression raises `re.error` only on first use."""
    return cast("re.Pattern[str]", _Pattern(expression, flags))
