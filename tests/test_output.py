"""Output for people: lines that fit, no more than one reads, and what to do next."""

import os
import pty
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from started import started

from vault_tools.printable import width
from vault_tools.report.columns import beginning, clipped, clipped_before, table, wrapped
from vault_tools.report.folder import VaultFolder

pytestmark = pytest.mark.usefixtures("time_limit")

BAD = '---\ntags: ["#hops"]\n---\nSaaz.\n'
LONG = "这是一只火狐狸。" * 40
OBSIDIAN = {".obsidian/app.json": "{}"}


def on_a_terminal(*args: str, cwd: Path) -> str:
    """The program's output if standard output is a terminal, without colours."""
    reading, writing = pty.openpty()
    command = [sys.executable, "-m", "vault_tools", *args]
    with started(command, cwd=cwd, stdout=writing, stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        chunks = []
        while chunk := _read(reading):
            chunks.append(chunk)
        process.wait()
    os.close(reading)
    return re.sub(r"\x1b\[[0-9;]*m", "", b"".join(chunks).decode()).replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux raises this when the other end is closed
        return b""


@given(st.text(), st.integers(4, 90))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("text", ["ale\u0301 and stout", "ale\u0301"])
def test_mark_on_the_last_character_that_fits_stays(text: str) -> None:
    assert beginning(text, 3) == "ale\u0301"


@given(st.text(), st.integers(3, 90))
def test_clipped_text_fits(text: str, columns: int) -> None:
    for found in (clipped(text, columns), clipped_before(text, columns)):
        assert width(found) <= columns
        assert found == text or "…" in found


def test_words_and_marks_stay_together() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("中文，中文", 4) == ["中", "文，", "中文"]


def test_table_is_aligned_by_columns_of_the_terminal() -> None:
    rows = [("3", "啤酒", "x"), ("12", "beer", "y")]
    assert list(table(("n", "tag", "state"), rows)) == [
        " n  tag   state\n",
        " 3  啤酒  x\n",
        "12  beer  y\n",
    ]


LINES = {
    "long line": f"# 标题\n\n{LONG}\n\n{LONG[:-1]}\n",
    "long heading": f"# {LONG}\n\n## {LONG}\n\nText that (to be continued)\n",
    "long word": "# A\n\n" + "x" * 300 + " (to be continued)\n",
    "tabs": "# A\n\n\t\tText (to be continued)\n",
    "at the end": "# A\n\n" + "word " * 60 + "(to be continued)\n",
}


@pytest.mark.parametrize("body", LINES.values(), ids=LINES.keys())
def test_lines_fit_80_columns_with_their_carets(vault, call, body: str) -> None:
    head = f"---\nstatus: {'y' * 90}\ntags: ['#{'z' * 50}']\n---\n"
    config = "language: zh\nkeys: {status: {values: [evergreen]}}\n"
    root = vault({"vault-tools.yaml": config, "N.md": head + body})
    done = call("check", root, "--confidence", "low")
    lines = (done.stdout + done.stderr).decode().splitlines()
    assert [line for line in lines if width(line) > 80] == []
    for source, carets in pairwise(lines):
        if re.fullmatch(r" *\| +\^+", carets):
            assert width(carets) <= width(source)


def test_long_path_stands_alone_to_be_clicked(vault, call) -> None:
    path = "很长的文件夹/" * 6 + "N.md"
    found = call("check", vault(OBSIDIAN | {path: BAD})).stdout.decode().splitlines()
    assert found[0] == f"vault/{path}:3:8:".replace(":3:", ":2:")
    assert found[1] == "        error malformed-tag:"


def test_no_line_says_only_how_sure_it_is(vault, call) -> None:
    found = call("check", vault(OBSIDIAN | {"N.md": "---\ntitle: Hops\n---\n"})).stdout.decode()
    assert "the frontmatter (medium confidence)\n" in found
    assert "= (" not in found


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        (VaultFolder("/v", "", ""), "a/b.md", "a/b.md"),
        (VaultFolder("/v", "v/"), "a/b.md", "v/a/b.md"),
        (VaultFolder("/v", "", "a/"), "a/b.md", "b.md"),
        (VaultFolder("/v", "", "a/c/"), "a/b.md", "../b.md"),
        (VaultFolder("/v", "", "a/c/"), "d.md", "../../d.md"),
        (VaultFolder("/v", "", "a/"), "a.md", "../a.md"),
        (VaultFolder("/v", "", None), "a.md", "/v/a.md"),
    ],
)
def test_path_from_where_one_stands(folder: VaultFolder, path: str, expected: str) -> None:
    assert folder.here(path) == expected


