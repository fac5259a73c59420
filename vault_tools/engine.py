"""Check and fix one note: rules report, fixes are proved, edits go in until none is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import frontmatter

from vault_tools.note import IGNORE_KEY, Note
from vault_tools.posts import ObsidianHandler, Verbatim
from vault_tools.rewrite import expected
from vault_tools.rule import Diagnostic, Fix, NoteRule, Rule, VaultRule
from vault_tools.schema import Schema
from vault_tools.text import apply_edits
from vault_tools.vault import NoteFacts, Vault, facts_of
from vault_tools.yaml12 import Value, same

MAX_PASSES = 100

_HANDLER = ObsidianHandler()


class DidNotConverge(Exception):
    """Rules undo each other on this note: a bug of ours; the note is to be left as it is."""


@dataclass(frozen=True)
class Fixed:
    """A note after all fixes: what was applied, in order, and what is left to say about it."""

    note: Note
    applied: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def check(note: Note, rules: Iterable[Rule], schema: Schema) -> tuple[Diagnostic, ...]:
    """What the rules of note scope say, in the order of the text. Every fix shown has been proved."""
    ignored = {name for name, _ in note.ignored}
    active = [rule for rule in _active(rules, ignored) if isinstance(rule, NoteRule)]
    return _sorted(_proved(note, d) for rule in active for d in rule.check(note, schema))


def check_in_vault(
    facts: NoteFacts, rules: Iterable[Rule], schema: Schema, vault: Vault
) -> tuple[Diagnostic, ...]:
    """What the rules of vault scope say about a note, from its facts alone."""
    ignored = set(facts.texts(IGNORE_KEY))
    active = [rule for rule in _active(rules, ignored) if isinstance(rule, VaultRule)]
    return _sorted(_proved(facts.note, d) for rule in active for d in rule.check(facts, schema, vault))


def fix(
    note: Note, rules: Sequence[Rule], schema: Schema, vault: Vault | None = None, *, unsafe: bool = False
) -> Fixed:
    """Apply the fixes until none is offered; without `vault` those of note scope.

    Raises DidNotConverge.
    """
    applied: list[Diagnostic] = []
    seen = {note.text}
    for _ in range(MAX_PASSES):
        left = check(note, rules, schema)
        if vault:
            left = _sorted([*left, *check_in_vault(facts_of(note, vault.finder), rules, schema, vault)])
        chosen = _together(note, [d for d in left if d.fix and (d.fix.safe or unsafe)])
        if not chosen:
            return Fixed(note, tuple(applied), left)
        applied += chosen
        note = _edited(note, [d.fix for d in chosen if d.fix])
        if note.text in seen:
            break
        seen.add(note.text)
    raise DidNotConverge(f"{note.path}: {', '.join(sorted({d.rule for d in applied}))}")


def _active(rules: Iterable[Rule], ignored: set[str]) -> list[Rule]:
    return [rule for rule in rules if rule.name not in ignored and "all" not in ignored]


def _sorted(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(diagnostics, key=_order))


def _order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.span.start, diagnostic.span.end, diagnostic.rule


def _together(note: Note, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Those whose edits do not overlap, or the first alone when together they'd mean something else."""
    chosen: list[Diagnostic] = []
    taken: list[Fix] = []
    for diagnostic in diagnostics:
        fix = diagnostic.fix
        if fix and not any(a.overlaps(b) for t in taken for a in t.edits for b in fix.edits):
            chosen.append(diagnostic)
            taken.append(fix)
    return chosen if len(chosen) < 2 or _holds(note, taken) else chosen[:1]


def _proved(note: Note, diagnostic: Diagnostic) -> Diagnostic:
    """The diagnostic, without its fix when that would do anything but what it says."""
    if diagnostic.fix is None or _holds(note, [diagnostic.fix]):
        return diagnostic
    return replace(diagnostic, fix=None)


def _holds(note: Note, fixes: Sequence[Fix]) -> bool:
    """Whether the result reads back: it parses, and exactly the intended values have changed.

    A block that could not be read before has no values to compare; then it must be readable now. Edits of
    the body alone leave the frontmatter as it is.
    """
    if all(edit.span.start >= max(note.body_start, 1) for fix in fixes for edit in fix.edits):
        return True
    before, after = note.frontmatter, _edited(note, fixes)
    if after.frontmatter is None or after.frontmatter.fault or after.frontmatter.duplicates:
        return before is None is after.frontmatter
    intents = [intent for fix in fixes for intent in fix.intents]
    if before is None:
        wanted, body_stays = expected({}, intents), after.text.endswith(note.text.lstrip("\r\n"))
    elif before.fault or before.duplicates:
        return same(expected(after.frontmatter.values, intents), after.frontmatter.values)
    else:
        wanted = expected(before.values, intents)
        body_stays = after.body_start == note.body_start + _growth(note, fixes)
    return body_stays and same(_metadata(after), wanted)


def _growth(note: Note, fixes: Sequence[Fix]) -> int:
    """By how many code points the edits above the body lengthen the text."""
    edits = [e for fix in fixes for e in fix.edits if e.span.start < max(note.body_start, 1)]
    return sum(len(e.new) - (e.span.end - e.span.start) for e in edits)


def _metadata(note: Note) -> dict[str, Value]:
    """The values as a user's script reads them, through python-frontmatter."""
    metadata, _ = frontmatter.parse(Verbatim(note.text), handler=_HANDLER)
    return metadata  # type: ignore[return-value]


def _edited(note: Note, fixes: Iterable[Fix]) -> Note:
    return note.with_text(apply_edits(note.text, (edit for fix in fixes for edit in fix.edits)))
