"""Completion in shells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from forked import SERVER

BASH = shutil.which("bash")

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(BASH is None, reason="no bash here"),
]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`vault-tools` on the PATH, as an installation puts it there."""
    place = SERVER.program() or tmp_path / "bin" / "vault-tools"
    if not place.exists():
        place.parent.mkdir()
        code = "import sys; from vault_tools.cli.program import main; sys.argv[0] = 'vault-tools'; main()"
        place.write_text(f'#!/bin/sh\nexec \'{sys.executable}\' -c "{code}" "$@"\n')
        place.chmod(0o755)
    monkeypatch.setenv("PATH", str(place.parent), prepend=os.pathsep)
    return place


def completed(typed: str) -> list[str]:
    """The completions of the last typed word."""
    words = typed.split(" ")
    place = {"COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1), "_VAULT_TOOLS_COMPLETE": "complete_bash"}
    done = subprocess.run(
        ["vault-tools"], env={**os.environ, **place}, capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("vault-tools ini", ["init"]),
        ("vault-tools check --sel", ["--select"]),
        ("vault-tools check --select malformed-d", ["malformed-date"]),
        ("vault-tools fix --ignore malformed-date,missing-k", ["malformed-date,missing-key"]),
        ("vault-tools explain wrong", ["wrong-type"]),
        ("vault-tools moc ne", ["new"]),
    ],
)
def test_words_are_completed(typed: str, words: list[str], program: Path) -> None:
    assert completed(typed) == words


def test_script_for_the_shell_is_shown(program: Path, home: Path) -> None:
    assert BASH
    line = "vault-tools --show-completion; true"
    done = subprocess.run([BASH, "-c", line], capture_output=True, text=True, timeout=300, check=True)
    assert "_VAULT_TOOLS_COMPLETE=complete_bash" in done.stdout
    assert list(home.iterdir()) == []


def test_script_is_installed_for_the_shell(program: Path, home: Path) -> None:
    assert BASH
    line = "vault-tools --install-completion; true"
    subprocess.run([BASH, "-c", line], capture_output=True, timeout=300, check=True)
    assert "vault-tools" in (home / ".bashrc").read_text()
