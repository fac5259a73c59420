import re
from collections.abc import Iterator
from dataclasses import dataclass

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Confidence, Diagnostic, Example, SectionRule
from vault_tools.note.blocks import is_bare_fence
from vault_tools.note.frontmatter_edit import Rewrite
from vault_tools.note.note import Note
from vault_tools.note.residue import Marker
from vault_tools.note.text import Edit, Span
from vault_tools.vault.schema import Schema

_TAG = pattern(r"[\W_]*[A-Z_ ]+[\W_]*")
_OF_A_PAGE = pattern(r"留言|评论|評論|comment|コメント|댓글|推荐|推薦|阅读|閱讀|related|share", re.IGNORECASE)
_LONG = 60
"""Code points of a paragraph below which what belongs to a web page's end may still stand."""


@dataclass(frozen=True, kw_only=True)
class GenerationResidue(SectionRule):
    """What a generator or a clipper left behind and nobody meant to keep.

    Such are tags (`[BODY_END]`), words to the one who asked ("I have processed the transcript"), notes about
    the task itself, a stray code fence at the end, and the foot of a web page (所有评论(0), `Leave a
    comment`). They count where they have a line to themselves. The fix, which is unsafe, takes out lines that
    are nothing else and hold nothing together.
    """

    examples = (
        Example("Hops.\n\n[BODY_END]\n", "Hops.\n\n", safe=False),
        Example("Hops.\n\n更多推荐\n\n所有评论(0)\n", "Hops.\n\n\n", safe=False),
        Example("Hops.\n\n```\n", "Hops.\n\n", safe=False),
        Example(
            "Hops.\n\nI have processed the transcript as you asked.\n\nMalt.\n",
            "Hops.\n\n\nMalt.\n",
            safe=False,
        ),
        Example("- Hops\n- [BODY_END]\n"),
        Example("Hops.\n\n```\n[BODY_END]\n```\n", allowed=True),
        Example("- [ ] Leave a comment\n\n| 推荐阅读 |\n|---|\n| Hops |\n", allowed=True),
        Example("She had to leave a comment on the malt.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        prose = [b.start for b in note.blocks if b.kind == "paragraph" and b.end - b.start > _LONG]
        for marker in note.markers:
            if marker.family == "residue":
                yield self._left_behind(note, marker, prose[-1] if prose else -1)
        last = note.blocks[-1] if note.blocks else None
        if last and is_bare_fence(note.text, last):
            fence = Span(last.start, last.start + len(note.text[last.start : last.end].rstrip()))
            rewrite = _without_line(note, fence)
            yield self.report(note, fence, "a stray code fence ends the note", rewrite, safe=False)

    def _left_behind(self, note: Note, marker: Marker, last_prose: int) -> Diagnostic:
        """Tags are debris wherever they stand, the foot of a page below all prose, words of a generator
        nearly always."""
        said = marker.span.of(note.text)
        confidence: Confidence = "high" if _TAG.fullmatch(said) else "medium"
        if _OF_A_PAGE.search(said) and marker.span.start < last_prose:
            confidence = "low"
        removable = marker.alone and _is_a_line_of_text(note, marker.span)
        rewrite = _without_line(note, marker.span) if removable else None
        message = f"`{said}` was left behind by a generator or a clipper"
        return self.report(note, marker.span, message, rewrite, safe=False, confidence=confidence)


def _is_a_line_of_text(note: Note, span: Span) -> bool:
    """Whether a line can go without taking structure along: it holds no tags and no links, and is a
    paragraph, or the first or last line of one that no underline turns into a heading."""
    start, end = note.text.rfind("\n", 0, span.start) + 1, note.text.find("\n", span.end)
    end = len(note.text) if end < 0 else end
    block = note.block_at(span.start)
    if block is None or block.kind != "paragraph" or note.text[start:end].strip() != span.of(note.text):
        return False
    if note.text[end + 1 : end + 5].lstrip(" ").startswith(("-", "=", "|", ":")):
        return False
    if block.start >= start and block.end <= end + 1:
        return "[[" not in span.of(note.text) and "](" not in span.of(note.text)
    return block.start < start


def _without_line(note: Note, span: Span) -> Rewrite:
    """Take the line out with its newline; the last one with the newline before it."""
    text = note.text
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end) + 1
    if not end:
        above = text[:start].removesuffix("\n").removesuffix("\r")
        start, end = max(note.body_start, len(above)), len(text)
    return Rewrite((Edit(Span(start, end), ""),))
