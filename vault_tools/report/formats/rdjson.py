"""Reviewdog Diagnostic Format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf"""

from collections.abc import Iterable, Iterator
from typing import Any

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import written
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    diagnostics = []
    for outcome in outcomes:
        file = vault.file(outcome.path)
        diagnostics += [
            _diagnostic(found, file, outcome.lines.get(found.place.line)) for found in outcome.left
        ]
        diagnostics += [_failure(outcome.error, file)] if outcome.error else []
    yield written({"source": {"name": "vault-tools"}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic, file: str, line: str | None) -> dict[str, Any]:
    where = _range(diagnostic, line)
    return {
        "message": diagnostic.message,
        "location": {"path": file, "range": where},
        "severity": diagnostic.severity.upper(),
        "code": {"value": diagnostic.rule},
        "suggestions": [{"range": where, "text": text} for text in _replacements(diagnostic, where)],
    }


def _failure(error: str, file: str) -> dict[str, Any]:
    return {"message": f"not written: {error}", "location": {"path": file}, "severity": "ERROR"}


def _range(diagnostic: Diagnostic, line: str | None) -> dict[str, Any]:
    """The range of a diagnostic. Columns count UTF-8 bytes; a place of several lines has no columns."""
    place = diagnostic.place
    if line is None or place.line != place.end_line:
        return {"start": {"line": place.line}, "end": {"line": place.last_line}}
    start, end = (
        {"line": place.line, "column": len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1}
        for column in (place.column, place.end_column)
    )
    return {"start": start, "end": end}


def _replacements(diagnostic: Diagnostic, where: dict[str, Any]) -> Iterator[str]:
    """The text with which a safe fix replaces the flagged text, if it changes nothing else."""
    fix = diagnostic.fix
    if fix and fix.safe and "column" in where["start"] and len(fix.edits) == 1:
        yield from (edit.new for edit in fix.edits if edit.span == diagnostic.span)


FORMAT = OutputFormat(render, about="reviewdog, with safe fixes as suggestions")
