"""What a note asks to be left alone: rules of all of it, by a property, and of one block, by a directive."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vault_tools.note import Note
from vault_tools.text import Span, SpanSet

_DIRECTIVE = re.compile(
    r"(?:%%|<!--)[ \t]*vault-tools:[ \t]*ignore[ \t]+"
    r"(?P<rules>[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*(?:%%|-->)"
)


class Directive(NamedTuple):
    """`%% vault-tools: ignore RULE %%`: the rules that it names and what it covers, itself included."""

    rules: tuple[str, ...]
    span: Span
    covers: Span


def directives_of(note: Note) -> Iterator[Directive]:
    """The directives of a note. One covers its own line and the block below it: of a heading all of its
    section, of a `<details>` all of the fold."""
    if "vault-tools:" not in note.text:
        return
    for match in _DIRECTIVE.finditer(note.text, note.body_start):
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


class Ignored:
    """The rules that a note opts out of as a whole, and what its directives cover."""

    def __init__(self, note: Note) -> None:
        self.rules = frozenset(name for name, _ in note.ignored)
        spans: dict[str, list[Span]] = {}
        for directive in directives_of(note):
            for rule in directive.rules:
                spans.setdefault(rule, []).append(directive.covers)
        self._covered = {rule: SpanSet(covered) for rule, covered in spans.items()}

    def covers(self, rule: str, span: Span) -> bool:
        """Whether a directive speaks of this rule and of where this span begins."""
        first = Span(span.start, span.start + 1)
        return any(self._covered[name].touches(first) for name in (rule, "all") if name in self._covered)
