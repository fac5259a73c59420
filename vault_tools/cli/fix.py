"""`vault-tools fix`: fix what is safe to fix, or show what would change."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from vault_tools.cli.run_options import RunOptions
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from vault_tools.cli.selection import Selection
    from vault_tools.lint.outcome import Tally
    from vault_tools.session.one_note import Mode

_NAMED = 3
"""Maximum number of pairs of near-identical values to name after index notes were written."""


@dataclass(frozen=True, kw_only=True)
class FixOptions(RunOptions):
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Also make fixes that may change the meaning.")
    ] = False
    no_vault: Annotated[bool, typer.Option("--no-vault", help="Also fix a folder that is not a vault.")] = (
        False
    )
    show_left: Annotated[bool, typer.Option("--show-left", help="Also show what was not fixed.")] = False


def fix(options: FixOptions) -> int:
    """Fix what is safe to fix and change no other byte.

    Exit code 1 if a note could not be written, or with --diff if any would change.
    From standard input, the fixed text goes to standard output.
    """
    from vault_tools.cli.selection import find_target, refuse_without_vault
    from vault_tools.session.one_note import Mode

    request = options.request()
    prints_notes = options.diff or request.from_stdin
    if prints_notes and (not options.is_full or options.statistics or options.output_file):
        raise VaultToolsError(
            "--diff and `-` print notes: leave out --output-format, --output-file and --statistics"
        )
    options.refuse_uncounted()
    target = find_target(request)
    cause = "fix --unsafe-fixes" if options.unsafe_fixes else "fix"
    mode = Mode(fix=True, unsafe=options.unsafe_fixes, write=not options.diff, cause=cause)
    if not (options.no_vault or request.from_stdin):
        refuse_without_vault(target, mode)
    tally = _print_notes(options, target, mode) if prints_notes else _report(options, target, mode)
    if options.talks:
        _say_sum(options, tally, target)
    return 1 if tally.failed_notes or (options.diff and tally.fixed_notes) else 0


def _print_notes(options: FixOptions, target: Selection, mode: Mode) -> Tally:
    """Print the differences, or the fixed text from standard input."""
    from vault_tools.cli.output import print_exactly, print_patch
    from vault_tools.cli.selection import outcome_of_stdin
    from vault_tools.lint.outcome import Tally

    tally = Tally()
    if target.stdin:
        outcome, data = outcome_of_stdin(target, mode)
        for _ in tally.count([outcome]):
            if options.diff:
                print_patch(outcome.diff)
            else:
                print_exactly(data)
        return tally
    for outcome in tally.count(target.outcomes(mode)):
        print_patch(outcome.diff)
    return tally


def _report(options: FixOptions, target: Selection, mode: Mode) -> Tally:
    from functools import partial

    from vault_tools.cli.output import language_of, print_report, say
    from vault_tools.messages.translation import WRITTEN_IN
    from vault_tools.report import fixes

    shown = options.shown()
    as_fixes = partial(fixes.render, most=shown.in_all if shown else 0, show_left=options.show_left)
    try:
        return print_report(
            target.outcomes(mode),
            target.root,
            as_fixes if options.is_full else options.output_format.value,
            statistics=options.statistics,
            file=options.output_file,
            limit=shown if options.show_left else None,
            language=language_of(target.config) if options.output_format.is_for_people else WRITTEN_IN,
        )
    except KeyboardInterrupt:
        say("interrupted: each note is either unchanged or completely fixed")
        raise


def _say_sum(options: FixOptions, tally: Tally, target: Selection) -> None:
    from vault_tools.cli.output import say_all
    from vault_tools.report.columns import COLUMNS, wrapped
    from vault_tools.report.summary import by_rule, fix_summary, left_out

    if options.is_full:
        show_left = options.show_left or bool(target.stdin)
        say_all(by_rule(tally, would=options.diff, show_left=show_left))
    wrote = not (options.diff or target.stdin)
    say_all(wrapped(fix_summary(tally, would=options.diff, wrote=wrote), COLUMNS))
    say_all(left_out(target.vaults_left_out, in_no_vault=target.in_no_vault))
    if tally.fixed_by_rule["stale-moc"]:
        from vault_tools.cli.moc import may_be_one
        from vault_tools.cli.words import vault_at

        say_all(islice(may_be_one(vault_at(target.root)[2]), _NAMED))
