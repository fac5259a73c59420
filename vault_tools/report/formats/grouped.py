"""The diagnostics of a note below its path, in columns."""

from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.formats.concise import label_of, said
from vault_tools.report.style import Style


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    above = ""
    for outcome in outcomes:
        diagnostics = [*((d, True) for d in outcome.fixed), *((d, False) for d in outcome.left)]
        if diagnostics:
            yield f"{above}{style.strong(shown(vault.here(outcome.path)))}\n"
            rule_width = max(len(d.rule) for d, _ in diagnostics)
            yield from (_row(d, fixed, rule_width, style) for d, fixed in diagnostics)
            above = "\n"


def _row(diagnostic: Diagnostic, fixed: bool, rule_width: int, style: Style) -> str:
    place = f"{diagnostic.place.line:>5}:{diagnostic.place.column:<4}"
    blanks = " " * (len("warning") - len("fixed" if fixed else diagnostic.severity))
    label = label_of(diagnostic, style, fixed=fixed) + blanks
    rule = f"{diagnostic.rule:<{rule_width}}"
    return f"{place} {label}  {rule}  {said(diagnostic, fixed=fixed)}\n"


FORMAT = OutputFormat(render, for_people=True)
