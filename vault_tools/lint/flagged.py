"""What another program needs to translate a flagged section anew."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from vault_tools.lint.rule import Diagnostic, SectionRule, registry
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout, layout_of
from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part
from vault_tools.vault.schema import Schema


def flagged_sections(
    note: Note, schema: Schema, diagnostics: Iterable[Diagnostic]
) -> Iterator[dict[str, Any]]:
    """A record for each diagnostic of a rule about sections, and for each one of those told as one.

    `section` is the path of headings, `line` and `end_line` are those of the place (from 1, the last one
    included), `original` is the text of the original that the place belongs to, empty where none is there,
    `section_sha256` that of the section from its heading to the next one, as it stands in the file.
    """
    layout = layout_of(note, schema)
    for diagnostic in (each for told in diagnostics for each in told.each):
        if not issubclass(registry()[diagnostic.rule], SectionRule):
            continue
        yield {
            "path": note.path,
            "section": list(diagnostic.section),
            "line": diagnostic.place.line,
            "end_line": diagnostic.place.last_line,
            "rule": diagnostic.rule,
            "confidence": diagnostic.confidence,
            "message": diagnostic.message,
            "original": _original(layout, diagnostic.span),
            "section_sha256": _hash(layout, diagnostic.span),
        }


def _original(layout: Layout, span: Span) -> str:
    pairs = [pair for pair in layout.pairs if any(_touches(part, span) for side in pair for part in side)]
    if pairs:
        return "\n\n".join(layout.text_of(pair.original).strip() for pair in pairs)
    foreign = [part for part in layout.parts if layout.is_foreign(part) and _touches(part, span)]
    below = (p for p in layout.pairs if p.original[0].start >= span.end and not p.translation)
    parts = foreign or list(next(below, Pair((), ())).original)
    return "\n\n".join(layout.text_of([part]).strip() for part in parts)


def _touches(part: Part, span: Span) -> bool:
    return part.start <= span.start < part.end or span.start <= part.start < span.end


def _hash(layout: Layout, span: Span) -> str:
    start = layout.note.body_start
    for section in layout.sections:
        if span.start < section.end or section is layout.sections[-1]:
            text = layout.note.text[start : section.end]
            return hashlib.sha256(text.encode()).hexdigest()
        start = section.end
    raise AssertionError("a body has at least one section")
