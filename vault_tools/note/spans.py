"""What is in a line of text: code, formulas, comments, HTML tags and links, as CommonMark 6 and Obsidian read
them. Everything else is prose.
"""

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
"""What a token begins with: this is found far sooner than a token."""
_FORMULA = pattern(r"\$(?:[^$\\\n]|\\[^\n])++(?<![\s$])\$(?!\d)")
"""As Obsidian has it: no blank inside the dollars, no digit behind them; `$5 and $6` are prices."""
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
"""Where a Markdown link leads (CommonMark 6.3), with its title; parentheses three deep."""
_DEFINITION = pattern(
    r"[ \t]*+\[(?!\^)(?:[^\[\]\\]|\\.){1,999}+\]:[ \t]*+\n?[ \t]*+(?:<[^<>\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?+[ \t]*+(?:\n|\Z)"
)
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ESCAPED = pattern(r"\\([!-/:-@\[-`{-~])")


_new = tuple.__new__
"""Makes a span or a link in half the time; a note may have thousands."""
KEPT = 1 << 14
"""Texts of links that are kept: most are written more than once."""
MAX_SHOWN = 1000
"""Code points of a link's text that are kept: links may be within one another."""


class Link(NamedTuple):
    """A link or an embed. `target` is what it points at, a name or a path as typed, decoded in a Markdown
    link, without `.md`; empty for one to a place in its own note. `subpath` is the rest from `#` on: headings
    or `#^` and a block's id. `shown` is None where a wikilink shows its target.

    `span` is that of all of it, `target_span` that of the target with `.md`, both in the note's text.
    """

    kind: LinkKind
    target: str
    subpath: str
    shown: str | None
    embed: bool
    span: Span
    target_span: Span


class Inline(NamedTuple):
    """What is not prose in a leaf, in order, and the links in it. `open_comment` is where a comment begins
    that the leaf does not end."""

    hidden: tuple[tuple[Span, SpanKind], ...]
    links: tuple[Link, ...]
    open_comment: int | None

    def until(self, begins: int, end: int) -> "Inline":
        """The same where all from a place to the end is a comment."""
        hidden = tuple(found for found in self.hidden if found[0].start < begins)
        links = tuple(link for link in self.links if link.span.start < begins)
        return Inline((*hidden, (Span(begins, end), "comment")), links, None)


def inline_of(text: str, leaf: Leaf, start: int = 0) -> Inline:
    """Read one leaf of text; what is before `start` is a comment."""
    scanner = _InlineScanner(text, leaf.spans)
    if start > leaf.spans[0].start:
        scanner.skip(start)
    elif leaf.is_paragraph:
        scanner.define()
    return scanner.read()


class _InlineScanner:
    """The lines of one leaf as one text, and where each of them comes from."""

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
        """Where a place of this text is in the note's."""
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
        """Pass over the definitions of links (CommonMark 4.7)."""
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
        """A span of code ends at the next run of as many backticks (CommonMark 6.1)."""
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
        """Hide what is between two marks; what is not found once is looked for no more."""
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
        """The link whose text ends here, if one does: no link holds another (CommonMark 6.3)."""
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
"""What reads on from a token, by the name of its group."""


@lru_cache(maxsize=KEPT)
def unescaped(destination: str) -> str:
    """What a Markdown link says that it leads to, without escapes and percent-encoding."""
    if "\\" in destination:
        destination = _ESCAPED.sub(r"\1", destination)
    return unquote(destination) if "%" in destination else destination
