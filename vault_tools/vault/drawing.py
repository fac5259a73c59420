"""Files other than notes that contain links: canvases (https://jsoncanvas.org/spec/1.0/) and bases
(https://help.obsidian.md/bases/syntax)."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.note_link import NoteLink, NoteLinkKind, links_of
from vault_tools.vault.note_linking import NoteLinking

ENDINGS = (".canvas", ".base")
_TOKEN = pattern(r'(?s)"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\],]')
_ESCAPE = pattern(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\.")
_IN_BASE = pattern(
    r"\[\[(?P<wiki>[^\[\]|\n]++)[^\[\]\n]*+\]\]|\b(?:hasLink|link|linksTo)\(\s*+[\"'](?P<called>[^\"'\n]++)"
)


def facts_of_drawing(path: str, text: str) -> NoteFacts:
    """The facts of a canvas or base: its links and, for a canvas, its text as `head`. An unreadable file has
    no links."""
    links = tuple(_in_canvas(path, text) if is_canvas(path) else _in_base(text))
    head = text if is_canvas(path) else ""
    return NoteFacts(path, head, {}, (), NoteLinking(links), title=path.rpartition("/")[2])


def is_canvas(path: str) -> bool:
    return path.endswith(".canvas")


def canvas_of(text: str) -> dict[str, Any] | None:
    """The parsed canvas, or None if the text is not a canvas. A blank file is an empty canvas."""
    try:
        canvas: Any = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        return None
    return canvas if isinstance(canvas, dict) and isinstance(canvas.get("nodes", []), list) else None


def _in_canvas(path: str, text: str) -> Iterator[NoteLink]:
    """The files on its cards and the links in its text cards. File names that no link can express are
    skipped."""
    canvas, places = canvas_of(text), _Places(text)
    if not canvas:
        return
    nodes = (node for node in canvas.get("nodes", []) if isinstance(node, dict))
    for node, spans in zip(nodes, _strings_of_nodes(text), strict=True):
        file, subpath, said = (node.get(key) for key in ("file", "subpath", "text"))
        if isinstance(file, str) and file and "file" in spans:
            if "#" not in file and "^" not in file:
                written = f"{file}{subpath}" if isinstance(subpath, str) else file
                yield places.at(spans["file"].start, "card", written)
        elif isinstance(said, str) and "text" in spans:
            offsets = _offsets(spans["text"].of(text))
            for link in links_of(Note(f"{path}.md", said)):
                yield places.at(spans["text"].start + offsets[link.start], link.kind, link.written)


def _strings_of_nodes(text: str) -> Sequence[Mapping[str, Span]]:
    """For each node, the span of each string value in the canvas text, without quotes, by key."""
    found: list[dict[str, Span]] = []
    inside: list[str] = []
    keys: list[str] = []
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        if mark in "{[":
            if inside == ["{", "["] and keys[0] == "nodes" and mark == "{":
                found.append({})
            inside.append(mark)
            keys.append("")
        elif mark in "}]":
            inside.pop()
            keys.pop()
        elif mark == ",":
            keys[-1] = ""
        elif inside[-1] == "{" and not keys[-1]:
            keys[-1] = str(json.loads(token[0])) or " "
            if len(keys) == 1 and keys[0] == "nodes":
                found.clear()
        elif inside == ["{", "[", "{"] and keys[0] == "nodes":
            found[-1][keys[-1]] = Span(token.start() + 1, token.end() - 1)
    return found


def _offsets(written: str) -> Sequence[int]:
    """The offset of each decoded character in a JSON string as written, plus the offset of its end."""
    if "\\" not in written:
        return range(len(written) + 1)
    offsets: list[int] = []
    position = 0
    for escape in _ESCAPE.finditer(written):
        offsets += range(position, escape.start() + 1)
        position = escape.end()
    return [*offsets, *range(position, len(written) + 1)]


def _in_base(text: str) -> Iterator[NoteLink]:
    places = _Places(text)
    for match in _IN_BASE.finditer(text):
        group = "wiki" if match["wiki"] else "called"
        yield places.at(match.start(group), "wikilink", match[group].strip())


class _Places:
    """Turns offsets in a text into lines and columns."""

    def __init__(self, text: str) -> None:
        self._lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def at(self, position: int, kind: NoteLinkKind, written: str) -> NoteLink:
        line = bisect_right(self._lines, position)
        return NoteLink(kind, written, position, line, position - self._lines[line - 1] + 1)
