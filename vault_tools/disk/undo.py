"""Takes back what a run wrote to the notes that nobody has changed since."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from vault_tools.disk.change import Change, Fingerprint, fingerprint
from vault_tools.disk.journal import Journal, Run, Write
from vault_tools.disk.vault_files import Unreadable, read_bytes
from vault_tools.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """A note that can't be undone, and why."""

    path: str
    reason: str


def runs_about(
    journal: Journal, paths: Collection[str], number: int | None = None
) -> Iterator[tuple[Run, list[Write]]]:
    """The runs that wrote to these notes or below these folders, with those writes; latest first.

    With `number`, only this run.
    """
    for run in journal.runs():
        if number not in (None, run.id):
            continue
        writes = [write for write in journal.writes(run.id) if _lies_below(write.path, paths)]
        if writes:
            yield run, writes


def reversals(root: Path, journal: Journal, writes: Sequence[Write]) -> Iterator[Change | Refused]:
    """The changes that take back these writes of one run, or refusals, one per note. Notes that are already
    as they were before the run are skipped."""
    by_path: dict[str, list[Write]] = {}
    for write in writes:
        by_path.setdefault(write.path, []).append(write)
    for path, of_note in by_path.items():
        try:
            now = read_bytes(root / path) if os.path.lexists(root / path) else None
        except Unreadable as reason:
            yield Refused(path, str(reason))
            continue
        if fingerprint(now) == of_note[0].before:
            continue
        first = _first_to_undo(of_note, fingerprint(now))
        since = "has been deleted since" if now is None else "has changed since"
        yield Change(path, now, journal.old_bytes(first)) if first else Refused(path, since)


def _first_to_undo(writes: Sequence[Write], now: Fingerprint | None) -> Write | None:
    """The earliest write that leads to the note's current bytes with no change by anybody else in between."""
    found = None
    for write in reversed(writes):
        if write.after != now:
            break
        found, now = write, write.before
    return found


def _lies_below(path: str, folders: Collection[str]) -> bool:
    return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in folders)
