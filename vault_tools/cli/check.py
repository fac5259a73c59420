"""`vault-tools check`: report problems in the notes, without changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vault_tools.cli.run_options import RunOptions
from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import at_or_above

if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from vault_tools.cli.options import FailOn
    from vault_tools.cli.selection import Selection
    from vault_tools.lint.outcome import Tally


@dataclass(frozen=True, kw_only=True)
class CheckOptions(RunOptions):
    fail_on: FailOn = "error"
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even if problems are found.")
    ] = False
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Record current problems as the baseline.")
    ] = False
    show_files: Annotated[
        bool, typer.Option("--show-files", help="List the notes that would be checked, and stop.")
    ] = False
    show_settings: Annotated[
        bool, typer.Option("--show-settings", help="List the settings and where each comes from, and stop.")
    ] = False

    @property
    def uses_baseline(self) -> bool:
        return super().uses_baseline and not self.write_baseline


def check(options: CheckOptions) -> int:
    """Check notes and report what is wrong. Exit code 1 if an error was found, 2 if the run failed."""
    from vault_tools.cli.selection import find_target

    options.refuse_uncounted()
    target = find_target(options.request())
    if options.show_settings or options.show_files:
        _show(options, target)
        return 0
    tally = _report(options, target)
    if options.talks:
        _say_sum(options, tally, target)
    failed = any(tally.by_severity[level] for level in at_or_above(options.fail_on))
    return 1 if failed and not options.exit_zero else 0


def _show(options: CheckOptions, target: Selection) -> None:
    from vault_tools.cli.output import print_lines
    from vault_tools.cli.selection import settings_of
    from vault_tools.printable import shown

    if options.show_settings:
        print_lines(settings_of(options.request(), target))
    if options.show_files:
        print_lines(map(shown, target.readable))


def _report(options: CheckOptions, target: Selection) -> Tally:
    from vault_tools.cli.output import language_of, print_report
    from vault_tools.cli.selection import outcome_of_stdin, with_new_baseline
    from vault_tools.lint.outcome import new_as_one
    from vault_tools.messages.translation import WRITTEN_IN
    from vault_tools.session.one_note import CHECK

    outcomes = iter([outcome_of_stdin(target, CHECK)[0]]) if target.stdin else target.outcomes(CHECK)
    if options.write_baseline:
        outcomes = with_new_baseline(target, outcomes, options.baseline)
    return print_report(
        new_as_one(outcomes, target.config_name),
        target.root,
        options.output_format.value,
        statistics=options.statistics,
        file=options.output_file,
        limit=options.shown(),
        language=language_of(target.config) if options.output_format.is_for_people else WRITTEN_IN,
    )


def _say_sum(options: CheckOptions, tally: Tally, target: Selection) -> None:
    from vault_tools.cli.output import say_all
    from vault_tools.report.columns import COLUMNS, wrapped
    from vault_tools.report.summary import check_summary, left_out, next_steps

    say_all(wrapped(check_summary(tally), COLUMNS))
    say_all(left_out(target.vaults_left_out, in_no_vault=target.in_no_vault))
    say_all(next_steps(tally, counted=options.statistics))
