"""No rule takes more than linear time over a note, whatever stands in it: pieces of what rules speak of, in
text and frontmatter, from a fixed seed. `rule_attacks.py` prints what each rule takes."""

import pytest
from rule_attacks import BIG, attacks, growth

from vault_tools.lint.rule import registry

ATTACKS = 5
GROWTH = 1.3


@pytest.mark.parametrize("rule", registry())
def test_rule_is_linear(rule: str) -> None:
    for how, text in attacks(rule, ATTACKS):
        assert growth(rule, text) <= GROWTH, how


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        ("inconsistent-tag", "#a "),
        ("inconsistent-tag", "#a\n"),
        ("inconsistent-tag", " `a` #b"),
        ("contradictory-status", "%% vault-tools: ignore truncated-section %%\n`|]]"),
        ("missing-key", "tags:: #beer\n"),
        ("broken-link", "[[a]] "),
    ],
)
def test_what_was_slow_is_linear(rule: str, unit: str) -> None:
    assert growth(rule, lambda size: unit * (size // len(unit))) <= GROWTH


@pytest.mark.parametrize("name", BIG)
def test_big_note_is_judged_and_fixed(name: str, vault, call) -> None:
    """Within the time that a note may take."""
    root = vault({".obsidian/app.json": "{}", "Big.md": BIG[name]})
    assert b"took too long" not in call("check", root, "--output-format", "concise").stdout
    assert b"took too long" not in call("fix", root).stderr
