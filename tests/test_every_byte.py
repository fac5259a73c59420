"""Every command, in every format, over a vault with hostile names and texts: neither terminals nor GitHub's
runners obey a printed byte. The commands are discovered, not listed."""

import io
import os
import pty
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from often import IN_CI
from started import run as run_program

from vault_tools.cli.app import app_of
from vault_tools.cli.program import main

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names, and no pty"),
]

CODES = "\x1b[41mR\x1b]0;T\x07\x9b2J\u202e\u2066\u061c\u200b\r\x08\x7f\u2028\x85"
"""A background colour, which the program never uses, a window title, a screen clear, and characters that
reverse or hide text."""
IN_YAML = '"' + "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in CODES) + '{}"'
NAMES = [
    f"{CODES}.md",
    f"{CODES}/Note.md",
    "new\nline.md",
    "::error::x.md",
    "  ::add-mask::y.md",
    "##[add-mask]z.md",
    "\n::stop-commands::t.md",
]
COMMANDS = "::error::pwned\n  ::add-mask::pwned\n\t::warning::pwned ##[add-mask]pwned\n\r::error::pwned\r"
ENGLISH = "The water is heated, and then the malt goes in; it rests there for an hour, as it always did. "
NOTE = f"""---
title: {IN_YAML.format(1)}
date: 3.4.2025
tags: [{IN_YAML.format(2)}, "#a{CODES[:5]}", Hops, hops, "::error::tag", '##[error]tag']
people: [{IN_YAML.format(3)}, "::error::Ada", "Ada "]
{IN_YAML.format(4)}: {IN_YAML.format(5)}
::error::key: a
---
# {CODES} ::error::heading

::error::pwned
  ::add-mask::pwned ##[add-mask]pwned
[[{CODES}]] [[::error::link]] ##[error]pwned

{ENGLISH * 3}{CODES}

{COMMANDS}
```
"""
CONFIG = f"""language: zh
keys:
  people: {{names: people, required: true}}
  {IN_YAML.format(6)}: {{type: number, required: true}}
  x: {{required: true}}
names: {{people: {{aliases: {{{IN_YAML.format(7)}: ["::error::alias"]}}}}}}
mocs:
  - {{name: tags, each: tags, note: "MOC/{{value}}.md"}}
  - {{name: all, note: MOC/all.md, title: {IN_YAML.format(8)}}}
"""
GIVEN = {
    "rule": ["malformed-tag"],
    "kind": ["tag"],
    "old": ["hops"],
    "new": ["::error::new"],
    "file": ["-"],
    "new_name": ["tags/hops"],
}
"""Values for required arguments."""
ALWAYS = {
    ("watch",): ["--once", "--quiet-period", "0"],
    ("service", "install"): ["--show"],
    ("server",): ["--help"],
    ("mcp",): ["--help"],
    ("service", "logs"): ["--help"],
    ("service", "uninstall"): ["--help"],
}
"""Options without which commands do not end, or affect the system."""
EXACT = {("fix", "-"), ("undo", "--print"), ("service", "install")}
"""Commands that print raw bytes for programs, except on a terminal."""


class Call(NamedTuple):
    command: tuple[str, ...]
    options: tuple[str, ...] = ()


OF_ITS_OWN = {Call(("check",)), Call(("server",)), Call(("watch",)), Call(("status",))}
"""Calls in a separate process, because the program checks for a runner and for its terminal when it
starts."""


def found(group: Any, above: tuple[str, ...] = ()) -> Iterator[Call]:
    for name, command in sorted(group.commands.items()):
        path = (*above, name)
        if hasattr(command, "commands"):
            yield from found(command, path)
            if command.invoke_without_command:
                yield Call(path)
            continue
        needed = [p for p in command.params if p.param_type_name == "argument" and p.required]
        given = [word for p in needed for word in GIVEN.get(p.name, GIVEN.get(f"{name}_{p.name}", []))]
        assert len(given) >= len(needed), f"{path}: say in GIVEN what {needed} may be"
        yield Call(path, tuple(given))
        for option in command.params:
            if option.param_type_name != "option" or option.name == "help":
                continue
            if option.is_flag:
                yield Call(path, (*given, option.opts[0]))
            elif option.name.endswith("_format"):
                values = option.type.choices
                yield from (Call(path, (*given, option.opts[0], _text(value))) for value in values)
    if not above:
        yield from [
            Call(("fix", "-"), ("--stdin-filename", "New.md")),
            Call(("check", "-"), ("--stdin-filename", "New.md")),
        ]


def _text(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)


def repeats(call: Call) -> bool:
    """Whether a shorter call prints the same: without a flag, or the format as shown by `check`."""
    last = call.options[-1] if call.options else ""
    of_fix = call.command == ("fix",) and "--output-format" in call.options
    return (last.startswith("--") and "diff" not in last) or (
        of_fix and last not in ("full", "json", "github")
    )


