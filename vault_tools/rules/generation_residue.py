import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from vault_tools.lazy_re import pattern
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.blocks import Block, is_bare_fence
from vault_tools.note.frontmatter_edit import Rewrite
from vault_tools.note.note import Note
from vault_tools.note.residue import CERTAIN_DEBRIS, DEBRIS, ResidueMarker
from vault_tools.note.text import Edit, Span, SpanSet
from vault_tools.vault.schema import Schema

_META_START = pattern(r"\W*(?:[A-Z]+_)?(?:META|METADATA|FRONTMATTER)_?(?:START|BEGIN)\W*")
_META_END = pattern(r"\W*(?:[A-Z]+_)?(?:META|METADATA|FRONTMATTER)_?END\W*")
_CONFLICT = pattern(r"^<{7}(?: [^\n]{0,100})?\r?$", re.MULTILINE)
_CONFLICT_END = pattern(r"^>{7}(?: |\r?$)", re.MULTILINE)
_WRAPPING = pattern(r"(`{3,}|~{3,})[ \t]*(?:markdown|md)[ \t]*\r?\n", re.IGNORECASE)
_TEXT = frozenset(["paragraph", "item", "quote", "table"])
_LONG = 60
"""Code points of a paragraph below which what belongs to a web page's end may still stand."""
_BESIDE = 2
"""Blocks within which debris speaks for what may be debris."""


