"""Makes a note ignore a rule in one place."""

from collections.abc import Iterable

from vault_tools.config.config import Config
from vault_tools.lint import engine
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.frontmatter_edit import add, append_item
from vault_tools.note.note import IGNORE_KEY, Note
from vault_tools.note.text import Edit, Span, apply_edits


def ignoring(note: Note, found: Diagnostic, config: Config) -> tuple[Edit, ...]:
    """The edits that make a note opt out: for the block below a new line in the text, else for the whole
    note. Empty if they would not have just that effect."""
    edits = _in_text(note, found) if found.span.start >= note.body_start > 0 else _as_a_whole(note, found)
    return edits if edits and _works(note, edits, found, config) else ()


def _in_text(note: Note, found: Diagnostic) -> tuple[Edit, ...]:
    block = note.block_at(found.span.start)
    start = block.start if block else found.span.start
    line = note.text.rfind("\n", 0, start) + 1
    return (Edit(Span(line, line), f"%% vault-tools: ignore {found.rule} %%{note.newline}"),)


def _as_a_whole(note: Note, found: Diagnostic) -> tuple[Edit, ...]:
    block = note.frontmatter
    if block is None or not block.editable:
        return ()
    entry = block.get(IGNORE_KEY)
    if entry is None:
        return add(block, IGNORE_KEY, [found.rule]).edits
    rewrite = append_item(block, entry, found.rule) if isinstance(entry.value, list) else None
    return rewrite.edits if rewrite else ()


def _works(note: Note, edits: Iterable[Edit], found: Diagnostic, config: Config) -> bool:
    """Whether the rule reports less with these edits and no other rule reports more. For a rule that looks at
    other notes this is assumed."""
    schema = config.schema_for(note.path)

    def said(text: Note) -> list[str]:
        all_found = engine.check(
            text, config.rules, schema, evidence=config.evidence, least=config.confidence
        )
        return [diagnostic.rule for diagnostic in all_found]

    before, after = said(note), said(note.with_text(apply_edits(note.text, edits)))
    others_before = [rule for rule in before if rule != found.rule]
    others_after = [rule for rule in after if rule != found.rule]
    fewer = after.count(found.rule) < before.count(found.rule) or found.rule not in before
    return fewer and len(others_after) <= len(others_before)
