"""The command line from outside: shell transcripts, the JSON contract, colours, and diffs that apply."""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from forked import SERVER
from started import popen, run, started

from vault_tools import __version__
from vault_tools.cli.program import main

pytestmark = pytest.mark.usefixtures("time_limit")

TRANSCRIPTS = Path(__file__).parent / "transcripts"

# Transcripts: `== path` and the file's text, then `$ command`, its output, and `[exit N]`


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], str]:
    """Run a line. Returns what a terminal would show: both outputs in order, and the exit code."""
    program = tmp_path / "bin" / "vault-tools"
    program.parent.mkdir()
    command = f'"{SERVER.program()}"' if SERVER.program() else f'"{sys.executable}" -m vault_tools'
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)

    def run(line: str, folder: Path) -> str:
        if found := OURS.fullmatch(line):
            before, joint, ours = found.groups()
            code, data = run_in_shell(before, folder) if before else (0, b"")
            assert code == 0
            code, output = run_here(ours, folder, data if joint == "|" else b"")
        else:
            code, output = run_in_shell(line, folder)
        text = output.decode().replace(str(tmp_path), "").replace(__version__, "VERSION")
        newline = "" if text.endswith("\n") or not text else "\n"
        return f"$ {line}\n{text}{newline}[exit {code}]\n"

    return run


OURS = re.compile(r"(?:((?:echo|printf|rm|sed) [^|&]+) (\||&&) )?(vault-tools [^|&;<>$*]+)")
"""A transcript line that ends with a call of the program, possibly after a command with no output of its
own."""


def run_here(line: str, folder: Path, stdin: bytes) -> tuple[int, bytes]:
    """Run in this process, which is ten times as fast."""
    both = io.TextIOWrapper(io.BytesIO(), write_through=True)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(both), redirect_stderr(both):
        patch.chdir(folder)
        patch.setattr("sys.argv", shlex.split(line))
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stopped:
            main()
    return int(stopped.value.code or 0), both.buffer.getvalue()


def run_in_shell(line: str, folder: Path) -> tuple[int, bytes]:
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


def parts_of(transcript: str) -> tuple[str, dict[str, str], list[str]]:
    """(text above the first command, the files in it, the commands)."""
    head = re.split(r"^\$ ", transcript, maxsplit=1, flags=re.M)[0]
    files = re.split(r"^== (.+)\n", head, flags=re.M)[1:]
    commands = re.findall(r"^\$ (.+)$", transcript[len(head) :], re.M)
    return head, dict(zip(files[::2], files[1::2], strict=True)), commands


