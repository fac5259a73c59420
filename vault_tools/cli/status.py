"""The command `status`: show whether a vault is watched, and the watcher's state."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vault_tools.cli.watch import vault_root
from vault_tools.cli.words import VaultPath, WordFormat, WordOutput

if TYPE_CHECKING:
    from vault_tools.watch.status import Status

NOT_RUNNING = 3
"""The exit code of `systemctl is-active` for a service that is not running."""


def status(
    vault: VaultPath = Path(),
    output_format: WordOutput = WordFormat.table,
) -> None:
    """Show whether a vault is watched, what is waiting, and what was done.

    Exit code 0 if a watcher is running and all is well, 1 if it is running and something is wrong, 3 if none
    is running.
    """
    from vault_tools.cli.output import print_text
    from vault_tools.disk.recovery import recovered
    from vault_tools.disk.state import state_folder
    from vault_tools.printable import written
    from vault_tools.watch.store import is_watched, last_status, silence

    root = vault_root(vault) if vault.exists() else Path(os.path.realpath(vault))
    running, last = is_watched(root), last_status(root)
    troubles = [*(last.troubles if last else ()), *(silence(last) if running and last else ())]
    kept = [str(path) for path in recovered(state_folder(root))]
    if output_format is WordFormat.json:
        document: dict[str, object] = {"running": running, "healthy": running and not troubles}
        document |= {"troubles": troubles, "recovered": kept}
        print_text(f"{written({**(asdict(last) if last else {}), **document}, indent=2)}\n")
    else:
        print_text("".join(_lines(root, running, last, troubles, kept)))
    raise typer.Exit((1 if troubles else 0) if running else NOT_RUNNING)


def _lines(
    root: Path, running: bool, last: "Status | None", troubles: list[str], kept: list[str]
) -> Iterator[str]:
    from vault_tools.printable import shown
    from vault_tools.watch.view import lines_of, listed

    state = "not running"
    if running:
        state = f"running since {last.started} (process {last.pid})" if last else "starting"
    elif last:
        state = f"not running; the last one was seen at {last.updated}"
    lines = [
        ("vault", str(root)),
        ("watcher", state),
        *(lines_of(last, troubles) if running and last else ()),
        *listed("recovered", kept, len(kept)),
    ]
    return (f"{what:<11} {shown(text)}\n" for what, text in lines)
