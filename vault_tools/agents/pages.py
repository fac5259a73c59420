"""Limits the size of answers: an agent pays for each word it reads, and its context is limited."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 40_000
"""Maximum bytes of an answer in JSON. A token is at least two bytes of any text (about three of Chinese, four
of English), so this is 20,000 tokens at most."""
ROOM = MOST - 6_000
"""The bytes of an answer left for texts, after field names and white space."""
_DEEPER = 4
"""Extra bytes for each line of a list item in the answer: deeper indentation, and the line end."""
A_LINE = 300
"""Maximum code points of a heading or message to show."""


def size_of(value: Any) -> int:
    """The number of bytes of a value in JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def page_of(items: Iterable[T], room: int = ROOM, limit: int | None = None) -> tuple[list[T], bool]:
    """As many dataclass instances as fit into an answer (at least one), and whether there are more."""
    page: list[T] = []
    for item in items:
        shown = json.dumps(asdict(item), ensure_ascii=False, indent=2)  # type: ignore[call-overload]
        room -= len(shown.encode("utf-8", "replace")) + _DEEPER * (shown.count("\n") + 1)
        if page and (room < 0 or len(page) == limit):
            return page, True
        page.append(item)
    return page, False


def beginning(text: str, room: int) -> str:
    """The beginning of a text that fits into this many bytes of JSON, but at least one character."""
    cut = min(len(text), max(room, 1))
    while cut > 1 and (size := size_of(text[:cut])) > room:
        cut = max(1, min(cut - 1, cut * room // size))
    return text[:cut]


def line(text: str) -> str:
    """The text, cut off after A_LINE code points."""
    return text if len(text) <= A_LINE else f"{text[: A_LINE - 1]}…"
