"""Consecutive findings are merged into one, whichever rule has them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from vault_tools.config.config import load_config
from vault_tools.lint.baseline import Baseline
from vault_tools.lint.engine import check
from vault_tools.lint.flagged import flagged_sections
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic, Example, SectionRule, registry
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.schema import Schema

CONFIG = load_config()


@dataclass(frozen=True, kw_only=True)
class StaleHops(SectionRule):
    """A paragraph says that hops are stale or, with less confidence, that they may be."""

    examples = (Example("stale\n"), Example("fresh\n", allowed=True))

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for number, block in enumerate(note.blocks.each()):
            words = note.text[block.start : block.end]
            if words.startswith(("stale", "maybe")):
                confidence = "high" if words.startswith("stale") else "medium"
                message = f"`{words}` is said"
                yield self.report(
                    note,
                    Span(block.start, block.end),
                    message,
                    confidence=confidence,
                    series=("hops", number),
                )


@pytest.fixture(autouse=True)
def rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry(), StaleHops.name, StaleHops)


def said(*paragraphs: str) -> tuple[Note, tuple[Diagnostic, ...]]:
    note = Note("Hops.md", "\n\n".join(paragraphs) + "\n")
    return note, check(note, [StaleHops()], CONFIG.schema)


def lines(found: tuple[Diagnostic, ...]) -> list[tuple[int, int, int]]:
    return [(d.place.line, d.place.end_line, len(d.each)) for d in found]


def test_a_long_run_is_one_diagnostic_from_its_beginning_to_its_end() -> None:
    _, found = said("fresh", *["stale"] * 6, "fresh", "stale")
    assert lines(found) == [(3, 13, 6), (17, 17, 1)]
    assert found[0].message == "`stale` is said (first of 6 in a row)"


def test_few_in_a_row_are_told_one_by_one() -> None:
    _, found = said(*["stale"] * 5)
    assert lines(found) == [(line, line, 1) for line in (1, 3, 5, 7, 9)]


def test_a_run_ends_where_the_rule_is_less_sure() -> None:
    _, found = said(*["stale"] * 6, *["maybe"] * 6)
    assert [(d.confidence, len(d.each)) for d in found] == [("high", 6), ("medium", 6)]


def test_a_run_has_no_end_of_its_own() -> None:
    _, found = said(*["stale"] * 5000)
    assert lines(found) == [(1, 9999, 5000)]


def test_what_is_ignored_parts_a_run() -> None:
    _, found = said(*["stale"] * 6, "%% vault-tools: ignore stale-hops %%", "stale", *["stale"] * 6)
    assert [len(d.each) for d in found] == [6, 6]


def test_flagged_lists_each_of_a_run() -> None:
    note, found = said(*["stale"] * 7)
    records = list(flagged_sections(note, CONFIG.schema, found))
    assert [record["line"] for record in records] == [1, 3, 5, 7, 9, 11, 13]
    assert {record["message"] for record in records} == {"`stale` is said"}


def test_a_run_is_known_to_a_baseline_as_long_as_each_of_it_is() -> None:
    def left(known: int, now: int) -> int:
        before, after = (Outcome("Hops.md", said(*["stale"] * count)[1]) for count in (known, now))
        baseline = Baseline().updated([before], [StaleHops.name], lambda path: True)
        return sum(len(outcome.left) for outcome in baseline.without_known([replace(after)]))

    assert [left(8, 8), left(8, 7), left(8, 3), left(8, 9)] == [0, 0, 0, 1]
