"""The command `hook`: the notes of a commit, before git makes it."""

import os
from pathlib import Path
from typing import Annotated, Any, Optional

import typer
from typer.core import TyperCommand

from vault_tools.cli.help import examples
from vault_tools.cli.options import FailOn, Ignore, Level, Select, counted, names_in


class _TakesAnyName(TyperCommand):
    """pre-commit gives names as they are: `-hops.md` is a note where there is one, and no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        odd = {arg for arg in args if arg.startswith("-") and arg.endswith(".md") and os.path.lexists(arg)}
        return super().parse_args(ctx, [f"./{arg}" if arg in odd else arg for arg in args])


_HOMELESS = "not in a vault: no parent folder has vault-tools.yaml or .obsidian/"

hook = typer.Typer(
    help="Check the notes of a commit before git makes it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Fix = Annotated[bool, typer.Option("--fix", help="Fix what is safe to fix; stop the commit if anything was.")]


@hook.command("run", cls=_TakesAnyName, epilog=examples("hook run"))
def run(
    notes: Annotated[
        Optional[list[Path]], typer.Argument(help="What pre-commit gives; else what is staged.")
    ] = None,
    fix: Fix = False,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = Level.error,
) -> None:
    """Check the notes of a commit against their whole vault, and the vault's MOCs.

    Exits with 1, so that git does not commit, when an error was found or a note was mended.
    """
    from vault_tools.cli.hook_run import outcomes_of, vaults_of
    from vault_tools.cli.hook_staged import given_notes, staged_notes
    from vault_tools.cli.output import print_report, say
    from vault_tools.printable import shown
    from vault_tools.report.summary import check_summary, fix_summary
    from vault_tools.session.one_note import Mode

    staged = given_notes(notes) if notes else staged_notes()
    vaults, homeless = vaults_of(staged)
    if homeless:
        say(f"{shown(homeless[0])}: {_HOMELESS} ({len(homeless):,} of {len(staged.changed):,} not checked)")
    mode = Mode(fix=fix, write=fix, cause="hook run --fix")
    outcomes = outcomes_of(vaults, staged, mode, names_in(select), names_in(ignore))
    tally = print_report(outcomes, staged.top, "full")
    if tally.notes:
        say(fix_summary(tally) if fix else check_summary(tally))
    if tally.fixed:
        say("The commit is stopped: look at what was fixed, `git add` it and commit again.")
    stops = tally.fixed or tally.failed_notes or any(tally.by_severity[s] for s in counted(fail_on))
    raise typer.Exit(1 if stops else 0)


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
