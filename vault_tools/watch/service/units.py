"""The description of a job for systemd, launchd and the Windows Task Scheduler."""

import plistlib
import subprocess
from xml.sax.saxutils import escape

from vault_tools.printable import shown
from vault_tools.watch.service.job import Job

AGAIN = 10
"""Seconds after which a watcher that failed is restarted."""


def systemd_unit(job: Job) -> bytes:
    """A unit as in systemd.service(5). The colon keeps `$` from starting a variable; it needs systemd 244
    (2019)."""
    variables = "".join(f"Environment={_quoted(f'{k}={v}')}\n" for k, v in job.environment.items())
    return f"""\
[Unit]
Description={shown(job.description).replace("%", "%%")}

[Service]
Type=notify
ExecStart=:{" ".join(map(_quoted, job.command))} --log-format text
Restart=on-failure
RestartSec={AGAIN}
{variables}
[Install]
WantedBy=default.target
""".encode()


def _quoted(text: str) -> str:
    """A quoted word of a unit file (systemd.syntax(7)). A `%` starts a specifier and stands for itself when
    doubled."""
    escaped = "".join(_ESCAPES.get(c) or _escaped(c) for c in text)
    return f'"{escaped}"'


_ESCAPES = {"%": "%%", "\\": "\\\\", '"': '\\"'}


def _escaped(character: str) -> str:
    """Bytes of a path that are not UTF-8, and control characters, as `\\xHH`."""
    if character.isprintable() or character == " ":
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def launchd_agent(job: Job) -> bytes:
    """An agent as in launchd.plist(5). What the watcher can't log itself, such as a missing Python, goes to a
    file next to its log."""
    agent = {
        "Label": job.name,
        "ProgramArguments": [*job.command, "--log-file", str(job.log)],
        "EnvironmentVariables": dict(job.environment),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": AGAIN,
        "ProcessType": "Background",
        "StandardErrorPath": str(job.log.with_suffix(".err")),
    }
    return plistlib.dumps(agent)


def windows_task(job: Job) -> bytes:
    """A task in the Task Scheduler's schema 1.2. It starts at logon, also on battery, and has no time
    limit."""
    program, *arguments = job.command
    line = subprocess.list2cmdline([*arguments, "--log-file", str(job.log)])
    return f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{escape(job.description)}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger/>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions>
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(line)}</Arguments>
    </Exec>
  </Actions>
</Task>
""".encode("utf-16")