@pytest.mark.parametrize("path", sorted(TRANSCRIPTS.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(path: Path, vault, shell, update: bool) -> None:
    expected = path.read_text("utf-8")
    head, files, commands = parts_of(expected)
    root = vault(files)
    actual = head + "\n".join(shell(command, root) for command in commands)
    if update:
        path.write_text(actual, "utf-8")
    else:
        assert actual == expected


# Which notes

BEER = '---\ntags: ["#hops"]\n---\nSaaz.\n'
BREWERY = {
    ".obsidian/app.json": "{}",
    "Hops.md": BEER,
    "Hops/Saaz.md": BEER,
    "Hops/Old/Fuggle.md": BEER,
    "Hops 2/Citra.md": BEER,
}


def concise(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line.split(":")[0] for line in done.stdout.decode().splitlines()]


@pytest.mark.parametrize(
    ("folder", "paths", "expected"),
    [
        ("", ["."], ["Hops 2/Citra.md", "Hops.md", "Hops/Old/Fuggle.md", "Hops/Saaz.md"]),
        ("Hops", [".."], ["Hops 2/Citra.md", "Hops.md", "Hops/Old/Fuggle.md", "Hops/Saaz.md"]),
        ("Hops", ["."], ["Hops/Old/Fuggle.md", "Hops/Saaz.md"]),
        ("Hops", ["Saaz.md"], ["Hops/Saaz.md"]),
        (
            "Hops/Old",
            ["../Saaz.md", "../../Hops/Saaz.md", "..", "../Saaz.md"],
            ["Hops/Old/Fuggle.md", "Hops/Saaz.md"],
        ),
        ("Hops", ["../Hops/../Hops.md", "./Saaz.md"], ["Hops.md", "Hops/Saaz.md"]),
        ("", ["Hops/", "Hops.md"], ["Hops.md", "Hops/Old/Fuggle.md", "Hops/Saaz.md"]),
    ],
)
def test_each_note_once_by_its_path_in_the_vault(
    vault, call, folder: str, paths: list[str], expected: list[str]
) -> None:
    root = vault(BREWERY)
    found = call("check", *paths, "--output-format", "json", cwd=root / folder).stdout
    assert [diagnostic["path"] for diagnostic in json.loads(found)["diagnostics"]] == expected


def test_excluded_note_stays_excluded_when_named(vault, call) -> None:
    root = vault(BREWERY | {"vault-tools.yaml": "exclude: [Hops/Old/]\n"})
    for path in ("Hops/Old", "Hops/Old/Fuggle.md"):
        done = call("fix", root / path)
        assert (done.returncode, done.stdout) == (0, b"")
    assert (root / "Hops/Old/Fuggle.md").read_text() == BEER


def test_excluded_note_on_standard_input_comes_back_as_it_was(vault, call) -> None:
    root = vault(BREWERY | {"vault-tools.yaml": "exclude: [Hops/Old/]\n"})
    done = call("fix", "-", "--stdin-filename", root / "Hops/Old/Fuggle.md", stdin=BEER.encode())
    assert done.stdout.decode() == BEER


def test_selecting_a_rule_keeps_its_options(vault, call) -> None:
    config = (
        "keys: {date: {type: date}}\nrules: {select: [malformed-tag], malformed-date: {order: day-first}}\n"
    )
    root = vault({"vault-tools.yaml": config, "Saaz.md": "---\ndate: 03/04/2025\n---\n"})
    call("fix", root, "--select", "malformed-date")
    assert (root / "Saaz.md").read_text() == "---\ndate: 2025-04-03\n---\n"


# Exit codes

WARNING = {".obsidian/app.json": "{}", "Empty.md": ""}


@pytest.mark.parametrize(
    ("files", "args", "code"),
    [
        (BREWERY, ["check"], 1),
        (BREWERY, ["check", "--fail-on", "warning"], 1),
        (BREWERY, ["check", "--ignore", "malformed-tag"], 0),
        (BREWERY, ["check", "--statistics"], 1),
        (BREWERY, ["check", "--quiet"], 1),
        (BREWERY, ["check", "--output-format", "json"], 1),
        (WARNING, ["check"], 0),
        (WARNING, ["check", "--fail-on", "error"], 0),
        (WARNING, ["check", "--fail-on", "warning"], 1),
        (WARNING, ["fix"], 0),
        (WARNING, ["fix", "--diff"], 0),
        (BREWERY, ["fix"], 0),
        (BREWERY, ["fix", "--diff"], 1),
        (BREWERY, ["fix", "--diff", "--select", "empty-note"], 0),
        (BREWERY, ["check", "--fail-on", "nothing"], 2),
        (BREWERY, ["check", "--select", "hops"], 2),
        (BREWERY, ["fix", "--ignore", "hops"], 2),
        (BREWERY, ["fix", "--config", "hops.yaml"], 2),
        (BREWERY, ["check", "--output-format", "hops"], 2),
    ],
)
def test_exit_code(vault, call, files: Mapping[str, str], args: list[str], code: int) -> None:
    done = call(*args, ".", cwd=vault(files))
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["check", "--selct", "malformed-tag"], "--selct"),
        (["check", "--output-format", "xml"], "'full', "),
        (["check", "--fail-on", "hint"], "'error', 'warning'"),
        (["chek"], "chek"),
        (["explain"], "rule"),
        (["fix", "--select"], "--select"),
    ],
)
def test_wrong_usage_is_named_and_changes_nothing(vault, call, args: list[str], named: str) -> None:
    root = vault(BREWERY)
    done = call(*args, cwd=root)
    assert (done.returncode, done.stdout) == (2, b"")
    assert named.lower() in done.stderr.decode().lower()
    assert (root / "Hops.md").read_text() == BEER


