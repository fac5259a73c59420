"""Updates the links to a note in a text, as Obsidian does when the note is renamed."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from vault_tools.lazy_re import pattern
from vault_tools.note.body import Body
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.vault.links import LinkIndex, quoted

_IN_PROPERTIES = pattern(r"\[\[([^\[\]|#^\\\n]++)|\]\((<?)([^()<>\s#]++)")


class NoteMove:
    """The renaming of a note: its old and new path, and how links resolve before and after."""

    def __init__(self, before: str, after: str, paths: frozenset[str]) -> None:
        self.before, self.after = before, after
        kept = paths if after in paths else paths - {before}
        self._old, self._new = LinkIndex(paths), LinkIndex(kept | {after})

    def target(self, typed: str, source: str) -> str | None:
        """The new target of a link in the note at `source`; None if it leads to another note. A shortened
        path stays short if it still reaches the note."""
        suffix = ".md" if typed.endswith(".md") else ""
        name = typed.removesuffix(".md").strip()
        if not name or self._old.resolve(name, source) != self.before:
            return None
        stem = self.after.rpartition("/")[2].removesuffix(".md")
        place = self.after if source == self.before else source
        wanted = name[: len(name) - len(name.rpartition("/")[2])] + stem
        if self._new.resolve(wanted, place) != self.after:
            wanted = self.after.removesuffix(".md")
        return wanted + suffix


def relinked(note: Note, move: NoteMove) -> str:
    """The text of a note with its links updated, including those in properties."""
    head = _links_in_properties(note.text, note.body_start)
    body = ((link.target_span, link.kind == "markdown") for link in note.body.links if link.target)
    return apply_edits(note.text, _edits(note.text, note.path, move, [*head, *body]))


def _links_in_properties(text: str, end: int) -> Iterator[tuple[Span, bool]]:
    for match in _IN_PROPERTIES.finditer(text, 0, end):
        yield (Span(*match.span(1)), False) if match[1] else (Span(*match.span(3)), True)


def _edits(text: str, path: str, move: NoteMove, links: list[tuple[Span, bool]]) -> Iterator[Edit]:
    for span, is_markdown in links:
        typed = span.of(text)
        wanted = move.target(unquote(typed) if is_markdown else typed, path)
        if wanted is not None:
            encoded = is_markdown and text[span.start - 1] != "<"
            new = quoted(wanted) if encoded else wanted
            yield Edit(span, new)


def relinked_canvas(text: str, path: str, move: NoteMove) -> str | None:
    """A canvas with its file cards and the links in its text cards updated, and no other byte changed; None
    if that is not possible. Raises ValueError if the text is not a canvas."""
    before = json.loads(text)
    changes: dict[str, str] = {}
    after = _changed(before, path, move, changes)
    for old, new in changes.items():
        for escaped in (False, True):
            literal, wanted = (json.dumps(value, ensure_ascii=escaped) for value in (old, new))
            text = text.replace(literal, wanted)
    return text if json.loads(text) == after else None


def _changed(value: Any, path: str, move: NoteMove, changes: dict[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _changed(part, path, move, changes, k) for k, part in value.items()}
    if isinstance(value, list):
        return [_changed(part, path, move, changes) for part in value]
    new = value
    if key == "file" and value == move.before:
        new = move.after
    elif key == "text" and isinstance(value, str):
        links = ((link.target_span, link.kind == "markdown") for link in Body(value).links if link.target)
        new = apply_edits(value, _edits(value, path, move, [*links]))
    if new != value:
        changes[value] = new
    return new


def canvas_tags(text: str, is_old: Callable[[str], bool]) -> bool:
    """Whether a text card has a tag for which `is_old` holds. Raises ValueError if the text is not a
    canvas."""
    texts = (node.get("text") for node in json.loads(text).get("nodes", ()) if isinstance(node, dict))
    return any(is_old(tag.name) for part in texts if isinstance(part, str) for tag in Body(part).each_tag())
