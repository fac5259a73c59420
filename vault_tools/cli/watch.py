"""The command `watch`: keep a vault in order while somebody works in it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from enum import Enum
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from vault_tools.cli.words import VaultPath
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.watch.inbox import Inbox
    from vault_tools.watch.status import Status

QuietPeriod = Annotated[
    float, typer.Option(min=0, metavar="SECONDS", help="Idle time before a note is fixed.")
]
Poll = Annotated[bool, typer.Option("--poll", help="Poll instead of using file-system events.")]


class LogFormat(str, Enum):
    text = "text"
    json = "json"


def watch(
    vault: VaultPath = Path(),
    quiet_period: QuietPeriod = 10.0,
    once: Annotated[bool, typer.Option("--once", help="Look at everything once, then exit.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; show what would be fixed.")
    ] = False,
    poll: Poll = False,
    log_format: Annotated[
        Optional[LogFormat], typer.Option(help="Write a log to standard error, not a live view.")
    ] = None,
    log_file: Annotated[
        Optional[Path], typer.Option(help="Write the log to this file, which can't grow large.")
    ] = None,
) -> None:
    """Fix notes as they change, as `fix` does, once they have been left alone for a while.

    Ctrl-C (exit code 130) or SIGTERM (0) ends it, once the current write is complete.
    """
    from vault_tools.watch.changes import Changes
    from vault_tools.watch.inbox import Inbox
    from vault_tools.watch.log import logging_to
    from vault_tools.watch.store import only_watcher
    from vault_tools.watch.watcher import Watcher, WatchOptions

    root, inbox = watchable_root(vault), Inbox()
    has_view = sys.stderr.isatty() and not (log_format or log_file)
    with ExitStack() as stack:
        stack.enter_context(only_watcher(root))
        received = stack.enter_context(_stopped_by_signals(inbox))
        publish = stack.enter_context(_publishing(root, has_view))
        as_json = log_format is LogFormat.json
        stack.enter_context(logging_to(log_file, as_json=as_json, only_warnings=has_view))
        changes = stack.enter_context(closing(Changes(root, inbox, poll=poll or once)))
        watcher = Watcher(changes, WatchOptions(quiet_period, dry_run), publish, 1.0 if has_view else inf)
        if once:
            watcher.step()
        else:
            watcher.follow()
    failed = once and bool(watcher.troubles)
    raise typer.Exit(128 + signal.SIGINT if signal.SIGINT in received else int(failed))


@contextmanager
def _stopped_by_signals(inbox: "Inbox") -> Iterator[list[int]]:
    """Stops the inbox on a signal; yields the list of signals received.

    A second signal of the same kind has its usual effect. SIGINT stops the watcher even if it was ignored, as
    in background jobs of a shell: whoever sends it means it. An ignored SIGHUP stays ignored, since `nohup`
    sets that on purpose.
    """
    from vault_tools.session.budget import interrupt

    received: list[int] = []

    def stop(number: int, _: object) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_DFL)
        inbox.stop()
        interrupt()

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in (getattr(signal, name) for name in names)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN or number != getattr(signal, "SIGHUP", None):
            signal.signal(number, stop)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _publishing(root: Path, has_view: bool) -> "Iterator[Callable[[Status], None]]":
    """Yields a function that publishes a status to the state file, the terminal and systemd."""
    from vault_tools.watch.store import StateFile
    from vault_tools.watch.systemd import notify
    from vault_tools.watch.view import LiveView

    with ExitStack() as stack:
        view = stack.enter_context(LiveView()) if has_view else None
        stack.callback(notify, "STOPPING=1")
        file = StateFile(root)

        def publish(status: "Status") -> None:
            file.write(status)
            notify(f"READY=1\nSTATUS={status.activity}; waiting: {status.waiting}")
            if view:
                view.show(status)

        yield publish


def vault_root(path: Path) -> Path:
    """The real path of the vault's root, so that a vault reached through a link is watched too."""
    from vault_tools.config.vault_root import find_root

    return Path(os.path.realpath(find_root(path)))


def watchable_root(path: Path) -> Path:
    """Like `vault_root`. Raises VaultToolsError for a folder that is not a vault."""
    from vault_tools.config.vault_root import vault_above

    root = vault_root(path)
    if not vault_above(root):
        raise VaultToolsError(f"{root}: not a vault; `vault-tools init` makes it one")
    return root
