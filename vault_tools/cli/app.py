"""The command line: a command loads, calls, reports and exits.

Commands import what they need when they run, so that `--help` responds at once.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, Field, fields
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

import vault_tools
from vault_tools.cli import help as cli_help
from vault_tools.cli import options as cli_options
from vault_tools.cli.run_options import RunOptions

Options = TypeVar("Options")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vault-tools {vault_tools.__version__}")
        raise typer.Exit


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
    """A command for typer: its parameters are the fields of the dataclass `options` (first `paths`, then the
    command's own, then shared ones), and its exit code is what the function returns."""

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


_COMMANDS: tuple[tuple[str, str], ...] = (
    ("check", cli_help.CHECK),
    ("fix", cli_help.CHECK),
    ("rules", cli_help.LEARN),
    ("explain", cli_help.LEARN),
    ("flagged", cli_help.AGENTS),
    ("submit", cli_help.AGENTS),
    ("init", cli_help.START),
    ("list", cli_help.LEARN),
    ("graph", cli_help.LEARN),
    ("tags", cli_help.WORDS),
    ("names", cli_help.WORDS),
    ("rename", cli_help.WORDS),
    ("undo", cli_help.CHECK),
    ("watch", cli_help.WATCH),
    ("status", cli_help.WATCH),
    ("server", cli_help.WATCH),
    ("skill", cli_help.AGENTS),
    ("mcp", cli_help.AGENTS),
    ("service", cli_help.WATCH),
    ("plugin", cli_help.START),
    ("moc", cli_help.MOCS),
    ("hook", cli_help.START),
    ("cache", cli_help.LEARN),
)
"""(name, heading) in the order of the help text. Each command has a module of its name, which contains a
function of its name, or a `typer.Typer` with several commands."""
_OPTIONS = {"check": "CheckOptions", "fix": "FixOptions"}
"""The dataclass of options, for commands whose function takes all options as one object."""


def app_of(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line. If the arguments begin with a command, it has only that one, which takes a third of
    the time."""
    app = typer.Typer(
        help="Check an Obsidian vault and fix what is safe to fix.",
        epilog="Begin with `vault-tools check`, which only reads. `vault-tools check --help` has examples.",
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    asked = [command for command in _COMMANDS if command[0] in arguments[:1]]
    for name, heading in asked or _COMMANDS:
        _add(app, name, heading)
    return app


def _add(app: typer.Typer, name: str, heading: str) -> None:
    module = import_module(f"vault_tools.cli.{name}")
    command = getattr(module, name if name != "list" else "list_notes")
    if isinstance(command, typer.Typer):
        for each in command.registered_commands:
            each.help = cli_help.help_of(each.callback)
        app.add_typer(command, name=name, rich_help_panel=heading)
        return
    if name in _OPTIONS:
        command = _taking(getattr(module, _OPTIONS[name]), command)
    text, examples = cli_help.help_of(command), cli_help.examples(name)
    app.command(name, help=text, rich_help_panel=heading, epilog=examples)(command)
