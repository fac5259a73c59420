"""One run over a vault: notes from disk through the engine, and back where a fix changed them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vault_tools.config import Config
from vault_tools.disk import Listed, Skipped, list_notes, listed
from vault_tools.index import Index
from vault_tools.known_notes import Progress
from vault_tools.report.outcome import Outcome
from vault_tools.session import CHECK, Mode, Session
from vault_tools.workers import Workers, alone


def notes_below(root: Path, config: Config, paths: Iterable[Path]) -> list[Listed | Skipped]:
    """The notes that the paths name, folders searched, each once, sorted."""
    found: dict[str, Listed | Skipped] = {}
    for path in paths:
        relative = relative_path(root, path)
        if path.is_dir():
            below = f"{relative}/" if relative else ""
            found |= {note.path: note for note in list_notes(root, config, below)}
        elif not relative.endswith(".md"):
            found[relative] = Skipped(relative, "is no note: its name does not end in .md")
        elif not config.excluded(relative):
            found[relative] = listed(root, relative)
    return [found[name] for name in sorted(found)]


def run(
    root: Path,
    config: Config,
    notes: Iterable[Listed | Skipped],
    mode: Mode = CHECK,
    *,
    folders: Iterable[str] = (),
    index: Index | None = None,
    workers: Workers = alone,
    progress: Progress = lambda notes, _: notes,
) -> Iterator[Outcome]:
    """The outcome for each note, sorted by path. A note that can't be read is an outcome too.

    Rules of vault scope see all notes of the vault, also those that `notes` leaves out. Below `folders`,
    which end in `/` or are empty for the vault, notes of MOCs that do not exist yet are outcomes as well.
    What the `index` has is not found out again.
    """
    session = Session(root, config, mode, folders=folders, index=index)
    asked = {note.path: note for note in notes}
    session.look(asked, whole="" in session.folders, workers=workers, progress=progress)
    if session.needs_all and "" not in session.folders:
        others = {note.path: note for note in list_notes(root, config) if note.path not in asked}
        session.look(others, ask=False, workers=workers, progress=progress)
    session.judge()
    if mode.fix:
        session.mend()
    yield from (session.outcomes[path] for path in sorted(session.outcomes))


def relative_path(root: Path, path: Path) -> str:
    """A path as notes are known by in their vault: from its root, with `/`; the root itself is empty."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return "" if relative == "." else relative
