"""One JSON document, a contract with other programs; `schema_version` changes with its structure."""

from collections.abc import Iterable, Iterator
from typing import Any

import vault_tools
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic, Fix
from vault_tools.printable import written
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style

SCHEMA_VERSION = 1


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    left, fixed, failed = [], [], []
    for outcome in outcomes:
        left += [record_of(d) for d in outcome.left]
        fixed += [record_of(d) for d in outcome.fixed]
        failed += failures_of(outcome)
    document = {
        "schema_version": SCHEMA_VERSION,
        "version": vault_tools.__version__,
        "vault": vault.root,
        "notes": tally.notes,
        "diagnostics": left,
        "fixed": fixed,
        "failed": failed,
        "summary": {
            "found": tally.found,
            "errors": tally.by_severity["error"],
            "warnings": tally.by_severity["warning"],
            "infos": tally.by_severity["info"],
            "fixed": tally.fixed,
            "fixable": tally.fixable,
            "unsafely_fixable": tally.unsafely_fixable,
            "rules": dict(sorted(tally.by_rule.items())),
        },
    }
    yield written(document, indent=2) + "\n"


def record_of(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as the contract defines it."""
    place = diagnostic.place
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "confidence": diagnostic.confidence,
        "path": diagnostic.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "section": list(diagnostic.section),
        "message": diagnostic.message,
        "evidence": diagnostic.evidence,
        "fix": _fix(diagnostic.fix) if diagnostic.fix else None,
    }


def failures_of(outcome: Outcome) -> list[dict[str, Any]]:
    """A record of the failure if the note could not be written."""
    return [{"path": outcome.path, "error": outcome.error}] if outcome.error else []


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"start": e.span.start, "end": e.span.end, "new": e.new} for e in fix.edits]
    return {"safe": fix.safe, "edits": edits}


FORMAT = OutputFormat(render, about="one document, with counts", has_counts=True)
