"""Files that are no notes and hold links: canvases (https://jsoncanvas.org/spec/1.0/) and bases
(https://help.obsidian.md/bases/syntax)."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.note_link import NoteLink, links_of
from vault_tools.vault.note_linking import NoteLinking

ENDINGS = (".canvas", ".base")
_STRING = pattern(r'(?s)"(?:[^"\\]|\\.)*+(?:"|\\?\Z)')
_IN_BASE = pattern(
    r"\[\[(?P<wiki>[^\[\]|\n]++)[^\[\]\n]*+\]\]|\b(?:hasLink|link|linksTo)\(\s*+[\"'](?P<called>[^\"'\n]++)"
)


def facts_of_drawing(path: str, text: str) -> NoteFacts:
    """The facts of a canvas or a base: its links alone. One that can't be read has none."""
    found = _in_canvas(path, text) if path.endswith(".canvas") else _in_base(text)
    links = sorted(found, key=lambda link: link.start)
    return NoteFacts(path, "", {}, (), NoteLinking(tuple(links)), title=path.rpartition("/")[2])


def _in_canvas(path: str, text: str) -> Iterator[NoteLink]:
    """The files of its cards, and the links in the text of the others."""
    try:
        canvas: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    nodes = canvas.get("nodes") if isinstance(canvas, dict) else None
    places = _Places(text)
    for node in nodes if isinstance(nodes, list) else ():
        if not isinstance(node, dict):
            continue
        file, subpath, said = (node.get(key) for key in ("file", "subpath", "text"))
        if isinstance(file, str) and file:
            written = f"{file}{subpath}" if isinstance(subpath, str) else file
            yield places.link("card", written, file)
        elif isinstance(said, str):
            for link in links_of(Note(f"{path}.md", said)):
                yield places.link(link.kind, link.written, said)


def _in_base(text: str) -> Iterator[NoteLink]:
    places = _Places(text)
    for match in _IN_BASE.finditer(text):
        group = "wiki" if match["wiki"] else "called"
        yield places.at(match.start(group), "wikilink", match[group].strip())


class _Places:
    """Finds where in a JSON text its strings are, each as often as it is there."""

    def __init__(self, text: str) -> None:
        self._lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._strings: dict[str, int] = {}
        for match in _STRING.finditer(text):
            try:
                self._strings.setdefault(json.loads(match[0], strict=False), match.start() + 1)
            except ValueError:
                continue

    def link(self, kind: Any, written: str, string: str) -> NoteLink:
        return self.at(self._strings.get(string, 0), kind, written)

    def at(self, position: int, kind: Any, written: str) -> NoteLink:
        line = bisect_right(self._lines, position)
        return NoteLink(kind, written, position, line, position - self._lines[line - 1] + 1)
