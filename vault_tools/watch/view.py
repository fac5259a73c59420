"""A watcher's status for people: lines for `status`, and a live view in a terminal."""

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

from vault_tools.printable import shown
from vault_tools.watch.status import Status, Waits
from vault_tools.watch.terminal import open_terminal

RULES = 8
"""The number of rules whose diagnostics are counted by name."""
UNDONE = 5
"""The number of undone notes that are named."""


def lines_of(status: Status, troubles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(what, text) for each line; `what` is empty if a line continues the one before."""
    by = "by events" if status.watches is None else f"by events (watches: {status.watches:,})"
    by = f"by a look every few seconds ({status.polls})" if status.polls else by
    yield "notes", f"{status.notes:,}"
    yield "folders", f"{status.folders:,}, followed {by}"
    yield "fixes", _fixes(status)
    yield "now", status.activity
    yield from listed("waits", [_waits(wait) for wait in status.waits], status.waiting)
    undone = [f"{path}: left alone after an undo, until it changes" for path in status.undone[:UNDONE]]
    yield from listed("undone", undone, len(status.undone))
    if run := status.last_run:
        yield "last run", f"{_clock(run.time)} in {run.seconds:.2f} s: {run}"
    changes = [f"{_clock(e.time)} {e.path}: {e.message}" for e in reversed(status.recent)]
    yield from listed("changes", changes, len(changes))
    yield "flagged", _flagged(status) or "nothing"
    if error := status.last_error:
        yield "last error", f"{error.time} {f'{error.path}: ' if error.path else ''}{error.message}"
    yield from listed("wrong now", list(troubles), len(troubles))


def _fixes(status: Status) -> str:
    if status.dry_run:
        return "nothing: it only shows what it would do"
    by = f", by {status.writes}" if status.writes else ""
    return f"what is safe, once a note has been quiet for {status.quiet_period:g} s{by}"


def _waits(wait: Waits) -> str:
    seconds = "" if wait.seconds is None else f", {wait.seconds:.0f} s more"
    return f"{wait.path}: {wait.why}{seconds}"


def _flagged(status: Status) -> str:
    named = [f"{count:,} {rule}" for rule, count in list(status.flagged.items())[:RULES]]
    more = sum(list(status.flagged.values())[RULES:])
    return ", ".join([*named, *([f"{more:,} more"] if more else [])])


def listed(what: str, lines: list[str], count: int) -> Iterator[tuple[str, str]]:
    """The lines under one heading; `count` is the number of lines if all were shown."""
    if count > len(lines):
        lines = [*lines, f"and {count - len(lines):,} more"]
    yield from zip([what, *[""] * len(lines)], lines, strict=False)


def _clock(time: str) -> str:
    """The time of day of a moment in ISO 8601."""
    return time[11:19]


class LiveView:
    """Shows a status and updates it in place while it is entered."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._live = Live(console=Console(file=open_terminal()), auto_refresh=False, transient=False)

    def __enter__(self) -> "LiveView":
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def show(self, status: Status) -> None:
        from rich.table import Table
        from rich.text import Text

        table: Any = Table.grid(padding=(0, 2))
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        table.add_row("vault", Text(shown(status.vault)))
        for what, text in lines_of(status, status.troubles):
            table.add_row(what, Text(shown(text), style="red" if what == "wrong now" else ""))
        self._live.update(table, refresh=True)
