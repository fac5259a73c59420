"""The command line: a command loads, calls, reports and exits.

What a command needs is imported when it runs, so that `--help` answers at once.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

import vault_tools
from vault_tools.cli import cache as cli_cache
from vault_tools.cli import check as cli_check
from vault_tools.cli import explain as cli_explain
from vault_tools.cli import fix as cli_fix
from vault_tools.cli import flagged as cli_flagged
from vault_tools.cli import graph as cli_graph
from vault_tools.cli import help as cli_help
from vault_tools.cli import hook as cli_hook
from vault_tools.cli import init as cli_init
from vault_tools.cli import list as cli_list
from vault_tools.cli import mcp as cli_mcp
from vault_tools.cli import moc as cli_moc
from vault_tools.cli import names as cli_names
from vault_tools.cli import options as cli_options
from vault_tools.cli import plugin as cli_plugin
from vault_tools.cli import rename as cli_rename
from vault_tools.cli import rules as cli_rules
from vault_tools.cli import server as cli_server
from vault_tools.cli import service as cli_service
from vault_tools.cli import skill as cli_skill
from vault_tools.cli import status as cli_status
from vault_tools.cli import submit as cli_submit
from vault_tools.cli import tags as cli_tags
from vault_tools.cli import undo as cli_undo
from vault_tools.cli import watch as cli_watch
from vault_tools.cli.run_options import RunOptions

Options = TypeVar("Options")

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


def _taking(options: type[Options], function: Callable[[Options], int]) -> Callable[..., None]:
    """The command whose parameters are the fields of one dataclass, as typer reads them (the notes, what is
    the command's own, what it shares), and whose exit code is what the function returns."""

    @wraps(function)
    def command(**given: Any) -> None:
        raise typer.Exit(function(options(**given)))

    hints = get_type_hints(options, localns=vars(cli_options), include_extras=True)
    parameters = [_parameter(option, hints[option.name]) for option in _in_order(options)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _in_order(options: type[Any]) -> Iterator["Field[Any]"]:
    shared = {f.name for f in fields(RunOptions)}
    yield from sorted(fields(options), key=lambda f: (f.name != "paths", f.name in shared))


def _parameter(option: "Field[Any]", annotation: Any) -> inspect.Parameter:
    default = option.default if option.default_factory is MISSING else option.default_factory()
    return inspect.Parameter(
        option.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


_COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("check", _taking(cli_check.CheckOptions, cli_check.check), cli_help.CHECK),
    ("fix", _taking(cli_fix.FixOptions, cli_fix.fix), cli_help.CHECK),
    ("rules", cli_rules.rules, cli_help.LEARN),
    ("explain", cli_explain.explain, cli_help.LEARN),
    ("flagged", cli_flagged.flagged, cli_help.AGENTS),
    ("submit", cli_submit.submit, cli_help.AGENTS),
    ("init", cli_init.init, cli_help.START),
    ("list", cli_list.list_notes, cli_help.LEARN),
    ("graph", cli_graph.graph, cli_help.LEARN),
    ("tags", cli_tags.tags, cli_help.WORDS),
    ("names", cli_names.names, cli_help.WORDS),
    ("rename", cli_rename.rename, cli_help.WORDS),
    ("undo", cli_undo.undo, cli_help.CHECK),
    ("watch", cli_watch.watch, cli_help.WATCH),
    ("status", cli_status.status, cli_help.WATCH),
    ("server", cli_server.server, cli_help.WATCH),
    ("skill", cli_skill.skill, cli_help.AGENTS),
    ("mcp", cli_mcp.mcp, cli_help.AGENTS),
)
"""Name, function and heading, in the order in which help lists them below a heading."""
_GROUPS: tuple[tuple[str, typer.Typer, str], ...] = (
    ("service", cli_service.service, cli_help.WATCH),
    ("plugin", cli_plugin.plugin, cli_help.START),
    ("moc", cli_moc.moc, cli_help.MOCS),
    ("hook", cli_hook.hook, cli_help.START),
    ("cache", cli_cache.cache, cli_help.LEARN),
)
for _name, _command, _panel in _COMMANDS:
    app.command(_name, rich_help_panel=_panel, epilog=cli_help.examples(_name))(_command)
for _name, _group, _panel in _GROUPS:
    app.add_typer(_group, name=_name, rich_help_panel=_panel)
for _group in (app, *(group for _, group, _ in _GROUPS)):
    for _made in _group.registered_commands:
        _made.help = cli_help.in_long_lines(inspect.getdoc(_made.callback) or "")
