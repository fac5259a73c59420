"""Splits a body into blocks, line by line.

Text at the left margin is read as in CommonMark (https://spec.commonmark.org/0.31.2/), with the tables of GFM
and the comments and formulas of Obsidian. Lists are read item by item, and quotations are not searched for
inner blocks. A `<details>` or `<summary>` tag is a separate block: what follows on the next line is text, as
every reader of the note sees it, even where CommonMark has raw HTML up to a blank line.
"""

import re

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import CODES, HTML_NAMES, Blocks, Lines

_SPECIAL = frozenset("#`~>-*_+0123456789%<$|[= \t:")
"""A line whose first character is none of these is text."""
_BOLD = pattern(r"\*\*[^*\s]")
"""Text that begins with a special character."""
_FOLD_TAG = r"</?[ \t]*(?:details|summary)(?![\w-])"
_BEGINS_WITH_TAG = pattern(rf"[ \t]*{_FOLD_TAG}", re.IGNORECASE)
_START = pattern(
    r"(?P<indent>[ \t]*)(?:"
    r"(?P<heading>#{1,6})(?=[ \t]|$)"
    r"|(?P<code>`{3,}(?=[^`]*$)|~{3,})"
    r"|(?P<rule>([-*_])[ \t]*(?:\5[ \t]*){2,}$)"
    r"|(?P<quote>>)"
    r"|(?P<item>[-*+]|\d{1,9}[.)])(?=[ \t]|$)"
    r"|(?P<comment>%%|<!--)"
    r"|(?P<formula>\$\$)"
    rf"|(?P<tag>{_FOLD_TAG})"
    rf"|(?P<html></?(?:{HTML_NAMES})(?:[ \t>]|/>|$)|<(?:script|pre|style|textarea)(?:[ \t>]|$)|<[!?])"
    r"|(?P<footnote>\[\^[^\]\s]+\]:)"
    r")",
    re.IGNORECASE,
)
_TAGS = ("<details>", "</details>", "<summary>", "</summary>")
"""The beginning of nearly every fold tag; others are found by `_START`."""
_LONE_TAG = pattern(r" {0,3}<(?:[A-Za-z][\w-]*(?:\s[^<>]*|/)?|/[A-Za-z][\w-]*\s*)>[ \t]*$")
_RAW_END = {
    "<script": "</script>",
    "<pre": "</pre>",
    "<style": "</style>",
    "<textarea": "</textarea>",
    "<![cdata[": "]]>",
    "<?": "?>",
    "<!": ">",
}
_RAW_STARTS = tuple(_RAW_END)
_LONGEST_RAW = max(map(len, _RAW_END))
_ITEM_MARKS = pattern(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]+)+")
_FENCE = pattern(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_SETEXT = pattern(r" {0,3}(?:=+|-+)[ \t]*$")
_DELIMITERS = pattern(r"[ \t]*+\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+$")
_ENDS = {"%%": "%%", "<!--": "-->", "$$": "$$"}


def blocks_of(lines: Lines) -> Blocks:
    """The blocks of a body, in order. Blank lines belong to none."""
    return _BlockScanner(lines).blocks()


class _BlockScanner:
    """The lines of one body, and whether the current line belongs to a list."""

    def __init__(self, lines: Lines) -> None:
        self.starts, self.has_returns = lines.starts, lines.has_returns
        texts = lines.texts
        self.lines = [line.removesuffix("\r") for line in texts] if lines.has_returns else texts
        self.in_list = False

    def blocks(self) -> Blocks:
        kinds: list[str] = []
        first: list[int] = []
        behind: list[int] = []
        lines, last, after = self.lines, len(self.lines) - 1, 0
        for at, line in enumerate(lines):
            if not line or at < after:
                continue
            begin = line[0]
            if begin == "<" and line.startswith(_TAGS):
                kind, after = "g", at + 1
                self.in_list = False
            elif line.isspace():
                continue
            elif (begin not in _SPECIAL or (begin == "*" and _BOLD.match(line))) and (
                at == last or not (below := lines[at + 1]) or (below[0] == "<" and below.startswith(_TAGS))
            ):
                kind, after = "p", at + 1
                self.in_list = False
            else:
                after, kind = self._block(at, line)
            kinds.append(kind)
            first.append(at)
            behind.append(after)
        starts = self.starts
        if self.has_returns:
            ends = [starts[at - 1] + len(lines[at - 1]) for at in behind]
        else:
            ends = [starts[at] - 1 for at in behind]
        return Blocks("".join(kinds), tuple([starts[at] for at in first]), tuple(ends))

    def _block(self, at: int, line: str) -> tuple[int, str]:
        """(index of the line after the block, letter of its kind) for the block that begins at a line."""
        found = self._start(line) if line[0] in _SPECIAL else None
        if line[0] not in " \t" and not (found and found.lastgroup == "item"):
            self.in_list = False
        if found:
            return self._opened(at, found)
        if line[0] in " \t" and self._is_code(line):
            return self._end_of_indented(at), "c"
        if line[0] in " <" and _LONE_TAG.match(line):
            return self._end_of_html(at, line), "h"
        return self._text(at)

    def _start(self, line: str) -> re.Match[str] | None:
        """The match for the block that a line begins; None for text and indented code."""
        found = _START.match(line)
        if found and line[0] in " \t" and not self.in_list and _is_deep(found["indent"]):
            return None
        return found

    def _is_code(self, line: str) -> bool:
        return not self.in_list and _is_deep(line[: len(line) - len(line.lstrip(" \t"))])

    def _opened(self, at: int, found: re.Match[str]) -> tuple[int, str]:
        """(index of the line after the block, letter of its kind) for a block that begins with `found`."""
        kind = found.lastgroup or ""
        line = self.lines[at]
        match kind:
            case "heading":
                return at + 1, CODES["heading"][len(found["heading"]) - 1]
            case "rule" | "tag":
                return at + 1, CODES[kind]
            case "code":
                return self._fenced(at, found["code"], in_item=self.in_list and len(found["indent"]) > 1)
            case "comment":
                return self._enclosed(at, CODES[kind], found[kind])
            case "formula":
                return self._enclosed(at, CODES[kind], found[kind])
            case "html":
                return self._end_of_html(at, line.lstrip()), "h"
            case "quote":
                return self._end_of_quote(at), "q"
        self.in_list = True
        marks = _ITEM_MARKS.match(line)
        fence = _FENCE.match(line, marks.end()) if marks else None
        if fence:
            return self._fenced(at, fence[1], in_item=True)
        return self._end_of_text(at + 1), "i" if kind == "item" else "n"

    def _fenced(self, at: int, fence: str, *, in_item: bool) -> tuple[int, str]:
        """Fenced code; in a list item it ends with the item at the latest."""
        for after in range(at + 1, len(self.lines)):
            line = self.lines[after]
            if fence in line:
                closing = line.strip("> \t")
                if closing.startswith(fence) and not closing.strip(fence[0]):
                    return after + 1, "c"
            if in_item and line and line[0] not in " \t":
                return after, "c"
        return len(self.lines), "C"

    def _enclosed(self, at: int, kinds: str, mark: str) -> tuple[int, str]:
        """A comment or formula; `kinds` are the letters for one with and one without an end."""
        whole, open_ended = kinds[0], kinds[1]
        end, lines = _ENDS[mark], self.lines
        is_html, first = mark == "<!--", lines[at]
        if first.find(end, first.index(mark) + len(mark)) >= 0 or (
            is_html and first.lstrip().startswith(("<!-->", "<!--->"))
        ):
            return at + 1, whole
        for after in range(at + 1, len(lines)):
            line = lines[after]
            if is_html and mark in line and line.lstrip().startswith(mark):
                return self._end_of_paragraph(at + 1, after), open_ended
            if end in line:
                return after + 1, whole
        return len(self.lines), open_ended

    def _end_of_paragraph(self, at: int, end: int) -> int:
        """The first blank line from `at` up to `end`, else `end`. A comment in which another one begins has
        lost its end mark; it is taken to hide only its paragraph."""
        return next((n for n in range(at, end) if not self.lines[n].strip()), end)

    def _end_of_html(self, at: int, opener: str) -> int:
        opening = opener[:_LONGEST_RAW].lower()
        raw = None
        if opening.startswith(_RAW_STARTS):
            raw = next(end for start, end in _RAW_END.items() if opening.startswith(start))
        for after in range(at, len(self.lines)):
            line = self.lines[after]
            if raw and raw in line.lower():
                return after + 1
            if not raw and (not line or line.isspace() or (after > at and _is_tag(line))):
                return after
        return len(self.lines)

    def _end_of_quote(self, at: int) -> int:
        """The index of the line after a quotation; text that continues without `>` is part of it."""
        lines, after, goes_on = self.lines, at, False
        while after < len(lines) and (line := lines[after]):
            found = self._start(line) if line[0] in _SPECIAL else None
            if found and found.lastgroup == "quote":
                goes_on = bool(line.strip("> \t"))
            elif not goes_on or (found and found.lastgroup == "item") or self._interrupts(line):
                break
            after += 1
        return after

    def _end_of_indented(self, after: int) -> int:
        last = after
        while after < len(self.lines):
            line = self.lines[after]
            if line and not line.isspace():
                if not self._is_code(line):
                    break
                last = after
            after += 1
        return last + 1

    def _end_of_text(self, after: int) -> int:
        """The index of the line after a text whose second line is `after`."""
        lines = self.lines
        while after < len(lines) and (line := lines[after]):
            if line[0] in _SPECIAL and (
                line.startswith(_TAGS)
                or line.isspace()
                or self._interrupts(line)
                or (line[0] in " -=" and _SETEXT.match(line))
                or _is_delimiters(line)
            ):
                break
            after += 1
        return after

    def _end_of_table(self, after: int) -> int:
        lines = self.lines
        while after < len(lines) and (line := lines[after]):
            if self._interrupts(line) or self._is_code(line):
                break
            after += 1
        return after

    def _interrupts(self, line: str) -> bool:
        """Whether a line ends the text above it; an empty list mark, or a number other than 1, does not."""
        if line.isspace():
            return True
        found = self._start(line)
        if found is None or found.lastgroup == "footnote":
            return found is not None
        if found.lastgroup != "item" or self.in_list:
            return True
        return found["item"] in ("-", "*", "+", "1.", "1)") and bool(line[found.end() :].strip())

    def _text(self, at: int) -> tuple[int, str]:
        """A paragraph, an underlined heading, or a table that begins with its first line."""
        lines, after = self.lines, self._end_of_text(at + 1)
        while after < len(lines) and (line := lines[after]) and not line.startswith(_TAGS):
            if _SETEXT.match(line):
                return after + 1, CODES["heading"]["=" not in line]
            if _is_delimiters(line) and "|" in lines[after - 1]:
                if after - 1 > at:
                    return after - 1, "p"
                return self._end_of_table(after + 1), "t"
            if self._interrupts(line):
                break
            after = self._end_of_text(after + 1)
        return after, "p"


def _is_tag(line: str) -> bool:
    """Whether a line begins with a tag of a fold."""
    return "<" in line and _BEGINS_WITH_TAG.match(line) is not None


def _is_deep(indent: str) -> bool:
    """Whether the indentation is four columns or more, which makes indented code in CommonMark."""
    return len(indent.expandtabs(4)) > 3


def _is_delimiters(line: str) -> bool:
    return "|" in line and "-" in line and _DELIMITERS.match(line) is not None
