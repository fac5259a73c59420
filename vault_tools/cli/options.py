"""The options that commands share."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Optional

import typer

from vault_tools.cli.complete import rule_names


class Format(str, Enum):
    full = "full"
    concise = "concise"
    grouped = "grouped"
    json = "json"
    json_lines = "json-lines"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"
    sarif = "sarif"
    rdjson = "rdjson"

    @property
    def is_for_people(self) -> bool:
        return self in (Format.full, Format.concise, Format.grouped)


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
    typer.Argument(help="A vault, a folder, notes, or `-` for standard input; else this folder."),
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
FailOn = Annotated[Level, typer.Option(help="The least severity that makes the exit code 1.")]
Severity = Annotated[Level, typer.Option(help="Minimum severity to report; the rest is counted.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever was found.")]
ConfigPath = Annotated[Optional[Path], typer.Option("--config", help="Another vault-tools.yaml.")]
StdinName = Annotated[
    Optional[Path], typer.Option(help="The path that the text on standard input has in its vault.")
]
OutputFormat = Annotated[Format, typer.Option(help="How diagnostics are written.")]
OutputFile = Annotated[
    Optional[Path], typer.Option(help="Where diagnostics are written; else standard output.")
]
Confidence = Annotated[Certainty, typer.Option(help="The least confidence at which a diagnostic is shown.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary on standard error.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Read every note, whatever the index knows of it; keep nothing.")
]
Statistics = Annotated[bool, typer.Option("--statistics", help="Only how often each rule was broken.")]
BaselinePath = Annotated[
    Optional[Path], typer.Option("--baseline", help="Another baseline than the vault's own.")
]
NoBaseline = Annotated[bool, typer.Option("--no-baseline", help="Also what the baseline leaves out.")]
WriteBaseline = Annotated[
    bool, typer.Option("--write-baseline", help="Write down what is found now as known.")
]
ShowFiles = Annotated[bool, typer.Option("--show-files", help="Only list the notes that would be checked.")]
ShowSettings = Annotated[
    bool, typer.Option("--show-settings", help="Only list the settings, and where each comes from.")
]


def names_in(values: list[str] | None) -> tuple[str, ...]:
    """The names of an option that may be given several times, and hold several names."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def counted(level: Level) -> tuple[str, ...]:
    """The severities that a level counts."""
    return tuple(level.value for level in [*Level][: [*Level].index(level) + 1])
