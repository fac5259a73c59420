"""The command line: a command loads, calls, reports and exits.

What a command needs is imported when it runs, so that `--version` and `--help` answer at once.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vault_tools
from vault_tools.cli import agents as cli_agents
from vault_tools.cli import cache as cli_cache
from vault_tools.cli import flagged as cli_flagged
from vault_tools.cli import graph as cli_graph
from vault_tools.cli import help as cli_help
from vault_tools.cli import hook as cli_hook
from vault_tools.cli import init as cli_init
from vault_tools.cli import list as cli_list
from vault_tools.cli import moc as cli_moc
from vault_tools.cli import plugin as cli_plugin
from vault_tools.cli import rename as cli_rename
from vault_tools.cli import server as cli_server
from vault_tools.cli import service as cli_service
from vault_tools.cli import submit as cli_submit
from vault_tools.cli import undo as cli_undo
from vault_tools.cli import watch as cli_watch
from vault_tools.cli import words as cli_words
from vault_tools.cli.complete import rule_names
from vault_tools.cli.options import (
    BaselinePath,
    Certainty,
    Confidence,
    ConfigPath,
    ExitZero,
    FailOn,
    Format,
    Ignore,
    Level,
    LimitOption,
    NoBaseline,
    NoCache,
    OutputFile,
    OutputFormat,
    Paths,
    Quiet,
    Select,
    Severity,
    ShowFiles,
    ShowSettings,
    Statistics,
    StdinName,
    WriteBaseline,
    counted,
    names_in,
)
from vault_tools.cli.streams import prepare_streams
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.cli.selection import Request

app = typer.Typer(
    help="Check an Obsidian vault and fix what is safe to fix.",
    epilog="Begin with `vault-tools check`, which only reads. `vault-tools check --help` has examples.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vault-tools {vault_tools.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        from vault_tools.cli.welcome import start_text

        typer.echo(start_text(Path()), nl=False)


@app.command(rich_help_panel=cli_help.CHECK, epilog=cli_help.examples("check"))
def check(
    paths: Paths = [Path()],  # noqa: B006
    output_format: OutputFormat = Format.full,
    output_file: OutputFile = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = Level.error,
    exit_zero: ExitZero = False,
    severity: Severity = Level.warning,
    confidence: Confidence = Certainty.medium,
    baseline: BaselinePath = None,
    no_baseline: NoBaseline = False,
    write_baseline: WriteBaseline = False,
    config: ConfigPath = None,
    stdin_filename: StdinName = None,
    statistics: Statistics = False,
    limit: LimitOption = None,
    show_files: ShowFiles = False,
    show_settings: ShowSettings = False,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Check notes and report what is wrong. Exit code 1 if an error was found, 2 if the run failed."""
    from vault_tools.cli.output import limit_of, print_lines, print_report, say_all
    from vault_tools.cli.selection import find_target, outcome_of_stdin, settings_of, with_new_baseline
    from vault_tools.lint.outcome import new_as_one
    from vault_tools.printable import shown
    from vault_tools.report.columns import COLUMNS, wrapped
    from vault_tools.report.summary import check_summary, left_out, next_steps
    from vault_tools.session.one_note import CHECK

    _check_format(output_format, statistics)
    request = _request(
        *(paths, stdin_filename, config, select, ignore, confidence),
        severity=severity,
        cache=not no_cache,
        baseline=baseline,
        uses_baseline=not (no_baseline or write_baseline),
    )
    target = find_target(request)
    if show_settings:
        print_lines(settings_of(request, target))
    if show_files:
        print_lines(map(shown, target.readable))
    if show_settings or show_files:
        return
    outcomes = iter([outcome_of_stdin(target, CHECK)[0]]) if request.from_stdin else target.outcomes(CHECK)
    if write_baseline:
        outcomes = with_new_baseline(target, outcomes, baseline)
    tally = print_report(
        new_as_one(outcomes, target.config_name),
        target.root,
        output_format.value,
        statistics=statistics,
        file=output_file,
        limit=limit_of(limit, cut=output_format is Format.full and not (select or output_file)),
    )
    if not quiet and output_format.is_for_people:
        say_all(wrapped(check_summary(tally), COLUMNS))
        say_all(left_out(target.vaults_left_out))
        say_all(next_steps(tally, counted=statistics))
    failed = any(tally.by_severity[level] for level in counted(fail_on))
    raise typer.Exit(1 if failed and not exit_zero else 0)


