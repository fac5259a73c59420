"""What a note asks the plugin Obsidian Linter to leave alone: https://platers.github.io/obsidian-linter/"""

from collections.abc import Iterator, Mapping

from vault_tools.note import Note
from vault_tools.pattern import pattern
from vault_tools.text import Span

DISABLED_RULES = "disabled rules"
"""The plugin's property: its names of rules, or `all`."""

COUNTERPARTS: Mapping[str, tuple[str, ...]] = {
    "dedupe-yaml-array-values": ("duplicate-value",),
    "format-tags-in-yaml": ("malformed-tag",),
    "format-yaml-array": ("wrong-type",),
    "insert-yaml-attributes": ("missing-frontmatter", "missing-key"),
    "yaml-key-sort": ("unordered-keys",),
    "yaml-timestamp": ("malformed-date",),
}
"""The plugin's rule -> ours that do the same to a note."""
REWRITING_TEXT = ("generation-residue", "inconsistent-tag")
"""Our rules that change text below the frontmatter. The plugin has no such rules, but between its comments
a linter changes nothing."""

_COMMENT = pattern(r"(?:%%|<!--+)[ \t]*linter-(?P<turned>disable|enable)[ \t]*(?:%%|--+>)")


def disabled_rules(note: Note) -> Iterator[str]:
    """Our rules that the property turns off."""
    entry = note.frontmatter.get(DISABLED_RULES) if note.frontmatter else None
    if entry is None:
        return
    for name in entry.value if isinstance(entry.value, list) else [entry.value]:
        if name == "all":
            yield from (*sum(COUNTERPARTS.values(), ()), *REWRITING_TEXT)
        yield from COUNTERPARTS.get(str(name), ())


def disabled_spans(note: Note) -> Iterator[Span]:
    """The text from each `linter-disable` to the next `linter-enable`, or to the end."""
    if "linter-disable" not in note.text:
        return
    start = None
    for comment in _COMMENT.finditer(note.text, note.body_start):
        if comment["turned"] == "disable":
            start = comment.start() if start is None else start
        elif start is not None:
            yield Span(start, comment.end())
            start = None
    if start is not None:
        yield Span(start, len(note.text))
