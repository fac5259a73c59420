"""Suppressions in a note: of rules for the whole note, by a property, and for one block, by a directive.

Those of the Obsidian Linter plugin count as well: https://platers.github.io/obsidian-linter/
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.note import Note
from vault_tools.note.text import Span, SpanSet

_DIRECTIVE = pattern(
    r"(?:%%|<!--)[ \t]*vault-tools:[ \t]*ignore[ \t]+"
    r"(?P<rules>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*(?:%%|-->)"
)


DISABLED_RULES = "disabled rules"
"""The plugin's property, a list of its rule names or `all`."""

COUNTERPARTS: Mapping[str, tuple[str, ...]] = {
    "dedupe-yaml-array-values": ("duplicate-value",),
    "format-tags-in-yaml": ("malformed-tag",),
    "format-yaml-array": ("wrong-type",),
    "insert-yaml-attributes": ("missing-frontmatter", "missing-key"),
    "yaml-key-sort": ("unordered-keys",),
    "yaml-timestamp": ("malformed-date",),
}
"""The plugin's rule -> our rules that have the same effect on a note."""
REWRITING_TEXT = ("ambiguous-link", "broken-link", "generation-residue", "inconsistent-tag")
"""Our rules that change text below the frontmatter. The plugin has no such rules, but no linter may change
the text between its comments."""

_LINTER_COMMENT = pattern(r"(?:%%|<!--+)[ \t]*linter-(?P<turned>disable|enable)[ \t]*(?:%%|--+>)")


class Directive(NamedTuple):
    """A directive such as `%% vault-tools: ignore RULE %%`: its rules, its span, and the span it covers,
    which includes itself."""

    rules: tuple[str, ...]
    span: Span
    covers: Span


def directives_of(note: Note) -> tuple[Directive, ...]:
    """The directives of a note. A directive covers its own line and the block below it; for a heading, the
    whole section; for a `<details>`, the whole fold."""
    return note.once(_directives_of)


def _directives_of(note: Note) -> tuple[Directive, ...]:
    may_direct = note.body.may_hold_comments and "vault-tools:" in note.text
    return tuple(_directives(note)) if may_direct else ()


def _directives(note: Note) -> Iterator[Directive]:
    for match in _DIRECTIVE.finditer(note.text, note.body_start):
        if note.body.in_code(match.start()):
            continue
        rules = tuple(name.strip() for name in match["rules"].split(","))
        yield Directive(rules, Span(*match.span()), Span(match.start(), _end(note, match.end())))


def _end(note: Note, position: int) -> int:
    own = note.block_at(position)
    if own and own.kind != "comment":
        return own.end
    below = note.blocks_from(position + 1)
    block = next(below, None)
    if block is None:
        return len(note.text)
    fold = note.folds.around(block.start)
    if fold:
        return fold.end
    if block.kind != "heading":
        return block.end
    ends = (b.start for b in below if b.kind == "heading" and b.level <= block.level)
    return next(ends, len(note.text))


@dataclass(frozen=True)
class Ignored:
    """The rules that a note opts out of as a whole, and by rule the spans in which it opts out; `all` means
    every rule."""

    rules: frozenset[str] = frozenset()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    def covers(self, rule: str, span: Span) -> bool:
        """Whether the text suppresses this rule at the beginning of a span."""
        first = Span(span.start, span.start + 1)
        return any(self._sets[name].touches(first) for name in (rule, "all") if name in self._sets)

    @cached_property
    def _sets(self) -> dict[str, SpanSet]:
        return {rule: SpanSet(spans) for rule, spans in self.spans.items()}


_NOTHING = Ignored()
"""Shared by all notes without suppressions."""


def ignored_in(note: Note) -> Ignored:
    """The suppressions by the note's properties, directives and comments, including those for Obsidian
    Linter."""
    return note.once(_ignored_in)


def _ignored_in(note: Note) -> Ignored:
    rules = frozenset([*(name for name, _ in note.ignored), *disabled_rules(note)])
    spans: dict[str, list[Span]] = {}
    for directive in directives_of(note):
        for rule in directive.rules:
            spans.setdefault(rule, []).append(directive.covers)
    for span in disabled_spans(note):
        for rule in REWRITING_TEXT:
            spans.setdefault(rule, []).append(span)
    if not rules and not spans:
        return _NOTHING
    return Ignored(rules, {rule: tuple(covered) for rule, covered in spans.items()})


def disabled_rules(note: Note) -> Iterator[str]:
    """Our rules that the plugin's property turns off."""
    entry = note.frontmatter.get(DISABLED_RULES) if note.frontmatter else None
    if entry is None:
        return
    for name in entry.value if isinstance(entry.value, list) else [entry.value]:
        if name == "all":
            yield from (*sum(COUNTERPARTS.values(), ()), *REWRITING_TEXT)
        yield from COUNTERPARTS.get(str(name), ())


def disabled_spans(note: Note) -> Iterator[Span]:
    """The spans from each `linter-disable` to the next `linter-enable`, or to the end."""
    if not note.body.may_hold_comments or "linter-disable" not in note.text:
        return
    start = None
    for comment in _LINTER_COMMENT.finditer(note.text, note.body_start):
        if note.body.in_code(comment.start()):
            continue
        if comment["turned"] == "disable":
            start = comment.start() if start is None else start
        elif start is not None:
            yield Span(start, comment.end())
            start = None
    if start is not None:
        yield Span(start, len(note.text))