@dataclass(frozen=True, kw_only=True)
class GenerationResidue(SectionRule):
    """What a generator or a clipper left behind and nobody meant to keep.

    Such are tags (`[BODY_END]`, `[AI_META_START]`), words to the one who asked ("I have processed the
    transcript"), notes about the task and pieces of a prompt, a code fence around the whole note or at its
    end, an unresolved merge conflict, and the foot of a web page (所有评论(0), `Leave a comment`) where no
    prose follows. They count where they have a line to themselves, or are its first sentence. What people say
    as well ("Sure, here is the translation") counts at either end of a note or beside certain debris, and
    nowhere in a folded original. The fix, which is unsafe, takes out paragraphs that are certain debris and
    nothing else.

    Of 34 flags on real vaults that were read by hand 34 were right. Words of a program at an end of a
    note, merge conflicts and a fence around the whole note were met in made notes alone.
    """

    examples = (
        Example("Hops.\n\n[BODY_END]\n", "Hops.\n\n", safe=False),
        Example("Hops.\n\n更多推荐\n\n所有评论(0)\n"),
        Example("Hops.\n\n```\n", "Hops.\n\n", safe=False),
        Example(
            "Hops.\n\nI have processed the transcript as you asked.\n\nMalt.\n",
            "Hops.\n\n\nMalt.\n",
            safe=False,
        ),
        Example("- Hops\n- [BODY_END]\n"),
        Example("Hops.\n\n[AI_META_START]\ntitle: Hops\n[AI_META_END]\n"),
        Example("Sure! Here is the translated text:\n\nHops.\n\nMalt.\n"),
        Example("```markdown\n# Hops\n\nGreen.\n```\n"),
        Example("Hops.\n\n<<<<<<< HEAD\nGreen.\n=======\nBrown.\n>>>>>>> malt\n"),
        Example("Hops.\n\n```\n[BODY_END]\n```\n", allowed=True),
        Example("- [ ] Leave a comment\n\n| 推荐阅读 |\n|---|\n| Hops |\n", allowed=True),
        Example("She had to leave a comment on the malt.\n", allowed=True),
        Example("Hops.\n\nOkay, here's the article.\n\nMalt.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        debris = [marker for marker in note.markers if marker.family in DEBRIS]
        skipped: ResidueMarker | None = None
        for marker, below in pairwise((*debris, None)):
            if marker is skipped or marker is None:
                continue
            if (
                below
                and _META_START.fullmatch(_said(note, marker))
                and _META_END.fullmatch(_said(note, below))
            ):
                yield self._metadata(note, marker, below)
                skipped = below
            else:
                yield self._left_behind(note, marker, debris)
        yield from self._fences(note)
        yield from self._conflicts(note)

    def _metadata(self, note: Note, first: ResidueMarker, last: ResidueMarker) -> Diagnostic:
        said = f"`{_said(note, first)}` to `{_said(note, last)}` was left behind by a generator"
        return self.report(note, Span(first.span.start, last.span.end), said, family="metadata")

    def _left_behind(self, note: Note, marker: ResidueMarker, debris: list[ResidueMarker]) -> Diagnostic:
        rewrite = None
        if marker.family in CERTAIN_DEBRIS and _is_in_debris(note, marker, debris):
            rewrite = _without_line(note, marker.span)
        message = f"`{_said(note, marker)}` was left behind by a generator or a clipper"
        confidence = _confidence(note, marker, debris)
        return self.report(
            note, marker.span, message, rewrite, safe=False, confidence=confidence, family=marker.family
        )

    def _fences(self, note: Note) -> Iterator[Diagnostic]:
        """A fence that ends the note and opens nothing, and one that holds the whole note."""
        last = note.blocks[-1] if note.blocks else None
        if last and is_bare_fence(note.text, last):
            fence = Span(last.start, last.start + len(note.text[last.start : last.end].rstrip()))
            rewrite = _without_line(note, fence)
            message = "a stray code fence ends the note"
            yield self.report(note, fence, message, rewrite, safe=False, family="fence")
        elif last and len(note.blocks) == 1 and _wraps_a_note(note, last):
            line = Span(last.start, note.text.index("\n", last.start))
            message = "the whole note is inside a code fence"
            yield self.report(note, line, message, confidence="medium", family="wrapped")

    def _conflicts(self, note: Note) -> Iterator[Diagnostic]:
        if "<<<<<<<" not in note.text:
            return
        for found in _CONFLICT.finditer(note.text, note.body_start):
            if not note.literal.touches(Span(*found.span())):
                ended = _CONFLICT_END.search(note.text, found.end())
                span = Span(found.start(), found.start() + len(found[0].rstrip()))
                message = "a merge conflict was never resolved"
                yield self.report(
                    note, span, message, confidence="medium" if ended else "low", family="conflict"
                )


def _is_metadata(first: str, last: str) -> bool:
    return bool(_META_START.fullmatch(first) and _META_END.fullmatch(last))


def _said(note: Note, marker: ResidueMarker) -> str:
    return marker.span.of(note.text)


def _confidence(note: Note, marker: ResidueMarker, debris: list[ResidueMarker]) -> Confidence:
    """Tags are debris wherever they stand, the foot of a page below all prose; what people say as well has
    to stand beside debris, or at an end of the note."""
    if marker.family in CERTAIN_DEBRIS:
        return "medium" if marker.family == "prompt" else "high"
    if marker.family == "page":
        return "medium" if _is_a_foot(note, marker) else "low"
    if not _is_a_paragraph(note, marker) or note.folds.around(marker.span.start):
        return "low"
    at_an_end = marker.family == "chat" and _is_at_an_end(note, marker)
    return "medium" if at_an_end or _is_beside(note, marker, debris) else "low"


def _is_a_foot(note: Note, marker: ResidueMarker) -> bool:
    """Whether no prose follows, and no links of the vault."""
    below = list(note.blocks_from(marker.span.end))
    long = any(block.kind == "paragraph" and block.end - block.start > _LONG for block in below)
    return not long and "[[" not in note.text[marker.span.start : below[0].end if below else None]


def _is_a_paragraph(note: Note, marker: ResidueMarker) -> bool:
    block = note.block_at(marker.span.start)
    if block is None or block.kind != "paragraph":
        return False
    return note.text[block.start : block.end].strip() == _said(note, marker)


def _is_at_an_end(note: Note, marker: ResidueMarker) -> bool:
    """Whether no text stands above a mark, or none below it."""
    text = [block for block in note.blocks if block.kind in _TEXT]
    return text[0].start <= marker.span.start <= text[0].end or text[-1].start <= marker.span.start


def _is_beside(note: Note, marker: ResidueMarker, debris: list[ResidueMarker]) -> bool:
    blocks = note.blocks
    index = next(at for at, block in enumerate(blocks) if marker.span.start <= block.end)
    near = Span(blocks[max(0, index - _BESIDE)].start, blocks[min(len(blocks) - 1, index + _BESIDE)].end)
    return any(m.family in CERTAIN_DEBRIS and near.start <= m.span.start < near.end for m in debris)


def _is_in_debris(note: Note, marker: ResidueMarker, debris: list[ResidueMarker]) -> bool:
    """Whether a mark stands in a paragraph outside of folds in which every line is certain debris."""
    block = note.block_at(marker.span.start)
    if block is None or block.kind != "paragraph" or note.folds.around(marker.span.start):
        return False
    sure = SpanSet(m.span for m in debris if m.alone and m.family in CERTAIN_DEBRIS)
    lines = re.finditer(r"[^\s][^\n]*", note.text[block.start : block.end])
    at = block.start
    return all(sure.holds(at + m.start(), at + m.start() + len(m[0].rstrip())) for m in lines)


def _wraps_a_note(note: Note, block: Block) -> bool:
    """Whether a fenced block of Markdown is all there is, with paragraphs or headings in it."""
    opening = _WRAPPING.match(note.text, block.start)
    return opening is not None and "\n\n" in note.text[opening.end() : block.end].replace("\r", "")


def _without_line(note: Note, span: Span) -> Rewrite:
    """Take the line out with its newline; the last one with the newline before it."""
    text = note.text
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end) + 1
    if not end:
        above = text[:start].removesuffix("\n").removesuffix("\r")
        start, end = max(note.body_start, len(above)), len(text)
    return Rewrite((Edit(Span(start, end), ""),))
