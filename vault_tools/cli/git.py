"""Asks git, as the ordinary program; what a hook finds in its environment (GIT_DIR, GIT_INDEX_FILE) holds.

Of the programs that a configuration may name git runs those of the user, not those that a repository brings:
what is in a vault may be a stranger's.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from vault_tools.errors import VaultToolsError

_SAFE = ("core.fsmonitor=false", "safe.bareRepository=explicit", "submodule.recurse=false")
"""No program is asked what has changed, and no folder of notes taken for a repository (git-config(1))."""
_FILTERS = ("clean=", "smudge=", "process=", "required=false")


class WorkTree(NamedTuple):
    """The `top` folder of a repository's working tree, and the files of its index and of its settings, which
    are None where they are not known to be all."""

    top: Path
    index_file: Path | None = None
    settings: Path | None = None


def work_tree() -> WorkTree:
    """Of the repository that the current folder is in. Raises VaultToolsError."""
    asked = ("--show-object-format", "--git-path", "index", "--git-path", "config", "--show-toplevel")
    said = os.fsdecode(git("rev-parse", *asked))
    match said.split("\n"):
        case ["sha1", index, settings, top, ""]:
            return WorkTree(*(Path(os.path.abspath(path)) for path in (top, index, settings)))
    return WorkTree(top_folder())  # a name with a newline, or a git that knows less


def top_folder() -> Path:
    """The top of the working tree that the current folder is in. Raises VaultToolsError."""
    return git_folder("--show-toplevel")


def git_folder(*which: str, top: Path = Path()) -> Path:
    """A folder that `git rev-parse` knows, as an absolute path. Raises VaultToolsError."""
    said = os.fsdecode(git("rev-parse", *which, top=top)).removesuffix("\n")
    return Path(os.path.abspath(top / said))


def git(*args: str, top: Path = Path(), stdin: bytes = b"") -> bytes:
    """What git says, run in the folder `top`. Raises VaultToolsError, with git's own words.

    It takes no lock that it could do without: the commit that runs the hook holds that of the index.
    """
    done = _ran(args, _SAFE, top, stdin)
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().splitlines() or [f"exit code {done.returncode}"]
        name = next(arg for arg in args if arg[0] != "-" and "=" not in arg)
        raise VaultToolsError(f"git {name}: {said[0].removeprefix('fatal: ')}")
    return done.stdout


def without_filters(tree: WorkTree) -> list[str]:
    """Options of git by which no filter runs that the repository itself configures."""
    if not _may_have_filters(tree.settings):
        return []
    asked = ("--includes", "--name-only", "-z", "--get-regexp", r"^filter\..*\.")
    said = (_ran(("config", of, *asked), _SAFE, tree.top, b"").stdout for of in ("--local", "--worktree"))
    names = os.fsdecode(b"".join(said)).split("\0")
    drivers = dict.fromkeys(name.rpartition(".")[0] for name in names if name)
    return [part for driver in drivers for off in _FILTERS for part in ("-c", f"{driver}.{off}")]


def _may_have_filters(settings: Path | None) -> bool:
    """Whether git has to be asked: the names of sections are always spelled out."""
    try:
        text = settings.read_bytes().lower() if settings else b"filter"
    except OSError:
        return True
    return any(word in text for word in (b"filter", b"include", b"worktreeconfig"))


def _ran(
    args: Sequence[str], settings: Sequence[str], top: Path, stdin: bytes
) -> subprocess.CompletedProcess[bytes]:
    options = [part for setting in settings for part in ("-c", setting)]
    command = ["git", "--no-optional-locks", *options, *args]
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1"}
    try:
        if not stdin and (files := _files()):
            return _ran_into(*files, command, top, environment)
        return subprocess.run(
            command, cwd=top, env=environment, input=stdin, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise VaultToolsError("git is not found; install it, or name the notes") from None


def _files() -> tuple[BinaryIO, BinaryIO] | None:
    """Two files in memory, where the system has such."""
    if sys.platform != "linux":
        return None
    with suppress(OSError):
        return open(os.memfd_create("said"), "w+b"), open(os.memfd_create("error"), "w+b")
    return None


def _ran_into(
    said: BinaryIO, error: BinaryIO, command: Sequence[str], top: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """What git says of 10,000 files takes a pipe a hundred turns, and each wakes up two processes."""
    with said, error:
        null = subprocess.DEVNULL
        done = subprocess.run(
            command, cwd=top, env=environment, stdin=null, stdout=said, stderr=error, check=False
        )
        said.seek(0)
        error.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, said.read(), error.read())
