"""One run over a vault: reads notes, judges them, and writes back what a fix changed."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools.config.config import Config, load_config
from vault_tools.config.load import read_config, read_obsidian, within
from vault_tools.disk.vault_files import (
    VAULT_MARKS,
    Listed,
    Skipped,
    Unreadable,
    decode_note,
    list_notes,
    listed,
)
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.session.examine import checked
from vault_tools.session.index import Index
from vault_tools.session.known_notes import Progress
from vault_tools.session.one_note import CHECK, Mode, outcome_of, refused
from vault_tools.session.session import NOTHING, Session
from vault_tools.session.steps import done
from vault_tools.session.workers import Workers, alone

if TYPE_CHECKING:
    from vault_tools.disk.git_entries import GitEntries
    from vault_tools.session.told_by_git import ToldByGit


def notes_below(root: Path, config: Config, paths: Iterable[Path]) -> list[Listed | Skipped]:
    """The notes at these paths and in these folders, each once, sorted."""
    found: dict[str, Listed | Skipped] = {}
    for path in paths:
        relative = relative_path(root, path)
        if path.is_dir():
            below = f"{relative}/" if relative else ""
            found |= {note.path: note for note in list_notes(root, config.excluded, below)}
        elif not relative.endswith(".md"):
            found[relative] = Skipped(relative, "is not a note: its name does not end in .md")
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
    overlay: Mapping[str, bytes] = NOTHING,
    of_others: Collection[str] = (),
    entries: "GitEntries | None" = None,
    workers: Workers = alone,
    progress: Progress = lambda notes, _: notes,
) -> Iterator[Outcome]:
    """The outcome of each note, sorted by path. Unreadable notes have one too.

    Rules of vault scope see all notes of the vault, including those not in `notes`. Below `folders`, which
    end in `/` or are empty for the vault, MOC notes that do not exist yet have outcomes as well. What the
    `index` has is not computed again. Notes in the `overlay` are judged by the bytes given there, not by
    their files, and are written only if the two are equal. What the rules `of_others` find in other notes
    below `folders` is reported too. `entries` are git's entries for the vault's files, if they were read:
    then notes whose files differ from git's index are judged by the index.
    """
    session = Session(root, config, mode, folders=folders, index=index, overlay=overlay, of_others=of_others)
    whole = "" in session.folders and not of_others
    by_git = None
    if entries:
        from vault_tools.session.told_by_git import ToldByGit

        by_git = ToldByGit(session, entries)
    _settle(session, notes, whole=whole, by_git=by_git, workers=workers, progress=progress)
    yield from (session.outcomes[path] for path in sorted(session.outcomes))


def _settle(
    session: Session,
    notes: Iterable[Listed | Skipped],
    *,
    whole: bool = False,
    by_git: "ToldByGit | None" = None,
    workers: Workers = alone,
    progress: Progress = lambda notes, _: notes,
) -> None:
    """Judge the requested notes, together with all others if a rule looks at them, and fix them as the mode
    says. `whole`: there are no others. With `by_git`, only the notes that need it are looked at."""
    asked = {note.path: note for note in notes}
    look = partial(session.looking, workers=workers, progress=progress)
    recalled = by_git.recalled(asked) if by_git else None
    done(look(asked, whole=whole))
    others: dict[str, Listed | Skipped] = {}
    if session.needs_all and not whole:
        if recalled:
            session.known.take_recalled(recalled.content_keys)
            others = dict(recalled.others)
        else:
            others = {note.path: note for note in list_notes(session.root, session.config.excluded)}
        others |= {path: listed(session.root, path) for path in session.overlay}
        done(look({path: note for path, note in others.items() if path not in asked}, ask=False))
    while by_git and (further := by_git.further({*asked, *others})):
        done(look(further, ask=False))
        others |= further
    del asked, others
    if not by_git:
        session.known.let_go_of_signatures()
    session.judge()
    if by_git:
        by_git.keep()
    if session.mode.fix:
        session.fix()


def run_text(
    root: Path, config: Config, path: str, data: bytes, mode: Mode, index: Index
) -> tuple[Outcome, bytes]:
    """The outcome of a note with these bytes, and the fixed bytes. Writes nothing. Bytes that are not a note
    stay as they are."""
    if config.excluded(path):
        return Outcome(path), data
    mode = replace(mode, write=False)
    session = Session(root, config, mode, folders=(), index=index, overlay={path: data})
    _settle(session, [listed(root, path)])
    _, after = session.fixing.unwritten.get(path, (None, None))
    return session.outcomes[path], after.encode() if after else data


def check_text(
    text: str, path: str = "Note.md", *, config: str = "", vault: Path | None = None
) -> tuple[Diagnostic, ...]:
    """What is wrong in one note, in the order of its text.

    `path` is the note's path in its vault, `config` the text of a vault-tools.yaml. Given `vault`, the folder
    of one, the answer is that of `vault-tools check -` there: by all rules, and by the vault's own
    configuration if `config` is empty. Without it, only by rules that need no other note. Raises
    VaultToolsError if the configuration is wrong.
    """
    return _judged(text, path, config, vault, CHECK)[0].left


def fix_text(
    text: str, path: str = "Note.md", *, config: str = "", vault: Path | None = None, unsafe: bool = False
) -> str:
    """The note with its safe fixes, or with `unsafe` all of them; writes nothing. Else as `check_text`."""
    after = _judged(text, path, config, vault, Mode(fix=True, unsafe=unsafe))[1]
    return after.decode("utf-8", "surrogatepass")


def _judged(text: str, path: str, config: str, vault: Path | None, mode: Mode) -> tuple[Outcome, bytes]:
    data = text.encode("utf-8", "surrogatepass")
    if vault:
        own = load_config(config, obsidian=read_obsidian(vault)) if config else None
        settings = within(vault, own, VAULT_MARKS) if own else read_config(vault)
        return run_text(vault, settings, path, data, mode, Index())
    settings = load_config(config)
    try:
        note = decode_note(path, data)
    except Unreadable as reason:
        return refused(settings, path, str(reason)), data
    if not mode.fix:
        return checked(note, settings), data
    fixed = outcome_of(note, settings, mode, vault=None)
    return fixed.outcome, fixed.after.encode()


def relative_path(root: Path, path: Path) -> str:
    """The path of a note in its vault: from its root, with `/`; the root itself is empty."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return "" if relative == "." else relative
