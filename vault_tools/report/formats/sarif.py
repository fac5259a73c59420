"""SARIF 2.1.0, which GitHub and others accept: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import vault_tools
from vault_tools.lint.explain import explained
from vault_tools.lint.fingerprint import fingerprints
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic, Fix, registry
from vault_tools.note.text import Edit, Place
from vault_tools.printable import written
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning"}


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    results, failures = [], []
    for outcome in outcomes:
        artifact = _artifact(vault.file(outcome.path))
        for diagnostic, fingerprint in zip(outcome.left, fingerprints(outcome.left), strict=True):
            results.append(_result(diagnostic, fingerprint, artifact))
        failures += [_failure(outcome.error, artifact)] if outcome.error else []
    driver = {
        "name": "vault-tools",
        "version": vault_tools.__version__,
        "rules": [_rule(name) for name in sorted(tally.by_rule)],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not failures, "toolExecutionNotifications": failures}],
        "results": results,
    }
    yield written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _artifact(file: str) -> dict[str, str]:
    return {"uri": quote(file.encode("utf-8", "surrogateescape"))}


def _rule(name: str) -> dict[str, Any]:
    rule = registry()[name]
    documentation = inspect.getdoc(rule) or ""
    return {
        "id": name,
        "shortDescription": {"text": documentation.split("\n\n")[0].replace("\n", " ")},
        "fullDescription": {"text": documentation},
        "help": {"text": documentation, "markdown": explained(rule)},
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, "note")},
    }


def _result(diagnostic: Diagnostic, fingerprint: str, artifact: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "level": _LEVELS.get(diagnostic.severity, "note"),
        "message": {"text": diagnostic.message},
        "locations": [_location(artifact, _region(diagnostic.place))],
        "partialFingerprints": {"vaultTools/v1": fingerprint},
        "properties": {"confidence": diagnostic.confidence, "section": list(diagnostic.section)},
    }
    if diagnostic.fix:
        result["fixes"] = [_fix(diagnostic.fix, artifact)]
    return result


def _failure(error: str, artifact: Mapping[str, str]) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": f"not written: {error}"},
        "locations": [_location(artifact)],
    }


def _location(artifact: Mapping[str, str], region: Mapping[str, int] | None = None) -> dict[str, Any]:
    place = {"artifactLocation": artifact} | ({"region": region} if region else {})
    return {"physicalLocation": place}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(fix: Fix, artifact: Mapping[str, str]) -> dict[str, Any]:
    safety = "safe" if fix.safe else "unsafe"
    change = {"artifactLocation": artifact, "replacements": [_replacement(edit) for edit in fix.edits]}
    return {"description": {"text": f"{safety} fix"}, "artifactChanges": [change]}


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {"charOffset": edit.span.start, "charLength": edit.span.end - edit.span.start}
    return {"deletedRegion": region, "insertedContent": {"text": edit.new}}


FORMAT = OutputFormat(render, about="SARIF 2.1.0: GitHub's code scanning, editors")
