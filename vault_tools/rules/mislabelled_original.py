from collections.abc import Iterator, Mapping

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.details import ORIGINAL, Fold
from vault_tools.note.language import ANOTHER, CJK, counts_of, language_name, language_of
from vault_tools.note.languages import IDEOGRAPHIC, IDEOGRAPHS
from vault_tools.note.note import Note
from vault_tools.note.prose import prose_of, without_glosses
from vault_tools.note.text import Span
from vault_tools.sections.labelled import is_no_original, labelled_pairs
from vault_tools.sections.layout import Layout, layout_of
from vault_tools.sections.pairs import Pair
from vault_tools.sections.passages import Part
from vault_tools.vault.schema import Schema

_TAG = pattern(r"<[^<>]{0,300}>|&[a-z]{2,8};")
_SAYS_SOMETHING = pattern(r"\w|!\[")
_HAN_RUN = pattern(f"[{IDEOGRAPHS}，、]+")
_A_CLAUSE, _SHARE = 7, 3
"""A run of this many Chinese characters is text, not a term; and the maximum ratio of Latin words to Chinese
characters in mixed text."""
_FOLD = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>\n"
_ZH = "水壶在炉子上烧了一个小时，才有人想起麦芽来。"
_NO = "Kjelen hadde stått på komfyren i en time før det var noen som tenkte på malten."
_HALF = "The kettle had been on the stove for an hour, 才有人想起麦芽来，那时壶底都黑了。"
_GLOSSED = "Most of the malt belongs to **Acme**（一家只做麦芽的公司，总部在很远的地方）, with 92 % of it."
_EN = "The kettle had been on the stove for an hour before anybody thought of the malt."


class MislabelledOriginal(SectionRule):
    """A folded block is labelled as the original in one language but contains another language, or nothing.

    A reader unfolds it and finds the text that is already on the page, and the original is lost. A label
    counts if it names a language, misspelled or not (`Original English`, `查看/隐藏英文原文`); one that only
    says "original" is wrong if the text in the fold repeats the text above it. Terms explained in brackets do
    not count, but Chinese clauses that make up a third of the text do. The message names a language only if
    it is certain. A callout with such a title (`> [!quote]- Original English`) counts as a fold, and so do a
    column of originals next to one of translations, and paragraphs that begin alternately with 原文 and 译文
    or with the names of two languages (`EN:` and `ZH:`).

    All of 57 flags on real vaults, checked by hand, were right. Labelled paragraphs and columns, and folds
    that repeat the text beside them, occurred only in test notes.
    """

    examples = (
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', _ZH)}"),
        Example(f"{_ZH}\n\n{_FOLD.format('Orignal Englsh', _ZH)}"),
        Example(f"{_ZH}\n\n{_FOLD.format('原文', _ZH)}", config="language: zh"),
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', _NO)}"),
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', '<p></p>')}"),
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', _HALF)}"),
        Example(f"{_ZH}\n\n{_FOLD.format('View/Hide Original English', _EN)}", allowed=True),
        Example(f"{_ZH}\n\n{_FOLD.format('原文', _EN)}", allowed=True),
        Example(f"{_ZH}\n\n{_FOLD.format('Notes', _ZH)}", allowed=True),
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', _GLOSSED)}", allowed=True),
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', 'E, F, P, T, O, Z.')}", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        """Folds too short to judge are skipped if those around them have the same fault."""
        layout = layout_of(note, schema)
        pairs = {pair.original[0].start: pair for pair in layout.pairs}
        number = 0
        for part in layout.parts if note.folds.outer else ():
            if part.fold is None:
                continue
            if part.fold.promise == part.language:
                number += 1
            elif found := _fault_of(layout, part, part.fold, pairs):
                number += 1
                family, held = found
                yield self.report(
                    note,
                    Span(part.fold.start, part.fold.end),
                    f"`{part.fold.summary}` {held}",
                    confidence="medium" if family == "same text" else "high",
                    evidence=part.fold.inner.of(note.text).strip(),
                    family=family,
                    series=("folds", number),
                )
        for pair in labelled_pairs(layout):
            if is_no_original(layout, pair):
                message = f"`{pair.original.label}` holds {language_name(layout.reading)}"
                yield self.report(note, pair.original.span, message, confidence="medium", family="labelled")


def _fault_of(layout: Layout, part: Part, fold: Fold, pairs: Mapping[int, Pair]) -> tuple[str, str] | None:
    """(the family of evidence, what is wrong with a fold that is not in the promised language); None if
    nothing is."""
    if fold.promise is None or part in layout.drifted:
        return None
    text = fold.inner.of(layout.note.text)
    if not _SAYS_SOMETHING.search(_TAG.sub("", text)):
        return "empty", "holds nothing"
    if fold.promise != ORIGINAL:
        return _what_it_holds(text, fold.promise, layout.reading)
    pair = pairs.get(part.start)
    if pair and not any(map(layout.is_foreign, pair.translation)) and _repeats(layout, pair):
        return "same text", "holds the same text as the one beside it"
    return None


def _what_it_holds(text: str, promised: str, reading: str | None) -> tuple[str, str] | None:
    """(family, message) if a fold contains something other than its label promises; None if the language is
    right or the text too short to tell."""
    prose = without_glosses(prose_of(text))
    counts, name = counts_of(prose), language_name(promised)
    mixed = promised not in CJK and counts.ideographs <= counts.words <= _SHARE * counts.ideographs
    if mixed and max(map(len, _HAN_RUN.findall(prose)), default=0) >= _A_CLAUSE:
        held = f"holds {counts.ideographs} Chinese characters beside {counts.words} words, not {name} alone"
        return "mixed", held
    language = language_of(prose, reading or IDEOGRAPHIC, counts) if counts.units >= 6 else None
    if language in (None, promised):
        return None
    other = language_name(language)
    is_named = other != language_name(ANOTHER)
    return "another language", f"holds {other}, not {name}" if is_named else f"does not hold {name}"


def _repeats(layout: Layout, pair: Pair) -> bool:
    beside, folded = ("".join(prose_of(layout.text_of(side)).split()) for side in pair.sides)
    return len(folded) >= 12 and folded in beside


ZH = {
    "`{label}` holds {language:t}": "`{label}` 中是{language}",
    "`{label}` holds {other:t}, not {language:t}": "`{label}` 中是{other}，而不是{language}",
    "`{label}` does not hold {language:t}": "`{label}` 中不是{language}",
    "`{label}` holds nothing": "`{label}` 中没有内容",
    "`{label}` holds the same text as the one beside it": "`{label}` 的内容与旁边的相同",
    "`{label}` holds {han} Chinese characters beside {words} words, not {language:t} alone": (
        "`{label}` 中有 {han} 个汉字和 {words} 个词，并非只有{language}"
    ),
    "{message:t}, {original:t} for {kept:t} of translation": "{message}，{original}原文只有 {kept}译文",
}
