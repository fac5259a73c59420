"""The links of a note as its facts keep them: where each leads, how that is written, and where it stands."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import unquote

from vault_tools.lazy_re import pattern
from vault_tools.note.leaves import Leaf
from vault_tools.note.note import Note
from vault_tools.note.spans import Link, inline_of
from vault_tools.note.text import Place, Span

NoteLinkKind: TypeAlias = Literal["wikilink", "embed", "markdown", "image", "property", "card"]

_new = tuple.__new__
"""Makes a link in half the time."""
KEPT = 1 << 16
"""Links whose parts are kept: most are written more than once."""
_LONG_LINE = 2000
"""Code points before or behind a link, of which more are not looked at."""
_ELSEWHERE = pattern(r"[A-Za-z][A-Za-z0-9+.-]*+:|//|\\\\|\?")
"""How a Markdown link begins that leads out of the vault: a URL, a drive, a share, a query."""
_WIKILINK = pattern(r"!?\[\[([^\[\]\n]++)\]\]")
_WIKI: tuple[NoteLinkKind, NoteLinkKind] = ("wikilink", "embed")
_MARKDOWN: tuple[NoteLinkKind, NoteLinkKind] = ("markdown", "image")
_ESCAPED = pattern(r"\\([!-/:-@\[-`{-~])")


class NoteLink(NamedTuple):
    """`written` is what stands for the target, heading or block included, at `start` of the note's text;
    `line` and `column` are its place. `generated`: a program keeps it. `after` is `|` where a wikilink shows
    a text of its own, `]` where it shows its target and may be given one, else empty."""

    kind: NoteLinkKind
    written: str
    start: int
    line: int
    column: int
    generated: bool = False
    after: str = ""

    @property
    def target(self) -> str:
        """The path or name of a file, decoded; empty for the note itself."""
        return _parts(self.written, self.is_markdown)[0]

    @property
    def anchor(self) -> str:
        """What is behind `#`: headings joined by `#`, or a block with `^` in front."""
        return _parts(self.written, self.is_markdown)[1]

    @property
    def is_markdown(self) -> bool:
        return self.kind in ("markdown", "image")

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.written))

    @property
    def place(self) -> Place:
        return Place(self.line, self.column, self.line, self.column + len(self.written))


def links_of(note: Note) -> Iterator[NoteLink]:
    """The links of a note: those of its properties, then those of its text, generated text included."""
    yield from _of_properties(note)
    body, text = note.body, note.text
    for index in body.leaves_with_links():
        if body.has_wikilinks_only(index):
            spans = body.leaves[index].spans
            found = _WIKILINK.finditer(text, spans[0].start, spans[-1].end)
            links = ((m.start(1), m[1].partition("|")[0], _WIKI[m[0][0] == "!"]) for m in found)
        else:
            links = ((*_written(text, link), _kind(link)) for link in body.inline(index).links)
        for start, written, kind in links:
            if link := _placed(note, start, written, kind):
                yield link


def _placed(note: Note, start: int, written: str, kind: NoteLinkKind) -> NoteLink | None:
    """The link at a place; None for one that leads out of the vault, or is still to be filled in."""
    if written[:1].isspace():
        start += len(written) - len(written.lstrip())
    written = written.strip()
    if not written or (kind in ("markdown", "image") and _ELSEWHERE.match(written)) or _is_other(written):
        return None
    line, column = note.line_and_column(start)
    after = _after(note.text, start, start + len(written), column) if kind in _WIKI else ""
    kept = note.is_kept(Span(start, start + 1))
    return _new(NoteLink, (kind, written, start, line, column, kept, after))


def _after(text: str, start: int, end: int, column: int) -> str:
    if text.startswith(("|", "\\|"), end):
        return "|"
    if column > _LONG_LINE or not text.startswith("]]", end):
        return ""
    last = text.find("\n", end, end + _LONG_LINE)
    line_end = last if last >= 0 else end + _LONG_LINE
    is_whole = last >= 0 or line_end >= len(text)
    in_table = text.find("|", start - column + 1, line_end) >= 0
    return "]" if is_whole and not in_table else ""


def _kind(link: Link) -> NoteLinkKind:
    return _WIKI[link.embed] if link.kind == "wiki" else _MARKDOWN[link.embed]


def _of_properties(note: Note) -> Iterator[NoteLink]:
    """Values that are a wikilink as a whole: others are text to Obsidian."""
    if "[[" not in note.text[: note.body_start]:
        return
    for entry in note.entries:
        for value, span in [(i.value, i.span) for i in entry.items] or [(entry.value, entry.value_span)]:
            written = _written_whole(value) if isinstance(value, str) and "[[" in value else ""
            start = note.text.find(written, *span) if written and not _is_other(written) else -1
            if start >= 0:
                after = note.text[start + len(written) : start + len(written) + 1]
                place = note.line_and_column(start)
                yield NoteLink("property", written, start, *place, after=after if after in "|]" else "")


def _written_whole(value: str) -> str:
    """What a value that is a link as a whole leads to, as it is written; empty for any other."""
    text = value.strip()
    if _WIKILINK.fullmatch(text) and text[0] == "[":
        before, bar, _ = text[2:-2].lstrip().partition("|")
        return before.removesuffix("\\") if bar else before
    link = _whole_link(value, text) if text.startswith("[[") else None
    return _written(value, link)[1] if link else ""


def _whole_link(value: str, text: str) -> Link | None:
    links = inline_of(value, Leaf("text", (Span(0, len(value)),))).links
    return links[0] if len(links) == 1 and links[0].span.of(value) == text else None


def _written(text: str, link: Link) -> tuple[int, str]:
    """Where what a link leads to begins, and how it is written, its heading or block included."""
    start = link.target_span.start
    if link.kind == "wiki":
        inside = text[start : link.span.end - 2].partition("|")
        written = inside[0].removesuffix("\\") if inside[1] else inside[0]
        return start, written
    rest = text[start : link.span.end - 1]
    if text[start - 1 : start] == "<":
        return start, rest.partition(">")[0]
    return start, next(iter(rest.split(maxsplit=1)), "") if not rest[:1].isspace() else ""


def _is_other(written: str) -> bool:
    """Whether it is what a template fills in, or the address of a site."""
    return "://" in written or "{{" in written or "<%" in written or "% tp." in written


@lru_cache(maxsize=KEPT)
def _parts(written: str, is_markdown: bool) -> tuple[str, str]:
    target, _, anchor = written.partition("#")
    if is_markdown:
        target, anchor = (unquote(_ESCAPED.sub(r"\1", part)) for part in (target, anchor))
    elif not anchor and "^" in target:
        target, _, anchor = target.partition("^")
        anchor = f"^{anchor}"
    return target.strip(), anchor.strip()