def test_closed_pipe_is_no_traceback(vault) -> None:
    root = vault({".obsidian/app.json": "{}"} | {f"Hops/{'x' * 150}{n}.md": BEER for n in range(400)})
    command = [sys.executable, "-m", "vault_tools", "check", root]
    with started(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("args", [["check"], ["check", "--output-format", "json"], ["fix", "--diff"]])
def test_report_that_can_not_be_written_is_a_failed_run(vault, args: list[str]) -> None:
    root = vault(BREWERY)
    command = [sys.executable, "-m", "vault_tools", *args, root]
    with open("/dev/full", "wb") as full:
        done = run(command, cwd=root, stdout=full, timeout=300)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ")
    assert b"No space left on device" in done.stderr


# Standard input

STDIN = [
    (b'---\ntags: ["#hops"]\n---\nSaaz.\n', b"---\ntags: [hops]\n---\nSaaz.\n"),
    (b'---\r\ntags: ["#hops"]\r\n---\r\nSaaz.\r\n', b"---\r\ntags: [hops]\r\n---\r\nSaaz.\r\n"),
    (b'\xef\xbb\xbf---\ntags: ["#hops"]\n---\n', b"\xef\xbb\xbf---\ntags: [hops]\n---\n"),
    (b'\xef\xbb\xbf---\r\ntags: ["#hops"]\r\n---', b"\xef\xbb\xbf---\r\ntags: [hops]\r\n---"),
    (b'---\ntags: ["#hops"]\n---\r\nmixed\r\r\n\x0c\n', b"---\ntags: [hops]\n---\r\nmixed\r\r\n\x0c\n"),
    ("---\ntags: ['#啤酒']\n---\n🍺\n".encode(), "---\ntags: [啤酒]\n---\n🍺\n".encode()),
    (b"---\r\ntags: [hops]\n---\r\n", None),
    (b"\xef\xbb\xbf", None),
    (b"", None),
    (b"---\ntitle: [\n---\n", None),
    (b"\xff\xfe\r\n", None),
    (b"a\0b", None),
]


@pytest.mark.parametrize(("before", "after"), STDIN)
def test_standard_input_is_mended_byte_by_byte(vault, call, before: bytes, after: bytes | None) -> None:
    root = vault({".obsidian/app.json": "{}", "Hops/Saaz.md": "on disk\n"})
    done = call("fix", "-", "--stdin-filename", "Hops/Saaz.md", stdin=before, cwd=root)
    assert done.stdout == (before if after is None else after)
    assert done.returncode == 0
    assert (root / "Hops" / "Saaz.md").read_text() == "on disk\n"


@pytest.mark.parametrize(
    "name", ["Hops/Saaz.md", "Hops/New.md", "New/Deeper/Saaz.md", "./Hops/../Hops/Saaz.md"]
)
def test_standard_input_takes_its_place_in_the_vault(vault, call, name: str) -> None:
    config = "profiles: [{match: '**/Saaz.md', keys: {kind: {required: true}}}]\n"
    root = vault({"vault-tools.yaml": config, "Hops/Saaz.md": ""})
    args = ["check", "-", "--stdin-filename", name, "--output-format", "json"]
    document = json.loads(call(*args, stdin=b"---\ntitle: Saaz\n---\nHops.\n", cwd=root).stdout)
    assert document["vault"] == str(root)
    assert document["notes"] == 1
    expected = [(os.path.normpath(name), "missing-key")] if name.endswith("Saaz.md") else []
    assert [(d["path"], d["rule"]) for d in document["diagnostics"]] == expected


# JSON

KEYS = {
    "rule": str,
    "severity": str,
    "confidence": str,
    "path": str,
    "line": int,
    "column": int,
    "end_line": int,
    "end_column": int,
    "section": list,
    "message": str,
    "evidence": str,
    "fix": dict | None,
}
JSON_CONFIG = """\
keys:
  title: {type: text, required: true}
  date: {type: date}
  people: {type: list}
"""
JSON_NOTES = [
    '---\ntitle: "🍺 啤酒"\ndate: 2025年3月7日\ntags: [啤酒, 🍺, "#精酿", "👨‍👩‍👧 x"]\n---\n# 🍺\n',
    "---\nTitle: é\u0301 🍺\ntags:\n- 啤酒🍺\n- '#hops'\n- '#hops'\n---\n",
    "---\ntitle: 啤酒\npeople: Ada, Grace\n---\n",
    "---\ntitle: a: b\n---\n",
    "# 🍺 啤酒\n",
    "---\ndate: [\n---\n",
    "",
]


def checked(call, root: Path, *args: str) -> dict[str, Any]:
    return json.loads(call(*args, root, "--output-format", "json").stdout.decode("utf-8"))


def of_type(value: object, wanted: Any) -> bool:
    return isinstance(value, wanted) and (wanted is not int or not isinstance(value, bool))


def written_variants() -> Iterator[tuple[str, bytes]]:
    bom = b"\xef\xbb\xbf"
    variants = [("lf", "\n", b""), ("crlf", "\r\n", b""), ("bom", "\n", bom), ("both", "\r\n", bom)]
    for number, text in enumerate(JSON_NOTES):
        for name, newline, mark in variants:
            yield f"笔记/{number} {name}.md", mark + text.replace("\n", newline).encode()


@pytest.fixture
def json_vault(vault) -> Path:
    return vault({"vault-tools.yaml": JSON_CONFIG} | dict(written_variants()))


def test_json_document_keeps_the_contract(json_vault: Path, call) -> None:
    document = checked(call, json_vault, "check")
    assert document["schema_version"] == 1
    assert document["version"] == __version__
    assert document["vault"] == str(json_vault)
    assert document["notes"] == len(list(written_variants()))
    assert set(document) >= {"schema_version", "version", "vault", "notes", "diagnostics", "summary"}
    found = document["diagnostics"]
    assert {d["severity"] for d in found} == {"error", "warning"}
    assert {None if d["fix"] is None else d["fix"]["safe"] for d in found} == {None, True, False}
    for diagnostic in found:
        assert set(diagnostic) == set(KEYS)
        assert [k for k, wanted in KEYS.items() if not of_type(diagnostic[k], wanted)] == []
        assert diagnostic["severity"] in ("error", "warning")
        assert diagnostic["confidence"] in ("high", "medium", "low")
        assert diagnostic["path"] in dict(written_variants())
        assert all(isinstance(heading, str) for heading in diagnostic["section"])
        assert diagnostic["message"]
        assert not diagnostic["message"].endswith(".")
        assert_fix(diagnostic["fix"])


def assert_fix(fix: Any) -> None:
    if fix is None:
        return
    assert set(fix) == {"safe", "edits"}
    assert isinstance(fix["safe"], bool)
    assert fix["edits"]
    for edit in fix["edits"]:
        assert set(edit) == {"start", "end", "new"}
        assert of_type(edit["start"], int)
        assert of_type(edit["end"], int)
        assert isinstance(edit["new"], str)
        assert 0 <= edit["start"] <= edit["end"]


def test_json_summary_counts_the_diagnostics(json_vault: Path, call) -> None:
    document = checked(call, json_vault, "check")
    found, summary = document["diagnostics"], document["summary"]
    assert summary["found"] == len(found) > 0
    for severity in ("error", "warning"):
        assert summary[f"{severity}s"] == sum(d["severity"] == severity for d in found)
    assert summary["fixable"] == sum(d["fix"] is not None and d["fix"]["safe"] for d in found)
    assert summary["unsafely_fixable"] == sum(d["fix"] is not None and not d["fix"]["safe"] for d in found)
    assert sum(summary["rules"].values()) == len(found)
    assert summary["rules"] == {r: sum(d["rule"] == r for d in found) for r in summary["rules"]}


def text_of(data: bytes) -> str:
    """The note as readers count it: in code points, without the byte order mark."""
    return data.decode("utf-8-sig")


def test_json_places_are_code_points_from_one(json_vault: Path, call) -> None:
    seen = set()
    for diagnostic in checked(call, json_vault, "check")["diagnostics"]:
        text = text_of((json_vault / diagnostic["path"]).read_bytes())
        lines = text.split("\n")
        starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines) + 1)]
        start = starts[diagnostic["line"] - 1] + diagnostic["column"] - 1
        end = starts[diagnostic["end_line"] - 1] + diagnostic["end_column"] - 1
        assert 0 <= start <= end <= len(text)
        assert diagnostic["evidence"] == text[start:end][:200]
        seen.add(diagnostic["evidence"])
    assert {'"#精酿"', "2025年3月7日", "'#hops'", '"👨‍👩‍👧 x"'} <= seen