def test_paths_can_be_opened_from_where_one_stands(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault(OBSIDIAN | {"a/b/N.md": BAD, "c/x": "", "a/M.md": BAD})
    for here in (root.parent, root, root / "a", root / "a/b", root / "c"):
        monkeypatch.chdir(here)
        for output_format in ("full", "concise", "grouped"):
            found = call("check", root, "--output-format", output_format, cwd=here).stdout.decode()
            paths = set(re.findall(r"^(\S+\.md)", found, re.MULTILINE))
            assert {(here / path).resolve() for path in paths} == {root / "a/b/N.md", root / "a/M.md"}


# No more than one reads


def test_terminal_shows_twenty_of_a_rule_and_says_how_to_see_the_rest(vault) -> None:
    root = vault(OBSIDIAN | {f"N{n:03}.md": BAD for n in range(25)} | {"E.md": ""})
    shown = on_a_terminal("check", ".", cwd=root)
    assert shown.count("error malformed-tag") == 20
    assert "warning empty-note" in shown
    assert shown.endswith(
        "… 5 more malformed-tag; `--select malformed-tag` shows them\n"
        "`--limit 0` or `--output-format concise` shows all\n"
    )
    for everything in (["--limit", "0"], ["--select", "malformed-tag"], ["--output-format", "concise"]):
        assert on_a_terminal("check", ".", *everything, cwd=root).count("malformed-tag") == 25


def test_pipe_gets_everything_unless_a_limit_is_asked_for(vault, call) -> None:
    root = vault(OBSIDIAN | {f"N{n:03}.md": BAD for n in range(50)})
    assert call("check", root).stdout.count(b"error malformed-tag") == 50
    some = call("check", root, "--limit", "3")
    assert some.stdout.count(b"error malformed-tag") == 3
    assert b"50 errors in 50 of 50 notes" in some.stderr


def test_limit_in_all_is_ten_times_that_of_a_rule(vault, call) -> None:
    keys = "".join(f"k{n}: x\n" for n in range(30))
    config = "keys: {" + ", ".join(f"k{n}: {{type: number}}" for n in range(30)) + "}"
    root = vault({"vault-tools.yaml": config, "N.md": f"---\n{keys}---\nText.\n", "M.md": BAD})
    assert call("check", root, "--limit", "1").stdout.count(b"error ") == 2
    assert call("check", root, "--limit", "2").stdout.count(b"error ") == 3


# What to do next, what was done


def test_check_ends_with_what_to_do_next(vault, call) -> None:
    root = vault(OBSIDIAN | {f"N{n}.md": BAD for n in range(3)} | {"E.md": ""})
    assert call("check", root).stderr.decode().splitlines()[1:] == [
        "Most frequent: malformed-tag (3, all with a safe fix), empty-note (1).",
        "Next: `vault-tools fix --diff` to see the fixes, `--statistics` to count by",
        "rule, `--write-baseline` to see only new problems.",
    ]
    assert call("check", root / "E.md").stderr.decode().splitlines()[1:] == [
        "Next: `--write-baseline` to see only new problems."
    ]
    assert call("check", root, "--quiet").stderr == b""


def test_fix_prints_a_line_a_note_and_counts_what_is_left(vault, call) -> None:
    two = '---\ntags: ["#hops", "#malt"]\naliases: x\n---\nSaaz.\n'
    root = vault(OBSIDIAN | {"A.md": two, "B.md": BAD, "E.md": ""})
    done = call("fix", root)
    assert done.stdout.decode().splitlines() == [
        "vault/A.md: fixed malformed-tag (2), wrong-type",
        "vault/B.md: fixed malformed-tag",
    ]
    assert done.stderr.decode().splitlines() == [
        "Fixed: malformed-tag (3), wrong-type (1).",
        "Left: empty-note (1); `--show-left` shows them.",
        "Fixed 4 problems in 2 notes, 1 problem left. `vault-tools undo` takes it back.",
    ]
    assert b"warning empty-note: note is empty" in call("fix", root, "--show-left").stdout


MOCS = "mocs: [{name: tags, each: tags, min: 1, note: 'MOC/{value}.md'}]\n"


def test_new_notes_are_told_together(vault, call) -> None:
    tags = {f"N{n}.md": f"---\ntags: [t{n}]\n---\nText.\n" for n in range(30)}
    root = vault({"vault-tools.yaml": MOCS} | tags)
    found = call("check", root)
    assert found.stdout.decode().splitlines() == [
        "vault/vault-tools.yaml:1:1: error stale-moc:",
        "        30 notes of MOCs do not exist: `MOC/t0.md`, `MOC/t1.md` and 28 more",
        "        [fix]",
    ]
    assert found.stderr.startswith(b"1 error. `vault-tools fix`")
    done = call("fix", root).stdout.decode()
    assert done == "30 new: vault/MOC/t0.md, vault/MOC/t1.md, vault/MOC/t10.md and 27 more\n"
