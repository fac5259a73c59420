"""Directives in the text: `%% vault-tools: ignore RULE %%` and what it covers."""

import pytest

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check, check_in_vault
from vault_tools.lint.rule import registry
from vault_tools.note.note import Note
from vault_tools.note.suppressions import COUNTERPARTS, REWRITING_TEXT
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault

CONFIG = load_config("language: zh").selecting(["truncated-section", "generation-residue"], [])
MARK = "（未完待续）\n"
IGNORE = "%% vault-tools: ignore truncated-section %%\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(f"{IGNORE}\n{MARK}\n{MARK}", [5], id="the-block-below-alone"),
        pytest.param(f"{IGNORE}{MARK}", [], id="no-blank-line-between"),
        pytest.param(f"<!-- vault-tools: ignore truncated-section -->\n\n{MARK}", [], id="html-comment"),
        pytest.param(f"{IGNORE}\n## A\n\n{MARK}\n### B\n\n{MARK}\n## C\n\n{MARK}", [13], id="a-section"),
        pytest.param(
            f"{IGNORE}\n<details>\n<summary>x</summary>\n\n{MARK}\n</details>\n\n{MARK}", [10], id="a-fold"
        ),
        pytest.param(f"%% vault-tools: ignore generation-residue %%\n\n{MARK}", [3], id="another-rule"),
        pytest.param(
            f"%% vault-tools: ignore generation-residue, truncated-section %%\n\n{MARK}", [], id="several"
        ),
        pytest.param(f"%% vault-tools: ignore all %%\n\n{MARK}", [], id="all"),
        pytest.param(f"{MARK}\n{IGNORE}", [1], id="not-what-stands-above"),
        pytest.param(f"vault-tools: ignore truncated-section\n\n{MARK}", [3], id="no-comment"),
        pytest.param(IGNORE + "\n" + "## A\n\n" + MARK, [], id="the-last-section"),
    ],
)
def test_directive_covers(text: str, lines: list[int]) -> None:
    found = check(Note("Note.md", text), CONFIG.rules, CONFIG.schema)
    assert [diagnostic.place.line for diagnostic in found] == lines


def test_directive_keeps_a_note_evergreen() -> None:
    config = load_config("status: {evergreen-forbids: [truncated-section]}").selecting(
        ["premature-evergreen"], []
    )
    text = f"---\nstatus: evergreen\n---\n{MARK}"
    ignored = f"---\nstatus: evergreen\n---\n{IGNORE}{MARK}"
    for body, count in ((text, 1), (ignored, 0)):
        found = check(Note("Note.md", body), config.rules, config.schema, evidence=config.evidence)
        assert len(found) == count


# Rules of the whole vault

TAGS = load_config("tags: {style: kebab-case}").selecting(["inconsistent-tag"], [])


def lines_of_tags(text: str) -> list[int]:
    facts = facts_of(Note("Note.md", text))
    vault = Vault({"Note.md": facts}, TAGS.schema_for)
    return [d.place.line for d in check_in_vault(facts, TAGS.rules, TAGS.schema, vault)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("#Pale_Ale\n\n#Pale_Ale\n", [1, 3], id="nothing-said"),
        pytest.param(
            "%% vault-tools: ignore inconsistent-tag %%\n\n#Pale_Ale\n\n#Pale_Ale\n", [5], id="a-block"
        ),
        pytest.param("<!-- vault-tools: ignore all -->\n\n# A\n\n#Pale_Ale\n", [], id="a-section"),
        pytest.param("---\nvault-tools-ignore: inconsistent-tag\n---\n#Pale_Ale\n", [], id="the-note"),
        pytest.param("---\nvault-tools-ignore: malformed-tag\n---\n#Pale_Ale\n", [4], id="another-rule"),
    ],
)
def test_rule_of_the_vault_is_ignored_in_the_text(text: str, lines: list[int]) -> None:
    assert lines_of_tags(text) == lines


# Suppressions for the Obsidian Linter plugin


def test_counterparts_are_rules() -> None:
    ours = {rule for rules in COUNTERPARTS.values() for rule in rules} | set(REWRITING_TEXT)
    assert ours <= set(registry())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<!-- linter-disable -->", "<!-- linter-enable -->"),
        ("%% linter-disable %%", "%% linter-enable %%"),
        ("%%linter-disable%%", "%%linter-enable%%"),
        ("<!--- linter-disable --->", "<!--linter-enable-->"),
    ],
)
def test_nothing_is_rewritten_between_the_comments_of_the_linter(start: str, end: str) -> None:
    assert lines_of_tags(f"#Pale_Ale\n{start}\n#Pale_Ale\n{end}\n#Pale_Ale\n") == [1, 5]
    assert lines_of_tags(f"#Pale_Ale {start}\n#Pale_Ale\n{start}\n#Pale_Ale\n") == [1]
    assert lines_of_tags(f"{start}\n{end}\n#Pale_Ale\n{end}\n") == [3]
    residue = check(Note("Note.md", f"{start}\n\n[BODY_END]\n\n{MARK}"), CONFIG.rules, CONFIG.schema)
    assert [diagnostic.rule for diagnostic in residue] == ["truncated-section"]


@pytest.mark.parametrize(
    ("disabled", "rules"),
    [
        ("[capitalize-headings]", ["malformed-tag", "duplicate-value", "malformed-date"]),
        ("[format-tags-in-yaml, yaml-timestamp]", ["duplicate-value"]),
        ("dedupe-yaml-array-values", ["malformed-tag", "malformed-date"]),
        ("\n- all", []),
        ("all", []),
        ("", ["malformed-tag", "duplicate-value", "malformed-date"]),
        ("{all: true}", ["malformed-tag", "duplicate-value", "malformed-date"]),
        ("[malformed-tag]", ["malformed-tag", "duplicate-value", "malformed-date"]),
    ],
)
def test_property_of_the_linter_turns_off_what_corresponds(disabled: str, rules: list[str]) -> None:
    config = load_config("keys: {date: {type: date}}")
    text = f'---\ndisabled rules: {disabled}\ntags: ["#hops", hops, hops]\ndate: 2025/3/7\n---\nHops.\n'
    found = check(Note("Note.md", text), config.rules, config.schema)
    assert sorted(diagnostic.rule for diagnostic in found) == sorted(rules)
