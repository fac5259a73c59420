"""Workflow commands, which GitHub shows as annotations on the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style

_COMMANDS = {"error": "error", "warning": "warning"}


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        file = _property(vault.file(outcome.path))
        yield from (_annotation(diagnostic, file) for diagnostic in outcome.left)
        if outcome.error:
            yield f"::error file={file},title=not written::{_data(outcome.error)}\n"


def _annotation(diagnostic: Diagnostic, file: str) -> str:
    """The command for a diagnostic. Columns are given only for places within a line; GitHub rejects
    others."""
    place, last = diagnostic.place, diagnostic.place.last_line
    where = f"file={file},line={place.line},endLine={last}"
    if place.line == place.end_line:
        where += f",col={place.column},endColumn={place.end_column}"
    title = _property(diagnostic.rule)
    command = _COMMANDS.get(diagnostic.severity, "notice")
    return f"::{command} {where},title={title}::{_data(diagnostic.message)}\n"


def _data(text: str) -> str:
    """The text with line breaks and `%` escaped as the runner expects, and other control characters as in
    `shown`."""
    text = re.sub(r"[^\r\n]+", lambda match: shown(match[0]), text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMAT = OutputFormat(render, about="annotations in GitHub's checks")
