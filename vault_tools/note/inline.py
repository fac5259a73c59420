"""The headings and the title in a note's body."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import Block, Blocks
from vault_tools.note.languages import all_words
from vault_tools.note.text import Span

_HEADING = pattern(r" {0,3}+#{1,6}+(?:[ \t]++(.*+))?+$")
_UNDERLINE = pattern(r"\n[ \t]*(?:=+|-+)[ \t]*\r?$")

_LITERAL = pattern(
    r"(?P<ticks>`++)(?:(?P<code>.{1,999}?)(?<!`)(?P=ticks)(?!`))?|\\(?P<escaped>[!-/:-@\[-`{-~])"
)
_TARGET_PART = r"\((?:[^()\n]++|\([^()\n]*+\))*+\)"
_IMAGE = pattern(rf"!\[\[[^\[\]\n]*+\]\]|!\[[^\[\]\n]*+\]{_TARGET_PART}")
_WIKILINK = pattern(r"\[\[(?:[^\[\]|\n]*+\|)?+([^\[\]\n]*+)\]\]")
_LINK = pattern(rf"\[([^\[\]\n]*+)\]{_TARGET_PART}")
_EMPHASIS = pattern(r"\*++|~~|==|_++")
_BLOCK_ID = pattern(r"(?<![ \t])[ \t]++\^[\w-]++$")

_NO_TITLE_START = pattern(r"[-*+>|<#!$%\[\]`~=]|\d+[.)、:：]|\d+$|https?:")
_SENTENCE_END = pattern(r"[。．.,，;；:：、…—]$")
_CLOSING_MARKS = "”’\"'」』）)》】"
_PART_NAMES = frozenset(all_words("part_names"))
"""Headings that name a part of a note, not the note."""
MAX_LINE = 1000
MAX_TITLE = 80
"""Code points, with Chinese, Japanese and Korean ones counted twice. A longer line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `text` without its marks, `span` of its lines."""

    level: int
    text: str
    span: Span


def headings(text: str, blocks: Blocks) -> Iterator[Heading]:
    """The headings among the blocks of a text."""
    for block in map(blocks.at, blocks.of("heading")):
        yield Heading(block.level, heading_text(text, block), Span(block.start, block.end))


def heading_text(text: str, heading: Block) -> str:
    """The text of a heading, without its marks."""
    line = text[heading.start : heading.end]
    marked = _HEADING.match(line)
    return plain(_without_closing_marks(marked[1] or "") if marked else _UNDERLINE.sub("", line))


def _without_closing_marks(heading: str) -> str:
    """Remove closing marks: `Hops ##` becomes `Hops`, `C#` stays."""
    text = heading.rstrip(" \t\r")
    above = text.rstrip("#")
    return above if not above or above.endswith((" ", "\t")) else text


def title_of(text: str, blocks: Blocks) -> str | None:
    """The note's own title: its first H1, else the heading that opens it if no other is of that level or
    above, else a first line that looks like a title (short, not a sentence, list, quotation, link or
    picture). None if there is none."""
    found = list(headings(text, blocks))
    h1s = [heading for heading in found if heading.level == 1 and heading.text]
    first_h1 = next((h.text for h in h1s if len(h1s) == 1 or not _is_part(h)), None)
    if first_h1:
        return first_h1
    first = next((block for block in blocks.each() if block.kind not in ("code", "comment")), None)
    if first is None:
        return None
    if first.kind == "heading":
        opener = found[0]
        alone = not any(h.level <= opener.level for h in found[1:])
        return opener.text or None if alone and not _is_part(opener) else None
    return _title_line(text[first.start : first.end].split("\n", 1)[0].rstrip("\r"))


def _is_part(heading: Heading) -> bool:
    return heading.text.lower() in _PART_NAMES


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """One line of Markdown as readers see it: links as their text, without emphasis marks and block id.

    Text beyond MAX_LINE code points is cut off.
    """
    set_aside: list[str] = []

    def literal(match: re.Match[str]) -> str:
        set_aside.append(match["code"] or match["escaped"] or match[0])
        return f"\0{len(set_aside) - 1}\0"

    text = _LITERAL.sub(literal, _BLOCK_ID.sub("", text.strip()[:MAX_LINE]))
    text = _LINK.sub(r"\1", _WIKILINK.sub(r"\1", _IMAGE.sub("", text)))
    text = re.sub("\0(\\d+)\0", lambda match: set_aside[int(match[1])], _without_emphasis(text))
    return " ".join(text.split())


def _without_emphasis(text: str) -> str:
    """The text without the marks for bold, italic, struck and highlighted words.

    A run of marks closes the last open run of its kind, and everything opened since.
    """
    opened: list[list[int]] = []
    open_runs: Counter[str] = Counter()
    taken: list[tuple[int, int]] = []
    for run in _EMPHASIS.finditer(text):
        kind, start, end = run[0][0], run.start(), run.end()
        before, after = text[start - 1 : start], text[end : end + 1]
        in_words = kind != "_"
        closes = before.strip() and (in_words or not after.isalnum())
        while closes and start < end and open_runs[kind]:
            while text[opened[-1][0]] != kind:
                open_runs[text[opened.pop()[0]]] -= 1
            opener = opened[-1]
            length = min(end - start, opener[1] - opener[0])
            taken += (opener[1] - length, opener[1]), (start, start + length)
            start, opener[1] = start + length, opener[1] - length
            if opener[0] == opener[1]:
                opened.pop()
                open_runs[kind] -= 1
        if start < end and after.strip() and (in_words or not before.isalnum()):
            opened.append([start, end])
            open_runs[kind] += 1
    kept, position = [], 0
    for start, end in sorted(taken):
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])


def _title_line(line: str) -> str | None:
    if _NO_TITLE_START.match(line.strip()) or line.startswith(("\t", "    ")) or len(line) > MAX_LINE:
        return None
    title = plain(line)
    width = sum(2 if ord(c) > 0x2E7F else 1 for c in title)
    if not any(c.isalpha() for c in title) or width > MAX_TITLE:
        return None
    return None if _SENTENCE_END.search(title.rstrip(_CLOSING_MARKS)) else title
