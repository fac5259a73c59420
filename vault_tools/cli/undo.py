"""The command `undo`: list the runs, preview or undo one, or print a note as it was before."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.disk.change import Change
    from vault_tools.disk.journal import Journal, Run, Write
    from vault_tools.disk.undo import Refused

Paths = Annotated[list[Path], typer.Argument(help="A vault, a folder, or notes. Default: this folder.")]
RunId = Annotated[Optional[int], typer.Option("--run", help="Undo this run, not the last one.", metavar="ID")]
ListRuns = Annotated[bool, typer.Option("--list", help="List the runs, the latest first.")]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")]
PrintOld = Annotated[bool, typer.Option("--print", help="Print the note as it was before the run.")]


def undo(
    paths: Paths = [Path()],  # noqa: B006
    run: RunId = None,
    list_runs: ListRuns = False,
    diff: Diff = False,
    print_old: PrintOld = False,
) -> None:
    """Undo your last run, in all notes or in those you name; runs of a watcher are skipped.

    A note that has changed since then stays as it is, and the exit code is 1; with --diff it is 1 if a note
    would change. Undoing is a run too: a second undo takes back the first.
    """
    from vault_tools.cli.output import say
    from vault_tools.disk.journal import journal_of
    from vault_tools.disk.undo import runs_about

    root, names = _places(paths)
    with journal_of(root) as journal:
        runs = runs_about(journal, names, run) if journal else iter(())
        if list_runs:
            for each in runs:
                typer.echo(_line(*each))
            return
        watched: list[int] = []
        last = next((each for each in runs if run is not None or not _is_watchers(each[0], watched)), None)
        if watched:
            say(f"The watcher wrote since: `vault-tools undo --run {watched[0]}` takes that back.")
        if not journal or not last:
            _complain(paths, run)
            say(_nothing(root) if not journal else "Nothing to undo.")
        elif print_old:
            _print(journal, *last)
        else:
            raise typer.Exit(_undo(root, journal, *last, diff=diff))


def _is_watchers(run: "Run", found: list[int]) -> bool:
    """Whether a watcher wrote this run; if so, its ID is added to `found`."""
    from vault_tools.disk.journal import WATCH

    if run.cause == WATCH:
        found.append(run.id)
    return run.cause == WATCH


def _places(paths: Sequence[Path]) -> tuple[Path, list[str]]:
    """The vault of the paths, and the paths relative to it. They need not exist: the run may have deleted
    them."""
    from vault_tools.cli.selection import common_root
    from vault_tools.session.run import relative_path

    whole = [Path(os.path.abspath(path)) for path in paths]
    root = common_root(next(p for p in (path, *path.parents) if os.path.lexists(p)) for path in whole)
    return root, [relative_path(root, path) for path in whole]


def _nothing(root: Path) -> str:
    """The message if nothing was ever written to this vault."""
    from vault_tools.disk.state import moved_from
    from vault_tools.printable import shown

    gone = moved_from(root)
    if not gone:
        return "Nothing to undo."
    others = len(gone) - 1
    places = "1 other place" if others == 1 else f"{others:,} other places"
    where = shown(gone[0]) + (f" or {places}" if others else "")
    return f"Nothing to undo. If the vault was moved here from {where}: move it back, and undo there."


def _complain(paths: Sequence[Path], run: int | None) -> None:
    """Raises VaultToolsError if the run or a path never existed."""
    if run is not None:
        raise VaultToolsError(f"no run {run} wrote there; `vault-tools undo --list` lists the runs")
    for path in paths:
        if not os.path.lexists(path):
            raise VaultToolsError(f"{path}: no such file or folder, and no run wrote there")


def _line(run: "Run", writes: "Sequence[Write]") -> str:
    from vault_tools.printable import shown

    time = datetime.fromisoformat(run.time).astimezone()
    files = len({write.path for write in writes})
    return f"{run.id:>5}  {time:%Y-%m-%d %H:%M}  {files:>6,}  {shown(run.cause)}"


def _print(journal: "Journal", run: "Run", writes: "Sequence[Write]") -> None:
    from vault_tools.cli.output import print_exactly

    if len({write.path for write in writes}) > 1:
        raise VaultToolsError(f"run {run.id} wrote several notes; name the one to print")
    old = journal.old_bytes(writes[0])
    if old is None:
        raise VaultToolsError(f"{writes[0].path}: run {run.id} created this note; there was no text before")
    print_exactly(old)


def _undo(root: Path, journal: "Journal", run: "Run", writes: "Sequence[Write]", *, diff: bool) -> int:
    """Undo a run, or show what that would change; returns the exit code."""
    from vault_tools.cli.output import say
    from vault_tools.disk.undo import reversals
    from vault_tools.printable import shown

    found = reversals(root, journal, writes)
    done, refused = _show(found) if diff else _take_back(root, found, run)
    for path, reason in refused.items():
        say(shown(f"{path}: not undone: {reason}"))
    what = "note" if all(write.path.endswith(".md") for write in writes) else "file"
    name, notes = f"run {run.id} ({shown(run.cause)})", f"1 {what}" if done == 1 else f"{done:,} {what}s"
    if done or refused:
        say(f"{'Would undo' if diff else 'Undid'} {name} in {notes}.")
    else:
        say(f"Nothing to undo: all is as it was before {name}.")
    if refused:
        say(f"`vault-tools undo --run {run.id} --print NOTE` prints a note as it was before that run.")
    return 1 if refused or (diff and done) else 0


def _show(found: "Iterable[Change | Refused]") -> tuple[int, dict[str, str]]:
    """Print the changes as patches; returns the number of notes that would change, and for each other path
    the reason why it would not."""
    from vault_tools.cli.output import print_patch
    from vault_tools.disk.change import Change
    from vault_tools.note.diff import unified
    from vault_tools.note.note import Note

    done = 0
    refused: dict[str, str] = {}
    for item in found:
        if isinstance(item, Change):
            before, after = (
                None if data is None else Note.decode(item.path, data) for data in (item.before, item.after)
            )
            print_patch(unified(before, after))
            done += 1
        else:
            refused[item.path] = item.reason
    return done, refused


def _take_back(root: Path, found: "Iterator[Change | Refused]", run: "Run") -> tuple[int, dict[str, str]]:
    """Restore the notes; returns their number, and for each other path the reason why it was not restored."""
    from vault_tools.disk.change import BATCH, Change
    from vault_tools.disk.writer import Writer

    undone: set[str] = set()
    refused: dict[str, str] = {}
    with Writer(root, f"undo run {run.id}", undone=run.id) as writer:
        while batch := list(islice(found, BATCH)):
            changes = [item for item in batch if isinstance(item, Change)]
            refused |= {item.path: item.reason for item in batch if not isinstance(item, Change)}
            writer.write(changes)
            undone |= {change.path for change in changes}
    return len(undone - writer.failed.keys()), refused | writer.failed
