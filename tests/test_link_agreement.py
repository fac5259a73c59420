"""Whole vaults: our broken links are those of a reading of Obsidian's help pages."""

import shutil
from pathlib import Path

import pytest
from often import long
from plain_links import missing_places, said, said_of_places, unresolved

EXAMPLE = Path(__file__).parents[1] / "example-vault"
STRANGERS = Path(__file__).parents[2] / "shared" / "strangers"
EXPLAINED = {
    # the backticks before it are unbalanced: the other reading treats it as code
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
    """(only ours, only in the other reading, number on which both agree)."""
    ours = said(call("check", root, *EVERYTHING).stdout.decode())
    notes = call("check", root, "--show-files").stdout.decode().splitlines()
    other = unresolved(root, notes)
    return ours - other, other - ours, len(ours & other)


def of_places(call, root: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]], int]:
    """The same for headings and blocks."""
    ours = said_of_places(call("check", root, *EVERYTHING).stdout.decode())
    notes = call("check", root, "--show-files").stdout.decode().splitlines()
    other = missing_places(root, notes)
    return ours - other, other - ours, len(ours & other)


def test_example_vault(call, tmp_path: Path) -> None:
    root = Path(shutil.copytree(EXAMPLE, tmp_path / "vault"))
    assert compared(call, root)[:2] == (set(), set())
    assert of_places(call, root)[:2] == (set(), set())


KINDS = {
    "A.md": "[[B]] [[Gone]] ![[map.png]] ![[gone.png]] [x](sub/C.md) [x](sub/D.md) [[C#One]] [[C#Two|x]]\n"
    "[[#Own]] [[C#^b]] ![[C#^c]] [x](sub/C.md#Three%20A%20four) [x](sub/C.md#five)\n"
    "`[[Code]]` %% [[Comment]] %% [[#Not]]\n\n# Own\n",
    "B.md": "---\nup: 1\n---\n[[a]] [[sub/c]] [[/sub/C]] [[sub/X]] [x](./sub/C.md) [x](../A.md)\n"
    "![x](<sub/map.png>)\n",
    "sub/C.md": "# One\n\n- item ^b\n\n```\n# Two\n```\n\n## **Three** [[A|four]]\n\n"
    "[x](../A.md) [x](../B) [x](A.md) [[B#One]]\n",
    "sub/map.png": "",
}


def test_embeds_attachments_headings_and_blocks(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", **KINDS})
    only_ours, only_others, both = compared(call, root)
    assert (only_ours, only_others, both) == (set(), set(), 5)
    assert of_places(call, root) == (set(), set(), 5)


@pytest.mark.parametrize("vault", ["pkmer", long("jzhao/content")])
def test_vaults_of_strangers(call, tmp_path: Path, vault: str) -> None:
    if not STRANGERS.is_dir():
        pytest.skip("the vaults of strangers are not here")
    root = Path(shutil.copytree(STRANGERS / vault, tmp_path / "vault"))
    shutil.rmtree(root / "thoughts" / ".obsidian", ignore_errors=True)  # otherwise a vault of its own
    only_ours, only_others, both = compared(call, root)
    unexplained = {
        (path, target)
        for path, target in only_ours | only_others
        if not any(target == known and path.endswith(note) for known, note in EXPLAINED)
    }
    assert unexplained == set()
    assert both > 10
    only_ours, only_others, both = of_places(call, root)
    assert (only_ours, only_others) == (set(), set())
    assert both > 10 or vault == "pkmer"
