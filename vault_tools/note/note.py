"""A parsed note."""

import codecs
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple, TypeVar

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.memo import Memo, cached_property
from vault_tools.note.blocks import Block, BlockKind, Blocks, lines_of
from vault_tools.note.body import Body, InlineTag
from vault_tools.note.details import Folds
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter import Frontmatter, fences, parse_frontmatter
from vault_tools.note.generated import Markers, generated_spans, markers_in
from vault_tools.note.inline import heading_text, title_of
from vault_tools.note.inline_fields import InlineValue, inline_values
from vault_tools.note.residue import ResidueMarker
from vault_tools.note.scan.found import Scan
from vault_tools.note.scan.scan import literal_of, scan
from vault_tools.note.spans import Link
from vault_tools.note.text import Place, Span, SpanSet

T = TypeVar("T")

_TEXT = pattern(r"\S")
_FIELD = pattern("::")
"""An expression finds it in half the time of `str.find`, and colons are too frequent for `holds_mark`."""
IGNORE_KEY = "vault-tools-ignore"
"""The list property with which a note opts out of rules."""


class _Outline(NamedTuple):
    """The headings outside folds, their offsets, and for each the index of its parent heading, or -1."""

    headings: list[Block]
    starts: "array[int]"
    parents: "array[int]"


