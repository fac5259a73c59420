"""Whole vaults: what we say leads nowhere is what a reading of Obsidian's help pages says."""

import shutil
from pathlib import Path

import pytest
from plain_links import said, unresolved

EXAMPLE = Path(__file__).parents[1] / "example-vault"
STRANGERS = Path(__file__).parents[2] / "shared" / "strangers"
EXPLAINED = {
    # the backticks before it do not pair up: the other reading takes it for code
    ("My Project", "Dataview 释放笔记库的潜力-DQL查询语言.md"),
    # `${a} ... [[${a}]]` is a formula from dollar to dollar
    ("${modifiedNote}", "wordflow-tracker.md"),
}  # fmt: skip
EVERYTHING = (
    "--severity",
    "info",
    "--confidence",
    "low",
    "--select",
    "broken-link",
    "--output-format",
    "json",
)


def compared(call, root: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]], int]:
    """(what only we say, what only the other reading says, on how many both agree)."""
    ours = said(call("check", root, *EVERYTHING).stdout.decode())
    notes = call("check", root, "--show-files").stdout.decode().splitlines()
    other = unresolved(root, notes)
    return ours - other, other - ours, len(ours & other)


def test_example_vault(call, tmp_path: Path) -> None:
    root = Path(shutil.copytree(EXAMPLE, tmp_path / "vault"))
    assert compared(call, root)[:2] == (set(), set())


@pytest.mark.parametrize("vault", ["pkmer", "jzhao/content"])
def test_vaults_of_strangers(call, tmp_path: Path, vault: str) -> None:
    if not STRANGERS.is_dir():
        pytest.skip("the vaults of strangers are not here")
    root = Path(shutil.copytree(STRANGERS / vault, tmp_path / "vault"))
    shutil.rmtree(root / "thoughts" / ".obsidian", ignore_errors=True)  # a vault of its own, else
    only_ours, only_others, both = compared(call, root)
    unexplained = {
        (path, target)
        for path, target in only_ours | only_others
        if not any(target == known and path.endswith(note) for known, note in EXPLAINED)
    }
    assert unexplained == set()
    assert both > 10
