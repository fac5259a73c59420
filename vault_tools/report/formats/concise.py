"""One line per diagnostic: `path:line:column: severity rule: message`."""

from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        yield from (_line(d, vault, style, fixed=True) for d in outcome.fixed)
        yield from (_line(d, vault, style) for d in outcome.left)


def _line(diagnostic: Diagnostic, vault: VaultFolder, style: Style, *, fixed: bool = False) -> str:
    label = f"{label_of(diagnostic, style, fixed=fixed)} {style.strong(diagnostic.rule)}"
    return f"{style.strong(place_of(diagnostic, vault))}: {label}: {said(diagnostic, fixed=fixed)}\n"


def place_of(diagnostic: Diagnostic, vault: VaultFolder) -> str:
    """The path from the current folder with line and column, which terminals and editors can open."""
    return f"{shown(vault.here(diagnostic.path))}:{diagnostic.place.line}:{diagnostic.place.column}"


def label_of(diagnostic: Diagnostic, style: Style, *, fixed: bool) -> str:
    return style.good("fixed") if fixed else style.severity(diagnostic.severity)


def said(diagnostic: Diagnostic, *, fixed: bool) -> str:
    """The message, and whether there is a fix."""
    fix = "" if fixed or not diagnostic.fix else " [fix]" if diagnostic.fix.safe else " [unsafe fix]"
    return shown(diagnostic.message) + fix


FORMAT = OutputFormat(render, for_people=True)
