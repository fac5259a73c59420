"""The place of the text that would fix a flagged section, and the task to do there."""

from collections import Counter
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.text import Edit, Span
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part
from vault_tools.sections.source_loss import loss_in
from vault_tools.sections.transcript import text_from

Task: TypeAlias = Literal["translate", "complete", "relabel", "replace-original"]

_TASKS: dict[str, Task] = {
    "condensed-translation": "translate",
    "untranslated-section": "translate",
    "truncated-section": "complete",
    "repeated-text": "complete",
    "mislabelled-original": "replace-original",
}
_LINE_END, _BLANKS = pattern(r"\r\n|\n|\r"), pattern(r"[ \t]*")

MISSING = "missing-source-text"
"""The rule about text that is nowhere in the note's body, only in its transcript."""


class Target(NamedTuple):
    """`span` is the text to replace. If it is empty, the new text is inserted there as separate paragraphs:
    above what follows or, with `at_end`, below what precedes, with `gap` line endings in between. `original`
    is the text to translate, or empty."""

    task: Task
    span: Span
    original: str = ""
    at_end: bool = False
    gap: int = 2

    def edit(self, text: str, newline: str) -> Edit:
        new = _LINE_END.sub(newline, text.strip())
        if self.span.start < self.span.end:
            return Edit(self.span, new)
        between = self.gap * newline
        return Edit(self.span, between + new if self.at_end else new + between)


def target_of(layout: Layout, diagnostic: Diagnostic) -> Target | None:
    """The target for a diagnostic; None if no text alone can fix the problem."""
    if diagnostic.rule == MISSING:
        end = len(layout.note.text.rstrip())
        missing = missing_text(layout)
        return Target("complete", Span(end, end), missing, at_end=True) if missing else None
    task = _TASKS.get(diagnostic.rule)
    if task is None:
        return None
    if task == "replace-original" and (label := _wrong_label(layout, diagnostic)):
        return Target("relabel", label)
    pair = next((p for p in layout.pairs if is_of(p, diagnostic.span)), None)
    original = layout.text_of(pair.original).strip() if pair else ""
    if task == "translate" and pair:
        span = _span(layout, pair.translation) if pair.translation else _place_for_translation(pair)
        return Target(task, span, original, gap=_gap(layout)) if span else None
    parts = [part for part in layout.parts if touches(part, diagnostic.span)]
    if not parts:
        return None
    own = _span(layout, parts)
    is_translation = pair is not None and parts[0] in pair.translation
    said = original if is_translation else layout.text_of(parts).strip() if task == "translate" else ""
    return Target(task, own, said)


def missing_text(layout: Layout) -> str:
    """The part of a note's transcript that the note lost; empty if the loss is not at one place."""
    loss = loss_in(layout)
    return text_from(layout.note.sources[loss.transcript], loss.start) if loss and loss.start else ""


def _wrong_label(layout: Layout, diagnostic: Diagnostic) -> Span | None:
    """The label of a fold that contains an original in another language than the label says."""
    part = next((p for p in layout.parts if p.fold and p.fold.start == diagnostic.span.start), None)
    if part is None or part.fold is None or diagnostic.family != "another language":
        return None
    fold, text = part.fold, layout.note.text
    start = text.find(fold.summary, fold.start, fold.inner.start)
    is_original = part.language not in (None, layout.reading)
    return Span(start, start + len(fold.summary)) if is_original and start >= 0 else None


def _place_for_translation(pair: Pair) -> Span | None:
    """The empty span above a folded original whose translation is missing."""
    first = pair.original[0]
    return Span(first.start, first.start) if first.fold else None


def _span(layout: Layout, parts: "tuple[Part, ...] | list[Part]") -> Span:
    """The span of the readable text of the parts, from first to last, without surrounding blank lines or fold
    markup but with trailing blanks, which remain where the text was cut after a word."""
    start, end = parts[0].readable[0], parts[-1].readable[1]
    text = layout.note.text[start:end]
    last = end - len(text) + len(text.rstrip())
    blanks = _BLANKS.match(layout.note.text, last)
    return Span(start + len(text) - len(text.lstrip()), blanks.end() if blanks else last)


def _gap(layout: Layout) -> int:
    """The note's most common number of line endings between a translation and its folded original."""
    text, gaps = layout.note.text, Counter[int]()
    for pair in layout.pairs:
        if pair.translation and pair.original[0].fold:
            between = text[pair.translation[-1].readable[1] - 1 : pair.original[0].start]
            gaps[len(_LINE_END.findall(between[len(between.rstrip()) :]))] += 1
    return next((gap for gap, _ in gaps.most_common(1) if gap), 2)


def is_of(pair: Pair, span: Span) -> bool:
    """Whether a span touches either side of a pair."""
    return any(touches(part, span) for side in pair.sides for part in side)


def touches(part: Part, span: Span) -> bool:
    """Whether the span begins in the part, or the part in the span."""
    return part.start <= span.start < part.end or span.start <= part.start < span.end
