"""Vault diagnostics: what the rules of vault scope find in notes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from vault_tools.config.config import Config
from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.lint import engine
from vault_tools.lint.outcome import Outcome, lines_of
from vault_tools.lint.rule import Diagnostic, VaultRule, registry
from vault_tools.note.note import Note
from vault_tools.note.text import Place, Span
from vault_tools.rules.unreadable_note import UnreadableNote
from vault_tools.session.budget import TookTooLong, budget, budgets
from vault_tools.session.collector import give_back
from vault_tools.session.steps import Steps
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.vault import Vault

WholeNote: TypeAlias = Callable[[str], Note | None]
"""Returns a note with its body, for the lines that diagnostics point at; None if it can't be read."""


@dataclass(frozen=True)
class NoteDiagnostics:
    """The vault diagnostics of one note, and the source lines that they point at."""

    diagnostics: tuple[Diagnostic, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict)

    def added_to(self, outcome: Outcome, said_before: frozenset[str]) -> Outcome:
        """The outcome with these diagnostics instead of those of the rules in `said_before`."""
        kept = [d for d in outcome.left if d.rule not in said_before]
        if not self.diagnostics and len(kept) == len(outcome.left):
            return outcome
        left = tuple(sorted([*kept, *self.diagnostics], key=lambda d: d.span))
        return replace(outcome, left=left, lines={**self.lines, **outcome.lines})

    @property
    def new_text(self) -> int:
        """The number of characters that the fixes insert."""
        return sum(len(edit.new) for d in self.diagnostics if d.fix for edit in d.fix.edits)

    def without_edits(self) -> "NoteDiagnostics":
        """These diagnostics, with their fixes reduced to the fact that there is one."""
        bare = (replace(d, fix=d.fix and replace(d.fix, edits=(), intents=())) for d in self.diagnostics)
        return replace(self, diagnostics=tuple(bare))

    def by(self, rules: Collection[str]) -> "NoteDiagnostics":
        """Only the diagnostics of these rules."""
        return replace(self, diagnostics=tuple(d for d in self.diagnostics if d.rule in rules))


NOTHING_WRONG = NoteDiagnostics()
TOLD = 1_000_000
"""Characters of text for missing MOC notes. Beyond that, only the fact is kept that the others can be
written; writing them computes their text again."""
TOO_LONG = "time"
"""The family of diagnostics about a rule that took too long. They are not kept: the next time it may not."""


@dataclass(frozen=True)
class VaultDiagnostics:
    """The notes that have diagnostics, the MOC notes that are `missing`, and the folders that consist of
    records: notes with nothing below their frontmatter."""

    by_path: Mapping[str, NoteDiagnostics]
    missing: tuple[str, ...] = ()
    record_folders: frozenset[str] = frozenset()

    def in_their_light(self, outcome: Outcome, said_before: frozenset[str]) -> Outcome:
        """An outcome with these diagnostics instead of the earlier ones of the rules in `said_before`."""
        return by_habit(self.of(outcome.path).added_to(outcome, said_before), self.record_folders)

    def of(self, path: str) -> NoteDiagnostics:
        return self.by_path.get(path, NOTHING_WRONG)

    def by(self, rules: Collection[str]) -> "VaultDiagnostics":
        """Only the diagnostics of these rules."""
        by_them = {path: said.by(rules) for path, said in self.by_path.items()}
        return replace(self, by_path={path: f for path, f in by_them.items() if f.diagnostics})


def by_habit(outcome: Outcome, record_folders: frozenset[str]) -> Outcome:
    """The outcome without diagnostics about a record, if its folder consists of records. Those that were put
    aside return if it no longer does."""
    if outcome.path.rpartition("/")[0] not in record_folders:
        if not outcome.habitual:
            return outcome
        left = sorted((*outcome.left, *outcome.habitual), key=lambda d: d.span)
        return replace(outcome, left=tuple(left), habitual=())
    usual = tuple(filter(_is_of_records, outcome.left))
    if not usual:
        return outcome
    return replace(outcome, left=tuple(d for d in outcome.left if d not in usual), habitual=usual)


def _is_of_records(diagnostic: Diagnostic) -> bool:
    rule = registry().get(diagnostic.rule)
    return rule is not None and rule.of_records is not None and rule.of_records == diagnostic.family


def _gave_up(path: str, reason: TookTooLong) -> Diagnostic:
    message = f"{str(reason).partition(';')[0]}; so this note was not checked for it"
    rule, start = reason.rule or UnreadableNote.name, Place(1, 1, 1, 1)
    return Diagnostic(rule, "error", path, Span(0, 0), start, message, family=TOO_LONG)


