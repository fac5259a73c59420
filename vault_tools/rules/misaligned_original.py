from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.alignment import Drift
from vault_tools.sections.layout import layout_of
from vault_tools.vault.schema import Schema

_ZH = "language: zh"
_SAID = (
    ("**Ada** 在 1987 年买了第一台 Boiler，花了 350 块钱。", "Ada bought the first boiler in 1987, for 350."),
    ("后来 **Turing** 说麦芽要放 12 小时，没有人相信。", "Later Turing said that malt takes 12 hours."),
    ("Hallertau 的啤酒花是最好的，一共 40 袋。", "The hops of Hallertau are the best, 40 bags."),
    ("水温要到 68 度，用 Fahrenheit 就是 154 度。", "The water has 68 degrees, 154 in Fahrenheit."),
    ("Kölsch 要放 21 天，不能着急。", "A Kölsch takes 21 days; you can't hurry it."),
    ("最后装进 Burton 的 500 个酒桶。", "In the end it goes into 500 barrels from Burton."),
    ("Porter 是留给 Greene 一家的，每年 6 桶。", "The porter is for the Greene family, 6 barrels a year."),
)


def _note(off: int) -> str:
    """A note whose folds, from the second on, contain the originals of passages `off` further down."""
    fold = "{}\n\n<details>\n<summary>Original English</summary>\n\n{}\n\n</details>\n"
    originals = [_SAID[0][1], *(english for _, english in _SAID[1 + off :]), *["And so on."] * off]
    return "\n".join(fold.format(said, held) for (said, _), held in zip(_SAID, originals, strict=True))


class MisalignedOriginal(SectionRule):
    """From some point on, each folded original belongs to a neighbouring passage.

    With one fold too many or too few, all folds below are off by one: a reader unfolds a passage and finds
    the original of the next one. This is reported once, where it begins, and the message says how many folds
    are off, by how many passages, and where the drift ends. No other rule about translations reports these
    passages, since their lengths and ends prove nothing.

    Numbers, names and terms in Latin letters that a translation keeps, speaker labels and lengths show which
    fold a passage belongs to. A drift of fewer than three passages is not reported.

    All of 27 flags on a real vault, checked by hand, were right.
    """

    examples = (
        Example(_note(1), config=_ZH),
        Example(_note(0), config=_ZH, allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for drift in layout_of(note, schema).drifts:
            first, last = drift.pairs[0], drift.pairs[-1]
            span = Span(first.original[0].start, last.original[-1].end)
            end = note.place(Span(last.original[-1].end - 1, last.original[-1].end)).line
            message = f"{len(drift.pairs)} folds from here to line {end} hold the original of {_whose(drift)}"
            yield self.report(note, span, message, confidence="medium", family="drift")


def _whose(drift: Drift) -> str:
    where = "further on" if drift.by > 0 else "back"
    if abs(drift.by) > 1:
        return f"the passage {abs(drift.by)} {where}"
    return "the next passage" if drift.by > 0 else "the passage before"


ZH = {
    "{count} folds from here to line {line} hold the original of {passage:t}": (
        "从这里到第 {line} 行的 {count} 个折叠块，放的是{passage}的原文"
    ),
    "the next passage": "下一段",
    "the passage before": "上一段",
    "the passage {count} further on": "后面第 {count} 段",
    "the passage {count} back": "前面第 {count} 段",
}
