"""Text that is safe to show: no escape code of a file's name or content reaches the terminal."""

import json
import unicodedata
from typing import Any

from vault_tools.lazy_re import pattern

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SHOWN_FORMATS = "\u200d"
"""The joiner of emoji sequences."""


_AS_EMOJI = "\ufe0f"
"""The selector that makes the character before it an emoji, two columns wide."""
_ODD_IN_JSON = pattern("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""What a terminal might obey, and half characters: written as escapes, which mean the same in JSON."""


def shown(text: str) -> str:
    """The text with control and format characters and lone surrogates as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(c) for c in text)


def written(value: Any, indent: int | None = None) -> str:
    """A value as JSON, in its own script but for what a terminal might obey."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ODD_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def width(text: str) -> int:
    """Columns of a terminal: Chinese, Japanese and Korean characters and emoji take two, marks none."""
    columns, previous = 0, 0
    for character in text:
        previous = 2 - previous if character == _AS_EMOJI else _width(character)
        columns += previous
    return columns


def _escaped(character: str) -> str:
    if character == "\t" or character in _SHOWN_FORMATS:
        return character
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
