import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from vault_tools.lazy_re import pattern
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.blocks import Block, BlockKind, is_bare_fence
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
_LINK = pattern(r"(?=\[\[)")
_TEXT: tuple[BlockKind, ...] = ("paragraph", "item", "quote", "table")
_LONG = 60
"""Longer paragraphs, in code points, are prose; shorter ones may follow the footer of a web page."""
_BESIDE = 2
"""Within this many blocks of certain debris, possible debris counts too."""


class GenerationResidue(SectionRule):
    """Text that a generator or a clipper left behind and nobody meant to keep.

    For example: tags (`[BODY_END]`, `[AI_META_START]`), a reply to the user ("I have processed the
    transcript"), notes about the task and pieces of a prompt, a code fence around the whole note or at its
    end, an unresolved merge conflict, and the footer of a web page (所有评论(0), `Leave a comment`) with no
    prose below it. They count if they have a line to themselves or are its first sentence. Phrases that
    people use too ("Sure, here is the translation") count only at the beginning or end of a note or next to
    certain debris, and never in a folded original. The fix, which is unsafe, removes paragraphs that consist
    entirely of certain debris.

    All of 34 flags on real vaults, checked by hand, were right. A program's words at the beginning or end of
    a note, merge conflicts and a fence around the whole note occurred only in test notes.
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
        debris = _Debris(note)
        skipped: ResidueMarker | None = None
        for marker, below in pairwise((*debris.marks, None)):
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

    def _left_behind(self, note: Note, marker: ResidueMarker, debris: "_Debris") -> Diagnostic:
        rewrite = None
        if marker.family in CERTAIN_DEBRIS and debris.is_all_around(marker):
            rewrite = _without_line(note, marker.span)
        message = f"`{_said(note, marker)}` was left behind by a generator or a clipper"
        confidence, family = debris.confidence(marker), marker.family
        return self.report(
            note, marker.span, message, rewrite, safe=False, confidence=confidence, family=family
        )

    def _fences(self, note: Note) -> Iterator[Diagnostic]:
        """A stray fence at the end of the note, and a fence around the whole note."""
        last = note.blocks.at(-1) if note.blocks.kinds else None
        if last and is_bare_fence(note.text, last):
            fence = Span(last.start, last.start + len(note.text[last.start : last.end].rstrip()))
            rewrite = _without_line(note, fence)
            message = "a stray code fence ends the note"
            yield self.report(note, fence, message, rewrite, safe=False, family="fence")
        elif last and len(note.blocks.kinds) == 1 and _wraps_a_note(note, last):
            line = Span(last.start, note.text.index("\n", last.start))
            message = "the whole note is inside a code fence"
            yield self.report(note, line, message, confidence="medium", family="wrapped")

    def _conflicts(self, note: Note) -> Iterator[Diagnostic]:
        if "<" not in note.text or "<<<<<<<" not in note.text:
            return
        last_end = max((end.start() for end in _CONFLICT_END.finditer(note.text)), default=-1)
        for found in _CONFLICT.finditer(note.text, note.body_start):
            if not note.literal.touches(Span(*found.span())):
                ended = last_end >= found.end()
                span = Span(found.start(), found.start() + len(found[0].rstrip()))
                message = "a merge conflict was never resolved"
                yield self.report(
                    note, span, message, confidence="medium" if ended else "low", family="conflict"
                )


def _said(note: Note, marker: ResidueMarker) -> str:
    return marker.span.of(note.text)


class _Debris:
    """The markers of a note that may be debris, and their surroundings, which are computed once."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.marks = [marker for marker in note.markers if marker.family in DEBRIS]
        self._certain = [marker for marker in self.marks if marker.family in CERTAIN_DEBRIS]
        self._paragraphs: dict[int, bool] = {}

    def confidence(self, marker: ResidueMarker) -> Confidence:
        """Tags are debris anywhere, and a page footer is if it is below all prose. Phrases that people use
        too have to be next to debris, or at the beginning or end of the note."""
        if marker.family in CERTAIN_DEBRIS:
            return "medium" if marker.family == "prompt" else "high"
        if marker.family == "page":
            return "medium" if self._is_a_foot(marker) else "low"
        if not self._is_a_paragraph(marker) or self.note.folds.around(marker.span.start):
            return "low"
        at_an_end = marker.family == "chat" and self._is_at_an_end(marker)
        return "medium" if at_an_end or self._is_beside(marker) else "low"

    def is_all_around(self, marker: ResidueMarker) -> bool:
        """Whether a marker is in a paragraph, outside folds, in which every line is certain debris."""
        block = self.note.block_at(marker.span.start)
        if block is None or block.kind != "paragraph" or self.note.folds.around(marker.span.start):
            return False
        if block.start not in self._paragraphs:
            lines = re.finditer(r"[^\s][^\n]*", self.note.text[block.start : block.end])
            at, sure = block.start, self._sure
            self._paragraphs[block.start] = all(
                sure.holds(at + m.start(), at + m.start() + len(m[0].rstrip())) for m in lines
            )
        return self._paragraphs[block.start]

    @cached_property
    def _sure(self) -> SpanSet:
        return SpanSet(marker.span for marker in self._certain if marker.alone)

    def _is_a_foot(self, marker: ResidueMarker) -> bool:
        """Whether a marker begins a page footer: neither prose nor wikilinks follow."""
        if self._last_prose >= marker.span.end:
            return False
        below = next(self.note.blocks_from(marker.span.end), None)
        link = bisect_left(self._links, marker.span.start)
        end = below.end if below else len(self.note.text)
        return link == len(self._links) or self._links[link] + 2 > end

    @cached_property
    def _last_prose(self) -> int:
        """The start of the last long paragraph, -1 if there is none."""
        paragraphs = reversed(self.note.blocks_of("paragraph"))
        return next((b.start for b in paragraphs if b.end - b.start > _LONG), -1)

    @cached_property
    def _links(self) -> list[int]:
        return [link.start() for link in _LINK.finditer(self.note.text)]

    def _is_a_paragraph(self, marker: ResidueMarker) -> bool:
        block = self.note.block_at(marker.span.start)
        if block is None or block.kind != "paragraph":
            return False
        return self.note.text[block.start : block.end].strip() == _said(self.note, marker)

    def _is_at_an_end(self, marker: ResidueMarker) -> bool:
        """Whether a marker has no text above it, or none below."""
        first, last = self._ends_of_text
        return first.start <= marker.span.start <= first.end or last.start <= marker.span.start

    @cached_property
    def _ends_of_text(self) -> tuple[Block, Block]:
        blocks = self.note.blocks_of(*_TEXT)
        return blocks[0], blocks[-1]

    def _is_beside(self, marker: ResidueMarker) -> bool:
        blocks = self.note.blocks
        index, last = bisect_left(blocks.ends, marker.span.start), len(blocks.ends) - 1
        near = Span(blocks.starts[max(0, index - _BESIDE)], blocks.ends[min(last, index + _BESIDE)])
        found = bisect_left(self._certain, near.start, key=_start)
        return found < len(self._certain) and self._certain[found].span.start < near.end


def _start(marker: ResidueMarker) -> int:
    return marker.span.start


def _wraps_a_note(note: Note, block: Block) -> bool:
    """Whether a fenced block is Markdown of more than one paragraph."""
    opening = _WRAPPING.match(note.text, block.start)
    return opening is not None and "\n\n" in note.text[opening.end() : block.end].replace("\r", "")


def _without_line(note: Note, span: Span) -> Rewrite:
    """Remove the line and its newline, or for the last line the newline before it."""
    text = note.text
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end) + 1
    if not end:
        above = text[:start].removesuffix("\n").removesuffix("\r")
        start, end = max(note.body_start, len(above)), len(text)
    return Rewrite((Edit(Span(start, end), ""),))


ZH = {
    "`{first}` to `{last}` was left behind by a generator": "`{first}` 至 `{last}` 是生成工具的残留",
    "`{text}` was left behind by a generator or a clipper": "`{text}` 是生成工具或剪藏工具的残留",
    "a stray code fence ends the note": "笔记末尾有多余的代码围栏",
    "the whole note is inside a code fence": "整篇笔记都在代码围栏之内",
    "a merge conflict was never resolved": "合并冲突尚未解决",
}
