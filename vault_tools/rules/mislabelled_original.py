from collections.abc import Iterator
from dataclasses import dataclass

from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.details import ORIGINAL
from vault_tools.note.language import language_name, language_of, units_of
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout, Pair, layout_of
from vault_tools.sections.prose import prose_of
from vault_tools.vault.schema import Schema

_FOLD = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>\n"
_ZH = "水壶在炉子上烧了一个小时，才有人想起麦芽来。"
_EN = "The kettle had been on the stove for an hour before anybody thought of the malt."


@dataclass(frozen=True, kw_only=True)
class MislabelledOriginal(SectionRule):
    """A folded block says that it holds the original in one language and holds another.

    The reader unfolds it and finds what the page says already, and the original is lost. A label counts
    when it names a language, misspelled or not (`Original English`, `查看/隐藏英文原文`); one that only says
    original is wrong when the text in the fold repeats the text above it.
    """

    examples = (
        Example(f"{_ZH}\n\n{_FOLD.format('Original English', _ZH)}"),
        Example(f"{_ZH}\n\n{_FOLD.format('Orignal Englsh', _ZH)}"),
        Example(f"{_ZH}\n\n{_FOLD.format('原文', _ZH)}", config="language: zh"),
        Example(f"{_ZH}\n\n{_FOLD.format('View/Hide Original English', _EN)}", allowed=True),
        Example(f"{_ZH}\n\n{_FOLD.format('原文', _EN)}", allowed=True),
        Example(f"{_ZH}\n\n{_FOLD.format('Notes', _ZH)}", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        layout = layout_of(note, schema)
        above = {pair.original[0]: pair for pair in layout.pairs}
        for part in layout.parts:
            fold = part.fold
            if fold is None or fold.promise is None:
                continue
            span = Span(fold.start, fold.end)
            if fold.promise == part.language:
                continue
            if fold.promise != ORIGINAL:
                held = _language_held(layout, fold.inner.of(note.text))
                if held not in (None, fold.promise):
                    message = (
                        f"`{fold.summary}` holds {language_name(held)}, not {language_name(fold.promise)}"
                    )
                    yield self.report(note, span, message, evidence=fold.inner.of(note.text).strip())
            elif part in above and _repeats(layout, above[part]):
                message = f"`{fold.summary}` holds the same text as the one beside it"
                yield self.report(note, span, message, confidence="medium", evidence=fold.inner.of(note.text))


def _language_held(layout: Layout, text: str) -> str | None:
    """The language of what a fold holds, None where it is too short to tell."""
    prose = prose_of(text)
    return language_of(prose, layout.reading or "zh") if units_of(prose) >= 6 else None


def _repeats(layout: Layout, pair: Pair) -> bool:
    beside, folded = ("".join(prose_of(layout.text_of(side)).split()) for side in pair)
    return len(folded) >= 12 and folded in beside
