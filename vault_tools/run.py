"""One run over a vault: notes from disk through the engine, and back where a fix changed them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vault_tools import engine
from vault_tools.config import Config
from vault_tools.disk import NotWritten, Skipped, Unreadable, list_notes, read_note, write_note
from vault_tools.note import Note
from vault_tools.report.diff import unified
from vault_tools.report.outcome import Outcome
from vault_tools.rule import Diagnostic
from vault_tools.rules.unreadable_note import UnreadableNote


@dataclass(frozen=True, slots=True)
class Mode:
    """What a run does with the fixes: nothing, show them, or write them."""

    fix: bool = False
    unsafe: bool = False
    write: bool = False


CHECK = Mode()


def notes_below(root: Path, config: Config, paths: Iterable[Path]) -> list[str | Skipped]:
    """The notes that the paths name, folders searched, each once, sorted."""
    found: dict[str, str | Skipped] = {}
    for path in paths:
        relative = relative_path(root, path)
        if path.is_dir():
            below = f"{relative}/" if relative else ""
            found |= {_name(note): note for note in list_notes(root, config, below)}
        elif not config.excluded(relative):
            found[relative] = relative
    return [found[name] for name in sorted(found)]


def run(root: Path, config: Config, notes: Iterable[str | Skipped], mode: Mode) -> Iterator[Outcome]:
    """The outcome for each note, in order. A note that can't be read is an outcome too."""
    for note in notes:
        if isinstance(note, Skipped):
            yield refused(config, note.path, note.reason)
            continue
        try:
            yield _one(root, config, read_note(root, note), mode)
        except Unreadable as reason:
            yield refused(config, note, str(reason))


def outcome_of(note: Note, config: Config, mode: Mode) -> tuple[Outcome, Note]:
    """What a run says of one note, and the note as the fixes leave it."""
    schema = config.schema_for(note.path)
    if not mode.fix:
        left = engine.check(note, config.rules, schema)
        return Outcome(note.path, left, lines=_lines(note, left)), note
    try:
        fixed = engine.fix(note, config.rules, schema, unsafe=mode.unsafe)
    except engine.DidNotConverge as error:
        left = engine.check(note, config.rules, schema)
        error_text = f"fixes undo each other ({error}); please report this"
        return Outcome(note.path, left, lines=_lines(note, left), error=error_text), note
    diff = "" if mode.write else unified(note.path, note.text, fixed.note.text)
    lines = _lines(fixed.note, fixed.left)
    return Outcome(note.path, fixed.left, fixed.applied, lines, diff), fixed.note


def _one(root: Path, config: Config, note: Note, mode: Mode) -> Outcome:
    outcome, after = outcome_of(note, config, mode)
    if mode.write and after.text != note.text:
        try:
            write_note(root, note, after)
        except (NotWritten, OSError) as error:
            left = engine.check(note, config.rules, config.schema_for(note.path))
            return Outcome(note.path, left, lines=_lines(note, left), error=_reason(error))
    return outcome


def _reason(error: NotWritten | OSError) -> str:
    return str(error) if isinstance(error, NotWritten) else error.strerror or str(error)


def refused(config: Config, path: str, reason: str) -> Outcome:
    """The outcome for a file that can't be read as a note."""
    rules = [rule for rule in config.rules if isinstance(rule, UnreadableNote)]
    return Outcome(path, tuple(rule.refused(path, reason) for rule in rules))


def _lines(note: Note, diagnostics: Iterable[Diagnostic]) -> dict[int, str]:
    numbers = {diagnostic.place.line for diagnostic in diagnostics}
    if not numbers:
        return {}
    lines = note.text.split("\n", max(numbers))
    return {number: lines[number - 1].rstrip("\r") for number in numbers}


def _name(note: str | Skipped) -> str:
    return note.path if isinstance(note, Skipped) else note


def relative_path(root: Path, path: Path) -> str:
    """A path as notes are known by in their vault: from its root, with `/`; the root itself is empty."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return "" if relative == "." else relative
