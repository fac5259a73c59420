"""Check and fix one note: rules report, fixes are proved, and edits are applied until none is left."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain, islice
from typing import Any, TypeVar

from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.levels import CONFIDENCES, Confidence
from vault_tools.lint.proof import edited, proved, together
from vault_tools.lint.rule import ConclusionRule, Diagnostic, NoteRule, Rule, VaultRule, placed
from vault_tools.lint.runs import in_runs
from vault_tools.note.note import Note
from vault_tools.note.suppressions import Ignored, ignored_in
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

R = TypeVar("R", bound=Rule)

MAX_PASSES = 100
MAX_OF_A_RULE = 1000
"""Maximum diagnostics of one rule in one note; further ones are shown once these are fixed."""
MAX_AT_ONCE = 50_000
"""The same limit while fixing. It is higher because many passes of a thousand fixes would be slow."""


class DidNotConverge(Exception):
    """Rules undo each other's fixes on this note. That is our bug, and the note must be left as it is."""


class RuleFailed(Exception):
    """`rule` raised an exception, the `__cause__`, on the note at `path`. That is our bug."""

    def __init__(self, rule: str, path: str) -> None:
        super().__init__(f"{path}: rule `{rule}` failed; please report this")
        self.rule, self.path = rule, path


@dataclass(frozen=True)
class Fixed:
    """A note after all fixes: the diagnostics that were fixed, in order, and those that remain. `facts` are
    those of the note, if it was judged in a vault."""

    note: Note
    applied: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    facts: NoteFacts | None = None


def check(
    note: Note,
    rules: Iterable[Rule],
    schema: Schema,
    *,
    evidence: Iterable[Rule] = (),
    least: Confidence = "medium",
) -> tuple[Diagnostic, ...]:
    """The diagnostics of the rules of note scope, in text order. All their fixes have been proved.

    The diagnostics of the `evidence` rules are not returned but are available to conclusion rules. Nothing
    below the `least` confidence is returned.
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
    """The same as `check`, with at most `most` diagnostics per rule."""
    ignored = ignored_in(note)
    told = partial(_told, note, schema, ignored, least)
    found = _said(_of_kind(NoteRule, _active(rules, ignored.rules)), note.path, told, most)
    unsaid = _said(_of_kind(NoteRule, _active(evidence, ignored.rules)), note.path, told, most)
    shown, counted = _confident(found, least), _confident([*found, *unsaid], "medium")
    conclusions: list[ConclusionRule] = _of_kind(ConclusionRule, _active(rules, ignored.rules))
    concluded = _said(conclusions, note.path, lambda rule: rule.check(note, schema, counted))
    shown += [placed(note, d) for d in concluded]
    return in_order(proved(note, shown)) if shown else ()


def _told(
    note: Note, schema: Schema, ignored: Ignored, least: Confidence, rule: NoteRule
) -> Iterable[Diagnostic]:
    """A rule's diagnostics without the suppressed ones, combined in runs. Places are computed only for those
    that are shown or that conclusions depend on."""
    found = rule.check(note, schema) if least == "low" else rule.check_likely(note, schema)
    first = next(found, None)
    if first is None:
        return ()
    heard = (d for d in chain((first,), found) if not ignored.covers(d.rule, d.span))
    is_said = (least, "medium", "high")
    return in_runs(note, (placed(note, d) if d.confidence in is_said else d for d in heard))


def _of_kind(kind: type, rules: Iterable[Rule]) -> list[Any]:
    """The rules of a kind. Those of the last tuple are kept: it is the same one for every note."""
    kept = _last.get(kind)
    if kept is None or kept[0] is not rules:
        kept = rules, [rule for rule in rules if _is_of_kind(type(rule), kind)]
        if rules and isinstance(rules, tuple):
            _last[kind] = kept
    return kept[1]


_last: dict[type, tuple[Iterable[Rule], list[Any]]] = {}


@cache
def _is_of_kind(rule: type, kind: type) -> bool:
    """Cached: `isinstance` with an abstract class takes ten times as long, and this is called for each
    note."""
    return issubclass(rule, kind)


def _said(
    rules: Iterable[R], path: str, tell: Callable[[R], Iterable[Diagnostic]], most: int | None = None
) -> list[Diagnostic]:
    """What rules tell of a note, at most `most` diagnostics each. Raises RuleFailed if one fails; a
    VaultToolsError is about the configuration and passes through."""
    said: list[Diagnostic] = []
    for rule in rules:
        try:
            if told := tell(rule):
                said += islice(told, most)
        except VaultToolsError:
            raise
        except Exception as error:
            raise RuleFailed(rule.name, path) from error
    return said


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
    """The diagnostics of the rules of vault scope for a note, found from its facts alone: at most `most` per
    rule, and none below the `least` confidence."""
    active: list[VaultRule] = _of_kind(VaultRule, _active(rules, facts.ignored))
    found = _said(active, facts.path, lambda rule: rule.check(facts, schema, vault), most)
    if not found:
        return ()
    found = _confident(found, least)
    if facts.covered:
        ignored = Ignored(facts.ignored, facts.covered)
        found = [d for d in found if not ignored.covers(d.rule, d.span)]
    return in_order(proved(facts.note, [placed(facts.note, d) for d in found]))


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
    """Apply fixes until none is offered; without `vault`, only those of note scope. The other parameters are
    as in `check`.

    `said` are the diagnostics of note scope for the note as given, if known. Raises DidNotConverge.
    """
    applied: list[Diagnostic] = []
    seen, facts = {note.text}, None
    for _ in range(MAX_PASSES):
        left = _checked(note, rules, schema, evidence, least, MAX_AT_ONCE) if said is None else in_order(said)
        said = None
        if vault:
            facts = facts_of(note, vault.finder, inline_fields=schema.inline_fields)
            left = in_order(
                [*left, *check_in_vault(facts, rules, schema, vault, least=least, most=MAX_AT_ONCE)]
            )
        chosen = together(note, [d for d in left if d.fix and (d.fix.safe or unsafe)])
        if not chosen:
            return Fixed(note, tuple(applied), tuple(_at_most(left)), facts)
        applied += chosen
        note = edited(note, [d.fix for d in chosen if d.fix])
        if note.text in seen:
            break
        seen.add(note.text)
    raise DidNotConverge(f"{note.path}: {', '.join(sorted({d.rule for d in applied}))}")


def _at_most(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first MAX_OF_A_RULE diagnostics of each rule."""
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
    """The diagnostics of one note in text order."""
    return tuple(sorted(diagnostics, key=_order))


def _order(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.span.start, diagnostic.span.end, diagnostic.rule
