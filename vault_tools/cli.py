"""The command line: a command loads, calls, reports and exits.

What a command needs is imported when it runs, so that `--version` and `--help` answer at once.
"""

import io
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

import vault_tools
from vault_tools import cli_moc, cli_service, cli_watch, cli_words
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.target import Request

app = typer.Typer(
    help="Keeps an Obsidian vault in order: says what is inconsistent, and mends what is safe to mend.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(str, Enum):
    full = "full"
    concise = "concise"
    json = "json"


class Certainty(str, Enum):
    low = "low"
    medium = "medium"
    high = "high"


class Level(str, Enum):
    error = "error"
    warning = "warning"


Paths = Annotated[
    list[Path],
    typer.Argument(help="A vault, a folder, notes, or `-` for standard input; else this folder."),
]
Select = Annotated[
    Optional[list[str]], typer.Option(help="Only these rules, separated by commas.", metavar="RULES")
]
Ignore = Annotated[
    Optional[list[str]], typer.Option(help="All but these rules, separated by commas.", metavar="RULES")
]
ConfigPath = Annotated[Optional[Path], typer.Option("--config", help="Another vault-tools.yaml.")]
StdinName = Annotated[
    Optional[Path], typer.Option(help="The path that the text on standard input has in its vault.")
]
OutputFormat = Annotated[Format, typer.Option(help="How diagnostics are written to standard output.")]
Confidence = Annotated[Certainty, typer.Option(help="The least confidence at which a diagnostic is shown.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary on standard error.")]
Statistics = Annotated[bool, typer.Option("--statistics", help="Only how often each rule was broken.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vault-tools {vault_tools.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version, and exit.")
    ] = False,
) -> None: ...


@app.command()
def check(
    paths: Paths = [Path()],  # noqa: B006
    output_format: OutputFormat = Format.full,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[
        Level, typer.Option(help="The least severity that makes the exit code 1.")
    ] = Level.error,
    confidence: Confidence = Certainty.medium,
    config: ConfigPath = None,
    stdin_filename: StdinName = None,
    statistics: Statistics = False,
    quiet: Quiet = False,
) -> None:
    """Say what is inconsistent. Exits with 1 when an error was found, with 2 when the run failed."""
    from vault_tools.output import print_report, say
    from vault_tools.report.summary import check_summary
    from vault_tools.run import CHECK
    from vault_tools.target import find_target, outcome_of_stdin

    request = _request(paths, stdin_filename, config, select, ignore, confidence)
    target = find_target(request)
    outcomes = [outcome_of_stdin(target, CHECK)[0]] if request.from_stdin else target.outcomes(CHECK)
    tally = print_report(outcomes, target.root, output_format.value, statistics=statistics)
    if not quiet:
        say(check_summary(tally))
    counted = ("error",) if fail_on is Level.error else ("error", "warning")
    raise typer.Exit(1 if any(tally.by_severity[level] for level in counted) else 0)


@app.command()
def fix(
    paths: Paths = [Path()],  # noqa: B006
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Also fixes that may change what was meant.")
    ] = False,
    output_format: OutputFormat = Format.full,
    select: Select = None,
    ignore: Ignore = None,
    confidence: Confidence = Certainty.medium,
    config: ConfigPath = None,
    stdin_filename: StdinName = None,
    statistics: Statistics = False,
    quiet: Quiet = False,
) -> None:
    """Mend what is safe to mend and change no other byte.

    Exits with 1 when a note that should have been written could not be, with --diff when one would be.
    From standard input the mended text goes to standard output.
    """
    from vault_tools.output import print_bytes, print_report, say
    from vault_tools.report.outcome import Tally
    from vault_tools.report.summary import fix_summary
    from vault_tools.run import Mode
    from vault_tools.target import find_target, outcome_of_stdin

    request = _request(paths, stdin_filename, config, select, ignore, confidence)
    if (diff or request.from_stdin) and (output_format is not Format.full or statistics):
        raise VaultToolsError("--diff and `-` print the notes themselves, in no other format")
    target = find_target(request)
    mode = Mode(fix=True, unsafe=unsafe_fixes, write=not diff)
    tally = Tally()
    if request.from_stdin:
        outcome, data = outcome_of_stdin(target, mode)
        for _ in tally.count([outcome]):
            print_bytes(outcome.diff.encode() if diff else data)
    elif diff:
        for outcome in tally.count(target.outcomes(mode)):
            print_bytes(outcome.diff.encode("utf-8", "backslashreplace"))
    else:
        outcomes = target.outcomes(mode)
        tally = print_report(outcomes, target.root, output_format.value, statistics=statistics)
    if not quiet:
        say(fix_summary(tally, would=diff))
    raise typer.Exit(1 if tally.failed_notes or (diff and tally.fixed_notes) else 0)


@app.command()
def flagged(
    paths: Paths = [Path()],  # noqa: B006
    select: Select = None,
    ignore: Ignore = None,
    confidence: Confidence = Certainty.medium,
    config: ConfigPath = None,
) -> None:
    """List the flagged sections as JSON Lines, with the original's text, for whoever translates them anew."""
    from vault_tools.output import print_bytes, say
    from vault_tools.report.json import written
    from vault_tools.target import find_target, flagged_records

    target = find_target(_request(paths, None, config, select, ignore, confidence))
    for record in flagged_records(target, say):
        print_bytes(f"{written(record)}\n".encode())


@app.command()
def rules() -> None:
    """List the rules."""
    from vault_tools.rule import registry

    for name, rule in registry().items():
        summary = (rule.__doc__ or "").strip().splitlines()[0]
        typer.echo(f"{name:<22} {summary}")


@app.command()
def explain(rule: Annotated[str, typer.Argument(help="The name of a rule.")]) -> None:
    """Show what a rule finds, why it matters and what its fix does, with examples."""
    from vault_tools.explain import explained
    from vault_tools.rule import no_such_rule, registry

    if rule not in registry():
        raise VaultToolsError(no_such_rule(rule))
    typer.echo(explained(registry()[rule]), nl=False)


for _command in (cli_words.tags, cli_words.names, cli_words.rename, cli_watch.watch, cli_watch.status):
    app.command()(_command)
app.add_typer(cli_moc.moc, name="moc")
app.add_typer(cli_service.service, name="service")


def main() -> None:
    """The program: a VaultToolsError becomes one line and exit code 2, a bug keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except VaultToolsError as error:
        from vault_tools.output import say
        from vault_tools.report.plain import shown

        say(f"error: {shown(str(error))}")
        sys.exit(2)
    except Exception:
        import traceback

        traceback.print_exc()
        sys.exit(2)


def _request(
    paths: list[Path],
    stdin_filename: Path | None,
    config: Path | None,
    select: list[str] | None,
    ignore: list[str] | None,
    confidence: Certainty,
) -> "Request":
    from vault_tools.target import Request

    return Request(paths, stdin_filename, config, _names(select), _names(ignore), confidence.value)


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())
