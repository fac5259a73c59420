"""Diagnostics in a form that can be packed. The marker of a removed value is not data, so it becomes a
flag."""

from collections.abc import Iterable
from operator import attrgetter
from sys import intern
from typing import Any, NamedTuple

from vault_tools.lint.levels import Confidence, Severity
from vault_tools.lint.rule import Diagnostic, Fix
from vault_tools.note.frontmatter_edit import REMOVED, Intent
from vault_tools.note.text import Edit, Place, Span


class PackedIntent(NamedTuple):
    key: str
    removed: bool
    value: Any
    item: int | None


class PackedFix(NamedTuple):
    edits: tuple[tuple[Span, str], ...]
    intents: tuple[PackedIntent, ...]
    safe: bool


class PackedDiagnostic(NamedTuple):
    """The fields of a diagnostic in their order, without the path, which the unpacking side knows."""

    rule: str
    severity: Severity
    span: Span
    place: Place
    message: str
    evidence: str
    section: tuple[str, ...]
    confidence: Confidence
    fix: PackedFix | None
    family: str
    series: tuple[str, int] | None
    run: tuple["PackedDiagnostic", ...]


_FIELDS = attrgetter(*PackedDiagnostic._fields)


def packable(diagnostics: Iterable[Diagnostic]) -> tuple[PackedDiagnostic, ...]:
    found = []
    for diagnostic in diagnostics:
        *others, fix, family, series, run = _FIELDS(diagnostic)
        run = packable(run) if run else ()
        found.append(PackedDiagnostic._make((*others, _fix(fix), family, series, run)))
    return tuple(found)


def diagnostics_of(path: str, packable: Iterable[PackedDiagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics of the note at a path. The path and the names of rules are stored in memory only
    once."""
    return tuple(
        Diagnostic(
            *(intern(p.rule), p.severity, path, p.span, p.place, p.message),
            evidence=p.evidence,
            section=p.section,
            confidence=p.confidence,
            fix=_fix_of(p.fix),
            family=intern(p.family),
            series=p.series,
            run=diagnostics_of(path, p.run),
        )
        for p in packable
    )


def _fix(fix: Fix | None) -> PackedFix | None:
    if fix is None:
        return None
    intents = (
        PackedIntent(i.key, i.value is REMOVED, None if i.value is REMOVED else i.value, i.index)
        for i in fix.intents
    )
    edits = tuple((edit.span, edit.new) for edit in fix.edits)
    return PackedFix(edits, tuple(intents), fix.safe)


def _fix_of(fix: PackedFix | None) -> Fix | None:
    if fix is None:
        return None
    intents = (Intent(i.key, REMOVED if i.removed else i.value, i.item) for i in fix.intents)
    return Fix(tuple(Edit(span, new) for span, new in fix.edits), tuple(intents), fix.safe)
