"""Shortens a report to a readable length, and says what was left out."""

from collections import Counter
from collections.abc import Iterable, Iterator

from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic

PER_RULE, IN_ALL = 20, 200
_NAMED = 5
"""Maximum number of rules for which the hidden diagnostics are counted separately."""


class Limit:
    """Lets through this many diagnostics per rule, and ten times as many in all."""

    def __init__(self, per_rule: int = PER_RULE) -> None:
        self.per_rule, self.in_all = per_rule, per_rule * IN_ALL // PER_RULE
        self._passed: Counter[str] = Counter()
        self._hidden: Counter[str] = Counter()

    def passing(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            left = tuple(filter(self._passes, outcome.left))
            yield outcome if len(left) == len(outcome.left) else replace(outcome, left=left)

    def _passes(self, diagnostic: Diagnostic) -> bool:
        rule = diagnostic.rule
        passes = self._passed[rule] < self.per_rule and self._passed.total() < self.in_all
        (self._passed if passes else self._hidden)[rule] += 1
        return passes

    def lines(self) -> Iterator[str]:
        """Lines that say how much was hidden and how to see it."""
        hidden = self._hidden.most_common()
        for rule, count in hidden[:_NAMED]:
            yield f"… {count:,} more {rule}; `--select {rule}` shows them\n"
        if rest := sum(count for _, count in hidden[_NAMED:]):
            yield f"… {rest:,} more by {len(hidden) - _NAMED} other rules\n"
        if hidden:
            yield "`--limit 0` or `--output-format concise` shows all\n"
