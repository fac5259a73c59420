"""A code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from vault_tools.lint.fingerprint import fingerprints
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import written
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    issues = []
    for outcome in outcomes:
        file = vault.file(outcome.path)
        for diagnostic, fingerprint in zip(outcome.left, fingerprints(outcome.left), strict=True):
            issues.append(_issue(diagnostic, fingerprint, file))
        issues += [_failure(outcome, file)] if outcome.error else []
    yield written(issues, indent=2) + "\n"


def _issue(diagnostic: Diagnostic, fingerprint: str, file: str) -> dict[str, Any]:
    place = diagnostic.place
    return {
        "description": diagnostic.message,
        "check_name": diagnostic.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": file, "lines": {"begin": place.line, "end": place.last_line}},
    }


def _failure(outcome: Outcome, file: str) -> dict[str, Any]:
    return {
        "description": f"not written: {outcome.error}",
        "check_name": "not-written",
        "fingerprint": hashlib.sha256(json.dumps(["not-written", outcome.path]).encode()).hexdigest()[:32],
        "severity": "critical",
        "location": {"path": file, "lines": {"begin": 1}},
    }


FORMAT = OutputFormat(render, about="GitLab's code quality reports")
