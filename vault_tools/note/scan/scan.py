"""The only way from a note's text to everything that the text alone shows.

Code that needs blocks, folds, marks, passages, their endings or loops gets them from here, through
`Note.scan`. `scan` is where another implementation, such as a compiled one, would be plugged in: it takes the
same arguments and returns what `found.Scan` describes, all at once if it likes. tests/test_scan.py compares
any other with this one, note by note. Besides its arguments, a scan depends only on the words of the
languages, which are read on import.
"""

from bisect import bisect_right
from collections.abc import Sequence

from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.blocks import Blocks, Lines, lines_of
from vault_tools.note.details import Folds, folds_of
from vault_tools.note.residue import CERTAIN_DEBRIS, DEBRIS, ResidueMarker, markers_of
from vault_tools.note.scan.block_scanner import blocks_of
from vault_tools.note.scan.found import Loop, Passages, Scan, Stretches
from vault_tools.note.text import Span, SpanSet

_TASK = pattern(r"[ \t]*[-*+][ \t]+\[.\][ \t]")


def scan(text: str, start: int, kept: Sequence[Span] = (), data: bytes | None = None) -> Scan:
    """The scan of the body that begins at `start` of a note's text, in code points; `kept` are the spans of
    generated text; `data` is the text in UTF-8 if that is known."""
    return PythonScan(text, start, kept, data)


class PythonScan:
    """A scan that computes each result on first use."""

    def __init__(self, text: str, start: int, kept: Sequence[Span] = (), data: bytes | None = None) -> None:
        self.text, self.start, self.kept = text, start, kept
        self.data = text.encode("utf-8", "replace") if data is None else data

    @cached_property
    def lines(self) -> Lines:
        return lines_of(self.text, self.start)

    @cached_property
    def blocks(self) -> Blocks:
        blocks = blocks_of(self.lines)
        if not self.kept:
            return blocks
        kept = SpanSet(self.kept)
        kinds = [
            ("M" if kind.isupper() else "m") if not kind.isdigit() and kept.holds(start, end) else kind
            for kind, start, end in zip(*blocks, strict=True)
        ]
        return blocks._replace(kinds="".join(kinds))

    @cached_property
    def literal(self) -> SpanSet:
        return literal_of(self.blocks)

    @cached_property
    def folds(self) -> Folds:
        return folds_of(self.text, self.start, self.blocks, self.literal)

    @cached_property
    def markers(self) -> tuple[ResidueMarker, ...]:
        body = self.data[len(self.text[: self.start].encode("utf-8", "replace")) :]
        return tuple(marker for marker in markers_of(body, self.start) if self._reads(marker))

    def _reads(self, marker: ResidueMarker) -> bool:
        """Whether a mark is in text, not in a table, a task, a summary or a heading."""
        blocks = self.blocks
        index = bisect_right(blocks.starts, marker.span.start) - 1
        if index < 0 or marker.span.start > blocks.ends[index]:
            return False
        block = blocks.at(index)
        if block.kind in ("table", "heading", "tag"):
            return False
        if self.literal.touches(marker.span):
            return block.kind == "comment" and marker.family == "residue"
        return block.kind != "item" or not _TASK.match(self.text, block.start, block.end)

    @cached_property
    def marked(self) -> SpanSet:
        """The lines that consist of a mark, which are not text."""
        sure = (m for m in self.markers if m.family in CERTAIN_DEBRIS or m.family not in DEBRIS)
        return SpanSet(Span(m.span.start, m.span.end + 1) for m in sure if m.alone)

    @cached_property
    def passages(self) -> Passages:
        from vault_tools.note.scan.passages import passages_of

        return passages_of(self.text, self.data, self.start, self.blocks, self.folds.outer, self.marked)

    @cached_property
    def stretches(self) -> Stretches:
        from vault_tools.note.scan.stretches import stretches_of

        return stretches_of(self.text, self.blocks, self.folds.outer, self.marked, self.passages)

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        from vault_tools.note.scan.loops import loops_of

        return loops_of(self.text, self.start, self.lines)


def literal_of(blocks: Blocks) -> SpanSet:
    """The spans of code, comments and formulas, which are not text."""
    return SpanSet(
        Span(blocks.starts[index], blocks.ends[index]) for index in blocks.of("code", "comment", "formula")
    )
