"""One file, parsed."""

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from vault_tools.blocks import Block, blocks_of
from vault_tools.folds import Folds, folds_of
from vault_tools.frontmatter import Entry, Frontmatter, parse_frontmatter
from vault_tools.markdown import heading_text, title_of
from vault_tools.markers import Marker, markers_of

IGNORE_KEY = "vault-tools-ignore"
"""The list property by which a note opts out of rules."""


@dataclass(frozen=True)
class Note:
    """`path` is relative to the vault, with `/`; `text` has neither BOM nor any newline changed."""

    path: str
    text: str
    bom: bool = False

    @classmethod
    def decode(cls, path: str, data: bytes) -> "Note":
        """Raises UnicodeDecodeError when the bytes are no UTF-8."""
        bom = data.startswith(codecs.BOM_UTF8)
        return cls(path, data[3 if bom else 0 :].decode("utf-8"), bom)

    def encode(self) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + self.text.encode("utf-8")

    def with_text(self, text: str) -> "Note":
        return Note(self.path, text, self.bom)

    @cached_property
    def frontmatter(self) -> Frontmatter | None:
        return parse_frontmatter(self.text)

    @property
    def body_start(self) -> int:
        return self.frontmatter.block.end if self.frontmatter else 0

    @cached_property
    def newline(self) -> str:
        """The newline of the note's first line; LF where there is none."""
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
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the body."""
        return blocks_of(self.text, self.body_start)

    @cached_property
    def folds(self) -> Folds:
        return folds_of(self.text, self.body_start, self.blocks)

    def blocks_between(self, start: int, end: int) -> tuple[Block, ...]:
        """The blocks that begin in a range of the text."""
        first = bisect_left(self.blocks, start, key=lambda block: block.start)
        return self.blocks[first : bisect_left(self.blocks, end, key=lambda block: block.start)]

    @cached_property
    def markers(self) -> tuple[Marker, ...]:
        """The marks of missing text and of debris in the body, those in code and comments left out."""
        literal = [block for block in self.blocks if block.kind in ("code", "comment", "formula")]
        found = markers_of(self.text, self.body_start)
        return tuple(m for m in found if not any(b.start <= m.span.start < b.end for b in literal))

    def is_marked(self, start: int, end: int) -> bool:
        """Whether a mark covers all of a range but blanks."""
        marks = self.markers
        return bool(marks) and any(m.alone and m.span.start <= start and end <= m.span.end + 1 for m in marks)

    def heading_path(self, position: int) -> tuple[str, ...]:
        """The headings that a place of the body stands below, from the highest on; its own included."""
        if position < self.body_start:
            return ()
        above = bisect_right(self._headings, position, key=lambda block: block.start)
        path: list[Block] = []
        for block in reversed(self._headings[:above]):
            if not path or block.level < path[-1].level:
                path.append(block)
        return tuple(heading_text(self.text, block) for block in reversed(path))

    @cached_property
    def _headings(self) -> tuple[Block, ...]:
        """The headings that no fold holds."""
        headings = [block for block in self.blocks if block.kind == "heading"]
        return tuple(block for block in headings if not self.folds.around(block.start))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The frontmatter's entries that can be judged: none where it is faulty or a template's."""
        block = self.frontmatter
        if block is None or block.fault or block.duplicates or block.template_code:
            return ()
        return block.entries

    @cached_property
    def ignored(self) -> tuple[tuple[str, Entry], ...]:
        """(rule name, the entry that says so) for each name under `vault-tools-ignore`."""
        return tuple(self._ignored())

    def _ignored(self) -> Iterator[tuple[str, Entry]]:
        entry = self.frontmatter.get(IGNORE_KEY) if self.frontmatter else None
        if entry:
            names = entry.value if isinstance(entry.value, list) else [entry.value]
            yield from ((str(name), entry) for name in names if name not in (None, ""))