CALLS = [
    pytest.param(
        call, id=" ".join((*call.command, *call.options)), marks=pytest.mark.long if repeats(call) else ()
    )
    for call in sorted(set(found(typer.main.get_command(app_of()))))
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile") / f"vault {CODES}"
    for number, name in enumerate(NAMES):
        text = NOTE if IN_CI or number in (0, 3) else NOTE[: NOTE.index("\n---\n") + 5]
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.replace("a{", f"{number}").encode())
    (Path(os.fsdecode(os.fsencode(root) + b"/\xff.md"))).write_bytes(b"# \x9b \xff")
    (root / "vault-tools.yaml").write_text(CONFIG)
    (root / ".obsidian").mkdir()
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x"]
    for args in (["init", "-q"], ["add", "-A"]):
        subprocess.run([*git, *args], cwd=root, check=True, capture_output=True)
    return root


@pytest.fixture
def root(hostile: Path, tmp_path: Path, home: Path) -> Path:
    """A copy of the vault in which something was fixed, so that there is something to undo."""
    copy = tmp_path / hostile.name
    shutil.copytree(hostile, copy, symlinks=True)
    return copy


@pytest.fixture
def prepared(root: Path, said: Call, call) -> None:
    """Prepare the vault for the command."""
    if said.command in (("undo",), ("status",), ("plugin", "uninstall"), ("hook", "uninstall")):
        before = {"undo": ["fix"], "status": ["watch", "--once", "--quiet-period", "0"]}
        call(*before.get(said.command[0], [said.command[0], "install"]), cwd=root)


STDIN = NOTE.encode()


def read(end: int) -> bytes:
    said = b""
    with suppress(OSError), open(end, "rb", buffering=0) as file:  # Linux: the terminal is closed
        while data := file.read(65536):
            said += data
    return said


def within(said: Call, root: Path, out: int, err: int) -> int:
    """Run the program in this process, in a tenth of the time of a new one. Returns the exit code."""
    with (
        pytest.MonkeyPatch.context() as patch,
        open(out, "w", closefd=False) as stdout,
        open(err, "w", 1, closefd=False) as stderr,
    ):
        patch.chdir(root)
        patch.setattr("sys.argv", ["vault-tools", *arguments(said)])
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(STDIN)))
        patch.setattr("sys.stdout", stdout)
        patch.setattr("sys.stderr", stderr)
        try:
            with pytest.raises(SystemExit) as stopped:
                main()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    return int(stopped.value.code or 0)


def process(said: Call, root: Path, out: int, err: int) -> int:
    command = [sys.executable, "-m", "vault_tools", *arguments(said)]
    return run_program(command, cwd=root, stdin=STDIN, stdout=out, stderr=err).returncode


def arguments(said: Call) -> list[str]:
    return [*said.command, *ALWAYS.get(said.command, []), *said.options]


def printed(said: Call, root: Path, streams: list[tuple[int, int]]) -> list[str]:
    """The output at the other ends of standard output and standard error, which may be the same stream."""
    run = process if said in OF_ITS_OWN else within
    with ThreadPoolExecutor() as pool:
        reading = [pool.submit(read, end) for end, _ in streams]
        try:
            assert run(said, root, streams[0][1], streams[-1][1]) in (0, 1, 2, 3)
        finally:
            for _, written in streams:
                os.close(written)
        return [ended.result().decode("utf-8", "surrogateescape") for ended in reading]


DRAWN = re.compile(r"\x1b\[(?:[0-9;]*m|\?25[lh]|[0-9]*[AK]|2K)")
"""Colours, and the codes that redraw a line or a view."""


def obeyed(text: str) -> set[str]:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {c for c in text if unicodedata.category(c) in hidden and c not in "\n\t\u200d"}


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("said", CALLS)
def test_a_terminal_obeys_nothing(root: Path, said: Call, monkeypatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    (shown,) = printed(said, root, [pty.openpty()])
    assert "Traceback" not in shown
    assert "\x1b[41m" not in shown
    draws = said.command in (("watch",), ("status",))
    plain = DRAWN.sub("", shown) if draws else re.sub(r"\x1b\[[0-9;]*m", "", shown)
    plain = plain.replace("\r\n", "\n")
    assert not obeyed(plain.replace("\r", "") if draws else plain), shown


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("said", CALLS)
def test_a_runner_obeys_nothing(root: Path, said: Call, monkeypatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    out, err = printed(said, root, [os.pipe(), os.pipe()])
    assert "Traceback" not in err
    if said.command in EXACT or EXACT & {(*said.command, option) for option in said.options}:
        out = ""
    is_patch = "--diff" in said.options or "--update" in said.options or "--dry-run" in said.options
    assert not obeyed(err)
    assert is_patch or not obeyed(out), out
    own = re.compile(r"::(?:error|warning|notice) file=")
    for line in re.split(r"[\r\n]", f"{out}\n{err}"):
        is_own = "github" in said.options and own.match(line)
        assert is_own or not (line.lstrip().startswith("::") or "##[" in line), line
