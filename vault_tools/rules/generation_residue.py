import re
from collections.abc import Iterator
from dataclasses import dataclass

from vault_tools.blocks import Block
from vault_tools.markers import Marker
from vault_tools.note import Note
from vault_tools.rewrite import Rewrite
from vault_tools.rule import Confidence, Diagnostic, Example, SectionRule
from vault_tools.schema import Schema
from vault_tools.text import Edit, Span

_OF_A_PAGE = re.compile(
    r"留言|评论|評論|comment|コメント|댓글|推荐|推薦|阅读|閱讀|related|share", re.IGNORECASE
)
_LONG = 60
"""Code points of a paragraph below which what belongs to a web page's end may still stand."""


@dataclass(frozen=True, kw_only=True)
class GenerationResidue(SectionRule):
    """What a generator or a clipper left behind and nobody meant to keep.

    Such are tags (`[BODY_END]`), words to the one who asked ("I have processed the transcript"), notes about
    the task itself, a stray code fence at the end, and the foot of a web page (所有评论(0), `Leave a
    comment`). They count where they have a line to themselves. The fix, which is unsafe, takes out lines that
    are nothing else.
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
        Example("Hops.\n\n```\n[BODY_END]\n```\n", allowed=True),
        Example("She had to leave a comment on the malt.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for marker in note.markers:
            if marker.family == "residue":
                yield self._left_behind(note, marker)
        last = note.blocks[-1] if note.blocks else None
        if last and _is_lone_fence(note, last):
            fence = Span(last.start, last.start + len(note.text[last.start : last.end].rstrip()))
            rewrite = _without_line(note.text, fence)
            yield self.report(note, fence, "a stray code fence ends the note", rewrite, safe=False)

    def _left_behind(self, note: Note, marker: Marker) -> Diagnostic:
        said = marker.span.of(note.text)
        confidence: Confidence = "high"
        if _OF_A_PAGE.search(said):
            confidence = "low" if _prose_follows(note, marker.span.end) else "medium"
        rewrite = _without_line(note.text, marker.span) if marker.alone else None
        message = f"`{said}` was left behind by a generator or a clipper"
        return self.report(note, marker.span, message, rewrite, safe=False, confidence=confidence)


def _prose_follows(note: Note, position: int) -> bool:
    return any(b.start > position and b.end - b.start > _LONG and b.kind == "paragraph" for b in note.blocks)


def _is_lone_fence(note: Note, block: Block) -> bool:
    content = note.text[block.start : block.end].strip().strip("`~")
    return block.kind == "code" and not block.closed and not content


def _without_line(text: str, span: Span) -> Rewrite:
    """Take the line out with its newline; the last one with the newline before it."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end) + 1
    if not end:
        start, end = max(0, start - 1 - (text[start - 2 : start - 1] == "\r")), len(text)
    return Rewrite((Edit(Span(start, end), ""),))
