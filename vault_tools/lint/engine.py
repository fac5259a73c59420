"""Check and fix one note: rules report, fixes are proved, edits go in until none is left."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any

from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass, replace
from vault_tools.lint.levels import CONFIDENCES, Confidence
from vault_tools.lint.rule import ConclusionRule, Diagnostic, Fix, NoteRule, Rule, VaultRule
from vault_tools.lint.runs import in_runs
from vault_tools.note.frontmatter_edit import END, Intent, expected
from vault_tools.note.note import Note
from vault_tools.note.suppressions import Ignored, ignored_in
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_core import same
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

MAX_PASSES = 100
MAX_OF_A_RULE = 1000
"""Diagnostics of one rule in one note: whoever has mended these is told the next ones."""
MAX_AT_ONCE = 50_000
"""The same while the program mends them itself: more passes would take longer than all that they find."""
MAX_PROOFS, LEAST_PROOFS = 64, 8
"""Times that a frontmatter is read again in a pass to prove fixes; what is not proved then is not offered."""
MAX_PROVED = 200_000
"""Characters of frontmatter that are read for that; a long one is read `LEAST_PROOFS` times anyway."""


class DidNotConverge(Exception):
    """Rules undo each other on this note: a bug of ours; the note is to be left as it is."""


class RuleFailed(Exception):
    """A rule raised, which is a bug of ours: which one, on which note. The cause is what it raised."""

    def __init__(self, rule: str, path: str) -> None:
        super().__init__(f"{path}: rule `{rule}` failed; please report this")
        self.rule, self.path = rule, path


@dataclass(frozen=True)
class Fixed:
    """A note after all fixes: what was applied, in order, and what is left to say about it."""

    note: Note
    applied: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]


def check(
    note: Note,
    rules: Iterable[Rule],
    schema: Schema,
    *,
    evidence: Iterable[Rule] = (),
    least: Confidence = "medium",
) -> tuple[Diagnostic, ...]:
    """What the rules of note scope say, in the order of the text. Every fix shown has been proved.

    `evidence` are rules that others draw conclusions from though they say nothing themselves; below the
    `least` confidence nothing is said.
    """
    return _checked(note, rules, schema, evidence, least, MAX_OF_A_RULE)


def _checked(
    note: Note,
    rules: Iterable[Rule],
    schema: Schema,
    evidence: Iterable[Rule],
    least: Confidence,
    most: int,
) -> tuple[Diagnostic, ...]:
    """The same, at `most` so many of a rule."""
    ignored = ignored_in(note)
    found: list[Diagnostic] = []
    unsaid: list[Diagnostic] = []
    for kept, active in ((found, rules), (unsaid, evidence)):
        of_note: list[NoteRule] = _of_kind(NoteRule, _active(active, ignored.rules))
        for rule in of_note:
            kept += _said(rule, note.path, islice(_told(rule, note, schema, ignored), most))
    shown, counted = _confident(found, least), _confident([*found, *unsaid], "medium")
    conclusions: list[ConclusionRule] = _of_kind(ConclusionRule, _active(rules, ignored.rules))
    for conclusion in conclusions:
        shown += _said(conclusion, note.path, conclusion.check(note, schema, counted))
    return in_order(_proved(note, shown))


def _told(rule: NoteRule, note: Note, schema: Schema, ignored: Ignored) -> Iterator[Diagnostic]:
    """What a rule finds where it may, in runs; mostly nothing."""
    found = rule.check(note, schema)
    if first := next(found, None):
        yield from in_runs(note, (d for d in chain((first,), found) if not ignored.covers(d.rule, d.span)))


def _of_kind(kind: type, rules: Iterable[Rule]) -> list[Any]:
    return [rule for rule in rules if _is_of_kind(type(rule), kind)]


@cache
def _is_of_kind(rule: type, kind: type) -> bool:
    """As `isinstance` of an abstract class, which takes ten times as long and is asked of each note."""
    return issubclass(rule, kind)


def _said(rule: Rule, path: str, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What a rule says. Raises RuleFailed, and lets VaultToolsError pass: that is about the configuration."""
    try:
        return list(diagnostics)
    except VaultToolsError:
        raise
    except Exception as error:
        raise RuleFailed(rule.name, path) from error


