"""Runs git, with the environment of a hook (GIT_DIR, GIT_INDEX_FILE).

Git may run programs named in the user's configuration, but none named in the repository's: a vault may come
from a stranger.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from vault_tools.errors import VaultToolsError

_SAFE = ("core.fsmonitor=false", "safe.bareRepository=explicit", "submodule.recurse=false")
"""Settings that keep git from running a program to find changes, and from mistaking a folder of notes for a
repository (git-config(1))."""
_SIGPIPE = 13
"""The number from signal(7); git must not inherit that Python ignores it. Importing `signal` takes as long as
the rest of this module."""
_FILTERS = ("clean=", "smudge=", "process=", "required=false")


class WorkTree(NamedTuple):
    """The `top` folder of a repository's working tree, its index file and its settings file. The files are
    None if there may be others."""

    top: Path
    index_file: Path | None = None
    settings: Path | None = None


def work_tree() -> WorkTree:
    """The working tree of the current folder's repository. Raises VaultToolsError."""
    asked = ("--show-object-format", "--git-path", "index", "--git-path", "config", "--show-toplevel")
    said = os.fsdecode(git("rev-parse", *asked))
    match said.split("\n"):
        case ["sha1", index, settings, top, ""]:
            return WorkTree(*(Path(os.path.abspath(path)) for path in (top, index, settings)))
    return WorkTree(top_folder())  # a path contains a newline, or git is too old


def top_folder() -> Path:
    """The top folder of the working tree that contains the current folder. Raises VaultToolsError."""
    return git_folder("--show-toplevel")


def git_folder(*which: str, top: Path = Path()) -> Path:
    """The absolute path of the folder that `git rev-parse` prints for these options. Raises
    VaultToolsError."""
    said = os.fsdecode(git("rev-parse", *which, top=top)).removesuffix("\n")
    return Path(os.path.abspath(top / said))


def git(*args: str, top: Path = Path(), stdin: bytes = b"") -> bytes:
    """The output of git, run in the folder `top`. Raises VaultToolsError with git's message.

    Git takes no optional locks: the commit that runs the hook already holds the lock of the index.
    """
    done = _ran(args, _SAFE, top, stdin)
    if done.code:
        said = os.fsdecode(done.error).strip().splitlines() or [f"exit code {done.code}"]
        name = next(arg for arg in args if arg[0] != "-" and "=" not in arg)
        raise VaultToolsError(f"git {name}: {said[0].removeprefix('fatal: ')}")
    return done.said


def without_filters(tree: WorkTree) -> list[str]:
    """Options that keep git from running filters configured by the repository itself."""
    if not _may_have_filters(tree.settings):
        return []
    asked = ("--includes", "--name-only", "-z", "--get-regexp", r"^filter\..*\.")
    said = (_ran(("config", of, *asked), _SAFE, tree.top, b"").said for of in ("--local", "--worktree"))
    names = os.fsdecode(b"".join(said)).split("\0")
    drivers = dict.fromkeys(name.rpartition(".")[0] for name in names if name)
    return [part for driver in drivers for off in _FILTERS for part in ("-c", f"{driver}.{off}")]


def _may_have_filters(settings: Path | None) -> bool:
    """Whether the settings may configure filters. A search of the text suffices to rule them out, since
    section names can't be escaped."""
    try:
        text = settings.read_bytes().lower() if settings else b"filter"
    except OSError:
        return True
    return any(word in text for word in (b"filter", b"include", b"worktreeconfig"))


class _Answer(NamedTuple):
    """Git's standard output, standard error and exit code."""

    said: bytes
    error: bytes
    code: int


def _ran(args: Sequence[str], settings: Sequence[str], top: Path, stdin: bytes) -> _Answer:
    options = [part for setting in settings for part in ("-c", setting)]
    command = ["git", "-C", str(top), "--no-optional-locks", *options, *args]
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1"}
    try:
        answer = None if stdin else _ran_into_memory(command, environment)
        return answer or _ran_by_library(command, environment, stdin)
    except FileNotFoundError:
        raise VaultToolsError("git is not found; install it, or name the notes") from None


def _ran_by_library(command: Sequence[str], environment: Mapping[str, str], stdin: bytes) -> _Answer:
    import subprocess

    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False)
    return _Answer(done.stdout, done.stderr, done.returncode)


def _ran_into_memory(command: Sequence[str], environment: Mapping[str, str]) -> _Answer | None:
    """Run git with its output going to files in memory; None if the system has none. For 10,000 files a pipe
    would fill a hundred times and wake up two processes each time, and importing `subprocess` takes longer
    than git itself."""
    if sys.platform != "linux":
        return None
    with (
        suppress(OSError),
        open(os.memfd_create("said"), "w+b") as said,
        open(os.memfd_create("error"), "w+b") as error,
    ):
        outputs = [(os.POSIX_SPAWN_DUP2, file.fileno(), number) for number, file in ((1, said), (2, error))]
        actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), *outputs]
        child = os.posix_spawnp("git", [*command], environment, file_actions=actions, setsigdef=[_SIGPIPE])
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        error.seek(0)
        return _Answer(said.read(), error.read(), code)
    return None
