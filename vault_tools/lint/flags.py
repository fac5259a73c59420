"""Diagnostic summaries, which stay in memory once a note's body has been dropped."""

from collections.abc import Iterable

from vault_tools.lazy_dataclass import replace
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.vault.facts import Flag, NoteFacts


def with_flags(facts: NoteFacts, note: Note, diagnostics: Iterable[Diagnostic]) -> NoteFacts:
    """The facts of a note with summaries of its diagnostics of note scope."""
    return replace(facts, flags=tuple(_flag(note, diagnostic) for diagnostic in diagnostics))


def _flag(note: Note, diagnostic: Diagnostic) -> Flag:
    section = _section(note, diagnostic.span.start) if diagnostic.section else ()
    return Flag(diagnostic.rule, diagnostic.severity, diagnostic.message, diagnostic.place.line, section)


def _section(note: Note, position: int) -> tuple[str, ...]:
    """The headings above a position as written in the note but without `#`, outermost first."""
    lines = (note.text[block.start : block.end] for block in note.headings_above(position))
    return tuple(text for line in lines if (text := line.strip().split("\n")[0].strip("# \t\r")))
