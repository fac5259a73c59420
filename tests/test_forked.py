"""A fork of the program behaves like a new process; where forking is impossible, Python starts one."""

import os
import signal
import subprocess
from collections.abc import Iterator

import pytest
from forked import SERVER, Forked, ForkServer
from often import IN_CI
from started import PROGRAM, popen, run, started
from watchers import until

pytestmark = pytest.mark.usefixtures("time_limit", "server")
FAULTY = {".obsidian/app.json": "{}", "Saaz.md": "---\ntags: '#hops'\n---\nSaaz.\n"}
WATCH = [*PROGRAM, "watch", "--log-format", "json"]


@pytest.fixture(scope="module")
def kept() -> Iterator[ForkServer]:
    """The shared server, which is already running."""
    if not IN_CI:
        yield SERVER
        return
    made = ForkServer()
    yield made
    made.end()


@pytest.fixture
def server(kept: ForkServer, monkeypatch: pytest.MonkeyPatch) -> ForkServer:
    """A server that runs in CI as well."""
    return begun(kept, monkeypatch)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForkServer]:
    made = ForkServer()
    yield begun(made, monkeypatch)
    made.end()


def begun(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> ForkServer:
    monkeypatch.setattr("started.SERVER", server)
    connection = server.connected()
    if not connection:
        pytest.skip("nothing is forked here")
    connection.close()
    return server


@pytest.mark.parametrize(
    "args",
    [
        *(["--version"], ["check"], ["fix", "--diff"], ["nonsense"], ["tags", "--output-format", "json"]),
        *(["check", "-", "--stdin-filename", "Saaz.md"], ["check", os.fsdecode(b"\xff.md")]),
    ],
    ids=repr,
)
def test_fork_says_what_a_process_says(vault, args: list[str]) -> None:
    root = vault(FAULTY)
    done = run([*PROGRAM, *args], cwd=root, stdin=b"Saaz.\n")
    right = subprocess.run([*PROGRAM, *args], cwd=root, input=b"Saaz.\n", capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (right.returncode, right.stdout, right.stderr)


def test_shell_finds_a_program_that_does_the_same(vault, server: ForkServer) -> None:
    root = vault(FAULTY)
    line = ["/bin/sh", "-c", 'printf "Saaz.\\n" | "$0" "$@"', server.program()]
    for args in (["check"], ["fix", "-", "--stdin-filename", "A b.md"]):
        done = subprocess.run([*line, *args], cwd=root, capture_output=True, check=False)
        right = run([*PROGRAM, *args], cwd=root, stdin=b"Saaz.\n")
        assert (done.returncode, done.stdout, done.stderr) == (right.returncode, right.stdout, right.stderr)


def test_fork_sees_its_own_environment(vault, tmp_path) -> None:
    run([*PROGRAM, "check"], cwd=vault(FAULTY), env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "mine")})
    assert (tmp_path / "mine").is_dir()


def test_what_python_reads_at_its_start_is_read(vault) -> None:
    done = run([*PROGRAM, "--version"], env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"})
    assert done.stderr.startswith(b"import time:")


def test_signals_reach_a_fork(vault) -> None:
    for number, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
        with started([*WATCH, vault(FAULTY)], stderr=subprocess.PIPE) as process:
            assert isinstance(process, Forked)
            process.stderr.readline()
            assert process.poll() is None
            process.send_signal(number)
            assert process.wait() == code


def test_a_signal_comes_too_late_for_one_that_has_ended_unnoticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with started([*PROGRAM, "--version"], stdout=subprocess.PIPE) as process:
        process.wait()
        monkeypatch.setattr(process, "poll", lambda: None)
        process.kill()


def test_what_takes_too_long_is_killed(vault) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run([*WATCH, vault(FAULTY)], timeout=0.1)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[ForkServer]:
    """A server that ends as soon as it has started."""
    monkeypatch.setattr("forked.SCRIPT", os.devnull)
    made = ForkServer()
    monkeypatch.setattr("started.SERVER", made)
    yield made
    made.end()


def test_without_a_server_python_starts_the_program(ended: ForkServer) -> None:
    program = ended.program()
    ended._process.wait()
    with popen([*PROGRAM, "--version"], stdout=subprocess.PIPE) as process:
        assert isinstance(process, subprocess.Popen)
        said = process.stdout.read()
    assert said == subprocess.run([program, "--version"], capture_output=True, check=True).stdout != b""


@pytest.mark.long
def test_nothing_outlives_its_server(fresh: ForkServer, vault) -> None:
    process = popen([*WATCH, vault(FAULTY)], stderr=subprocess.PIPE)
    with process.stderr:
        process.stderr.readline()
        fresh._process.stdin.close()  # as if the test process were killed
        process.stderr.read()  # ends because no writer is left
    process._server.close()
    until(lambda: not fresh.program().parent.exists())
