"""Shared fixtures: an isolated environment, vaults built from a table, golden files."""

import gc
import io
import itertools
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path

import pytest
import started
import typer
from forked import SERVER
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import none
from often import IN_CI

from vault_tools.cli import app
from vault_tools.cli.program import main

sys.dont_write_bytecode = False
"""Even if the user's shell forbids it: each process would compile all tests and the program at each run."""

DATA = Path(__file__).parent / "data"
TIME_LIMIT = 300
"""Seconds after which the program counts as hung, even on a busy machine."""


MEMORY = Path("/dev/shm")  # noqa: S108
"""Linux's in-memory file system. Elsewhere, tests of the writer mostly wait for the disk."""
ROOM = 2 << 30
"""Bytes required; the tests' files take a third of that."""


# the machine does.
# Each run tries the same examples, so that no run fails by chance. No deadline: how long an example takes
# depends on what else the machine does.
# the machine does.
settings.register_profile(
    "quick",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("quick"), max_examples=100)
settings.register_profile("search", max_examples=2_000, deadline=None)
settings.load_profile("ci" if "CI" in os.environ else "quick")


def pytest_configure() -> None:
    """Keep the tests' files in memory, unless TMPDIR is set, or in CI, which tests a disk."""
    if not IN_CI and "TMPDIR" not in os.environ and _has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # makes tempfile ask again


def _has_room(folder: Path) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    of = os.statvfs(folder)
    return of.f_bavail * of.f_frsize >= ROOM and not of.f_flag & os.ST_NOEXEC  # tests run hooks there


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite golden files and transcripts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long tests, unless in CI or selected with `-m`."""
    if "CI" in os.environ or config.getoption("-m"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if item not in long]
    config.hook.pytest_deselected(items=long)


@given(none())
def _start_hypothesis(_: None) -> None:
    """Hypothesis looks for references to its random numbers: quickly while few objects exist, and in vain
    among frozen ones."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Exclude the tests themselves from garbage collection: they stay, and outweigh what most create."""
    _start_hypothesis()
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One worker more than processors, because tests spend a third of their time waiting for the disk or
    other processes. In CI, where they also run browsers, one per processor."""
    return (yield) + (not IN_CI)


def pytest_unconfigure() -> None:
    SERVER.end()


@pytest.fixture(scope="session")
def new_homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Paths for a new folder per test, outside pytest's own folder, which it lists each time."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(new_homes: Iterator[Path]) -> Iterator[Path]:
    """An empty home: no test reads or writes the user's cache, or depends on the user's terminal or on a git
    hook that runs the tests. Bytecode is written, so that the program, started a thousand times, is compiled
    once."""
    folder = next(new_homes)
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setenv("COLUMNS", "80")
        of_git = [name for name in os.environ if name.startswith("GIT_")]
        for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONDONTWRITEBYTECODE", *of_git):
            patch.delenv(name, raising=False)
        yield folder


@pytest.fixture(scope="session", autouse=not IN_CI)
def command_line() -> Iterator[None]:
    """Build the command line once rather than for each call of `main`: a fifth of a small check."""
    with pytest.MonkeyPatch.context() as patch:
        command = typer.main.get_command(app.app_of())
        patch.setattr(app, "app_of", lambda _: command)
        yield


@pytest.fixture
def time_limit() -> Iterator[None]:
    """End a test that waits for a pipe, a device or itself."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"no end after {TIME_LIMIT} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(TIME_LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def golden(update: bool, request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file below tests/data/, byte by byte; with --update write that file."""

    def compare(name: str, text: str) -> None:
        path = DATA / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        writes = f"`pytest --update tests/{request.path.name}` writes {path.relative_to(DATA.parent)}"
        assert path.is_file(), writes
        assert text == path.read_bytes().decode("utf-8"), writes

    return compare


@pytest.fixture
def vault(tmp_path: Path) -> Callable[..., Path]:
    """Build a vault from a table of path -> text or bytes, written as given. Returns its root."""

    def build(files: Mapping[str, str | bytes], name: str = "vault") -> Path:
        root = tmp_path / name
        root.mkdir(exist_ok=True)
        for path, content in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return root

    return build


@pytest.fixture
def cli(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run `vault-tools` in a separate process, which executes `before` first."""

    def run(
        *args: str | Path,
        cwd: Path = tmp_path,
        stdin: bytes = b"",
        before: Callable[[], None] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        return started.run(
            [*started.PROGRAM, *args], cwd=cwd, stdin=stdin, timeout=TIME_LIMIT, preexec_fn=before
        )

    return run


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run `vault-tools` in this process: ten times as fast, and an unexpected exception fails the test."""

    def run(
        *args: str | Path, cwd: Path = tmp_path, stdin: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        argv = ["vault-tools", *map(str, args)]
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            patch.setattr("sys.argv", argv)
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            with pytest.raises(SystemExit) as stopped:
                main()
        return subprocess.CompletedProcess(argv, int(stopped.value.code or 0), *capsysbinary.readouterr())

    return run
