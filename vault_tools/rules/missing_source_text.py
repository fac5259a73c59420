from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vault_tools.lint.rule import Confidence, Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.transcript import Loss, loss_of
from vault_tools.vault.schema import Schema

_CERTAIN = 0.25
"""The share of a source from which on a loss is no sponsor, no credits and no music."""


@dataclass(frozen=True, kw_only=True)
class MissingSourceText(SectionRule):
    """The end of the transcript that a note was made from is not in the note.

    Half a talk can be missing and nobody knows. The configuration says where the transcripts are:
    `sources: [{notes: "notes/**", transcript: "transcripts/{stem}*.txt"}]`; without it the rule is silent.
    A note counts as cut where it follows its source word for word up to a place, has nothing of the last
    tenth or more, and its own end is not the end of the source. Of 379 notes of a real vault, 50 of them
    known to be cut, 42 are reported at medium confidence or above, 36 of those 50 among them.

    Of low confidence, with `expect: full` of medium, is a note that follows its source at the beginning and
    then keeps little of it.
    """

    expect: Literal["any", "full"] = "any"

    examples = (Example("A note without a transcript.\n", config="language: zh", allowed=True),)

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        loss = loss_of(note.text[note.body_start :], note.sources) if note.sources else None
        if loss:
            end = len(note.text.rstrip())
            start = max(note.body_start, note.text.rfind("\n", 0, end) + 1, end - 60)
            yield self.report(note, Span(start, end), _message(loss), confidence=self._confidence(loss))

    def _confidence(self, loss: Loss) -> Confidence:
        if loss.kind == "condensed" or not loss.certain:
            return "medium" if self.expect == "full" else "low"
        return "high" if loss.share >= _CERTAIN else "medium"


def _message(loss: Loss) -> str:
    unit = "characters" if loss.cjk else "words"
    if loss.kind == "condensed":
        return f"keeps little of the source's last {loss.units:,} {unit}, from `{loss.missing}` on"
    return f"the source goes on for {loss.units:,} {unit} after this, from `{loss.missing}` on"
