"""Starts the program in a tenth of the time: a Python process that has imported it and forks for each run.

A client connects to the socket and sends the folder, the number of arguments, the arguments and the
environment, separated by zero bytes, with its three standard files. The server answers with the process id
and, at the end, the exit code. A fork only differs from a newly started process in what Python and libraries
read from the environment at start: if that may differ, Python is started in the fork's place.
"""

import atexit
import gc
import importlib
import io
import os
import pkgutil
import selectors
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress

import typer

import vault_tools
from vault_tools.cli.app import app_of
from vault_tools.cli.program import main
from vault_tools.session.examine import fingerprint

READ_LATER = {
    *("HOME", "PATH", "PWD", "OLDPWD", "SHLVL", "_", "TERM", "COLUMNS", "LINES", "PYTEST_CURRENT_TEST"),
    *("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS"),
    *("_VAULT_TOOLS_COMPLETE", "COMP_WORDS", "COMP_CWORD"),
}
READ_LATER_BEGINNINGS = ("XDG_", "GIT_", "PRE_COMMIT", "PREK")
"""Variables that nothing reads during start-up."""


def serve(address: str) -> list[str]:
    """Serve until standard input ends. Returns only in forks, with the command line to run."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(64)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(listening, selectors.EVENT_READ)
    os.close(os.pidfd_open(os.getpid()))  # fails on systems without it, which then have no server
    os.write(1, b"\n")
    while True:
        for key, _ in selector.select():
            if key.fileobj == 0:
                end(selector, os.path.dirname(address))
            if key.fileobj is not listening:
                ended(*key.data)
                selector.unregister(key.fileobj)
                os.close(key.fd)
                continue
            client, _ = listening.accept()
            pid = os.fork()
            if not pid:
                close(selector)
                return become(client)
            tell(client, pid)
            selector.register(os.pidfd_open(pid), selectors.EVENT_READ, (pid, client))


def end(selector: selectors.BaseSelector, folder: str) -> None:
    """End the server, kill what still runs, and remove the socket's folder."""
    for key in selector.get_map().values():
        if key.data:
            os.kill(key.data[0], signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def ended(pid: int, client: socket.socket) -> None:
    tell(client, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    client.close()


def tell(client: socket.socket, number: int) -> None:
    with suppress(OSError):  # the client may be gone
        client.sendall(number.to_bytes(4, "little", signed=True))


def close(selector: selectors.BaseSelector) -> None:
    """Close what only the server needs."""
    for key in [*selector.get_map().values()]:
        if key.data:
            os.close(key.fd)
            key.data[1].close()
        elif key.fd:
            key.fileobj.close()
    selector.close()


def become(client: socket.socket) -> list[str]:
    """Adopt the folder, files and environment that the client sends. Returns the command line."""
    first, files, *_ = socket.recv_fds(client, 1 << 16, 3)
    sent = [first]
    while more := client.recv(1 << 16):
        sent.append(more)
    client.close()
    folder, count, *words = map(os.fsdecode, b"".join(sent).split(b"\0"))
    arguments, variables = words[: int(count)], words[int(count) :]
    environment = dict(variable.split("=", 1) for variable in variables)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    if not starts_alike(environment):
        command = [sys.executable, "-m", "vault_tools", *arguments[1:]]
        os.execve(sys.executable, command, environment)  # noqa: S606
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = folder if arguments[0].endswith("__main__.py") else os.path.dirname(arguments[0])
    sys.stdin, sys.stdout, sys.stderr = map(reopened, range(3), (sys.stdin, sys.stdout, sys.stderr))
    return arguments


def starts_alike(environment: Mapping[str, str]) -> bool:
    differing = {name for name, _ in environment.items() ^ os.environ.items()}
    return all(name in READ_LATER or name.startswith(READ_LATER_BEGINNINGS) for name in differing)


def reopened(number: int, usual: io.TextIOWrapper) -> io.TextIOWrapper:
    """A standard stream, as Python opens it."""
    file = open(number, "wb" if number else "rb", closefd=False)  # noqa: SIM115
    lines = number == 2 or os.isatty(number)
    return io.TextIOWrapper(file, usual.encoding, usual.errors, "\n" if number else None, lines)


LATE = (
    "encodings.utf_8_sig",
    "rapidfuzz.distance",
    "rapidfuzz.fuzz",
    "rapidfuzz.process",
    "rich.markdown",
    "ruamel.yaml",
)
"""Modules that the program imports inside functions."""


def imported() -> None:
    found = pkgutil.walk_packages(vault_tools.__path__, "vault_tools.")
    ours = [module.name for module in found if not module.name.endswith("__main__")]
    for name in [*LATE, *ours]:
        if not name.startswith("vault_tools.agents"):  # takes longer to import than all others
            importlib.import_module(name)


def warmed() -> None:
    """Make everything that is made on first use and is the same in each process: patterns, tables of words,
    the digest of the program, the command line."""
    vault_tools.fix_text("---\ntitle: A\ntags: [B c]\n---\n# A\n\n- [[B]] https://example.org\n")
    fingerprint()
    typer.main.get_command(app_of())


def end_at_once(code: object) -> None:
    """End like Python does, but without freeing every object."""
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    imported()
    warmed()
    gc.freeze()
    sys.argv = serve(sys.argv[1])
    try:
        main()
    except SystemExit as end:
        end_at_once(end.code)
