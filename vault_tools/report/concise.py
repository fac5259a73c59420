"""One line a diagnostic: `path:line:column: severity rule: message`."""

from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.style import Style


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        yield from (f"{headline(d, style, fixed=True)}\n" for d in outcome.fixed)
        yield from (f"{headline(d, style)}\n" for d in outcome.left)


def headline(diagnostic: Diagnostic, style: Style, *, fixed: bool = False) -> str:
    place = f"{style.strong(shown(diagnostic.path))}:{diagnostic.place.line}:{diagnostic.place.column}"
    label = f"{label_of(diagnostic, style, fixed=fixed)} {style.strong(diagnostic.rule)}"
    return f"{place}: {label}: {said(diagnostic, style, fixed=fixed)}"


def label_of(diagnostic: Diagnostic, style: Style, *, fixed: bool) -> str:
    return style.good("fixed") if fixed else style.severity(diagnostic.severity)


def said(diagnostic: Diagnostic, style: Style, *, fixed: bool) -> str:
    """The message, and whether there is a fix."""
    fix = "" if fixed or not diagnostic.fix else " [fix]" if diagnostic.fix.safe else " [unsafe fix]"
    return shown(diagnostic.message) + style.faint(fix)
