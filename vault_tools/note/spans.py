"""Inline spans: code, formulas, comments, HTML tags and links, as in CommonMark 6 and Obsidian. Everything
else is prose."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import unquote

from vault_tools.lazy_re import pattern
from vault_tools.note.leaf import Leaf
from vault_tools.note.leaf_starts import ATTRIBUTE
from vault_tools.note.text import Span

SpanKind: TypeAlias = Literal["code", "formula", "comment", "tag", "target", "link"]
LinkKind: TypeAlias = Literal["wiki", "markdown"]

_TOKEN = pattern(
    r"\\[!-/:-@\[-`{-~]"
    r"|(?P<ticks>`++)"
    r"|(?P<display>\$\$)|(?P<dollar>\$)(?=\S)"
    r"|(?P<percent>%%)"
    r"|(?P<less><)(?=[A-Za-z/!?])"
    r"|!?\[\[(?P<wiki>[^\[\]\n]++)\]\]"
    r"|(?P<opens>!?\[)|(?P<closes>\])"
)
_MARK = pattern(r"[\\`$%<!\[\]]")
"""The first character of a token, which is much faster to find than a token."""
_FORMULA = pattern(r"\$(?:[^$\\\n]|\\[^\n])++(?<![\s$])\$(?!\d)")
"""As in Obsidian: no blank just inside the dollars, no digit after them; `$5 and $6` are prices."""
_HTML = pattern(
    r"<(?:"
    rf"[A-Za-z][A-Za-z0-9-]*+(?:{ATTRIBUTE})*+[ \t\r\n]*+/?"
    r"|/[A-Za-z][A-Za-z0-9-]*+[ \t\r\n]*+"
    r"|[A-Za-z][A-Za-z0-9.+-]{1,31}+:[^\s<>]*+"
    r"|[\w.!#$%&'*+/=?^`{|}~-]++@[A-Za-z0-9.-]++"
    r")>"
)
_ENCLOSED = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">"))
_SPACE = r"[ \t]*+(?:\n[ \t]*+)?+"
_DESTINATION = pattern(
    rf"\({_SPACE}(?:<(?P<angled>[^<>\n\\]*+(?:\\.[^<>\n\\]*+)*+)>"
    r"|(?P<bare>(?![<])(?:[^\s()\\]|\\[!-/:-@\[-`{-~]|\\|\((?:[^\s()\\]|\\.|\([^\s()\\]*+\))*+\))*+))"
    rf"(?:{_SPACE}(?<=\s)(?:\"(?:[^\"\\]|\\.){{0,500}}+\"|'(?:[^'\\]|\\.){{0,500}}+'|\((?:[^()\\]|\\.){{0,500}}+\)))?+"
    rf"{_SPACE}\)",
    re.DOTALL,
)
"""The destination and title of a Markdown link (CommonMark 6.3), with parentheses up to three deep."""
_DEFINITION = pattern(
    r"[ \t]*+\[(?!\^)(?:[^\[\]\\]|\\.){1,999}+\]:[ \t]*+\n?[ \t]*+(?:<[^<>\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?+[ \t]*+(?:\n|\Z)"
)
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ESCAPED = pattern(r"\\([!-/:-@\[-`{-~])")


_new = tuple.__new__
"""Builds a NamedTuple in half the time of calling the class; a note may have thousands."""
KEPT = 1 << 14
"""Number of link destinations that are cached: most are written more than once."""
MAX_SHOWN = 1000
"""Code points of a link's text that are stored: links may be nested."""


class Link(NamedTuple):
    """A link or embed.

    `target` is the name or path as typed, decoded in Markdown links, without `.md`; empty for a link within
    the note. `subpath` is the rest from `#` on: headings, or `#^` and a block id. `shown` is None for a
    wikilink that shows its target. `span` covers the whole link, `target_span` the target including `.md`,
    both in the note's text.
    """

    kind: LinkKind
    target: str
    subpath: str
    shown: str | None
    embed: bool
    span: Span
    target_span: Span


