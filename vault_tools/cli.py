"""The command line: a command loads, calls, reports and exits."""

import importlib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Optional

import typer

import vault_tools
from vault_tools.config import Config
from vault_tools.disk import Skipped, Unreadable, decode_note, find_root, read_config
from vault_tools.errors import VaultToolsError
from vault_tools.explain import explained
from vault_tools.report.outcome import Outcome, Tally
from vault_tools.report.plain import shown
from vault_tools.report.style import Style
from vault_tools.report.summary import check_summary, fix_summary
from vault_tools.rule import registry
from vault_tools.run import CHECK, Mode, notes_below, outcome_of, refused, relative_path, run

LONG_RUN = 500
"""Notes from which on a progress bar is shown on a terminal."""

app = typer.Typer(
    help="Keeps an Obsidian vault in order: its frontmatter today.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(str, Enum):
    full = "full"
    concise = "concise"
    json = "json"


class Level(str, Enum):
    error = "error"
    warning = "warning"


Paths = Annotated[
    list[Path], typer.Argument(help="A vault, a folder, notes, or `-` for standard input.", show_default=False)
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
    paths: Paths,
    output_format: OutputFormat = Format.full,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: Annotated[Level, typer.Option(help="The least severity that makes the exit code 1.")] = Level.error,
    config: ConfigPath = None,
    stdin_filename: StdinName = None,
    statistics: Statistics = False,
    quiet: Quiet = False,
) -> None:
    """Say what is inconsistent. Exits with 1 when an error was found, with 2 when the run failed."""
    target = _target(paths, stdin_filename, config, select, ignore)
    tally = Tally()
    outcomes = target.outcomes(CHECK) if target.stdin is None else [target.fixed_stdin(CHECK)[0]]
    _report(outcomes, tally, target, output_format, statistics=statistics, quiet=quiet)
    if not quiet:
        _say(check_summary(tally))
    counted = ("error",) if fail_on is Level.error else ("error", "warning")
    raise typer.Exit(1 if any(tally.by_severity[level] for level in counted) else 0)


@app.command()
def fix(
    paths: Paths,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Also fixes that may change what was meant.")
    ] = False,
    output_format: OutputFormat = Format.full,
    select: Select = None,
    ignore: Ignore = None,
    config: ConfigPath = None,
    stdin_filename: StdinName = None,
    statistics: Statistics = False,
    quiet: Quiet = False,
) -> None:
    """Mend what is safe to mend and change no other byte.

    Exits with 1 when a note that should have been written could not be, with --diff when one would be.
    From standard input the mended text goes to standard output.
    """
    target = _target(paths, stdin_filename, config, select, ignore)
    mode = Mode(fix=True, unsafe=unsafe_fixes, write=not diff)
    tally = Tally()
    if target.stdin is not None:
        outcome, data = target.fixed_stdin(mode)
        for _ in tally.count([outcome]):
            _write_bytes(outcome.diff.encode() if diff else data)
    elif diff:
        for outcome in tally.count(target.outcomes(mode)):
            _write_bytes(outcome.diff.encode("utf-8", "backslashreplace"))
    else:
        outcomes = target.outcomes(mode)
        _report(outcomes, tally, target, output_format, statistics=statistics, quiet=quiet)
    if not quiet:
        _say(fix_summary(tally, would=diff))
    raise typer.Exit(1 if tally.failed_notes or (diff and tally.fixed_notes) else 0)


@app.command()
def rules() -> None:
    """List the rules."""
    for name, rule in registry().items():
        summary = (rule.__doc__ or "").strip().splitlines()[0]
        typer.echo(f"{name:<22} {summary}")


@app.command()
def explain(rule: Annotated[str, typer.Argument(help="The name of a rule.")]) -> None:
    """Show what a rule finds, why it matters and what its fix does, with examples."""
    if rule not in registry():
        raise VaultToolsError(f"no rule is called `{rule}`; `vault-tools rules` lists them")
    typer.echo(explained(registry()[rule]), nl=False)


def main() -> None:
    """The program: a VaultToolsError becomes one line and exit code 2, a bug keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except VaultToolsError as error:
        _say(f"error: {shown(str(error))}")
        sys.exit(2)


@dataclass(frozen=True)
class _Target:
    """What a command works on: notes of one vault, or one text from standard input."""

    root: Path
    config: Config
    notes: list[str | Skipped]
    stdin: bytes | None = None

    def outcomes(self, mode: Mode) -> Iterator[Outcome]:
        return run(self.root, self.config, _with_progress(self.notes), mode)

    def fixed_stdin(self, mode: Mode) -> tuple[Outcome, bytes]:
        """The outcome, and the bytes as the fixes leave them; those that are no note stay as they are."""
        path, data = str(self.notes[0]), self.stdin or b""
        try:
            outcome, note = outcome_of(decode_note(path, data), self.config, mode)
        except Unreadable as reason:
            return refused(self.config, path, str(reason)), data
        return outcome, note.encode()


def _target(
    paths: list[Path],
    stdin_filename: Path | None,
    config_path: Path | None,
    select: list[str] | None,
    ignore: list[str] | None,
) -> _Target:
    from_stdin = [str(path) for path in paths] == ["-"]
    if from_stdin and not stdin_filename:
        raise VaultToolsError("`-` needs --stdin-filename, the path that the text has in its vault")
    places = [_existing_parent(stdin_filename)] if from_stdin and stdin_filename else paths
    roots = sorted({find_root(place) for place in places})
    if len(roots) > 1:
        raise VaultToolsError(f"the paths lie in more than one vault: {roots[0]} and {roots[1]}")
    config = read_config(roots[0], config_path).selecting(_names(select), _names(ignore))
    if from_stdin and stdin_filename:
        name = relative_path(roots[0], stdin_filename)
        return _Target(roots[0], config, [name], sys.stdin.buffer.read())
    return _Target(roots[0], config, notes_below(roots[0], config, paths))


def _existing_parent(path: Path) -> Path:
    """The note that standard input stands for need not exist yet; its folder tells the vault."""
    return next(parent for parent in Path(path).absolute().parents if parent.is_dir())


def _report(
    outcomes: Iterable[Outcome],
    tally: Tally,
    target: _Target,
    output_format: Format,
    *,
    statistics: bool,
    quiet: bool,
) -> None:
    render = importlib.import_module(f"vault_tools.report.{output_format.value}").render
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    failed: list[Outcome] = []
    counted = (_failing(outcome, failed) for outcome in tally.count(outcomes))
    text = render(counted, tally, shown(str(target.root)), Style(colour))
    for chunk in text:
        if not (statistics and output_format is not Format.json):
            sys.stdout.write(chunk)
    if statistics and output_format is not Format.json:
        sys.stdout.writelines(f"{n:>6}  {name}\n" for name, n in tally.by_rule.most_common())
    for outcome in failed:
        _say(f"{shown(outcome.path)}: not written: {outcome.error}")


def _failing(outcome: Outcome, failed: list[Outcome]) -> Outcome:
    failed += [outcome] if outcome.error else []
    return outcome


def _with_progress(notes: list[str | Skipped]) -> Iterable[str | Skipped]:
    """The notes, with a bar on standard error where that is a terminal and the run may take long."""
    if len(notes) < LONG_RUN or not sys.stderr.isatty():
        return notes
    from rich.console import Console
    from rich.progress import track

    return track(notes, "notes", console=Console(stderr=True), transient=True)


def _names(values: list[str] | None) -> list[str]:
    return [name.strip() for value in values or () for name in value.split(",") if name.strip()]


def _write_bytes(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