@app.command(rich_help_panel=cli_help.CHECK, epilog=cli_help.examples("fix"))
def fix(
    paths: Paths = [Path()],  # noqa: B006
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Also fixes that may change what was meant.")
    ] = False,
    no_vault: Annotated[bool, typer.Option("--no-vault", help="Also in a folder that is no vault.")] = False,
    output_format: OutputFormat = Format.full,
    output_file: OutputFile = None,
    select: Select = None,
    ignore: Ignore = None,
    severity: Severity = Level.warning,
    confidence: Confidence = Certainty.medium,
    baseline: BaselinePath = None,
    no_baseline: NoBaseline = False,
    config: ConfigPath = None,
    stdin_filename: StdinName = None,
    statistics: Statistics = False,
    show_left: Annotated[bool, typer.Option("--show-left", help="Also show what was not fixed.")] = False,
    limit: LimitOption = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Fix what is safe to fix and change no other byte.

    Exit code 1 if a note could not be written, or with --diff if any would change.
    From standard input, the fixed text goes to standard output.
    """
    from functools import partial

    from vault_tools.cli.output import limit_of, print_bytes, print_report, say, say_all
    from vault_tools.cli.selection import find_target, outcome_of_stdin, refuse_without_vault
    from vault_tools.lint.outcome import Tally
    from vault_tools.report import fixes
    from vault_tools.report.summary import by_rule, fix_summary, left_out
    from vault_tools.session.one_note import Mode

    request = _request(
        *(paths, stdin_filename, config, select, ignore, confidence),
        severity=severity,
        cache=not no_cache,
        baseline=baseline,
        uses_baseline=not no_baseline,
    )
    if (diff or request.from_stdin) and (output_format is not Format.full or statistics or output_file):
        raise VaultToolsError(
            "--diff and `-` print the notes themselves: leave out --output-format, -file and --statistics"
        )
    _check_format(output_format, statistics)
    target = find_target(request)
    cause = "fix --unsafe-fixes" if unsafe_fixes else "fix"
    mode = Mode(fix=True, unsafe=unsafe_fixes, write=not diff, cause=cause)
    if not (no_vault or request.from_stdin):
        refuse_without_vault(target, mode)
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
        try:
            shown = limit_of(limit, cut=output_format is Format.full and not (select or output_file))
            most = shown.in_all if shown else 0
            as_fixes = partial(fixes.render, most=most, show_left=show_left)
            tally = print_report(
                outcomes,
                target.root,
                as_fixes if output_format is Format.full else output_format.value,
                statistics=statistics,
                file=output_file,
                limit=shown if show_left else None,
            )
        except KeyboardInterrupt:
            say("interrupted: each note is as it was or fixed as a whole")
            raise
    if not quiet and output_format.is_for_people:
        if output_format is Format.full:
            say_all(by_rule(tally, would=diff, show_left=show_left))
        say(fix_summary(tally, would=diff, wrote=not (diff or request.from_stdin)))
        say_all(left_out(target.vaults_left_out))
    raise typer.Exit(1 if tally.failed_notes or (diff and tally.fixed_notes) else 0)


@app.command(rich_help_panel=cli_help.LEARN, epilog=cli_help.examples("rules"))
def rules() -> None:
    """List the rules."""
    from vault_tools.lint.rule import registry

    for name, rule in registry().items():
        summary = (rule.__doc__ or "").strip().splitlines()[0]
        typer.echo(f"{name:<22} {summary}")


@app.command(rich_help_panel=cli_help.LEARN, epilog=cli_help.examples("explain"))
def explain(
    rule: Annotated[str, typer.Argument(help="The name of a rule.", autocompletion=rule_names)],
) -> None:
    """Show what a rule finds, why it matters and what its fix does, with examples."""
    from vault_tools.lint.explain import explained
    from vault_tools.lint.rule import no_such_rule, registry

    if rule not in registry():
        raise VaultToolsError(no_such_rule(rule))
    typer.echo(explained(registry()[rule]), nl=False)


app.command(rich_help_panel=cli_help.AGENTS, epilog=cli_help.examples("flagged"))(cli_flagged.flagged)
app.command(rich_help_panel=cli_help.AGENTS, epilog=cli_help.examples("submit"))(cli_submit.submit)
app.command(rich_help_panel=cli_help.START, epilog=cli_help.examples("init"))(cli_init.init)
app.command("list", rich_help_panel=cli_help.LEARN, epilog=cli_help.examples("list"))(cli_list.list_notes)
app.command(rich_help_panel=cli_help.LEARN, epilog=cli_help.examples("graph"))(cli_graph.graph)
for _command in (cli_words.tags, cli_words.names, cli_rename.rename):
    app.command(rich_help_panel=cli_help.WORDS, epilog=cli_help.examples(_command.__name__))(_command)
app.command(rich_help_panel=cli_help.CHECK, epilog=cli_help.examples("undo"))(cli_undo.undo)
app.command(rich_help_panel=cli_help.WATCH, epilog=cli_help.examples("watch"))(cli_watch.watch)
app.command(rich_help_panel=cli_help.WATCH, epilog=cli_help.examples("status"))(cli_watch.status)
app.command(rich_help_panel=cli_help.WATCH, epilog=cli_help.examples("server"))(cli_server.server)
app.command(rich_help_panel=cli_help.AGENTS, epilog=cli_help.examples("skill"))(cli_agents.skill)
app.command(rich_help_panel=cli_help.AGENTS, epilog=cli_help.examples("mcp"))(cli_agents.mcp)
app.add_typer(cli_service.service, name="service", rich_help_panel=cli_help.WATCH)
app.add_typer(cli_plugin.plugin, name="plugin", rich_help_panel=cli_help.START)
app.add_typer(cli_moc.moc, name="moc", rich_help_panel=cli_help.MOCS)
app.add_typer(cli_hook.hook, name="hook", rich_help_panel=cli_help.START)
app.add_typer(cli_cache.cache, name="cache", rich_help_panel=cli_help.LEARN)


def main() -> None:
    """The program: a VaultToolsError becomes one line and exit code 2, a bug keeps its traceback."""
    prepare_streams()
    try:
        try:
            app(prog_name="vault-tools")
        finally:
            sys.stdout.flush()
    except VaultToolsError as error:
        from vault_tools.cli.output import say
        from vault_tools.printable import shown

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
    *,
    severity: Level = Level.warning,
    cache: bool = True,
    baseline: Path | None = None,
    uses_baseline: bool = True,
) -> "Request":
    from vault_tools.cli.selection import Request

    chosen = names_in(select), names_in(ignore)
    return Request(
        *(paths, stdin_filename, config, *chosen),
        confidence=confidence.value,
        severity=severity.value,
        cache=cache,
        baseline=baseline,
        uses_baseline=uses_baseline,
    )


def _check_format(output_format: Format, statistics: bool) -> None:
    if statistics and not output_format.is_for_people and output_format is not Format.json:
        raise VaultToolsError(f"--statistics is for people; `{output_format.value}` has a form of its own")
