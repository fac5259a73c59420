from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Confidence, Diagnostic, Example, SectionRule
from vault_tools.note.language import CJK
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout, Pair, layout_of
from vault_tools.sections.missing_translation import without_translation
from vault_tools.sections.passages import Part
from vault_tools.vault.schema import Schema

_STOP = pattern(r"[。！？!?]+|[.](?=\s|$)")
_EN = (
    "The kettle had been on the stove for an hour before anybody thought of the malt. By then the water had "
    "gone, the bottom was black, and the whole kitchen smelled of it. We opened every window that we had, "
    "and we sat down in the yard and laughed until the neighbours came to see what was the matter."
)
_ZH = "水壶在炉子上烧了一个小时，才有人想起麦芽来。"
_WHOLE = (
    "那时水已经烧干，壶底都黑了，整个厨房都是那股味道。我们打开所有的窗户，坐在院子里大笑，"
    "直到邻居过来看出了什么事。"
)
_FOLD = f"<details>\n<summary>Original English</summary>\n\n{_EN}\n\n</details>\n"


@dataclass(frozen=True, kw_only=True)
class CondensedTranslation(SectionRule):
    """A translation is far shorter than its original: most of what was said is lost, and nothing says so.

    Lengths are compared in units, a CJK character or a Latin word each. Over 113,463 pairs of a real vault
    Chinese has 1.40 units for an English word at the median, 0.71 in the lowest twentieth, 0.40 in the
    lowest fiftieth. A pair is also reported where it keeps less than `usual` of what the note's other
    translations keep, or less than 0.8 of it in a single sentence for three or more.

    `cjk-of-latin`, `latin-of-cjk`, `same-script`: the least units of a translation for one of the original,
    by script; `least-units`: originals shorter than this are not judged.
    """

    cjk_of_latin: float = 0.5
    latin_of_cjk: float = 0.22
    same_script: float = 0.4
    usual: float = 0.55
    least_units: int = 30

    examples = (
        Example(f"{_ZH}\n\n{_FOLD}", config="language: zh"),
        Example(f"{_ZH}{_WHOLE}\n\n{_FOLD}", config="language: zh", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        layout = layout_of(note, schema)
        for pair in layout.pairs:
            if pair.original_units < self.least_units or not layout.translates(pair):
                continue
            confidence = self._confidence(layout, pair)
            if (
                confidence
                and not _is_loop(layout.text_of(pair.original))
                and not (len(pair.original) > 1 and without_translation(layout, pair))
            ):
                share = pair.ratio / layout.usual_ratio
                message = f"has about {share:.0%} of the length that is usual for its original"
                span = Span(pair.translation[0].start, pair.translation[-1].end)
                yield self.report(note, span, message, confidence=confidence)

    def _confidence(self, layout: Layout, pair: Pair) -> Confidence | None:
        least, kept = self._least(layout.reading, pair.original[0].language), pair.ratio
        if kept < least:
            return "high" if kept < 0.6 * least else "medium"
        share = kept / layout.usual_ratio if len(layout.known_ratios) > 3 else 1.0
        if share < self.usual:
            return "medium"
        if share < 0.8 and _sentences(layout, pair.translation) == 1:
            return "medium" if _sentences(layout, pair.original) > (1 if share < 0.7 else 2) else "low"
        return "low" if kept < 1.4 * least else None

    def _least(self, reading: str | None, original: str | None) -> float:
        if (reading in CJK) == (original in CJK):
            return self.same_script
        return self.cjk_of_latin if reading in CJK else self.latin_of_cjk


def _sentences(layout: Layout, parts: Sequence[Part]) -> int:
    return len(_STOP.findall(layout.text_of(parts)))


def _is_loop(text: str) -> bool:
    """Whether a text is mostly the same words again and again: its length says nothing then."""
    words = text.split()
    return 4 * len(set(words)) < len(words)
