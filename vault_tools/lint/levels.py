"""The levels of severity and confidence, lowest first."""

from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
Confidence: TypeAlias = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")


def at_or_above(severity: Severity) -> tuple[Severity, ...]:
    """This severity and those above it."""
    return SEVERITIES[SEVERITIES.index(severity) :]
