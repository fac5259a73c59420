"""Runs the program as a process forked by `fork_server.py`."""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any, Self

from often import IN_CI

SCRIPT = Path(__file__).with_name("fork_server.py")
OPTIONS = {"stdin", "stdout", "stderr", "cwd", "env"}
PATIENCE = 60
"""Seconds allowed for the server to start and to end."""


LAUNCHER = """#!{python} -IS
import os, sys
from _socket import AF_UNIX, SCM_RIGHTS, SHUT_WR, SOL_SOCKET, socket

server = socket(AF_UNIX)
try:
    server.connect({address!r})
except OSError:
    os.execv({python!r}, [{python!r}, "-m", "vault_tools", *sys.argv[1:]])
variables = [name + b"=" + value for name, value in os.environb.items()]
data = b"\\0".join([os.getcwdb(), b"%d" % len(sys.argv), *map(os.fsencode, sys.argv), *variables])
files = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
sent = server.sendmsg([data], [(SOL_SOCKET, SCM_RIGHTS, files)])
server.sendall(data[sent:])
server.shutdown(SHUT_WR)
server.recv(4)
os._exit(int.from_bytes(server.recv(4), "little", signed=True) & 255)
"""
"""`vault-tools` for shells and git: starts faster than the program because it imports nothing."""


class ForkServer:
    """Starts on first use. If it can't, Python starts all processes."""

    def __init__(self, *, may_begin: bool = True) -> None:
        self._may_begin = may_begin and sys.platform == "linux"
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""

    @property
    def _address(self) -> str:
        return f"{self._folder}/socket"

    def program(self) -> Path | None:
        """The file to put on PATH as `vault-tools`; None without a server."""
        return Path(self._folder, "vault-tools") if self._has_begun() else None

    def connected(self) -> socket.socket | None:
        if not self._has_begun():
            return None
        with suppress(OSError), ExitStack() as undo:
            connection = undo.enter_context(socket.socket(socket.AF_UNIX))
            connection.connect(self._address)
            undo.pop_all()
            return connection
        return None

    def _has_begun(self) -> bool:
        if not self._process and self._may_begin:
            self._begin()
        return bool(self._process)

    def _begin(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="forks-")
        program = Path(self._folder, "vault-tools")
        program.write_text(LAUNCHER.format(python=sys.executable, address=self._address), "utf-8")
        program.chmod(0o700)
        command = [sys.executable, SCRIPT, self._address]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=os.environ.copy(), **pipes)
        select.select([self._process.stdout], [], [], PATIENCE)

    def end(self) -> None:
        if self._process:
            with self._process:
                self._process.stdin.close()
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(PATIENCE)
                self._process.kill()
            shutil.rmtree(self._folder, ignore_errors=True)  # options that the server does not have
            self._process = None


SERVER = ForkServer(may_begin=not IN_CI)


class Forked:
    """Like subprocess.Popen, limited to the options and methods that tests use."""

    def __init__(
        self,
        server: socket.socket,
        arguments: Sequence[str | Path],
        *,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        cwd: str | Path = ".",
        env: dict[str, str] | None = None,
    ) -> None:
        self.args, self._server = arguments, server
        self.returncode: int | None = None
        with ExitStack() as passed:
            reading, self.stdin = _input(stdin, passed)
            writing, self.stdout = _output(stdout, 1, passed)
            errors, self.stderr = (
                (writing, None) if stderr == subprocess.STDOUT else _output(stderr, 2, passed)
            )
            variables = [f"{name}={value}" for name, value in (os.environ if env is None else env).items()]
            parts = [os.path.abspath(cwd), str(len(arguments)), *arguments, *variables]
            data = b"\0".join(map(os.fsencode, parts))
            sent = socket.send_fds(server, [data], [reading, writing, errors])
            server.sendall(data[sent:])
            server.shutdown(socket.SHUT_WR)
        self.pid = self._told()

    def _told(self) -> int:
        data = self._server.recv(4)
        assert data, "the server of forks is gone"
        return int.from_bytes(data, "little", signed=True)

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            ready = select.poll()
            ready.register(self._server, select.POLLIN)
            if not ready.poll(None if timeout is None else 1000 * timeout):
                raise subprocess.TimeoutExpired(self.args, timeout)
            self.returncode = self._told()
            self._server.close()
        return self.returncode

    def communicate(
        self, given: bytes | None = None, timeout: float | None = None
    ) -> tuple[bytes | None, bytes | None]:
        with ThreadPoolExecutor() as pool:
            reads = [pipe and pool.submit(pipe.read) for pipe in (self.stdout, self.stderr)]
            if self.stdin:
                with suppress(BrokenPipeError), self.stdin:
                    self.stdin.write(given or b"")
            try:
                self.wait(timeout)
            finally:
                self.kill()
            out, err = [read and read.result() for read in reads]
        self._close()
        return out, err

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # the server has reaped it but not reported it yet
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        self.wait()

    def _close(self) -> None:
        for pipe in (self.stdout, self.stderr, self.stdin):
            with suppress(BrokenPipeError):
                if pipe:
                    pipe.close()


def _input(given: Any, passed: ExitStack) -> tuple[int, IO[bytes] | None]:
    """(the process's standard input, our end of it if it is a pipe)."""
    if given != subprocess.PIPE:
        return _file(given, 0, passed), None
    reading, writing = os.pipe()
    passed.callback(os.close, reading)
    return reading, open(writing, "wb")


def _output(given: Any, usual: int, passed: ExitStack) -> tuple[int, IO[bytes] | None]:
    if given != subprocess.PIPE:
        return _file(given, usual, passed), None
    reading, writing = os.pipe()
    passed.callback(os.close, writing)
    return writing, open(reading, "rb")


def _file(given: Any, usual: int, passed: ExitStack) -> int:
    if given == subprocess.DEVNULL:
        file = os.open(os.devnull, os.O_RDWR)
        passed.callback(os.close, file)
        return file
    if given is None:
        return usual
    return given if isinstance(given, int) else int(given.fileno())
