"""The findings of the vault, a page at a time."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from vault_tools.lint.outcome import Outcome, at_least
from vault_tools.lint.rule import Diagnostic
from vault_tools.server.api import Finding, FindingsParams, FindingsResult
from vault_tools.server.backend import Backend
from vault_tools.server.positions import Encoding, units_before
from vault_tools.server.rpc import INVALID_PARAMS, RequestRefused
from vault_tools.server.uris import uri_of
from vault_tools.session.session import Session

KEPT = 4
"""The number of filters whose results are kept."""
AT_ONCE, AT_MOST = 100, 1000
"""Findings per page: the default, and the most that a client can ask for."""


class Filtered(NamedTuple):
    """The findings that match all filters, in order. Rules are counted without the filter by rule, severities
    without the one by severity."""

    pairs: list[tuple[Diagnostic, Outcome]]
    notes: int
    rules: dict[str, int]
    severities: dict[str, int]


class Findings:
    """The findings in a vault's notes as they are on disk. Recent results are kept for further pages; the
    status has often counted the first page already."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._kept: dict[tuple[object, ...], Filtered] = {}
        self._dependency_key: tuple[object, ...] = ()

    def page(
        self, session: Session, params: FindingsParams, encoding: Encoding, revision: int
    ) -> FindingsResult:
        """Raises RequestRefused for an invalid cursor."""
        first = _first(params.get("cursor"))
        limit = max(1, min(params.get("limit", AT_ONCE), AT_MOST))
        found = self.found(session, params, revision)
        page, total = found.pairs[first : first + limit], len(found.pairs)
        return {
            "findings": [_record(self._backend.root, *pair, encoding) for pair in page],
            "cursor": str(first + limit) if first + limit < total else None,
            "total": total,
            "notes": found.notes,
            "rules": found.rules,
            "severities": found.severities,
            "revision": revision,
        }

    def found(self, session: Session, params: FindingsParams, revision: int) -> Filtered:
        dependency_key = session, revision, self._backend.baseline
        if dependency_key != self._dependency_key or len(self._kept) > KEPT:
            self._kept, self._dependency_key = {}, dependency_key
        asked = {name: value for name, value in params.items() if name not in ("cursor", "limit")}
        key = tuple((name, str(value)) for name, value in sorted(asked.items()))
        if key not in self._kept:
            self._kept[key] = self._found(session, params)
        return self._kept[key]

    def _found(self, session: Session, params: FindingsParams) -> Filtered:
        among, backend = _Among(params), self._backend
        severity = "info" if "info" in params.get("severities", ()) else backend.options.severity
        flagged = sorted(path for path, outcome in session.outcomes.items() if outcome.left)
        outcomes = (session.outcomes[path] for path in flagged)
        pairs: list[tuple[Diagnostic, Outcome]] = []
        rules, severities = Counter[str](), Counter[str]()
        for outcome in at_least(severity, backend.baseline.without_known(filter(among.may_hold, outcomes))):
            for diagnostic in filter(among.says, outcome.left):
                of_rule, of_severity = among.has_rule(diagnostic), among.has_severity(diagnostic)
                rules[diagnostic.rule] += of_severity
                severities[diagnostic.severity] += of_rule
                if of_rule and of_severity:
                    pairs.append((diagnostic, outcome))
        if params.get("order") == "rule":
            pairs.sort(key=lambda pair: pair[0].rule)
        return Filtered(
            pairs,
            len({outcome.path for _, outcome in pairs}),
            {rule: count for rule, count in sorted(rules.items()) if count},
            {severity: count for severity, count in severities.items() if count},
        )


class _Among:
    """The filters of a request."""

    def __init__(self, params: FindingsParams) -> None:
        self._path, self._text = params.get("path", ""), params.get("text", "").casefold()
        self._rules, self._severities = params.get("rules"), params.get("severities")

    def may_hold(self, outcome: Outcome) -> bool:
        below = (
            outcome.path.startswith(self._path) if self._path.endswith("/") else outcome.path == self._path
        )
        return not self._path or below

    def says(self, found: Diagnostic) -> bool:
        texts = (found.path, found.message, found.rule) if self._text else ()
        return not self._text or any(self._text in text.casefold() for text in texts)

    def has_rule(self, found: Diagnostic) -> bool:
        return self._rules is None or found.rule in self._rules

    def has_severity(self, found: Diagnostic) -> bool:
        return self._severities is None or found.severity in self._severities


def _first(cursor: str | None) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise RequestRefused(INVALID_PARAMS, "`params.cursor` is none that was given")
    return int(cursor)


def _record(root: Path, found: Diagnostic, outcome: Outcome, encoding: Encoding) -> Finding:
    place = found.place
    line = outcome.lines.get(place.line, "")
    return {
        "path": found.path,
        "uri": uri_of(root / found.path),
        "rule": found.rule,
        "severity": found.severity,
        "confidence": found.confidence,
        "message": found.message,
        "position": {"line": place.line - 1, "character": units_before(line, place.column, encoding)},
        "endLine": place.last_line - 1,
        "section": list(found.section),
        "fix": ("safe" if found.fix.safe else "unsafe") if found.fix else None,
    }