def test_json_edits_give_what_fix_writes(json_vault: Path, call) -> None:
    edits: dict[str, list[dict[str, Any]]] = {}
    for diagnostic in checked(call, json_vault, "check")["diagnostics"]:
        if diagnostic["fix"] and diagnostic["fix"]["safe"] and diagnostic["rule"] != "duplicate-value":
            edits.setdefault(diagnostic["path"], []).extend(diagnostic["fix"]["edits"])
    assert edits
    expected = {}
    for path, changes in edits.items():
        data = (json_vault / path).read_bytes()
        text = text_of(data)
        for edit in sorted(changes, key=lambda edit: (edit["start"], edit["end"]), reverse=True):
            text = text[: edit["start"]] + edit["new"] + text[edit["end"] :]
        expected[path] = (b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b"") + text.encode()
    assert call("fix", json_vault, "--ignore", "duplicate-value").returncode == 0
    for path, data in written_variants():
        assert (json_vault / path).read_bytes() == expected.get(path, data)


def test_json_of_a_fix_says_what_was_done(vault, call) -> None:
    root = vault(BREWERY | {"Closed.md": BEER})
    (root / "Closed.md").chmod(0o444)
    document = checked(call, root, "fix")
    assert [d["path"] for d in document["diagnostics"]] == ["Closed.md"]
    assert [d["path"] for d in document["fixed"]] == sorted(p for p in BREWERY if p.endswith(".md"))
    assert [set(d) for d in document["fixed"]] == [set(KEYS)] * 4
    assert document["failed"] == [{"path": "Closed.md", "error": "the file is read-only"}]
    assert document["summary"]["fixed"] == 4