def _confident(diagnostics: Iterable[Diagnostic], least: Confidence) -> list[Diagnostic]:
    enough = CONFIDENCES[CONFIDENCES.index(least) :]
    return [d for d in diagnostics if d.confidence in enough]


def check_in_vault(
    facts: NoteFacts,
    rules: Iterable[Rule],
    schema: Schema,
    vault: Vault,
    *,
    least: Confidence = "medium",
    most: int = MAX_OF_A_RULE,
) -> tuple[Diagnostic, ...]:
    """What the rules of vault scope say about a note, from its facts alone, each at `most` so often; nothing
    below the `least` confidence."""
    active: list[VaultRule] = _of_kind(VaultRule, _active(rules, facts.ignored))
    found = [
        d for rule in active for d in _said(rule, facts.path, islice(rule.check(facts, schema, vault), most))
    ]
    if not found:
        return ()
    found = _confident(found, least)
    if facts.covered:
        ignored = Ignored(facts.ignored, facts.covered)
        found = [d for d in found if not ignored.covers(d.rule, d.span)]
    return in_order(_proved(facts.note, found))


def fix(
    note: Note,
    rules: Sequence[Rule],
    schema: Schema,
    vault: Vault | None = None,
    *,
    unsafe: bool = False,
    evidence: Sequence[Rule] = (),
    least: Confidence = "medium",
    said: Sequence[Diagnostic] | None = None,
) -> Fixed:
    """Apply the fixes until none is offered; without `vault` those of note scope. The rest as in `check`.

    `said` is what those of note scope say of the note as it is given, where that is known. Raises
    DidNotConverge.
    """
    applied: list[Diagnostic] = []
    seen = {note.text}
    for _ in range(MAX_PASSES):
        left = _checked(note, rules, schema, evidence, least, MAX_AT_ONCE) if said is None else in_order(said)
        said = None
        if vault:
            facts = facts_of(note, vault.finder, inline_fields=schema.inline_fields)
            left = in_order(
                [*left, *check_in_vault(facts, rules, schema, vault, least=least, most=MAX_AT_ONCE)]
            )
        chosen = _together(note, [d for d in left if d.fix and (d.fix.safe or unsafe)])
        if not chosen:
            return Fixed(note, tuple(applied), tuple(_at_most(left)))
        applied += chosen
        note = _edited(note, [d.fix for d in chosen if d.fix])
        if note.text in seen:
            break
        seen.add(note.text)
    raise DidNotConverge(f"{note.path}: {', '.join(sorted({d.rule for d in applied}))}")


