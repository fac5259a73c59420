"""What a run says of one note, and the count over all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from vault_tools.rule import Diagnostic


@dataclass(frozen=True, slots=True)
class Outcome:
    """One note after a run. `lines` are the source lines that diagnostics point at, by number.

    `error` says why a note that should have been written was not; `written` is the SHA-256 of what was.
    """

    path: str
    left: tuple[Diagnostic, ...] = ()
    fixed: tuple[Diagnostic, ...] = ()
    lines: Mapping[int, str] = field(default_factory=dict)
    diff: str = ""
    error: str = ""
    written: str = ""


class Tally:
    """Counts outcomes as they pass through `count`."""

    def __init__(self) -> None:
        self.notes = self.flagged_notes = self.fixed_notes = self.failed_notes = 0
        self.by_rule: Counter[str] = Counter()
        self.by_severity: Counter[str] = Counter()
        self.fixed = self.fixable = self.unsafely_fixable = 0

    def count(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            self.notes += 1
            self.flagged_notes += bool(outcome.left)
            self.fixed_notes += bool(outcome.fixed)
            self.failed_notes += bool(outcome.error)
            self.fixed += len(outcome.fixed)
            for diagnostic in outcome.left:
                self.by_rule[diagnostic.rule] += 1
                self.by_severity[diagnostic.severity] += 1
                self.fixable += bool(diagnostic.fix and diagnostic.fix.safe)
                self.unsafely_fixable += bool(diagnostic.fix and not diagnostic.fix.safe)
            yield outcome

    @property
    def found(self) -> int:
        return self.by_rule.total()
