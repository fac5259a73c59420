"""No rule takes more than linear time over a note: repeated pieces of what rules look for, in text and
frontmatter, from a fixed seed. `rule_attacks.py` prints what each rule takes."""

from functools import partial

import pytest
from often import long, often
from rule_attacks import BIG, CONFIG, GROWTH, SIZE, attacks, fixed, growth, judged

from vault_tools.lint.rule import registry

ATTACKS = 5
EACH = often(3, 1)
"""The number of attacks of each kind: a text and a list by default, two more texts and keys in CI."""


@pytest.mark.parametrize("rule", registry())
def test_rule_is_linear(rule: str) -> None:
    for how, text in [*attacks(rule, ATTACKS)][::EACH]:
        assert growth(partial(judged, rule), text) <= GROWTH, how


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("inconsistent-tag", "#a "),
        ("inconsistent-tag", "#a\n"),
        ("inconsistent-tag", " `a` #b"),
        ("contradictory-status", "%% vault-tools: ignore truncated-section %%\n`|]]"),
        ("missing-key", "tags:: #beer\n"),
        ("broken-link", "[[a]] "),
        ("truncated-section", "\n[^1]: a中"),
        ("generation-residue", "Related posts\n\n"),
        ("generation-residue", "<<<<<<< HEAD\n\n"),
    ],
)
def test_what_was_slow_is_linear(rule: str, unit: str) -> None:
    assert growth(partial(judged, rule), lambda size: unit * (size // len(unit))) <= GROWTH


@pytest.mark.parametrize("config", [long(""), CONFIG], ids=["plain", "configured"])
@pytest.mark.parametrize("name", BIG)
def test_fixing_a_big_note_is_linear(name: str, config: str) -> None:
    assert growth(partial(fixed, config), BIG[name], often(SIZE // 2, SIZE)) <= GROWTH
