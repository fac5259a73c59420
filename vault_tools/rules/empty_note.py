from collections.abc import Iterator
from itertools import pairwise

from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.front_pages import is_front_page
from vault_tools.vault.schema import Schema
from vault_tools.vault.templates import names_templates

_OF_EVERY_NOTE = frozenset(
    "title tags tag aliases alias cssclasses cssclass date created updated modified "
    "status draft id uid lang language publish permalink slug".split()
)
_OF_A_SOURCE = frozenset("source source_url original transcript".split())
"""Keys of a note with text from a source. `url` and `link` are not among them: a bookmark often has nothing
else."""


class EmptyNote(SectionRule):
    """There is nothing to read: no text at all, or nothing below the frontmatter or the last heading.

    A stray click, a failed sync or a generator that stopped leaves such a note. Notes about a name,
    templates, a folder's page, boards and drawings, records whose properties say everything, and outlines
    with several bare headings are meant to be empty; so are notes with only frontmatter if there are at least
    five and they make up half of their folder. Reported, never fixed: the text may still be on another
    device.

    On real vaults one flag was shown, and it was right: a bare heading. Notes with only frontmatter and empty
    notes occurred only in test notes.
    """

    of_records = "frontmatter"
    examples = (
        Example(""),
        Example("\n \n"),
        Example("---\ntitle: Hops\n---\n"),
        Example("## Hops\n\nGreen.\n\n## Malt\n\nBrown.\n\n## Yeast\n\nWhite.\n\n## Water\n"),
        Example("## Hops\n\nGreen.\n\n## Malt\n\n## Yeast\n", allowed=True),
        Example("---\ntitle: Hops\n---\nGreen.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        if not note.text or note.text.isspace():
            yield self.report(note, Span(0, 0), "note is empty", family="nothing")
        elif note.is_record:
            if not (schema.is_about_a_name(note.path) or names_templates(note.path)):
                sure: Confidence = "low" if _is_a_record(note) else "medium"
                said = "nothing below the frontmatter"
                yield self.report(note, Span(0, 0), said, confidence=sure, family=self.of_records)
        elif note.blocks.kinds[-1:].isdigit():
            yield from self._bare_heading(note)

    def _bare_heading(self, note: Note) -> Iterator[Diagnostic]:
        """The heading at the end of a note in which every other heading has text below it."""
        blocks = [*note.blocks.each()]
        kinds = [block.kind for block in blocks]
        others = kinds.count("heading") - 1
        bare = sum(a.kind == b.kind == "heading" and a.level >= b.level for a, b in pairwise(blocks))
        last = Span(blocks[-1].start, blocks[-1].end)
        confidence: Confidence = "medium" if others >= 3 and not bare else "low"
        yield self.report(
            note, last, "nothing below the last heading", confidence=confidence, family="heading"
        )


def _is_a_record(note: Note) -> bool:
    """Whether the frontmatter says everything: the note is a folder's page or a plugin's file, or has
    properties beyond those of any note, and none that names a source of text."""
    keys = {entry.key.lower() for entry in note.entries}
    if is_front_page(note.path) or any(key.endswith("-plugin") for key in keys):
        return True
    return not keys & _OF_A_SOURCE and bool(keys - _OF_EVERY_NOTE)


ZH = {
    "note is empty": "笔记为空",
    "nothing below the frontmatter": "frontmatter 之下没有内容",
    "nothing below the last heading": "最后一个标题之下没有内容",
}
