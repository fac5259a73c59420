"""What the README promises never to do: each sentence names existing tests that are not marked as long."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECTION = re.compile(r"^## What it never does\n+(.*?)^## ", re.DOTALL | re.MULTILINE)
HELD_BY = re.compile(r"\s*<!-- held by\s(.*?) -->", re.DOTALL)


def promises() -> list[tuple[str, list[str]]]:
    """Each sentence with the tests it names."""
    section = SECTION.search((ROOT / "README.md").read_text("utf-8"))
    assert section
    parts = HELD_BY.split(section[1])
    return [
        (" ".join(said.split()), tests.split()) for said, tests in zip(parts[::2], parts[1::2], strict=False)
    ]


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    return {n.name: n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)}


def test_every_sentence_names_a_test() -> None:
    section = SECTION.search((ROOT / "README.md").read_text("utf-8"))
    assert section
    assert HELD_BY.split(section[1])[-1].strip() == ""
    for said, _ in promises():
        assert len(re.findall(r"\.(?=\s|$)", said)) == 1, said


@pytest.mark.parametrize(("said", "tests"), promises())
def test_tests_that_are_named_are_there(said: str, tests: list[str]) -> None:
    for name in tests:
        file, _, function = name.partition("::")
        found = functions_of(ROOT / file)[function]
        assert "long" not in {
            n.attr for mark in found.decorator_list for n in ast.walk(mark) if isinstance(n, ast.Attribute)
        }


UNJUDGED: dict[str, bytes] = {
    "Broken.md": b"---\ntags: [hops\nstatus: x\n---\nSaaz.\n",
    "Twice.md": b"---\ntags: '#hops'\ntags: '#hops'\n---\nSaaz.\n",
    "Braces.md": b"---\ntitle: {{title}}\ntags: '#hops'\n---\nSaaz.\n",
    "Templater.md": b"---\ntitle: <% tp.file.title %>\ntags: '#hops'\n---\nSaaz.\n",
    "Latin.md": b"---\ntags: '#hops'\n---\nBi\xe8re.\n",
}


def test_what_can_not_be_judged_is_reported_and_untouched(vault, call) -> None:
    """In the same vault, a similar note is fixed."""
    config = (
        "keys: {tags: {type: tags, required: true}, status: {type: text, required: true, default: draft}}\n"
    )
    root = vault({"vault-tools.yaml": config, "Well.md": b"---\ntags: '#hops'\n---\nSaaz.\n", **UNJUDGED})
    said = call("check", root, "--output-format", "concise").stdout.decode()
    call("fix", root, "--unsafe-fixes")
    assert b"status: 'draft'" in (root / "Well.md").read_bytes()
    rules = {line.split(":")[0].removeprefix("vault/"): line.split()[2] for line in said.splitlines()}
    for name, data in UNJUDGED.items():
        assert rules[name] == ("unreadable-note:" if name == "Latin.md" else "invalid-frontmatter:")
        assert (root / name).read_bytes() == data, name


def test_nothing_is_filled_in_that_nobody_said(vault, call) -> None:
    """In the same vault, a note that states it in another form is fixed."""
    config = "keys: {status: {required: true, values: [draft, done]}, date: {type: date, required: true}}\n"
    unsaid = {
        "None.md": "---\ntitle: Saaz\n---\nSaaz.\n",
        "Empty.md": "---\nstatus:\ndate:\n---\nSaaz.\n",
        "Either.md": "---\nstatus: d\ndate: 03/04/2025\n---\nSaaz.\n",
    }
    root = vault({"vault-tools.yaml": config, **unsaid})
    vault({"Said.md": "---\nstatus: Draft\ndate: 3 April 2025\n---\nSaaz.\n"})
    call("fix", root, "--unsafe-fixes")
    assert b"date: 2025-04-03\n" in (root / "Said.md").read_bytes()
    assert {name: (root / name).read_text() for name in unsaid} == unsaid
    said = call("check", root, "--output-format", "concise").stdout.decode()
    assert [line.split(":")[0].removeprefix("vault/") for line in said.splitlines()].count("None.md") == 2


OFFLINE = """
import sys
NET = {"connect", "bind", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr"}
def hook(event, arguments):
    if event.partition("socket.")[2] in NET or event.startswith("urllib."):
        raise SystemExit(f"went online: {event} {arguments}")
sys.addaudithook(hook)
from vault_tools.cli.program import main
main()
"""
"""The program, ended by any attempt to access the network."""


COMMANDS = [
    *("check", "fix --unsafe-fixes", "init", "undo", "watch --once", "moc", "tags"),
    *("list", "explain broken-link", "plugin install"),
]
IN_TURN = OFFLINE.replace(
    "\nmain()\n",
    """
import os
for root in sys.argv[1:]:
    os.chdir(root)
    sys.argv = ["vault-tools", *os.path.basename(root).split()]
    try:
        main()
    except SystemExit as ended:
        if ended.code not in (None, 0, 1):
            raise
        print("ended:", root)
""",
)
"""Runs each command in the folder named after it."""


def test_no_command_goes_online(vault) -> None:
    text = "---\ntags: '#hops'\nsource: https://example.com/a\n---\n[a](https://example.com) ![b](http://b.c/d.png)\n"
    roots = [vault({".obsidian/app.json": "{}", "Saaz.md": text}, command) for command in COMMANDS]
    command = [sys.executable, "-c", IN_TURN, *roots]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()
    ended = [line for line in done.stdout.decode().splitlines() if line.startswith("ended: ")]
    assert ended == [f"ended: {root}" for root in roots]


def test_what_goes_online_would_be_told(vault) -> None:
    code = OFFLINE.replace("from vault_tools.cli.program import main", "import socket").replace(
        "main()", "socket.create_connection(('localhost', 1))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=300, check=False)
    assert b"went online: socket.getaddrinfo" in done.stderr