@dataclass(frozen=True)
class Note(Memo):
    """A note. `path` is relative to the vault, with `/`; `text` is without BOM, with its newlines unchanged.
    `sources` are the texts of the transcripts that it was made from."""

    path: str
    text: str
    bom: bool = False
    sources: tuple[str, ...] = ()

    @classmethod
    def decode(cls, path: str, data: bytes) -> "Note":
        """A note from the bytes of a file. Raises UnicodeDecodeError if they are not UTF-8."""
        bom = data.startswith(codecs.BOM_UTF8)
        data = data[3 if bom else 0 :]
        note = cls(path, data.decode("utf-8"), bom)
        note.__dict__["data"] = data
        return note

    def encode(self) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + self.text.encode("utf-8")

    @cached_property
    def data(self) -> bytes:
        """The text in UTF-8: what was read, unless the text is new. An editor may send lone surrogates; `?`
        stands for each."""
        return self.text.encode("utf-8", "replace")

    def with_text(self, text: str) -> "Note":
        return Note(self.path, text, self.bom, self.sources)

    @cached_property
    def frontmatter(self) -> Frontmatter | None:
        return parse_frontmatter(self.text)

    @cached_property
    def body_start(self) -> int:
        """Found without parsing the frontmatter."""
        block = fences(self.text)
        return block[0].end if block else 0

    @property
    def is_record(self) -> bool:
        """Whether the note has frontmatter and nothing below it."""
        return self.frontmatter is not None and not _TEXT.search(self.text, self.body_start)

    @cached_property
    def newline(self) -> str:
        """The newline of the note's first line; LF if there is none."""
        first = re.search(r"\r?\n", self.text)
        return first[0] if first else "\n"

    @property
    def stem(self) -> str:
        """The file name without `.md`: a note's title in Obsidian."""
        return PurePosixPath(self.path).stem

    @cached_property
    def title(self) -> str:
        """The title that the body shows, else the file name."""
        return title_of(self.text, self.blocks) or self.stem

    @cached_property
    def scan(self) -> Scan:
        """The scan of the text."""
        return scan(self.text, self.body_start, self.kept, self.data)

    @property
    def blocks(self) -> Blocks:
        """The blocks of the body; generated text, except its headings, counts as comments."""
        return self.scan.blocks

    def blocks_of(self, *kinds: BlockKind) -> list[Block]:
        """The blocks of some kinds, in order."""
        blocks = self.scan.blocks
        return [blocks.at(index) for index in blocks.of(*kinds)]

    @cached_property
    def kept(self) -> Sequence[Span]:
        """The spans of generated text."""
        return generated_spans(self.body, self.generated) if self.body.has_percents else ()

    @cached_property
    def _generated(self) -> SpanSet | None:
        """The generated text; None if the body has no markers."""
        return SpanSet(self.kept) if self.body.has_percents else None

    @cached_property
    def body(self) -> Body:
        return Body(self.text, self.body_start)

    @cached_property
    def generated(self) -> Markers:
        """Our generated blocks, and the problems with their markers."""
        return markers_in(self.body)

    @property
    def keeps_text(self) -> bool:
        """Whether the note may contain generated text."""
        return self._generated is not None

    def is_kept(self, span: Span) -> bool:
        """Whether a span overlaps generated text, which is not the note's own."""
        return self._generated is not None and self._generated.touches(span)

    def speaks(self, position: int) -> bool:
        """Whether the text at an offset is visible prose of the note's own, not generated text."""
        return self.body.is_prose(position, links=False) and not self.is_kept(Span(position, position + 1))

    @cached_property
    def inline_tags(self) -> tuple[InlineTag, ...]:
        """The tags in the text, except in generated text."""
        return tuple(self.each_tag())

    def each_tag(self) -> Iterator[InlineTag]:
        """Iterates over `inline_tags` without computing them all."""
        return (tag for tag in self.body.each_tag() if not self.is_kept(tag.span))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links and embeds in the text, except in generated text."""
        return tuple(link for link in self.body.links if not self.is_kept(link.span))

    @cached_property
    def inline_values(self) -> tuple[InlineValue, ...]:
        """The values of inline fields in the text, except in generated text."""
        if not _FIELD.search(self.text, self.body_start):
            return ()
        found = inline_values(self.text, self.body)
        return tuple(value for value in found if not self.is_kept(value.span))

    @property
    def folds(self) -> Folds:
        return self.scan.folds

    def place(self, span: Span) -> Place:
        line, column = self.line_and_column(span.start)
        return Place(line, column, *self.line_and_column(span.end))

    def line_and_column(self, position: int) -> tuple[int, int]:
        """(line, column) of an offset, counted from 1, columns in code points."""
        line = bisect_right(self.line_starts, position)
        return line, position - self.line_starts[line - 1] + 1

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line of the text."""
        head = self.text[: self.body_start]
        if head and not head.endswith("\n"):
            return lines_of(self.text).starts[:-1]
        return [*lines_of(head).starts[:-2], *self.scan.lines.starts[:-1]]

    def block_at(self, position: int) -> Block | None:
        blocks = self.scan.blocks
        before = bisect_right(blocks.starts, position) - 1
        return blocks.at(before) if before >= 0 and position <= blocks.ends[before] else None

    def blocks_from(self, position: int) -> Iterator[Block]:
        """The blocks that begin at or after an offset."""
        blocks = self.scan.blocks
        return map(blocks.at, range(bisect_left(blocks.starts, position), len(blocks.starts)))

    @property
    def markers(self) -> tuple[ResidueMarker, ...]:
        """The marks of missing text and of debris in the body, except in code, formulas and comments; in
        comments, marks of the family `residue` count."""
        return self.scan.markers

    @cached_property
    def literal(self) -> SpanSet:
        """The code, comments and formulas of the body."""
        return literal_of(self.blocks)

    def heading_above(self, position: int) -> int:
        """The index of the heading above an offset; -1 above the first heading."""
        return bisect_right(self._outline.starts, position) - 1

    def heading_path(self, position: int) -> tuple[str, ...]:
        """The texts of the headings above an offset, from the highest level down, including the heading at
        it."""
        return tuple(heading_text(self.text, block) for block in self.headings_above(position))

    def headings_above(self, position: int) -> list[Block]:
        """The blocks of the headings above an offset, from the highest level down."""
        above = self.heading_above(position) if position >= self.body_start else -1
        path = []
        while above >= 0:
            path.append(self._outline.headings[above])
            above = self._outline.parents[above]
        return path[::-1]

    @cached_property
    def _outline(self) -> "_Outline":
        headings: list[Block] = []
        parents = array("l")
        above: list[int] = []
        for block in self.blocks_of("heading"):
            if not self.folds.around(block.start):
                while above and headings[above[-1]].level >= block.level:
                    above.pop()
                parents.append(above[-1] if above else -1)
                above.append(len(headings))
                headings.append(block)
        return _Outline(headings, array("l", [heading.start for heading in headings]), parents)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The frontmatter's entries that can be judged: none if it is faulty or a template's."""
        block = self.frontmatter
        if block is None or block.fault or block.duplicates or block.template_code:
            return ()
        return block.entries

    @cached_property
    def ignored(self) -> tuple[tuple[str, Entry], ...]:
        """(rule name, entry) for each name under `vault-tools-ignore`."""
        entry = self.frontmatter.get(IGNORE_KEY) if self.frontmatter else None
        if entry is None:
            return ()
        names = entry.value if isinstance(entry.value, list) else [entry.value]
        return tuple((str(name), entry) for name in names if name not in (None, ""))
