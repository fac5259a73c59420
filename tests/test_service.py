"""The watcher as a service: golden files for each system, and the calls of systemd."""

import os
import plistlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path, PurePosixPath

import pytest

from vault_tools.errors import VaultToolsError
from vault_tools.watch.service.job import Job, job_of
from vault_tools.watch.service.system import log_lines, service_of
from vault_tools.watch.service.units import launchd_agent, systemd_unit, windows_task

VAULTS = {
    "plain": "/home/ann/vault",
    "odd": '/home/ann/My "50%" <笔记> $HOME & \\x\\',
}
ODDER = [
    "/a b",
    "/100%",
    "/%h",
    "/$HOME",
    '/"',
    "/'",
    "/\\",
    "/笔记",
    "/new\nline",
    "/raw\udcff",
    "/;",
    "/é 👩‍💻",
]


def job(vault: str) -> Job:
    command = ("/opt/vault tools/bin/python", "-m", "vault_tools", "watch", vault, "--quiet-period", "10")
    name = PurePosixPath("/home/ann/.local/state/vault-tools/log/vault-tools-x.log")
    return Job("vault-tools-x", vault, command, Path(name), {"XDG_STATE_HOME": "/home/ann/50% state"})


@pytest.mark.parametrize("vault", VAULTS)
@pytest.mark.parametrize(
    ("suffix", "text"), [("service", systemd_unit), ("plist", launchd_agent), ("xml", windows_task)]
)
def test_text_of_a_service(golden, vault: str, suffix: str, text) -> None:
    encoding = "utf-16" if suffix == "xml" else "utf-8"
    golden(f"service/{vault}.{suffix}", text(job(VAULTS[vault])).decode(encoding))


@pytest.mark.parametrize("vault", [*VAULTS.values(), *ODDER])
def test_every_system_reads_back_the_vaults_path(vault: str) -> None:
    wanted = [*job(vault).command]
    if vault.isprintable():
        assert plistlib.loads(launchd_agent(job(vault)))["ProgramArguments"][:7] == wanted
        arguments = ET.fromstring(windows_task(job(vault))).findtext(".//{*}Arguments", "")
        assert arguments.startswith(subprocess.list2cmdline(wanted[1:]))
    assert words_of(systemd_unit(job(vault)).decode()) == wanted


def words_of(unit: str) -> list[str]:
    """The words of a unit's command, split as described in systemd.syntax(7)."""
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecStart=:")]
    words = (
        line.removeprefix('ExecStart=:"').removesuffix(" --log-format text").removesuffix('"').split('" "')
    )
    return [os.fsdecode(_unescaped(word.replace("%%", "%"))) for word in words]


def _unescaped(word: str) -> bytes:
    plain, rest = b"", word.encode()
    while rest:
        if rest.startswith(b"\\x"):
            plain, rest = plain + bytes.fromhex(rest[2:4].decode()), rest[4:]
        else:
            rest = rest.removeprefix(b"\\") if rest[:1] == b"\\" else rest
            plain, rest = plain + rest[:1], rest[1:]
    return plain


def test_job_starts_this_program_by_absolute_paths(vault) -> None:
    root = vault({}, "笔记 (2)")
    made = job_of(root)
    assert made.command == (sys.executable, "-m", "vault_tools", "watch", str(root))
    assert made.name.isascii()
    assert made.name.startswith("vault-tools-2-")
    assert made.name != job_of(root.parent).name


@pytest.mark.parametrize(
    ("platform", "where"), [("darwin", "Library/LaunchAgents"), ("win32", "vault-tools")]
)
def test_other_systems_have_their_place_for_it(vault, platform: str, where: str) -> None:
    service = service_of(job_of(vault({})), platform)
    assert where in service.file.as_posix()
    assert service.log is not None
    assert all(service.start + service.stop)


def test_end_of_a_log_that_is_a_file_is_shown(vault) -> None:
    service = service_of(job_of(vault({})), "darwin")
    assert service.log is not None
    with pytest.raises(VaultToolsError, match="no log yet"):
        list(log_lines(service))
    service.log.parent.mkdir(parents=True)
    service.log.write_text("".join(f"{n}\n" for n in range(500)))
    assert list(log_lines(service)) == [str(n) for n in range(400, 500)]


SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$HOME/calls"
case "$*" in *is-active*) test -e "$HOME/active" ;; *restart*) touch "$HOME/active" ;; esac
"""


@pytest.fixture
def systemctl(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for systemctl that records its calls in a file."""
    program = home / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return home / "calls"


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is of Linux")
def test_service_is_installed_found_running_and_removed(vault, call, home: Path, systemctl: Path) -> None:
    root = vault({".obsidian/app.json": "{}"})
    unit = f"{job_of(root).name}.service"
    file = home / ".config" / "systemd" / "user" / unit
    assert call("service", "status", root).returncode == 3
    assert call("service", "install", root, "--quiet-period", "5", "--poll").returncode == 0
    assert '"--quiet-period" "5" "--poll"' in file.read_text()
    done = call("service", "status", root)
    assert (done.returncode, done.stdout) == (0, f"{file}: running\n".encode())
    assert call("service", "uninstall", root).returncode == 0
    assert not file.exists()
    done = call("service", "uninstall", root)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    calls = systemctl.read_text().splitlines()
    assert [line for line in calls if "is-active" not in line] == [
        "--user daemon-reload",
        f"--user enable {unit}",
        f"--user restart {unit}",
        f"--user disable --now {unit}",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is of Linux")
@pytest.mark.parametrize("program", [None, "#!/bin/sh\necho no bus >&2\nexit 1\n"])
def test_system_without_systemd_is_told_what_is_left_to_do(
    vault, call, home: Path, monkeypatch: pytest.MonkeyPatch, program: str | None
) -> None:
    (home / "bin").mkdir()
    if program:
        (home / "bin" / "systemctl").write_text(program)
        (home / "bin" / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", str(home / "bin"))
    done = call("service", "install", vault({".obsidian/app.json": "{}"}))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"is written, but `systemctl --user daemon-reload` failed" in done.stderr


def test_text_can_be_seen_before_it_is_written(vault, call, home: Path) -> None:
    done = call("service", "install", vault({".obsidian/app.json": "{}"}), "--show")
    assert done.returncode == 0
    assert not (home / ".config").exists()
    assert done.stdout == service_of(job_of(vault({}), ("--quiet-period", "10"))).data


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
@pytest.mark.parametrize("vault", VAULTS)
def test_systemd_takes_the_unit(tmp_path: Path, vault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """systemd needs a runtime folder, and a program that exists."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    unit = tmp_path / "vault-tools-x.service"
    text = systemd_unit(job(VAULTS[vault])).decode()
    unit.write_text(text.replace("/opt/vault tools/bin/python", "/bin/true"))
    command = ["systemd-analyze", "--user", "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