class Inline(NamedTuple):
    """The non-prose spans of a leaf, in order, and its links. `open_comment` is the offset of a comment that
    is not closed within the leaf."""

    hidden: tuple[tuple[Span, SpanKind], ...]
    links: tuple[Link, ...]
    open_comment: int | None

    def until(self, begins: int, end: int) -> "Inline":
        """The same with everything from `begins` on replaced by a comment."""
        hidden = tuple(found for found in self.hidden if found[0].start < begins)
        links = tuple(link for link in self.links if link.span.start < begins)
        return Inline((*hidden, (Span(begins, end), "comment")), links, None)


def inline_of(text: str, leaf: Leaf, start: int = 0) -> Inline:
    """Read one leaf of text; everything before `start` is a comment."""
    scanner = _InlineScanner(text, leaf.spans)
    if start > leaf.spans[0].start:
        scanner.skip(start)
    elif leaf.is_paragraph:
        scanner.define()
    return scanner.read()


class _InlineScanner:
    """The lines of one leaf joined into one text, and the offset of each line in the note."""

    def __init__(self, text: str, lines: Sequence[Span]) -> None:
        first, last = lines[0].start, lines[-1].end
        self.origins, self.starts = [first], [0]
        if len(lines) == 1 or sum(line.end - line.start + 1 for line in lines) - 1 == last - first:
            self.text = text[first:last]
        else:
            self.text = "\n".join([line.of(text) for line in lines])
            self.origins = [line.start for line in lines]
            for line in lines[:-1]:
                self.starts.append(self.starts[-1] + line.end - line.start + 1)
        self.hidden: list[tuple[Span, SpanKind]] = []
        self.links: list[Link] = []
        self.brackets: list[tuple[int, int, bool]] = []
        self.no_link_below = 0
        self.runs: dict[int, list[int]] | None = None
        self.missing: set[str] = set()
        self.at = 0
        self.open_comment: int | None = None

    def origin(self, position: int) -> int:
        """The note's offset for an offset in this text."""
        line = bisect_right(self.starts, position) - 1
        return self.origins[line] + position - self.starts[line]

    def span(self, start: int, end: int) -> Span:
        if len(self.starts) == 1:
            return _new(Span, (self.origins[0] + start, self.origins[0] + end))
        return (
            Span(self.origin(start), self.origin(end - 1) + 1)
            if end > start
            else Span(*[self.origin(start)] * 2)
        )

    def skip(self, start: int) -> None:
        line = bisect_right(self.origins, start) - 1
        self.at = self.starts[line] + start - self.origins[line]
        self._hide(0, self.at, "comment")

    def define(self) -> None:
        """Skip link reference definitions (CommonMark 4.7)."""
        while definition := _DEFINITION.match(self.text, self.at):
            self._hide(*definition.span(), "target")

    def read(self) -> Inline:
        text = self.text
        while mark := _MARK.search(text, self.at):
            token = _TOKEN.match(text, mark.start())
            self.at = mark.end() if token is None else token.end()
            if token is not None and token.lastgroup:
                _READERS[token.lastgroup](self, token)
        return Inline(tuple(self.hidden), tuple(self.links), self.open_comment)

    def _hide(self, start: int, end: int, kind: SpanKind) -> None:
        self.hidden.append((self.span(start, end), kind))
        self.at = max(self.at, end)

    def code(self, token: re.Match[str]) -> None:
        """Inline code ends at the next run of the same number of backticks (CommonMark 6.1)."""
        start, length = token.start(), len(token["ticks"])
        if self.runs is None:
            self.runs = {}
            for run in re.finditer("`+", self.text):
                self.runs.setdefault(run.end() - run.start(), []).append(run.start())
        places = self.runs.get(length, [])
        following = bisect_left(places, start + length)
        if following < len(places):
            self._hide(start, places[following] + length, "code")

    def displayed_formula(self, token: re.Match[str]) -> None:
        self._enclosed(token.start(), "$$", "formula")

    def formula(self, token: re.Match[str]) -> None:
        if formula := _FORMULA.match(self.text, token.start()):
            self._hide(*formula.span(), "formula")

    def comment(self, token: re.Match[str]) -> None:
        if not self._enclosed(token.start(), "%%", "comment"):
            self.open_comment = self.origin(token.start())

    def _enclosed(self, start: int, end_mark: str, kind: SpanKind, opening: int = 2) -> bool:
        """Hide the text between two marks. An end mark that was not found once is not searched for again."""
        end = -1 if end_mark in self.missing else self.text.find(end_mark, start + opening)
        if end < 0:
            self.missing.add(end_mark)
            return False
        self._hide(start, end + len(end_mark), kind)
        return True

    def html(self, token: re.Match[str]) -> None:
        start = token.start()
        if tag := _HTML.match(self.text, start):
            self._hide(*tag.span(), "tag")
            return
        for opening, closing in _ENCLOSED:
            if self.text.startswith(opening, start):
                shortest = 2 if opening == "<!--" else len(opening)
                self._enclosed(start, closing, "comment" if opening == "<!--" else "tag", shortest)
                return

    def wikilink(self, token: re.Match[str]) -> None:
        inside, first = token["wiki"], token.start("wiki")
        place, bar, shown = inside.partition("|")
        if bar and place.endswith("\\"):
            place = place[:-1]
        name, _, rest = place.partition("#")
        subpath = f"#{rest}" if len(name) < len(place) else ""
        if not subpath and "^" in name:
            name, _, rest = name.partition("^")
            subpath = f"#^{rest}"
        target = name.strip()
        begin = first + len(name) - len(name.lstrip())
        span, target_span = self.span(*token.span()), self.span(begin, begin + len(target))
        self.hidden.append((span, "link"))
        self.links.append(_new(Link, (
            "wiki", target.removesuffix(".md"), subpath.strip(), shown.strip() if bar else None,
            token[0][0] == "!", span, target_span,
        )))  # fmt: skip

    def open_bracket(self, token: re.Match[str]) -> None:
        self.brackets.append((token.start(), token.end(), token[0][0] == "!"))

    def markdown_link(self, _token: re.Match[str]) -> None:
        """Read the link whose text ends here, if any: links don't contain links (CommonMark 6.3)."""
        if not self.brackets:
            return
        start, inside, embed = self.brackets.pop()
        behind = self.at
        if len(self.brackets) < self.no_link_below:
            self.no_link_below = len(self.brackets)
            if not embed:
                return
        found = _DESTINATION.match(self.text, behind) if self.text[behind : behind + 1] == "(" else None
        if not found:
            return
        group = "angled" if found["angled"] is not None else "bare"
        self._hide(*found.span(), "target")
        if not embed:
            self.no_link_below = len(self.brackets)
        destination = found[group]
        name = destination.partition("#")[0]
        if _SCHEME.match(destination):
            return
        target, subpath = unescaped(name), unescaped(destination[len(name) :])
        shown = self.text[inside : min(behind - 1, inside + MAX_SHOWN)]
        inner = found.start(group)
        self.links.append(_new(Link, (
            "markdown", target.removesuffix(".md"), subpath, shown, embed,
            self.span(start, found.end()), self.span(inner, inner + len(name)),
        )))  # fmt: skip


_READERS: Mapping[str, Callable[[_InlineScanner, re.Match[str]], None]] = {
    "ticks": _InlineScanner.code,
    "display": _InlineScanner.displayed_formula,
    "dollar": _InlineScanner.formula,
    "percent": _InlineScanner.comment,
    "less": _InlineScanner.html,
    "wiki": _InlineScanner.wikilink,
    "opens": _InlineScanner.open_bracket,
    "closes": _InlineScanner.markdown_link,
}
"""The reader for a token, by the name of its group."""


@lru_cache(maxsize=KEPT)
def unescaped(destination: str) -> str:
    """The destination of a Markdown link without escapes and percent-encoding."""
    if "\\" in destination:
        destination = _ESCAPED.sub(r"\1", destination)
    return unquote(destination) if "%" in destination else destination
