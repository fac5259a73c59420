from collections.abc import Iterator

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import CONFIDENCES
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import SpanSet
from vault_tools.sections.labelled import labelled_pairs, lacks_translation
from vault_tools.sections.layout import layout_of
from vault_tools.sections.missing_translation import gaps_of
from vault_tools.vault.schema import Schema

_ZH = "language: zh"
_FOLD = "<details>\n<summary>Original English</summary>\n\n{}\n\n</details>\n"
_E1 = "The kettle had been on the stove for an hour before anybody thought of the malt."
_E2 = "We keep the hops in a cold room, and that is the whole of the secret."
_Z1 = "水壶在炉子上烧了一个小时，才有人想起麦芽来。"
_Z2 = "我们把啤酒花放在冷室里，这就是全部的秘密。"


@dataclass(frozen=True, kw_only=True)
class UntranslatedSection(SectionRule):
    """A part of the note is in another language, with no translation next to it.

    The expectation depends on the note's layout: a folded original needs its translation above it, each
    original between translations needs one, and a note in one language should contain no other. A note's
    language is `language` in the configuration or in a profile, the note's own `lang` or `language` property,
    else that of most of its text, or of a title in Chinese, Japanese or Korean. Not reported are quotations
    of fewer than twenty words, names, titles, links, code, footnotes, an abstract, a complete second edition
    in another language, and text that a heading or a colon announces.

    Of 89 flags on real vaults, checked by hand, 87 were right; the others were the owner's own words. Notes
    saying that something is untranslated, alternating originals and translations, tables, ends of paragraphs
    and labelled paragraphs occurred only in test notes, and never have high confidence.

    `least-words`: the minimum length in words of a passage to report; in Chinese, Japanese and Korean two
    characters count as a word.
    """

    least_words: int = 8

    examples = (
        Example(_E1 + "\n\n" + _FOLD.format(_E1) + "\n" + _Z2 + "\n\n" + _FOLD.format(_E2), config=_ZH),
        Example(_Z1 + "\n\n" + _FOLD.format(_E1) + "\n" + _FOLD.format(_E2), config=_ZH),
        Example(f"{_E1}\n\n{_Z1}\n\n{_E2}\n\n{_Z2}\n\n{_E1}\n\n{_E2}\n\n{_Z2}\n", config=_ZH),
        Example(f"{_Z1}\n\n{_E2}\n\n{_Z1}\n", config=_ZH),
        Example(f"---\nlang: zh\n---\n{_E1}\n\n{_E2}\n"),
        Example(f"{_E1}\n\n{_Z1}\n\n{_E2} {_E1}\n", config="language: en"),
        Example(f"{_Z1}\n\n[untranslated]\n", config=_ZH),
        Example(f"{_Z1}\n\n{_FOLD.format(_E1)}\n{_Z2}\n\n{_FOLD.format(_E2)}", config=_ZH, allowed=True),
        Example(f"{_E1}\n\n{_Z1}\n\n{_E2}\n\n{_Z2}\n", config=_ZH, allowed=True),
        Example(f"{_Z1}\n\n> {_E2}\n\n{_Z2}\n", config=_ZH, allowed=True),
        Example(f"{_E1}\n\n{_E2}\n", config=_ZH, allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        layout = layout_of(note, schema)
        gaps = list(gaps_of(layout, self.least_words))
        told = SpanSet(gap.span for gap in gaps if gap.sure)
        for marker in note.markers:
            if marker.family == "untranslated" and not told.touches(marker.span):
                message = f"`{marker.span.of(note.text)}` says it is not translated"
                yield self.report(note, marker.span, message, confidence="medium", family="marker")
        for gap in gaps:
            series = None if gap.number is None else ("folds", gap.number)
            sure = CONFIDENCES[gap.sure]
            yield self.report(note, gap.span, gap.message, confidence=sure, family=gap.family, series=series)
        for pair in labelled_pairs(layout):
            if lacks_translation(layout, pair) and not told.touches(pair.original.span):
                message = f"nothing translates `{pair.original.label}`"
                yield self.report(note, pair.original.span, message, confidence="medium", family="labelled")


ZH = {
    "`{text}` says it is not translated": "`{text}` 表明此处未翻译",
    "nothing translates `{label}`": "`{label}` 没有译文",
    "nothing translates this passage": "此段没有译文",
    "nothing translates this folded original": "此折叠原文没有译文",
    "the whole note is {held:t}, not {read:t}": "整篇笔记是{held}，而不是{read}",
    "the whole note is in {held:t}, not {read:t}": "整篇笔记是{held}，而不是{read}",
    "the original is where its {language:t} translation should be": "应放{language}译文之处放的是原文",
    "{language:t} within a translation": "译文中夹有{language}",
    "{held:t} in a note that is {read:t}": "{read}笔记中的{held}",
    "the paragraph ends in {held:t}": "段落末尾是{held}",
    "the table is {held:t}": "表格是{held}",
}
