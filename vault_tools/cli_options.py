"""Options that several commands share."""

from enum import Enum
from typing import Annotated, Optional

import typer


class Level(str, Enum):
    error = "error"
    warning = "warning"


Select = Annotated[
    Optional[list[str]], typer.Option(help="Only these rules, separated by commas.", metavar="RULES")
]
Ignore = Annotated[
    Optional[list[str]], typer.Option(help="All but these rules, separated by commas.", metavar="RULES")
]
FailOn = Annotated[Level, typer.Option(help="The least severity that makes the exit code 1.")]


def names_in(values: list[str] | None) -> tuple[str, ...]:
    """The names of an option that may be given several times, and hold several names."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def counted(level: Level) -> tuple[str, ...]:
    """The severities that a level counts."""
    return ("error",) if level is Level.error else ("error", "warning")
