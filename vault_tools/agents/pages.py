"""Answers that fit: a program that reads them pays for each word, and forgets what is too much."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 40_000
"""Bytes of an answer in JSON. A token is two bytes or more of any text that a note may hold, of Chinese three
and of English four, so this is 20,000 tokens at most."""
ROOM = MOST - 6_000
"""What is left for texts beside the names of fields and the space between them."""
_DEEPER = 4
"""Spaces more before a line of an item of a list in the answer, and what ends it."""
A_LINE = 300
"""Code points of a heading or a message that are enough."""


def size_of(value: Any) -> int:
    """Bytes of a value in JSON."""
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def page_of(items: Iterable[T], room: int = ROOM, limit: int | None = None) -> tuple[list[T], bool]:
    """So many dataclasses as fit into an answer, one at least, and whether there are more."""
    page: list[T] = []
    for item in items:
        shown = json.dumps(asdict(item), ensure_ascii=False, indent=2)  # type: ignore[call-overload]
        room -= len(shown.encode("utf-8", "replace")) + _DEEPER * (shown.count("\n") + 1)
        if page and (room < 0 or len(page) == limit):
            return page, True
        page.append(item)
    return page, False


def beginning(text: str, room: int) -> str:
    """As much of a text as fits into this many bytes of JSON, but at least one character."""
    cut = min(len(text), max(room, 1))
    while cut > 1 and (size := size_of(text[:cut])) > room:
        cut = max(1, min(cut - 1, cut * room // size))
    return text[:cut]


def line(text: str) -> str:
    """A text that is to be shown on a line."""
    return text if len(text) <= A_LINE else f"{text[: A_LINE - 1]}…"
