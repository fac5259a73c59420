"""Which blocks a line can begin in CommonMark and GFM, and how raw HTML ends."""

import re

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import HTML_NAMES

MARKS = frozenset("#`~>-*_+0123456789%<$|[= \t:")
"""A line whose first character is none of these is text."""
START = pattern(
    r"(?P<heading>#{1,6}(?=[ \t]|\Z))"
    r"|(?P<fence>`{3,}+(?=[^`]*+\Z)|~{3,}+)"
    r"|(?P<rule>(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)(?=\Z))"
    r"|(?P<quote>>)"
    r"|(?P<item>[-*+]|(?P<number>\d{1,9})[.)])(?=[ \t]|\Z)"
    r"|(?P<footnote>\[\^[^\]\s\[]++\]:)"
    r"|(?P<comment>%%(?!.*%%))"
    r"|(?P<formula>\$\$(?!.*\$\$))"
)
"""The blocks that a line can begin; matched with `endpos` at the end of the line."""
HTML_START = pattern(
    r"(?P<pre><(?:script|pre|style|textarea)(?=[ \t>]|\Z))"
    r"|(?P<remark><!--)|(?P<instruction><\?)|(?P<cdata><!\[CDATA\[)|(?P<declaration><![A-Za-z])"
    rf"|(?P<block></?(?:{HTML_NAMES}|details|summary)(?=[ \t>]|/>|\Z))",
    re.IGNORECASE,
)
"""CommonMark 4.6, start conditions 1 to 6; the seventh, a lone tag, ends no paragraph."""
ATTRIBUTE = (
    r"[ \t\r\n]++[A-Za-z_:][\w.:-]*+"
    r"(?:[ \t\r\n]*+=[ \t\r\n]*+(?:\"[^\"]{0,1000}+\"|'[^']{0,1000}+'|[^\s\"'=<>`]++))?+"
)
"""An attribute of a tag (CommonMark 6.6). We do not recognize longer values."""
LONE_TAG = pattern(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?:{ATTRIBUTE})*+[ \t]*+/?|/[A-Za-z][A-Za-z0-9-]*+[ \t]*+)>[ \t]*+\Z"
)
FOLD_TAG = pattern(r"</?(?:details|summary)(?![\w-])", re.IGNORECASE)
FENCE = pattern(r"`{3,}+(?=[^`]*+\Z)|~{3,}+")
UNDERLINE = pattern(r"(?:=++|-++)[ \t]*+\Z")
RAW_ENDS = {"remark": "-->", "instruction": "?>", "cdata": "]]>", "declaration": ">"}
"""The end mark by group of HTML_START; `pre` ends with a tag instead."""
_RAW_END = pattern(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)


def ends_raw(text: str, until: str, start: int, end: int) -> bool:
    """Whether raw HTML ends between two offsets: at a mark, or for `pre` at a tag."""
    if until == "pre":
        return _RAW_END.search(text, start, end) is not None
    return text.find(until, start, end) >= 0
