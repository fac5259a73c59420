"""What stays in memory of the diagnostics of a note, once its body is gone."""

from collections.abc import Iterable
from dataclasses import replace

from vault_tools.markdown import headings
from vault_tools.note import Note
from vault_tools.rule import Diagnostic
from vault_tools.vault import Flag, NoteFacts


def with_flags(facts: NoteFacts, note: Note, diagnostics: Iterable[Diagnostic]) -> NoteFacts:
    """The facts of a note with what the rules of note scope say of it."""
    return replace(facts, flags=tuple(_flag(note, diagnostic) for diagnostic in diagnostics))


def _flag(note: Note, diagnostic: Diagnostic) -> Flag:
    section = _section(note, diagnostic.span.start) if diagnostic.section else ()
    return Flag(diagnostic.rule, diagnostic.severity, diagnostic.message, diagnostic.place.line, section)


def _section(note: Note, position: int) -> tuple[str, ...]:
    """The headings above a position as they stand in the note, each below the one before, without `#`."""
    path: list[tuple[int, str]] = []
    for heading in headings(note.text, note.body_start):
        if heading.span.start > position:
            break
        path = [above for above in path if above[0] < heading.level]
        path.append((heading.level, heading.span.of(note.text).strip().strip("#").strip()))
    return tuple(text for _, text in path if text)
