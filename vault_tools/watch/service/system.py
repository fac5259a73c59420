"""How each system keeps a job running: the file that describes it, and the commands that control it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path, user_state_path

from vault_tools.errors import VaultToolsError
from vault_tools.watch.service.job import Job
from vault_tools.watch.service.units import launchd_agent, systemd_unit, windows_task

Command = tuple[str, ...]
LINES = 100
"""The number of log lines to show."""


@dataclass(frozen=True)
class Service:
    """The command `is_running` exits with 0 if the service runs. `log` is a file, for systems without a
    command `show_log`."""

    file: Path
    data: bytes
    start: tuple[Command, ...]
    stop: tuple[Command, ...]
    is_running: Command
    show_log: Command = ()
    log: Path | None = None


def service_of(job: Job, platform: str = sys.platform) -> Service:
    """The job as a service of this system. Raises VaultToolsError on an unknown system."""
    if platform == "win32":
        return _windows(job)
    if platform == "darwin":
        return _launchd(job)
    if platform == "linux":
        return _systemd(job)
    raise VaultToolsError(
        f"services are not supported on {platform}; start `{' '.join(job.command)}` yourself"
    )


def _systemd(job: Job) -> Service:
    unit, user = f"{job.name}.service", ("systemctl", "--user")
    return Service(
        file=user_config_path("systemd") / "user" / unit,
        data=systemd_unit(job),
        start=((*user, "daemon-reload"), (*user, "enable", unit), (*user, "restart", unit)),
        stop=((*user, "disable", "--now", unit),),
        is_running=(*user, "--quiet", "is-active", unit),
        show_log=("journalctl", "--user", "--unit", unit, "--lines", str(LINES), "--no-pager"),
    )


def _launchd(job: Job) -> Service:
    file = Path.home() / "Library" / "LaunchAgents" / f"{job.name}.plist"
    domain = f"gui/{getattr(os, 'getuid', int)()}"
    return Service(
        file=file,
        data=launchd_agent(job),
        start=(("launchctl", "bootstrap", domain, str(file)),),
        stop=(("launchctl", "bootout", f"{domain}/{job.name}"),),
        is_running=("launchctl", "print", f"{domain}/{job.name}"),
        log=job.log,
    )


def _windows(job: Job) -> Service:
    file = user_state_path("vault-tools", appauthor=False) / f"{job.name}.xml"
    task = ("/TN", job.name)
    return Service(
        file=file,
        data=windows_task(job),
        start=(("schtasks", "/Create", *task, "/XML", str(file), "/F"), ("schtasks", "/Run", *task)),
        stop=(("schtasks", "/End", *task), ("schtasks", "/Delete", *task, "/F")),
        is_running=("schtasks", "/Query", *task),
        log=job.log,
    )


def install(service: Service) -> None:
    """Write the file and start the service. Raises VaultToolsError, which says what remains to be done."""
    for command in service.stop if service.file.exists() else ():
        _run(command)
    try:
        service.file.parent.mkdir(parents=True, exist_ok=True)
        service.file.write_bytes(service.data)
    except OSError as error:
        raise VaultToolsError(f"{service.file}: can't be written: {error.strerror}") from None
    for command in service.start:
        if reason := _run(command):
            line = subprocess.list2cmdline(command)
            raise VaultToolsError(
                f"{service.file} is written, but `{line}` failed: {reason}; run it yourself"
            )


def uninstall(service: Service) -> None:
    """Stop the service, and remove the file. Raises VaultToolsError if there is none."""
    if not service.file.exists():
        raise VaultToolsError(f"{service.file}: not found; `vault-tools service install` writes it")
    for command in service.stop:
        _run(command)
    service.file.unlink()


def is_running(service: Service) -> bool:
    return not _run(service.is_running)


def log_lines(service: Service) -> Iterator[str]:
    """The last lines of the log. Raises VaultToolsError if there is none."""
    if service.log is None:
        done = subprocess.run(service.show_log, capture_output=True, check=False)
        text = done.stdout or done.stderr
    elif service.log.exists():
        text = service.log.read_bytes()
    else:
        raise VaultToolsError(f"{service.log}: no log yet")
    yield from text.decode("utf-8", "replace").splitlines()[-LINES:]


def _run(command: Command) -> str:
    """Run a command. Returns why it failed, empty if it did not."""
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    if not done.returncode:
        return ""
    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    return said.splitlines()[0] if said else f"exit code {done.returncode}"
