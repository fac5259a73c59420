import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Confidence, Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.schema import Schema

_TEMPLATE = pattern(r"\btemplates?\b|模板", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class EmptyNote(SectionRule):
    """There is nothing to read: no text at all, nothing below the frontmatter, or below the last heading.

    A stray click leaves such a note, or a failed sync, or a generator that stopped. A note about a name, a
    template and an outline with several bare headings are meant so. Reported, never fixed: what stood there
    may still be on another device.
    """

    examples = (
        Example(""),
        Example("\n \n"),
        Example("---\ntitle: Hops\n---\n"),
        Example("## Hops\n\nGreen.\n\n## Malt\n\nBrown.\n\n## Yeast\n\nWhite.\n\n## Water\n"),
        Example("## Hops\n\nGreen.\n\n## Malt\n\n## Yeast\n", allowed=True),
        Example("---\ntitle: Hops\n---\nGreen.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        if not note.text.strip():
            yield self.report(note, Span(0, 0), "note is empty")
        elif not note.text[note.body_start :].strip():
            if not (schema.is_about_a_name(note.path) or _TEMPLATE.search(note.path)):
                yield self.report(note, Span(0, 0), "nothing below the frontmatter", confidence="medium")
        elif note.blocks and note.blocks[-1].kind == "heading":
            yield from self._bare_heading(note)

    def _bare_heading(self, note: Note) -> Iterator[Diagnostic]:
        """The heading that ends a note in which every other heading has something below it."""
        blocks = note.blocks
        kinds = [block.kind for block in blocks]
        others = kinds.count("heading") - 1
        bare = sum(a.kind == b.kind == "heading" and a.level >= b.level for a, b in pairwise(blocks))
        last = Span(blocks[-1].start, blocks[-1].end)
        confidence: Confidence = "medium" if others >= 3 and not bare else "low"
        yield self.report(note, last, "nothing below the last heading", confidence=confidence)