def test_json_holds_odd_names_without_harm(vault, call) -> None:
    names = [os.fsdecode(b"Raw\xff.md"), "Esc\x1b[31m.md", "New\nline.md", "C1\x9b31m.md", "啤酒🍺.md"]
    done = call(
        "check", vault({".obsidian/app.json": "{}"} | dict.fromkeys(names, BEER)), "--output-format", "json"
    )
    assert {d["path"] for d in json.loads(done.stdout)["diagnostics"]} == set(names)
    assert not set(b"\x1b\x07") & set(done.stdout)
    assert "\x9b" not in done.stdout.decode()


# A terminal


def on_a_terminal(*args: str | Path, stdout: Path | None = None, **environment: str) -> bytes:
    """What a terminal shows; with `stdout`, standard output goes to that file, as after `>`."""
    ours, theirs = os.openpty()
    with open(stdout or os.devnull, "wb") as file:
        process = popen(
            [sys.executable, "-m", "vault_tools", *args],
            cwd=os.environ["HOME"],
            stdin=subprocess.DEVNULL,
            stdout=file if stdout else theirs,
            stderr=theirs,
            env=os.environ | {"TERM": "xterm-256color"} | environment,
        )
    os.close(theirs)
    with process, os.fdopen(ours, "rb", buffering=0) as terminal:
        return b"".join(chunks_of(terminal)).replace(b"\r\n", b"\n")


def chunks_of(terminal: Any) -> Iterator[bytes]:
    while True:
        try:
            chunk = terminal.read(65_536)
        except OSError:  # Linux raises this when the other end is closed
            return
        if not chunk:
            return
        yield chunk


COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("output_format", ["full", "concise"])
def test_terminal_gets_colour_and_a_pipe_none(vault, cli, output_format: str) -> None:
    root = vault(BREWERY | WARNING)
    args = ["check", root, "--output-format", output_format]
    plain = cli(*args, cwd=Path(os.environ["HOME"]))
    shown = on_a_terminal(*args)
    assert b"\x1b" not in plain.stdout + plain.stderr
    assert b"\x1b[1;31merror\x1b[0m" in shown
    assert b"\x1b[1;33mwarning\x1b[0m" in shown
    assert COLOUR.sub(b"", shown) == plain.stdout + plain.stderr


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "0"}, False),
        ({"NO_COLOR": ""}, True),
    ],
)
def test_colour_can_be_turned_off(vault, environment: dict[str, str], coloured: bool) -> None:
    shown = on_a_terminal("check", vault(BREWERY), **environment)
    assert (b"\x1b" in shown) == coloured


def test_json_has_no_colour(vault) -> None:
    shown = on_a_terminal("check", vault(BREWERY), "--output-format", "json", "--quiet")
    assert len(json.loads(shown)["diagnostics"]) == 4


def test_terminal_gets_no_escape_code_of_a_note(vault) -> None:
    files = {
        ".obsidian/app.json": "{}",
        "Esc\x1b]0;x\x07.md": '---\ntags: ["#a\x9b31m\u202e"]\nx: "\\e"\n---\n',
    }
    shown = on_a_terminal("check", vault(files))
    assert not set("\x1b\x07\x9b\u202e") & set(COLOUR.sub(b"", shown).decode())


