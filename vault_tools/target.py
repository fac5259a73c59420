"""What a command works on: notes of one vault, or one text from standard input."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vault_tools.config import Config
from vault_tools.disk import Skipped, Unreadable, decode_note, find_root, read_config, read_note, vault_above
from vault_tools.engine import check
from vault_tools.errors import VaultToolsError
from vault_tools.first_run import A_VAULT
from vault_tools.report.diff import unified
from vault_tools.report.outcome import Outcome
from vault_tools.rule import Confidence
from vault_tools.run import (
    Mode,
    needs_vault,
    notes_below,
    outcome_of,
    read_vault,
    refused,
    relative_path,
    run,
)
from vault_tools.vault import Vault, facts_of


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line says of paths, configuration and rules."""

    paths: list[Path]
    stdin_filename: Path | None = None
    config: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    confidence: Confidence = "medium"

    @property
    def from_stdin(self) -> bool:
        return [str(path) for path in self.paths] == ["-"]


@dataclass(frozen=True)
class Target:
    """The notes of one vault that a request names, the folders among its paths, the configuration."""

    root: Path
    config: Config
    notes: list[str | Skipped]
    folders: tuple[str, ...] = ()

    def outcomes(self, mode: Mode) -> Iterator[Outcome]:
        return run(self.root, self.config, self.notes, mode, with_progress, self.folders)


def find_target(request: Request) -> Target:
    """Raises VaultToolsError for a path that is not there, for two vaults or what is none, for a bad
    configuration."""
    roots = sorted({find_root(place) for place in _places(request)})
    if len(roots) > 1:
        raise VaultToolsError(f"the paths lie in two vaults, {roots[0]} and {roots[1]}: run once for each")
    root = roots[0]
    config = read_config(root, request.config).selecting(request.select, request.ignore)
    config = replace(config, confidence=request.confidence)
    if request.from_stdin:
        assert request.stdin_filename
        return Target(root, config, [relative_path(root, request.stdin_filename)])
    folders = (relative_path(root, path) for path in request.paths if path.is_dir())
    prefixes = tuple(f"{folder}/" if folder else "" for folder in folders)
    notes = notes_below(root, config, request.paths)
    if not notes and not vault_above(root):
        raise VaultToolsError(f"{root}: holds no notes. {A_VAULT}: name one, or a folder in one")
    return Target(root, config, notes, prefixes)


def flagged_records(target: Target, unreadable: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """What `flagged` lists of the notes, each read once; `unreadable` is told of those that can't be."""
    from vault_tools.flagged import flagged_sections

    config = target.config
    for name in target.notes:
        path = name.path if isinstance(name, Skipped) else name
        try:
            if isinstance(name, Skipped):
                raise Unreadable(name.reason)
            note = read_note(target.root, path)
        except Unreadable as reason:
            unreadable(f"{path}: {reason}")
            continue
        schema = config.schema_for(path)
        found = check(note, config.rules, schema, evidence=config.evidence, least=config.confidence)
        yield from flagged_sections(note, schema, found)


def outcome_of_stdin(target: Target, mode: Mode) -> tuple[Outcome, bytes]:
    """The outcome, and the bytes as the fixes leave them; those that are no note stay as they are."""
    path, data = str(target.notes[0]), sys.stdin.buffer.read()
    if target.config.excluded(path):
        return Outcome(path), data
    try:
        note = decode_note(path, data)
    except Unreadable as reason:
        return refused(target.config, path, str(reason)), data
    config = target.config
    vault = read_vault(target.root, config) if needs_vault(config) else Vault({}, config.schema_for)
    vault = replace(vault, notes={**vault.notes, path: facts_of(note, vault.finder)})
    outcome, after = outcome_of(note, target.config, mode, vault)
    return replace(outcome, diff=unified(note, after)), after.encode()


def with_progress(notes: list[str]) -> Iterable[str]:
    """The notes, with a bar on standard error where that is a terminal and the run may take long."""
    if len(notes) < LONG_RUN or not sys.stderr.isatty():
        return notes
    from rich.console import Console
    from rich.progress import track

    return track(notes, "notes", console=Console(stderr=True), transient=True)


LONG_RUN = 500
"""Notes from which on a progress bar is worth a line."""


def _places(request: Request) -> list[Path]:
    """The paths that tell the vault. The note that standard input stands for need not exist yet."""
    if not request.from_stdin:
        if Path("-") in request.paths:
            raise VaultToolsError("`-` stands alone: leave out the other paths, or `-`")
        if request.stdin_filename:
            raise VaultToolsError("--stdin-filename needs `-` as the path")
        return request.paths
    if request.stdin_filename is None:
        raise VaultToolsError("`-` needs --stdin-filename, the path that the text has in its vault")
    parents = Path(os.path.abspath(request.stdin_filename)).parents
    return [next(parent for parent in parents if parent.is_dir())]
