"""Where the text goes that mends a flagged section, and what is to be done there."""

from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lint.rule import Diagnostic
from vault_tools.note.text import Edit, Span
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part

Task: TypeAlias = Literal["translate", "complete", "replace-original"]

_TASKS: dict[str, Task] = {
    "condensed-translation": "translate",
    "untranslated-section": "translate",
    "truncated-section": "complete",
    "repeated-text": "complete",
    "mislabelled-original": "replace-original",
}


class Target(NamedTuple):
    """`span` is replaced; where it is empty the text goes in there as paragraphs of its own. `original` is
    the text that the new one is to say, empty where none is there."""

    task: Task
    span: Span
    original: str = ""

    def edit(self, text: str, newline: str) -> Edit:
        new = newline.join(text.strip().splitlines())
        return Edit(self.span, new if self.span.start < self.span.end else new + 2 * newline)


def target_of(layout: Layout, diagnostic: Diagnostic) -> Target | None:
    """None where no text alone can mend what is wrong."""
    task = _TASKS.get(diagnostic.rule)
    if task is None:
        return None
    pair = next((p for p in layout.pairs if is_of(p, diagnostic.span)), None)
    original = layout.text_of(pair.original).strip() if pair else ""
    if task == "translate" and pair:
        span = _span(layout, pair.translation) if pair.translation else _place_for_translation(pair)
        return Target(task, span, original) if span else None
    parts = [part for part in layout.parts if touches(part, diagnostic.span)]
    if not parts:
        return None
    own = _span(layout, parts)
    is_translation = pair is not None and parts[0] in pair.translation
    said = original if is_translation else layout.text_of(parts).strip() if task == "translate" else ""
    return Target(task, own, said)


def _place_for_translation(pair: Pair) -> Span | None:
    """Above a folded original, whose translation is missing."""
    first = pair.original[0]
    return Span(first.start, first.start) if first.fold else None


def _span(layout: Layout, parts: "tuple[Part, ...] | list[Part]") -> Span:
    """From the first to the last of them, without the blank lines around, and inside of a fold."""
    start, end = parts[0].readable[0], parts[-1].readable[1]
    text = layout.note.text[start:end]
    return Span(start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip()))


def is_of(pair: Pair, span: Span) -> bool:
    """Whether a place is in either side of a pair."""
    return any(touches(part, span) for side in pair for part in side)


def touches(part: Part, span: Span) -> bool:
    """Whether a place begins in a part, or a part in the place."""
    return part.start <= span.start < part.end or span.start <= part.start < span.end