def test_progress_does_not_touch_standard_output(vault, cli, tmp_path: Path) -> None:
    name = "A note with a name so long that its line is wider than a terminal of eighty columns"
    root = vault({".obsidian/app.json": "{}"} | {f"{name} {n}.md": BEER for n in range(520)})
    shown = on_a_terminal("check", root, stdout=tmp_path / "report.txt")
    plain = cli("check", root, cwd=Path(os.environ["HOME"]))
    assert (tmp_path / "report.txt").read_bytes() == plain.stdout
    assert shown.endswith(plain.stderr)
    assert shown != plain.stderr


# Diffs

DIFFED = {
    "plain": b'---\ntitle: Saaz\ntags: ["#hops"]\n---\nNoble.\n',
    "crlf": b'---\r\ntags: ["#hops"]\r\n---\r\nNoble.\r\n',
    "bom": b'\xef\xbb\xbf---\ntags: ["#hops"]\n---\nNoble.\n',
    "bom and crlf": b'\xef\xbb\xbf---\r\ntags: ["#hops"]\r\n---\r\n',
    "no newline at the end": b'---\ntags: ["#hops"]\n---',
    "no newline far below": b'---\ntags: ["#hops"]\n---\n' + b"Noble.\n" * 20 + b"Fine.",
    "other line ends": '---\ntags: ["#hops"]\n---\na\rb\u2028c\x0cd\x85e\n'.encode(),
    "chinese": '---\ntags: ["#啤酒", "#hops"]\n---\n🍺\n'.encode(),
    "two places": b"---\ntag: hops\ntitle: Saaz\nkind: noble\nyear: 1\naliases: Saazer\n---\nNoble.\n",
}
NAMES = ["Saaz.md", "啤酒花.md", "Hops/Old/Saaz.md", "-p.md"]
ODD_NAMES = [
    b'Say "Saaz".md',
    b"Back\\slash.md",
    b"Tab\there.md",
    b"New\nline.md",
    b"Esc\x1b[31m.md",
    b"Raw\xff.md",
]
TOOLS = {
    "git": ["git", "apply", "--whitespace=nowarn"],
    "patch": ["patch", "-p1", "--batch", "--silent"],
}


def patched(tool: str, folder: Path, files: Mapping[str, bytes], diff: bytes) -> dict[str, bytes] | str:
    """The files after a tool has applied the diff, or the tool's error message."""
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        TOOLS[tool], cwd=folder, env=environment, input=diff, capture_output=True, timeout=300, check=False
    )
    said = (done.stdout + done.stderr).decode(errors="backslashreplace")
    return said or {name: (folder / name).read_bytes() for name in files}


def assert_diff_applies(vault, call, files: Mapping[str, bytes], tools: Sequence[str]) -> None:
    root = vault({".obsidian/app.json": "{}"} | files)
    diff = call("fix", "--diff", ".", cwd=root)
    assert diff.returncode == 1
    assert {name: (root / name).read_bytes() for name in files} == files
    present = [tool for tool in tools if shutil.which(tool)]
    actual = {tool: patched(tool, vault(files, tool), files, diff.stdout) for tool in present}
    call("fix", ".", cwd=root)
    fixed = {name: (root / name).read_bytes() for name in files}
    assert all(fixed[name] != files[name] for name in files)
    assert actual == dict.fromkeys(present, fixed)


@pytest.mark.parametrize("content", DIFFED)
def test_diff_gives_the_bytes_of_fix(vault, call, content: str) -> None:
    assert_diff_applies(vault, call, {"Saaz.md": DIFFED[content]}, ["git", "patch"])


def test_diff_of_many_notes(vault, call) -> None:
    assert_diff_applies(vault, call, dict.fromkeys(NAMES, DIFFED["plain"]), ["git", "patch"])


def test_diff_of_a_name_with_spaces(vault, call) -> None:
    assert_diff_applies(vault, call, {"Hops from Saaz.md": DIFFED["plain"]}, ["git", "patch"])


@pytest.mark.parametrize("name", ODD_NAMES)
def test_diff_of_an_odd_name(vault, call, name: bytes) -> None:
    assert_diff_applies(vault, call, {os.fsdecode(name): DIFFED["plain"]}, ["git"])


def test_diff_of_standard_input_is_that_of_the_note(vault, call) -> None:
    for data in DIFFED.values():
        root = vault({".obsidian/app.json": "{}", "Saaz.md": data})
        of_note = call("fix", "--diff", "Saaz.md", cwd=root)
        of_text = call("fix", "--diff", "-", "--stdin-filename", "Saaz.md", cwd=root, stdin=data)
        assert (of_text.stdout, of_text.returncode) == (of_note.stdout, 1)
