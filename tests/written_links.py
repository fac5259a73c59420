"""The links of a text, parsed by the grammar of wikilinks and Markdown without any of our code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_LINK = re.compile(
    r"\[\[(?P<wiki>[^\[\]|]+?)(?:\\?\|[^\[\]]*)?\]\]|\[(?:\\.|[^\[\]\\])*\]\((?P<plain>[^\s()<>]+)\)"
)


@dataclass(frozen=True)
class Link:
    """A link. `target` is without `.md`, `headings` are the parts after `#`."""

    target: str
    headings: tuple[str, ...]


def links_in(text: str) -> Iterator[Link]:
    for match in _LINK.finditer(text):
        target, *headings = (match["wiki"] or match["plain"]).split("#")
        if match["plain"]:
            target, *headings = map(unquote, (target, *headings))
        yield Link(target.removesuffix(".md"), tuple(headings))


def headings_in(text: str) -> list[str]:
    """The headings of a note in the form of `same_heading`."""
    return [same_heading(line.lstrip("#")) for line in re.findall(r"^#{1,6} .*", text, flags=re.MULTILINE)]


def same_heading(heading: str) -> str:
    """A heading as Obsidian compares it: after `stripHeading` of its API, ignoring case."""
    bare = re.sub(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n]", " ", heading)
    return " ".join(bare.split()).lower()
