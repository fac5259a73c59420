"""The leaf blocks of a body, in CommonMark's sense: blocks that contain no other blocks."""

from typing import Literal, NamedTuple, TypeAlias

from vault_tools.note.text import Span

LeafKind: TypeAlias = Literal["text", "code", "html", "raw", "comment", "formula"]


class Leaf(NamedTuple):
    """A block that contains no other blocks. For text, each span is one line without the marks of surrounding
    lists and quotations; for other kinds there is one span of whole source lines.

    `raw` is HTML whose content is not shown as text: `<pre>`, `<script>`, `<style>`, `<!-- -->`. Only a
    paragraph may begin with link reference definitions.
    """

    kind: LeafKind
    spans: tuple[Span, ...]
    is_paragraph: bool = False
