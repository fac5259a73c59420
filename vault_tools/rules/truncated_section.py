from collections.abc import Iterator

from vault_tools.lint.levels import CONFIDENCES
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span, SpanSet
from vault_tools.sections.layout import layout_of
from vault_tools.sections.truncation import CHUNK, cuts_of
from vault_tools.vault.schema import Schema

_BODY = (
    "The kettle stands on the stove. Nobody has thought of the malt.\n\nWe keep the hops in a cold room.\n\n"
    "That is the whole of the secret.\n\nThe yeast comes last of all.\n\n"
)


class TruncatedSection(SectionRule):
    """A section or the note stops before its end: somebody or something cut it off.

    There are three signs: a marker on its own line or in brackets (`[...truncated for brevity...]`, 未完待续,
    （以下省略）, `Continue reading →`), prose that stops in the middle of a sentence, and a missing number in
    a series of chunks. Prose is judged by the note's own habit, so a transcript without punctuation is not
    reported. A loose end in the middle of a note is a guess, at low confidence, unless its translation or its
    original continues, or all other text of the note ends in full stops. In a folded original, the message
    says that only the original is cut.

    Of the flags checked by hand on real vaults these were right: markers 10 of 10, the end of a note 13 of
    13, a counterpart that continues 3 of 3, a strict habit 4 of 4; of the guesses with low confidence 2 of
    166. Missing chunks occurred only in test notes.
    """

    examples = (
        Example(_BODY + "[...truncated for brevity...]\n"),
        Example(_BODY + "（未完待续）\n"),
        Example(_BODY + "The boiler is then removed from the\n"),
        Example(_BODY + "More is in the [book of beer](https://example.org/be"),
        Example("<!-- chunk 1/3 -->\n\nHops.\n\n<!-- chunk 3/3 -->\n\nMalt.\n"),
        Example(
            _BODY + "The text of the label may be truncated for brevity. All of it is in the book.\n",
            allowed=True,
        ),
        Example(
            "so this is the first line\nand here is the next\nnobody says a full stop\nin a caption\n",
            allowed=True,
        ),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        return self._found(note, schema, least=0)

    def check_likely(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        return self._found(note, schema, least=1)

    def _found(self, note: Note, schema: Schema, *, least: int) -> Iterator[Diagnostic]:
        for marker in note.markers:
            if marker.family == "truncated":
                yield self.report(note, marker.span, _says(note, marker.span), family="marker")
        marked = SpanSet(marker.span for marker in note.markers)
        for cut in cuts_of(layout_of(note, schema), least):
            if not marked.touches(cut.span):
                confidence = CONFIDENCES[cut.sure]
                yield self.report(note, cut.span, cut.message, confidence=confidence, family=cut.family)
        yield from self._missing_chunks(note)

    def _missing_chunks(self, note: Note) -> Iterator[Diagnostic]:
        found: list[tuple[int, int, Span]] = []
        for block in note.blocks_of("comment"):
            if match := CHUNK.match(note.text, block.start, block.end):
                found.append((int(match[1]), int(match[2]), Span(block.start, block.end)))
        if len(found) < 2 or min(number for number, _, _ in found) == 0:
            return
        numbers, total = {number for number, _, _ in found}, max(total for _, total, _ in found)
        missing = [str(number) for number in range(1, min(total, 1000) + 1) if number not in numbers]
        if missing:
            message = (
                f"of {total} chunks, {', '.join(missing[:5])} {'are' if len(missing) > 1 else 'is'} missing"
            )
            yield self.report(note, found[-1][2], message, confidence="medium", family="chunks")


def _says(note: Note, span: Span) -> str:
    fold = note.folds.around(span.start)
    return f"`{span.of(note.text)}` says that {'the folded original is cut' if fold else 'text is missing'}"


_ENDS = {
    "stops without a full stop": "没有以句号结束",
    "stops in the middle of a sentence": "在句子中间中断",
    "stops inside something that is not closed": "在尚未闭合之处中断",
    "trails off in dots": "以省略号中断",
    "ends in a colon that nothing follows": "预告的内容没有出现",
}
_WHERE = {
    "the folded original alone": "只有折叠的原文",
    "the note": "笔记",
    "the section": "本节",
    "the text": "此段文本",
    "the paragraph": "段落",
}
ZH = {f"{a} {b}": f"{x}{y}" for a, x in _WHERE.items() for b, y in _ENDS.items()} | {
    "`{text}` says that the folded original is cut": "`{text}` 表明折叠的原文被截断",
    "`{text}` says that text is missing": "`{text}` 表明正文有缺失",
    "of {total} chunks, {missing} is missing": "共 {total} 块，缺第 {missing} 块",
    "of {total} chunks, {missing} are missing": "共 {total} 块，缺第 {missing} 块",
}
