"""One line a diagnostic: `path:line:column: severity rule: message`."""

from collections.abc import Iterable, Iterator

from vault_tools.report.outcome import Outcome, Tally
from vault_tools.report.plain import shown
from vault_tools.report.style import Style
from vault_tools.rule import Diagnostic


def render(outcomes: Iterable[Outcome], tally: Tally, vault: str, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        yield from (f"{headline(d, style, fixed=True)}\n" for d in outcome.fixed)
        yield from (f"{headline(d, style)}\n" for d in outcome.left)


def headline(diagnostic: Diagnostic, style: Style, *, fixed: bool = False) -> str:
    place = f"{diagnostic.place.line}:{diagnostic.place.column}"
    severity = diagnostic.severity
    label = style.good("fixed") if fixed else style.severity(severity)
    text = f"{style.strong(shown(diagnostic.path))}:{place}: {label} {style.strong(diagnostic.rule)}"
    fix = "" if fixed or not diagnostic.fix else " [fix]" if diagnostic.fix.safe else " [unsafe fix]"
    return f"{text}: {shown(diagnostic.message)}{style.faint(fix)}"
