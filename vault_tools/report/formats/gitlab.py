"""A code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""

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
    issues = [
        _issue(diagnostic, fingerprint, vault.file(outcome.path))
        for outcome in outcomes
        for diagnostic, fingerprint in zip(outcome.left, fingerprints(outcome.left), strict=True)
    ]
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


FORMAT = OutputFormat(render, about="GitLab's code quality reports")
