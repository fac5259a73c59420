"""The outcome of a run for one note, and the counts over all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.lint.levels import Severity, at_or_above
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note

NO_LINES: Mapping[int, str] = {}
"""Shared by the outcomes of all notes without diagnostics."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One note after a run.

    `lines` are the source lines that diagnostics point at, by number. `error` says why a note that should
    have been written was not. `known` counts the diagnostics in the baseline, `unshown` are those below the
    minimum severity, `habitual` those not reported because they are usual in the folder. `is_new`: the note
    does not exist, or did not before the run.
    """

    path: str
    left: tuple[Diagnostic, ...] = ()
    fixed: tuple[Diagnostic, ...] = ()
    lines: Mapping[int, str] = field(default_factory=lambda: NO_LINES)
    diff: str = ""
    error: str = ""
    known: int = 0
    unshown: tuple[Diagnostic, ...] = ()
    is_new: bool = False
    habitual: tuple[Diagnostic, ...] = ()


def at_least(severity: Severity, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, with diagnostics below this severity moved to `unshown`."""
    severe = at_or_above(severity)
    for outcome in outcomes:
        if any(d.severity not in severe for d in outcome.left):
            left = tuple(d for d in outcome.left if d.severity in severe)
            unshown = tuple(d for d in outcome.left if d.severity not in severe)
            outcome = replace(outcome, left=left, unshown=unshown)
        yield outcome


def new_as_one(outcomes: Iterable[Outcome], config_name: str) -> Iterator[Outcome]:
    """The outcomes, with those of all notes yet to be created combined into one for the configuration that
    requires them."""
    new: list[Outcome] = []
    for outcome in outcomes:
        if outcome.is_new and outcome.left:
            new.append(outcome)
        else:
            yield outcome
    if len(new) < 2:
        yield from new
        return
    paths = [f"`{outcome.path}`" for outcome in new]
    more = f" and {len(new) - 2:,} more" if len(new) > 2 else ""
    message = f"{len(new):,} notes of MOCs do not exist: {', '.join(paths[:2])}{more}"
    first = new[0].left[0]
    fix = first.fix and replace(first.fix, edits=(), intents=())
    one = replace(first, path=config_name, message=message, fix=fix)
    yield Outcome(config_name, (one,), known=sum(o.known for o in new), is_new=True)


def is_fixed(outcome: Outcome) -> bool:
    """Whether the note was written."""
    return bool(outcome.fixed) and not (outcome.error or outcome.diff)


def lines_of(note: Note, diagnostics: Iterable[Diagnostic]) -> dict[int, str]:
    """The source lines that diagnostics point at, by number, if the note has them."""
    numbers = {diagnostic.place.line for diagnostic in diagnostics}
    if not numbers:
        return {}
    lines = note.text.split("\n", max(numbers))
    return {number: lines[number - 1].rstrip("\r") for number in numbers if number <= len(lines)}


class Tally:
    """Counts outcomes as they pass through `count`; `by_severity` includes those that are not shown."""

    def __init__(self) -> None:
        self.notes = self.flagged_notes = self.fixed_notes = self.failed_notes = 0
        self.by_rule: Counter[str] = Counter()
        self.fixable_by_rule: Counter[str] = Counter()
        self.fixed_by_rule: Counter[str] = Counter()
        self.by_severity: Counter[str] = Counter()
        self.unshown: Counter[str] = Counter()
        self.fixed = self.unsafely_fixable = self.known = 0

    def count(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            self.notes += not outcome.is_new
            self.flagged_notes += bool(outcome.left) and not outcome.is_new
            self.fixed_notes += bool(outcome.fixed)
            self.failed_notes += bool(outcome.error)
            self.fixed += len(outcome.fixed)
            self.fixed_by_rule.update(diagnostic.rule for diagnostic in outcome.fixed)
            self.known += outcome.known
            for diagnostic in outcome.left:
                self.by_rule[diagnostic.rule] += 1
                self.by_severity[diagnostic.severity] += 1
                if diagnostic.fix and diagnostic.fix.safe:
                    self.fixable_by_rule[diagnostic.rule] += 1
                self.unsafely_fixable += bool(diagnostic.fix and not diagnostic.fix.safe)
            self.by_severity.update(diagnostic.severity for diagnostic in outcome.unshown)
            self.unshown.update(diagnostic.severity for diagnostic in outcome.unshown)
            yield outcome

    @property
    def fixable(self) -> int:
        return self.fixable_by_rule.total()

    @property
    def found(self) -> int:
        return self.by_rule.total()
