"""The options that commands share."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from vault_tools.cli.choices import Format
from vault_tools.cli.complete import rule_names
from vault_tools.lint.levels import Confidence, Severity

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
FailOn = Annotated[Severity, typer.Option(help="Exit with 1 at this severity or above.")]
SeverityOption = Annotated[Severity, typer.Option(help="Minimum severity to report; the rest is counted.")]
ConfigPath = Annotated[Optional[Path], typer.Option("--config", help="Use this configuration file.")]
StdinName = Annotated[Optional[Path], typer.Option(help="Path in the vault of the text on standard input.")]
OutputFormat = Annotated[Format, typer.Option(help="Output format.")]
OutputFile = Annotated[
    Optional[Path], typer.Option(help="Write diagnostics to this file instead of standard output.")
]
ConfidenceOption = Annotated[Confidence, typer.Option(help="Minimum confidence to report.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no summary.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Ignore the index: read every note and store nothing.")
]
Statistics = Annotated[bool, typer.Option("--statistics", help="Show only counts by rule.")]
LimitOption = Annotated[
    Optional[int],
    typer.Option(
        "--limit",
        min=0,
        help="At most this many of a rule, ten times as many in all; 0: no limit. On a terminal: 20.",
    ),
]
BaselinePath = Annotated[Optional[Path], typer.Option("--baseline", help="Use this baseline file.")]
NoBaseline = Annotated[bool, typer.Option("--no-baseline", help="Ignore the baseline.")]
