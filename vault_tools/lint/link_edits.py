"""Edits that point a link at another file: they replace only its target and keep its form."""

import json

from vault_tools.lazy_re import pattern
from vault_tools.note.frontmatter_edit import Rewrite, set_item, set_value
from vault_tools.note.text import Edit, Span
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.links import LinkIndex, LinkStyle, fits_wikilink, has_known_ending, quoted
from vault_tools.vault.note_link import NoteLink

_STRING = pattern(r'(?s)"(?:[^"\\]|\\.)*+"')


def with_target(
    facts: NoteFacts, link: NoteLink, index: LinkIndex, path: str, style: LinkStyle, *, shown: str = ""
) -> Rewrite | None:
    """Point the link at the file at `path`, keeping its heading; None if that can't be written.

    A relative path stays relative; all else is written in the vault's link format. With `shown`, a wikilink
    shows that text.
    """
    written = _written(facts, link, index, path, style) if facts.path.endswith(".md") else None
    if written is None:
        return None
    written += f"|{shown}" if shown else ""
    return _in_property(facts, link, written) if link.kind == "property" else _in_text(link.span, written)


def with_target_on_canvas(
    facts: NoteFacts, link: NoteLink, index: LinkIndex, path: str, style: LinkStyle
) -> Rewrite | None:
    """The same in the JSON of a canvas: for the path of a file card, or a link in the text of a card."""
    text = facts.head
    if link.kind == "card":
        string = _STRING.match(text, link.start - 1)
        if string is None or json.loads(string[0]) != link.target:
            return None
        return _in_text(Span(link.start, string.end() - 1), _in_json(path))
    written = None if link.kind == "property" else _written(facts, link, index, path, style)
    if written is None or link.span.of(text) != link.written:
        return None
    return _in_text(link.span, _in_json(written))


def _written(facts: NoteFacts, link: NoteLink, index: LinkIndex, path: str, style: LinkStyle) -> str | None:
    is_relative = link.target.startswith(("./", "../"))
    target = index.target(path, facts.path, "relative" if is_relative else style.format)
    _, mark, anchor = link.written.partition("#")
    if link.is_markdown:
        named = path.endswith(".md") and link.target.endswith(".md")
        return quoted(f"{target}.md" if named else target) + mark + anchor
    if path.endswith(".md") and has_known_ending(target):
        target = f"{target}.md"
    return target + mark + anchor if fits_wikilink(target) else None


def _in_text(span: Span, written: str) -> Rewrite:
    return Rewrite((Edit(span, written),))


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _in_property(facts: NoteFacts, link: NoteLink, written: str) -> Rewrite | None:
    block = facts.note.frontmatter
    if block is None or not block.editable:
        return None
    for entry in facts.note.entries:
        for index, item in enumerate(entry.items):
            if item.span.start <= link.start < item.span.end:
                return set_item(block, entry, index, str(item.value).replace(link.written, written, 1))
        if not entry.items and entry.value_span.start <= link.start < entry.value_span.end:
            return set_value(block, entry, str(entry.value).replace(link.written, written, 1))
    return None
