"""Git repositories for tests of hooks, without the user's own configuration."""

import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forked import SERVER

PROGRAMS = Path(sys.executable).parent
"""The folder in which `vault-tools`, `pre-commit` and `prek` are installed for the tests."""


def program() -> Path:
    """The `vault-tools` that repositories find first."""
    return SERVER.program() or PROGRAMS / "vault-tools"


TIME_LIMIT = 600
"""Seconds after which a program counts as hung; pre-commit may have to build an environment."""


@dataclass(frozen=True)
class Repository:
    """A working tree, and the programs that run in it."""

    top: Path

    def git(self, *args: str | Path, code: int = 0, **extra: str) -> str:
        """Run git. Returns what it prints on both outputs; the test fails on another exit code."""
        return self.run("git", *args, code=code, **extra)

    def run(self, program: str, *args: str | Path, code: int = 0, **extra: str) -> str:
        done = subprocess.run(
            [program, *args],
            cwd=self.top,
            env=environment(**extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
        )
        output = done.stdout.decode("utf-8", "backslashreplace")
        assert done.returncode == code, output
        return output

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="")

    def stage(self, files: Mapping[str, str]) -> None:
        self.write(files)
        self.git("add", "--", *files)

    def read(self, name: str) -> str:
        return (self.top / name).read_bytes().decode("utf-8")

    def committed(self, name: str) -> str:
        return self.git("show", f"HEAD:{name}")

    @property
    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "--all"))


def environment(**extra: str) -> dict[str, str]:
    """The tests' environment, with our programs on PATH and an identity for commits."""
    path = os.pathsep.join([str(program().parent), str(PROGRAMS), os.environ["PATH"]])
    people = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_COLOR": "never", "PREK_COLOR": "never"}
    return {**os.environ, "PATH": path, **people, **alone, **extra}


def repository(top: Path, files: Mapping[str, str]) -> Repository:
    """A new repository with these files in its first commit."""
    top.mkdir(parents=True, exist_ok=True)
    made = Repository(top)
    made.write(files)
    for name, data in _committed(tuple(files.items())).items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for name in ("hooks", "info"):
        (top / ".git" / name).mkdir()
    made.git("update-index", "--refresh")
    return made


@functools.cache
def _committed(files: tuple[tuple[str, str], ...]) -> dict[str, bytes]:
    """What git keeps of a first commit, without its examples of hooks: git takes as long as half a test."""
    with tempfile.TemporaryDirectory() as folder:
        made = Repository(Path(folder))
        made.git("init", "--quiet", "--initial-branch=main", "--template=")
        made.git("config", "core.autocrlf", "false")
        made.git("config", "maintenance.auto", "false")
        made.stage(dict(files))
        made.git("commit", "--quiet", "--message=first")
        kept = [path for path in made.top.glob(".git/**/*") if path.is_file()]
        return {path.relative_to(made.top).as_posix(): path.read_bytes() for path in kept}
