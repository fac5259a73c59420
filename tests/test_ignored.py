"""Directives in the text: `%% vault-tools: ignore RULE %%` and what it covers."""

import pytest

from vault_tools.config import load_config
from vault_tools.engine import check
from vault_tools.note import Note

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
