"""The command `hook`: check the notes of a commit before git creates it."""

import os
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from typer.core import TyperCommand

from vault_tools.cli.choices import names_in
from vault_tools.cli.help import examples
from vault_tools.cli.options import FailOn, Ignore, Select
from vault_tools.lint.levels import at_or_above


class _TakesAnyName(TyperCommand):
    """Accepts names that look like options: pre-commit passes names as they are, and `-hops.md` is a note if
    it exists."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        odd = {arg for arg in args if arg.startswith("-") and arg.endswith(".md") and os.path.lexists(arg)}
        return super().parse_args(ctx, [f"./{arg}" if arg in odd else arg for arg in args])


hook = typer.Typer(
    help="Check the notes of a commit before git makes it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Fix = Annotated[bool, typer.Option("--fix", help="Fix what is safe to fix; stop the commit if anything was.")]


@hook.command("run", cls=_TakesAnyName, epilog=examples("hook run"))
def run(
    notes: Annotated[
        Optional[list[Path]], typer.Argument(help="The notes from pre-commit. Default: what is staged.")
    ] = None,
    fix: Fix = False,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = "error",
) -> None:
    """Check the notes of a commit against their whole vault, and the vault's MOCs.

    Exit code 1, so that git does not commit, if an error was found or a note was fixed.
    """
    from vault_tools.cli.hook_run import run_hook

    code = run_hook(
        notes or (), fix=fix, select=names_in(select), ignore=names_in(ignore), stops_at=at_or_above(fail_on)
    )
    raise typer.Exit(code)


@hook.command("install", epilog=examples("hook install"))
def install(fix: Fix = False) -> None:
    """Have git check the staged notes before each commit, without pre-commit."""
    from vault_tools.cli import hook_file
    from vault_tools.cli.output import say

    say(f"{hook_file.install(fix=fix)}: git runs it before each commit.")


@hook.command("uninstall", epilog=examples("hook uninstall"))
def uninstall() -> None:
    """Remove what `hook install` wrote."""
    from vault_tools.cli import hook_file
    from vault_tools.cli.output import say

    say(f"{hook_file.uninstall()}: is removed.")
