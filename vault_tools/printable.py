"""Makes text safe to show: no escape code in a file's name or content reaches the terminal."""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

from vault_tools.lazy_re import pattern

_FORMATS = (
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200c\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
)
"""Invisible characters and those that reverse the text direction: Unicode's Cf, Zl, Zp and Cs, except the
joiner of emoji sequences."""
_HIDDEN = pattern(f"[\x00-\x08\n-\x1f\x7f-\x9f{_FORMATS}]")
_OBEYED = pattern(f"\x1b\\[[0-9;]*+m|[\x00-\x08\x0b-\x1f\x7f-\x9f{_FORMATS}]")
_ODD_IN_JSON = pattern(f"[\x7f-\x9f\u200d{_FORMATS}]|(?<=##)\\[")
"""Characters that `json.dumps` does not escape; we write them as equivalent escapes."""
_COMMAND = pattern(r"(?:^|(?<=\r))[^\S\r\n]*+:(?=:)|##(?=\[)", re.MULTILINE)
"""Text that GitHub's runner takes for a command in a log: `::error::…` at the start of a line, and the old
`##[error]…` anywhere in a line (ActionCommand.cs of actions/runner)."""

_NOT_ASCII = pattern(r"[^\x00-\x7f]")
_AS_EMOJI = "\ufe0f"
"""The selector that turns the character before it into an emoji, which is two columns wide."""


def shown(text: str) -> str:
    """The text on one line, with control characters, format characters and lone surrogates escaped."""
    if text.isprintable():
        return text
    return _HIDDEN.sub(_escape, text)


def harmless(text: str, *, colours: bool = False) -> str:
    """Lines in which a terminal obeys nothing except, with `colours`, colour codes. A safety net for output
    whose parts should have gone through `shown` already."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return _OBEYED.sub(lambda match: match[0] if colours and len(match[0]) > 1 else _escaped(match[0]), text)


def without_commands(text: str) -> str:
    """The lines with commands to GitHub's runner escaped."""
    if "::" not in text and "##[" not in text:
        return text
    return _COMMAND.sub(lambda match: match[0][:-1] + f"\\x{ord(match[0][-1]):02x}", text)


def written(value: Any, indent: int | None = None) -> str:
    """A value as JSON. Non-ASCII text is not escaped, except what a terminal or GitHub's runner might
    obey."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ODD_IN_JSON.sub(_escape_in_json, text)


def width(text: str) -> int:
    """The number of terminal columns: Chinese, Japanese and Korean characters and emoji take two, combining
    marks none."""
    if text.isascii():
        return len(text)
    if _AS_EMOJI not in text:
        others = _NOT_ASCII.findall(text)
        return len(text) - len(others) + sum(map(_width, others))
    columns, previous = 0, 0
    for character in text:
        previous = 2 - previous if character == _AS_EMOJI else _width(character)
        columns += previous
    return columns


def _escape(match: re.Match[str]) -> str:
    return _escaped(match[0])


def _escaped(text: str) -> str:
    return text.encode("unicode_escape", "surrogatepass").decode("ascii")


def _escape_in_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


@lru_cache(maxsize=1 << 13)
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
