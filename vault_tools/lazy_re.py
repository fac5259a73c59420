"""Regular expressions that are compiled when they are first used.

The modules hold 120 of them, 70 ms of compiling, and a command that checks one note uses 20.
"""

import re
from typing import Any, cast


class _Pattern:
    """What is asked of it is asked of the compiled pattern, and kept: from then on nothing is between."""

    def __init__(self, expression: str, flags: int) -> None:
        self._expression, self._flags = expression, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._expression, self._flags), name)
        setattr(self, name, value)
        return value


def pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, which raises `re.error`; here the first use does."""
    return cast("re.Pattern[str]", _Pattern(expression, flags))
