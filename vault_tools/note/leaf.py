"""The leaves of a body's tree of blocks, as CommonMark calls those that hold no other."""

from typing import Literal, NamedTuple, TypeAlias

from vault_tools.note.text import Span

LeafKind: TypeAlias = Literal["text", "code", "html", "raw", "comment", "formula"]


class Leaf(NamedTuple):
    """A piece of the body that holds no other. Of text each span is one line, without what marks the lists
    and quotations around it; else there is one span, whole lines of the source.

    `raw` is HTML whose content no reader sees as text: `<pre>`, `<script>`, `<style>`, `<!-- -->`. Only a
    paragraph may begin with definitions of links.
    """

    kind: LeafKind
    spans: tuple[Span, ...]
    is_paragraph: bool = False
