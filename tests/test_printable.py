"""Text that is safe to show, and patches that apply."""

import json
import shutil
import subprocess
import sys
import unicodedata

import pytest

from vault_tools.note.diff import unified
from vault_tools.note.note import Note
from vault_tools.printable import harmless, shown, width, without_commands, written


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("Hops & malt", "Hops & malt", id="ascii"),
        pytest.param("啤酒 🍺", "啤酒 🍺", id="chinese-and-emoji"),
        pytest.param("e\u0301", "e\u0301", id="combining-mark"),
        pytest.param("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", id="joined-emoji"),
        pytest.param("❤\ufe0f", "❤\ufe0f", id="variation-selector"),
        pytest.param("a\tb", "a\tb", id="tab"),
        pytest.param("C:\\new", "C:\\new", id="backslash"),
        pytest.param("\x1b[31mred", "\\x1b[31mred", id="escape-code"),
        pytest.param("\x9b31m", "\\x9b31m", id="escape-code-of-one-character"),
        pytest.param("\x1b]8;;http://x\x07", "\\x1b]8;;http://x\\x07", id="hyperlink-code"),
        pytest.param("a\nb\rc", "a\\nb\\rc", id="newlines"),
        pytest.param("a\u2028b\x85c", "a\\u2028b\\x85c", id="other-newlines"),
        pytest.param("\x00\x7f", "\\x00\\x7f", id="control-characters"),
        pytest.param("a\u202eb", "a\\u202eb", id="right-to-left-override"),
        pytest.param("a\u200bb\ufeff", "a\\u200bb\\ufeff", id="invisible"),
        pytest.param("a\ud800b", "a\\ud800b", id="lone-surrogate"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag-character"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_shown(text, after):
    assert shown(text) == after
    assert shown(text).encode("utf-8").decode("utf-8") == after


def test_all_that_unicode_calls_hidden_is() -> None:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    every = map(chr, range(0x110000))
    expected = [c for c in every if unicodedata.category(c) in hidden and c not in "\t\u200d"]
    assert [c for c in expected if shown(c) == c] == []
    assert [c for c in expected if harmless(c) == c] == ["\n"]
    assert [c for c in expected if c in written(c)] == []


@pytest.mark.parametrize("text", ["\x7f", "\x9b31m", "\u202e", "\ud800", "\U000e0041", "##[error]a", "#[a"])
def test_written_is_the_same_to_who_reads_json(text: str) -> None:
    assert json.loads(written(text)) == text
    assert "##[" not in written(text)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("a\n\tb\n", "a\n\tb\n", id="lines"),
        pytest.param("\x1b[1;31ma\x1b[0m", "\\x1b[1;31ma\\x1b[0m", id="colours"),
        pytest.param("a\r\x1b[2J\x9b", "a\\r\\x1b[2J\\x9b", id="codes"),
    ],
)
def test_harmless(text: str, after: str) -> None:
    assert harmless(text) == after
    assert harmless("\x1b[1;31ma\x1b[2J", colours=True) == "\x1b[1;31ma\\x1b[2J"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param("::error::a\n", "\\x3a:error::a\n", id="start"),
        pytest.param("a\n \t::error::a", "a\n \t\\x3a:error::a", id="behind-spaces"),
        pytest.param("\u3000::error::a", "\u3000\\x3a:error::a", id="behind-wide-space"),
        pytest.param("a\r::error::a", "a\r\\x3a:error::a", id="behind-carriage-return"),
        pytest.param("a ##[error]a", "a #\\x23[error]a", id="old"),
        pytest.param("a::b ::c", "a::b ::c", id="within"),
    ],
)
def test_without_commands(text: str, after: str) -> None:
    assert without_commands(text) == after


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        pytest.param("hops", 4, id="ascii"),
        pytest.param("啤酒", 4, id="chinese"),
        pytest.param("ビール", 6, id="japanese"),
        pytest.param("맥주", 4, id="korean"),
        pytest.param("Ａ", 2, id="full-width"),
        pytest.param("。", 2, id="chinese-full-stop"),
        pytest.param("🍺", 2, id="emoji"),
        pytest.param("é", 1, id="composed"),
        pytest.param("e\u0301", 1, id="combining-accent"),
        pytest.param("เบียร์", 4, id="thai"),
        pytest.param("กั", 1, id="thai-vowel-above"),
        pytest.param("❤\ufe0f", 2, id="variation-selector"),
        pytest.param("a\u200db", 2, id="joiner"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_width(text, columns):
    assert width(text) == columns


CHANGES = [
    pytest.param("a\nb\nc\n", "a\nx\nc\n", id="replace"),
    pytest.param("a\nb\nc\n", "a\nc\n", id="delete"),
    pytest.param("a\nc\n", "a\nb\nc\n", id="insert"),
    pytest.param("", "a\n", id="to-an-empty-note"),
    pytest.param("a\nb\n", "a\n\nb\n", id="blank-line"),
    pytest.param("a\nb", "a\nc", id="no-newline-at-the-end"),
    pytest.param("a\nb", "a\nb\n", id="newline-added"),
    pytest.param("a\nb\n", "a\nb", id="newline-removed"),
    pytest.param("a\nb", "x\nb", id="no-newline-below-the-change"),
    pytest.param("a\nb", "a\nb\nc", id="line-added-where-no-newline-was"),
    pytest.param("a\r\nb\r\n", "a\r\nx\r\n", id="crlf"),
    pytest.param("a\r\nb", "x\r\nb", id="crlf-without-the-last"),
    pytest.param("a\r\nb\n", "a\nb\n", id="crlf-to-lf"),
    pytest.param("a\rb\u2028c\x0cd\n", "a\rb\u2028c\x0cx\n", id="only-lf-ends-a-line"),
    pytest.param("a\n-- b\n++ c\n", "a\n-- x\n++ y\n", id="lines-like-headers"),
    pytest.param(
        "\\ No newline at end of file\na\n", "\\ No newline at end of file\nb\n", id="like-the-marker"
    ),
    pytest.param("啤酒\n🍺\n", "啤酒\n🍻\n", id="non-bmp"),
    pytest.param("x\n" * 50 + "a\n" + "x\n" * 50, "x\n" * 50 + "b\n" + "x\n" * 50, id="long"),
    pytest.param("a\n" + "x\n" * 50 + "b\n", "c\n" + "x\n" * 50 + "d\n", id="two-hunks"),
    pytest.param("x\n" * 9, "x\n" * 10, id="one-more-of-the-same"),
]
TOOLS = {"patch": ["patch", "--binary", "-s", "-p1"], "git": ["git", "apply", "--whitespace=nowarn"]}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_a_patch_applies(tmp_path, tool, before, after):
    assert patched(tmp_path, tool, "hops.md", before, after) == after


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("path", ["On hops.md", "Beer notes/On hops.md", "啤酒/麦芽 🍺.md", "a - b's (c).md"])
def test_a_patch_finds_the_note(tmp_path, tool, path):
    assert patched(tmp_path, tool, path, "a\nb\n", "a\nc\n") == "a\nc\n"


def patched(root, tool, path, before, after):
    """The note's text after the tool has applied the patch."""
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    note = root / path
    note.parent.mkdir(exist_ok=True)
    note.write_bytes(before.encode())
    patch = unified(Note(path, before), Note(path, after)).encode()
    process = subprocess.run(
        TOOLS[tool], cwd=root, input=patch, capture_output=True, timeout=300, check=False
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return note.read_bytes().decode()


def test_a_patch_as_it_is_read():
    before, after = "---\ntitle: Hops\ntags: beer\n---\nBody", "---\ntitle: Hops\ntags:\n  - beer\n---\nBody"
    lines = unified(Note("hops.md", before), Note("hops.md", after)).splitlines()
    assert [line.rstrip() for line in lines] == [
        "--- a/hops.md",
        "+++ b/hops.md",
        "@@ -1,5 +1,6 @@",
        " ---",
        " title: Hops",
        "-tags: beer",
        "+tags:",
        "+  - beer",
        " ---",
        " Body",
        "\\ No newline at end of file",
    ]


@pytest.mark.parametrize("text", ["", "a\n", "a\r\nb"])
def test_no_patch_where_nothing_changes(text):
    assert unified(Note("hops.md", text), Note("hops.md", text)) == ""


def test_what_python_calls_printable_needs_no_escape() -> None:
    fine = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert shown(f"\n{fine}") == f"\\n{fine}"
    assert harmless(f"\x07{fine}") == f"\\x07{fine}"