def _at_most(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """So many of each rule as are told at once."""
    counts: Counter[str] = Counter()
    for diagnostic in diagnostics:
        counts[diagnostic.rule] += 1
        if counts[diagnostic.rule] <= MAX_OF_A_RULE:
            yield diagnostic


def _active(rules: Iterable[Rule], ignored: frozenset[str]) -> Iterable[Rule]:
    if not ignored:
        return rules
    return [rule for rule in rules if rule.name not in ignored and "all" not in ignored]


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics of one note, in the order of its text."""
    return tuple(sorted(diagnostics, key=_order))


def _order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.span.start, diagnostic.span.end, diagnostic.rule


def _together(note: Note, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Those that can go in at once; fewer of them where together they'd mean something else: all but one
    where each takes an item of a list away, which would be left without any."""
    chosen, left = _compatible(diagnostics), 1
    while len(chosen) > 1 and not _holds(note, [d.fix for d in chosen if d.fix]):
        chosen = chosen[: len(chosen) - left]
        left = len(chosen) // 2
    return chosen


def _compatible(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those whose edits do not overlap, and whose intents go together."""
    chosen: list[Diagnostic] = []
    taken: list[tuple[int, int]] = []
    claims = _Claims()
    for diagnostic in diagnostics:
        fix = diagnostic.fix
        if fix is None or any(_collides(taken, edit) for edit in fix.edits):
            continue
        if not claims.admit(diagnostic.rule, fix.intents):
            continue
        chosen.append(diagnostic)
        for edit in fix.edits:
            insort(taken, (edit.span.start, edit.span.end))
    return chosen


class _Claims:
    """What fixes that go in together are to do to each key.

    Only one may say what a key is as a whole, and no two may add the same item. Those about one key are of
    one rule: two rules that each take an item away because the other item stands would together take both.
    """

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}
        self._whole: set[str] = set()
        self._added: set[tuple[str, str]] = set()

    def admit(self, rule: str, intents: Sequence[Intent]) -> bool:
        """Whether these go with all that were admitted before; then they are admitted as well."""
        if any(self._clashes(rule, intent) for intent in intents):
            return False
        for intent in intents:
            self._rules[intent.key] = rule
            if intent.index is None:
                self._whole.add(intent.key)
            elif intent.index == END:
                self._added.add((intent.key, str(intent.value)))
        return True

    def _clashes(self, rule: str, intent: Intent) -> bool:
        if intent.key not in self._rules:
            return False
        return (
            self._rules[intent.key] != rule
            or intent.index is None
            or intent.key in self._whole
            or (intent.index == END and (intent.key, str(intent.value)) in self._added)
        )


def _collides(taken: list[tuple[int, int]], edit: Edit) -> bool:
    """Whether an edit overlaps one of the sorted spans, which do not overlap one another."""
    index = bisect_left(taken, (edit.span.start, edit.span.end))
    neighbours = taken[max(0, index - 1) : index + 1]
    return any(edit.overlaps(Edit(Span(*span), "")) for span in neighbours)


def _proved(note: Note, diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics, without the fixes that would do anything but what they say.

    Those that go together are proved together: one parse where nothing is wrong, however many there are.
    """
    above = [d for d in diagnostics if d.fix and any(_above_body(note, edit) for edit in d.fix.edits)]
    waiting, proved = above, {id(d) for d in diagnostics} - set(map(id, above))
    groups: list[list[Diagnostic]] = []
    for _ in range(_proofs(note) if above else 0):
        if not groups and waiting:
            groups.append(_compatible(waiting))
            chosen = set(map(id, groups[0]))
            waiting = [diagnostic for diagnostic in waiting if id(diagnostic) not in chosen]
        if not groups:
            break
        group = groups.pop()
        if _holds(note, [diagnostic.fix for diagnostic in group if diagnostic.fix]):
            proved.update(map(id, group))
        elif len(group) > 1:
            groups += [group[len(group) // 2 :], group[: len(group) // 2]]
    for diagnostic in diagnostics:
        holds = diagnostic.fix is None or id(diagnostic) in proved
        yield diagnostic if holds else replace(diagnostic, fix=None)


def _proofs(note: Note) -> int:
    return max(LEAST_PROOFS, min(MAX_PROOFS, MAX_PROVED // max(note.body_start, 1)))


def _holds(note: Note, fixes: Sequence[Fix]) -> bool:
    """Whether the result reads back: it parses, and exactly the intended values have changed.

    A block that could not be read before has no values to compare; then it must be readable now. Edits of
    the body alone leave the frontmatter as it is.
    """
    fixes = [fix for fix in fixes if any(_above_body(note, edit) for edit in fix.edits)]
    if not fixes:
        return True
    before, after = note.frontmatter, _edited(note, fixes)
    if after.frontmatter is None or after.frontmatter.fault or after.frontmatter.duplicates:
        return before is None is after.frontmatter
    if after.frontmatter.template_code and not (before and before.template_code):
        return False
    intents = [intent for fix in fixes for intent in fix.intents]
    if before is None:
        wanted, body_stays = expected({}, intents), after.text.endswith(note.text.lstrip("\r\n"))
    elif before.fault or before.duplicates:
        return same(expected(after.frontmatter.values, intents), after.frontmatter.values)
    else:
        wanted = expected(before.values, intents)
        body_stays = after.body_start == note.body_start + _growth(note, fixes)
    return body_stays and same(after.frontmatter.values, wanted)


def _growth(note: Note, fixes: Sequence[Fix]) -> int:
    """By how many code points the edits above the body lengthen the text."""
    edits = [e for fix in fixes for e in fix.edits if _above_body(note, e)]
    return sum(len(e.new) - (e.span.end - e.span.start) for e in edits)


def _above_body(note: Note, edit: Edit) -> bool:
    """Whether an edit touches the frontmatter, or the very start of a note that has none."""
    return edit.span.start < max(note.body_start, 1)


def _edited(note: Note, fixes: Iterable[Fix]) -> Note:
    return note.with_text(apply_edits(note.text, (edit for fix in fixes for edit in fix.edits)))
