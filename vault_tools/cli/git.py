"""Asks git, as the ordinary program; what a hook finds in its environment (GIT_DIR, GIT_INDEX_FILE) holds."""

import os
import subprocess
from pathlib import Path

from vault_tools.errors import VaultToolsError


def top_folder() -> Path:
    """The top of the working tree that the current folder lies in. Raises VaultToolsError."""
    return git_folder("--show-toplevel")


def git_folder(*which: str, top: Path = Path()) -> Path:
    """A folder that `git rev-parse` knows, as an absolute path. Raises VaultToolsError."""
    said = os.fsdecode(git("rev-parse", *which, top=top)).removesuffix("\n")
    return Path(os.path.abspath(top / said))


def git(*args: str, top: Path = Path(), stdin: bytes = b"") -> bytes:
    """What git says, run in the folder `top`. Raises VaultToolsError, with git's own words.

    It takes no lock that it could do without: the commit that runs the hook holds that of the index.
    """
    command = ["git", "--no-optional-locks", *args]
    try:
        done = subprocess.run(command, cwd=top, input=stdin, capture_output=True, check=False)
    except FileNotFoundError:
        raise VaultToolsError("git is not found; install it, or name the notes") from None
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().splitlines() or [f"exit code {done.returncode}"]
        raise VaultToolsError(f"git {args[0]}: {said[0].removeprefix('fatal: ')}")
    return done.stdout
