"""The commands `service install`, `uninstall`, `status` and `logs`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vault_tools.cli.help import examples
from vault_tools.cli.status import NOT_RUNNING
from vault_tools.cli.watch import Poll, QuietPeriod, vault_root, watchable_root
from vault_tools.cli.words import VaultPath
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.watch.service.system import Service

service = typer.Typer(
    help="Watch a vault whenever you are logged in, with systemd, launchd or the Windows Task Scheduler.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@service.command("install", epilog=examples("service install"))
def install_(
    vault: VaultPath = Path(),
    quiet_period: QuietPeriod = 10.0,
    poll: Poll = False,
    show: Annotated[bool, typer.Option("--show", help="Only show the file that would be written.")] = False,
) -> None:
    """Register the watcher with the system, and start it. Run it again to change the options."""
    from vault_tools.cli.output import print_exactly, say
    from vault_tools.watch.service.system import install, is_running
    from vault_tools.watch.store import is_watched

    options = ("--quiet-period", f"{quiet_period:g}", *(["--poll"] if poll else []))
    watchable_root(vault)
    wanted = _service(vault, options)
    if show:
        print_exactly(wanted.data)
        return
    if is_watched(vault_root(vault)) and not is_running(wanted):
        raise VaultToolsError(f"{vault_root(vault)}: is already being watched; stop that watcher first")
    install(wanted)
    say(f"{wanted.file} is written, and the watcher started; `vault-tools status` shows its state.")


@service.command("uninstall", epilog=examples("service uninstall"))
def uninstall_(vault: VaultPath = Path()) -> None:
    """Stop the watcher, and remove it from the system."""
    from vault_tools.cli.output import say
    from vault_tools.watch.service.system import uninstall

    installed = _service(vault)
    uninstall(installed)
    say(f"{installed.file} is removed.")


@service.command("status", epilog=examples("service status"))
def status_(vault: VaultPath = Path()) -> None:
    """Show whether the system runs the watcher. Exit code 3 if it does not."""
    from vault_tools.cli.output import print_text
    from vault_tools.printable import shown
    from vault_tools.watch.service.system import is_running

    found = _service(vault)
    installed, running = found.file.exists(), is_running(found)
    state = "running" if running else "not running" if installed else "not installed"
    print_text(f"{shown(str(found.file))}: {state}\n")
    raise typer.Exit(0 if running else NOT_RUNNING)


@service.command("logs", epilog=examples("service logs"))
def logs(vault: VaultPath = Path()) -> None:
    """Show the last lines of the watcher's log."""
    from vault_tools.cli.output import print_text
    from vault_tools.printable import shown
    from vault_tools.watch.service.system import log_lines

    print_text("".join(f"{shown(line)}\n" for line in log_lines(_service(vault))))


def _service(vault: Path, options: tuple[str, ...] = ()) -> "Service":
    from vault_tools.watch.service.job import job_of
    from vault_tools.watch.service.system import service_of

    return service_of(job_of(vault_root(vault), options))