def said_of(
    facts: NoteFacts,
    config: Config,
    vault: Vault,
    whole: WholeNote = lambda _: None,
    of_mocs: Sequence[Diagnostic] | None = None,
) -> NoteDiagnostics:
    """What the rules of vault scope find in a note, or that one of them takes too long. `of_mocs` are the
    diagnostics of the rules that ask what MOCs list, if known."""
    schema = config.schema_for(facts.path)
    rules: Iterable[VaultRule] = config.vault_rules
    if of_mocs is not None:
        rules = [rule for rule in rules if not rule.looks_at_mocs]
    try:
        with budget(0):
            found = engine.check_in_vault(facts, rules, schema, vault, least=config.confidence)
    except TookTooLong as reason:
        return NoteDiagnostics((_gave_up(facts.path, reason),))
    if of_mocs:
        found = engine.in_order((*found, *of_mocs))
    return _with_lines(facts, found, whole)


def said_anew_of_mocs(
    facts: NoteFacts, before: NoteDiagnostics, config: Config, vault: Vault, whole: WholeNote
) -> NoteDiagnostics:
    """The diagnostics of a note when only those of the rules that ask what MOCs list may have changed. Raises
    TookTooLong."""
    asking = [rule for rule in config.vault_rules if rule.looks_at_mocs]
    names = {rule.name for rule in asking}
    with budget(0):
        schema = config.schema_for(facts.path)
        found = engine.check_in_vault(facts, asking, schema, vault, least=config.confidence)
    others = (d for d in before.diagnostics if d.rule not in names)
    return _with_lines(facts, engine.in_order((*others, *found)), whole)


def said_of_words(facts: NoteFacts, config: Config, vault: Vault) -> tuple[Diagnostic, ...]:
    """The diagnostics of a note by the rules that look only at tags and names. Raises TookTooLong."""
    others = ("looks_at_links", "looks_at_mocs", "looks_at_unique")
    rules = [rule for rule in config.vault_rules if not any(getattr(rule, other) for other in others)]
    with budget(0):
        schema = config.schema_for(facts.path)
        return engine.check_in_vault(facts, rules, schema, vault, least=config.confidence)


def _with_lines(facts: NoteFacts, found: tuple[Diagnostic, ...], whole: WholeNote) -> NoteDiagnostics:
    if not found:
        return NOTHING_WRONG
    lines = {tag.place.line: tag.line for tag in facts.inline_tags}
    lines |= {marker.place.line: marker.line for marker in facts.markers.all}
    in_head = facts.head.count("\n")
    lines |= {number: line for number, line in lines_of(facts.note, found).items() if number <= in_head}
    quoted = [d for d in found if d.severity != "info" and d.span.start < d.span.end]
    if any(d.place.line not in lines for d in quoted) and (note := whole(facts.path)):
        lines |= lines_of(note, quoted)
    return NoteDiagnostics(found, lines)


def judging(
    notes: Iterable[NoteFacts],
    config: Config,
    vault: Vault,
    whole: WholeNote,
    missing: Collection[str] = (),
    of_mocs: Mapping[str, Sequence[Diagnostic]] = MappingProxyType({}),
) -> Steps[VaultDiagnostics]:
    """The diagnostics of these notes of a vault, and of the `missing` MOC notes. `of_mocs` are the
    diagnostics by the rules that ask what MOCs list, for notes where they are known."""
    config = replace(config, rules=config.vault_rules)
    wrong: dict[str, NoteDiagnostics] = {}
    told = 0
    with budgets():
        for facts in notes:
            yield
            said = said_of(facts, config, vault, whole, of_mocs.get(facts.path))
            if said is not NOTHING_WRONG:
                wrong[facts.path] = said
        for path in missing:
            yield
            said = said_of(facts_of(Note(path, "")), config, vault, whole)
            if said is not NOTHING_WRONG:
                told += said.new_text
                wrong[path] = said if told <= TOLD else said.without_edits()
    return VaultDiagnostics(wrong, tuple(missing), vault.record_folders)


def letting_go(
    notes: Iterable[NoteFacts], config: Config, vault: Vault, *, many: bool
) -> Iterator[NoteFacts]:
    """The notes of a vault of which only the diagnostics are needed. Frees memory on the way: first what it
    took to list MOCs, and at the end, before MOCs are written out, what it took to resolve links. For `many`
    notes the memory is returned to the system."""
    if config.schema.mocs.mocs:
        from vault_tools.mocs.index import MocIndex

        if index := vault.made(MocIndex):
            index.let_go()
    if many:
        give_back()
    yield from notes
    vault.let_go_of_links()
    if many:
        give_back()


def missing_mocs(config: Config, vault: Vault) -> list[str]:
    """The paths of the MOC notes that should be written."""
    if not config.schema.mocs.mocs:
        return []
    from vault_tools.mocs.index import MocIndex

    return [path for path in vault.once(MocIndex).missing if not config.excluded(path)]
