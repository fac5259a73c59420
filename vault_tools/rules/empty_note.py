from collections.abc import Iterator
from dataclasses import dataclass

from vault_tools.note import Note
from vault_tools.rule import Diagnostic, Example, NoteRule, Severity
from vault_tools.schema import Schema
from vault_tools.text import Span


@dataclass(frozen=True, kw_only=True)
class EmptyNote(NoteRule):
    """The file holds nothing, not even frontmatter: a stray click, or what a failed sync left behind.

    Reported, never fixed: what stood there may still be on another device.
    """

    severity: Severity = "warning"

    examples = (
        Example(""),
        Example("\n \n"),
        Example("---\ntitle: Hops\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        if not note.text.strip():
            yield self.report(note, Span(0, 0), "note is empty")
