"""Fixes the links of a canvas and changes no other byte."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from vault_tools.lint.engine import MAX_AT_ONCE, check_in_vault
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Rule
from vault_tools.note.note import Note
from vault_tools.note.text import apply_edits
from vault_tools.vault.drawing import canvas_of, facts_of_drawing
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault


class FixedCanvas(NamedTuple):
    """The result: `canvas` is the canvas as a note with its new text, `applied` the diagnostics that were
    fixed, and `left` those that were not."""

    canvas: Note
    applied: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def fixed_canvas(
    canvas: Note, rules: Sequence[Rule], schema: Schema, vault: Vault, *, least: Confidence
) -> FixedCanvas:
    """Apply the safe fixes, or none if they would change anything in the canvas but links."""

    def found(text: str) -> tuple[Diagnostic, ...]:
        facts = facts_of_drawing(canvas.path, text)
        return check_in_vault(facts, rules, schema, vault, least=least, most=MAX_AT_ONCE)

    before = found(canvas.text)
    applied = tuple(diagnostic for diagnostic in before if diagnostic.fix and diagnostic.fix.safe)
    edits = [edit for diagnostic in applied if diagnostic.fix for edit in diagnostic.fix.edits]
    text = apply_edits(canvas.text, edits)
    if not applied or _rest(text) != _rest(canvas.text):
        return FixedCanvas(canvas, (), before)
    return FixedCanvas(canvas.with_text(text), applied, found(text))


def _rest(text: str) -> tuple[Any, int]:
    """The parts of a canvas that must not change: everything except the files and texts of its cards, and the
    number of links."""
    canvas = canvas_of(text) or {}
    nodes = [
        {key: value for key, value in node.items() if key not in ("file", "text")}
        if isinstance(node, dict)
        else node
        for node in canvas.get("nodes", [])
    ]
    return {**canvas, "nodes": nodes}, len(facts_of_drawing("-.canvas", text).links)
