"""The options that commands share."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional, TypeAlias

import typer

from vault_tools.cli.complete import rule_names
from vault_tools.modules import module_names


class _Format(str, Enum):
    """A format of `vault_tools.report.formats`; only the one that is used is imported."""

    @property
    def is_for_people(self) -> bool:
        from vault_tools.report.format import format_named

        return format_named(self.value).for_people

    @property
    def has_counts(self) -> bool:
        """Whether it can tell how often which rule broke, and nothing else."""
        from vault_tools.report.format import format_named

        return self.is_for_people or format_named(self.value).has_counts


if TYPE_CHECKING:
    Format: TypeAlias = _Format
else:
    _names = sorted(module_names("vault_tools.report.formats"), key=lambda name: name != "full")
    Format = _Format("Format", {name: name.replace("_", "-") for name in _names})
FULL = Format("full")


class Certainty(str, Enum):
    low = "low"
    medium = "medium"
    high = "high"


class Level(str, Enum):
    error = "error"
    warning = "warning"
    info = "info"


Paths = Annotated[
    list[Path],
    typer.Argument(help="A vault, a folder, notes, or `-` for standard input. Default: this folder."),
]
Select = Annotated[
    Optional[list[str]],
    typer.Option(help="Only these rules, separated by commas.", metavar="RULES", autocompletion=rule_names),
]
Ignore = Annotated[
    Optional[list[str]],
    typer.Option(
        help="All but these rules, separated by commas.", metavar="RULES", autocompletion=rule_names
    ),
]
FailOn = Annotated[Level, typer.Option(help="Exit with 1 at this severity or above.")]
Severity = Annotated[Level, typer.Option(help="Minimum severity to report; the rest is counted.")]
ConfigPath = Annotated[Optional[Path], typer.Option("--config", help="Use this configuration file.")]
StdinName = Annotated[Optional[Path], typer.Option(help="Path in the vault of the text on standard input.")]
OutputFormat = Annotated[Format, typer.Option(help="Output format.")]
OutputFile = Annotated[
    Optional[Path], typer.Option(help="Write diagnostics to this file instead of standard output.")
]
Confidence = Annotated[Certainty, typer.Option(help="Minimum confidence to report.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no summary.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Ignore the index: read every note and store nothing.")
]
Statistics = Annotated[bool, typer.Option("--statistics", help="Show only counts by rule.")]
LimitOption = Annotated[
    Optional[int],
    typer.Option(
        "--limit", min=0, help="So many of a rule, ten times as many in all; 0: all. On a terminal: 20."
    ),
]
BaselinePath = Annotated[Optional[Path], typer.Option("--baseline", help="Use this baseline file.")]
NoBaseline = Annotated[bool, typer.Option("--no-baseline", help="Ignore the baseline.")]


def names_in(values: list[str] | None) -> tuple[str, ...]:
    """The names of an option that may be given several times, and hold several names."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def counted(level: Level) -> tuple[str, ...]:
    """The severities that a level counts."""
    return tuple(level.value for level in [*Level][: [*Level].index(level) + 1])
