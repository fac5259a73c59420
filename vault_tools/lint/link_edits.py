"""Rewrites of a link that leads elsewhere: its target alone, in its own form."""

from vault_tools.note.frontmatter_edit import Rewrite, set_item, set_value
from vault_tools.note.text import Edit
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.links import LinkIndex, LinkStyle, fits_wikilink, has_known_ending, quoted
from vault_tools.vault.note_link import NoteLink


def with_target(
    facts: NoteFacts, link: NoteLink, index: LinkIndex, path: str, style: LinkStyle
) -> Rewrite | None:
    """The link with the file at `path` as its target, its heading as it was; None where that can't be
    written. A relative path stays one, all else is written as the vault writes its links."""
    if not facts.path.endswith(".md"):
        return None
    is_relative = link.target.startswith(("./", "../"))
    target = index.target(path, facts.path, "relative" if is_relative else style.format)
    _, mark, anchor = link.written.partition("#")
    if link.is_markdown:
        named = path.endswith(".md") and link.target.endswith(".md")
        return Rewrite((Edit(link.span, quoted(f"{target}.md" if named else target) + mark + anchor),))
    if path.endswith(".md") and has_known_ending(target):
        target = f"{target}.md"
    if not fits_wikilink(target):
        return None
    if link.kind == "property":
        return _in_property(facts, link, target + mark + anchor)
    return Rewrite((Edit(link.span, target + mark + anchor),))


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
