"""The links of a note as stored in its facts: target, spelling and position."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.body import Body
from vault_tools.note.leaf import Leaf
from vault_tools.note.note import Note
from vault_tools.note.regions import Region
from vault_tools.note.spans import Link, inline_of, unescaped
from vault_tools.note.text import Place, Span

NoteLinkKind: TypeAlias = Literal["wikilink", "embed", "markdown", "image", "property", "card"]

_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class."""
KEPT = 1 << 12
"""Number of links whose parts are cached: most are written more than once."""
_LONG_LINE = 2000
"""Code points examined before and after a link."""
_ELSEWHERE = pattern(r"[A-Za-z][A-Za-z0-9+.-]*+:|//|\\\\|\?")
"""The beginning of a Markdown link that leads out of the vault: a URL, a drive, a share, a query."""
_DRIVE = pattern(r"[A-Za-z]:[\\/]")
"""The beginning of a link to a Windows drive. A note may be called `Q: why`, so a slash is needed."""
_WIKILINK = pattern(r"\[\[([^\[\]\n]++)\]\]")
_PLAIN = pattern(r"\[(?:\[([^\[\]\n]++)\]\]|[^\[\]\n]*+\]\(([^\s()<>]*+)\))")
"""A wikilink, or a Markdown link without brackets in its text and destination."""
_WIKI: tuple[NoteLinkKind, NoteLinkKind] = ("wikilink", "embed")
_MARKDOWN: tuple[NoteLinkKind, NoteLinkKind] = ("markdown", "image")
_Typed: TypeAlias = tuple[int, str, NoteLinkKind]
"""Offset of a link's target, the target as typed, and the link's kind."""


class NoteLink(NamedTuple):
    """A link of a note.

    `written` is the target as typed, with its heading or block, at offset `start` of the note's text; `line`
    and `column` are the same position. `generated`: the link is in generated text. `after` is `|` if a
    wikilink has a display text, `]` if it shows its target and may be given a display text, else empty.
    """

    kind: NoteLinkKind
    written: str
    start: int
    line: int
    column: int
    generated: bool = False
    after: str = ""

    @property
    def target(self) -> str:
        """The decoded path or name of a file; empty for the note itself."""
        return _parts(self.written, self.kind in _MARKDOWN)[0]

    @property
    def anchor(self) -> str:
        """The part after `#`: headings joined by `#`, or a block id with `^` in front."""
        return _parts(self.written, self.kind in _MARKDOWN)[1]

    @property
    def is_markdown(self) -> bool:
        return self.kind in _MARKDOWN

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.written))

    @property
    def place(self) -> Place:
        return Place(self.line, self.column, self.line, self.column + len(self.written))


def links_of(note: Note) -> Iterator[NoteLink]:
    """The links of a note's properties, then of its text, including generated text."""
    yield from _of_properties(note)
    text = note.text
    body = note.body
    first = body.find_link(body.start)
    if first < 0:
        return
    keeps, starts = note.keeps_text, note.line_starts
    for start, typed, kind in _of_body(body, first):
        written = typed.strip()
        if len(written) < len(typed):
            start += len(typed) - len(typed.lstrip())
        if not written or _is_other(written):
            continue
        is_markdown = kind in _MARKDOWN
        if (is_markdown and _ELSEWHERE.match(written)) or (written[1:2] == ":" and _DRIVE.match(written)):
            continue
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        generated = keeps and note.is_kept(Span(start, start + 1))
        following = starts[line] if line < len(starts) else len(text)
        after = "" if is_markdown else _after(text, start, written, starts[line - 1], following)
        yield _new(NoteLink, (kind, written, start, line, column, generated, after))


def _of_body(body: Body, at: int) -> Iterator[_Typed]:
    """The links from the first one, at an offset, on."""
    while at >= 0:
        region = body.region_at(at)
        yield from _of_region(body, region)
        at = body.find_link(region.end)


def _of_region(body: Body, region: Region) -> list[_Typed]:
    text, start, end = body.text, region.start, region.end
    plain = _plain(text, start, end) if body.region_shows_links(region) else None
    if plain is not None and text.find("|", start, end) >= 0:
        bars = sum(link[0].count("|") for link in plain)
        plain = plain if bars == text.count("|", start, end) else None
    if plain is not None:
        return [_typed(link) for link in plain]
    found: list[_Typed] = []
    for leaf in body.linked_leaves(start, end):
        spans = leaf.spans
        plain = _plain(text, spans[0].start, spans[-1].end) if body.leaf_shows_links(leaf) else None
        if plain is not None:
            found += [_typed(link) for link in plain]
        else:
            found += [(*_written(text, link), _kind(link)) for link in body.inline(leaf).links]
    return found


def _plain(text: str, start: int, end: int) -> list[re.Match[str]] | None:
    """The links of a text in which nothing hides links; None if some Markdown link is not of the simple
    kind."""
    found = [*_PLAIN.finditer(text, start, end)]
    markdown = text.count("](", start, end)
    return found if not markdown or markdown == sum(link.lastindex == 2 for link in found) else None


def _typed(link: re.Match[str]) -> _Typed:
    start, typed = link.start(), link[1]
    is_embed = link.string[start - 1 : start] == "!"
    if typed is None:
        return link.start(2), link[2], _MARKDOWN[is_embed]
    return start + 2, typed.partition("|")[0], _WIKI[is_embed]


def _after(text: str, start: int, written: str, line: int, following: int) -> str:
    """What follows a wikilink's target. The line is between the offsets `line` and `following`."""
    end = start + len(written)
    if text.startswith(("|", "\\|"), end):
        return "|"
    is_long = start - line >= _LONG_LINE or following - end > _LONG_LINE
    return "" if is_long or not text.startswith("]]", end) or text.find("|", line, following) >= 0 else "]"


def _kind(link: Link) -> NoteLinkKind:
    return _WIKI[link.embed] if link.kind == "wiki" else _MARKDOWN[link.embed]


def _of_properties(note: Note) -> Iterator[NoteLink]:
    """Property values that consist of one wikilink; Obsidian treats all others as text."""
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
    """The target as typed of a value that consists of one link; empty for other values."""
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
    """The offset of a link's target, and the target as typed, including its heading or block."""
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
    """Whether the target contains template code or the address of a site."""
    return "://" in written or "{{" in written or "<%" in written or "% tp." in written


@lru_cache(maxsize=KEPT)
def _parts(written: str, is_markdown: bool) -> tuple[str, str]:
    target, _, anchor = written.partition("#")
    if is_markdown:
        target, anchor = unescaped(target), unescaped(anchor)
    elif not anchor and "^" in target:
        target, _, anchor = target.partition("^")
        anchor = f"^{anchor}"
    return target.strip(), anchor.strip()
