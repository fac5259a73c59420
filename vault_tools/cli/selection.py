"""The selection that a command works on: notes of one vault, or a text from standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vault_tools.cli.output import say
from vault_tools.cli.streams import cursor_of
from vault_tools.cli.welcome import A_VAULT
from vault_tools.config.config import Config, without_vault
from vault_tools.config.load import config_path, obsidian_texts, read_config, read_text
from vault_tools.config.vault_root import find_root, is_too_large, vault_above
from vault_tools.disk.vault_files import (
    CONFIG_NAMES,
    Listed,
    Skipped,
    list_notes,
)
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.lint.baseline import Baseline
from vault_tools.lint.levels import Confidence, Severity
from vault_tools.lint.outcome import Outcome, at_least
from vault_tools.session.baseline_file import BASELINE_NAME, read_baseline, write_baseline
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import Mode
from vault_tools.session.run import notes_below, relative_path, run, run_text
from vault_tools.session.workers import processes

if TYPE_CHECKING:
    from vault_tools.config.effective import Setting


T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """The paths, configuration and rules given on the command line."""

    paths: list[Path]
    stdin_filename: Path | None = None
    config: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    confidence: Confidence = "medium"
    severity: Severity = "warning"
    cache: bool = True
    baseline: Path | None = None
    uses_baseline: bool = True

    @property
    def from_stdin(self) -> bool:
        return [str(path) for path in self.paths] == ["-"]


@dataclass(frozen=True)
class Selection:
    """The notes of one vault that a request selects: its `paths`, and as `folders` the prefixes of those that
    are folders; or `stdin`, the path in the vault of the text on standard input. Also the baseline."""

    root: Path
    config: Config
    index: Index
    paths: tuple[Path, ...] = ()
    folders: tuple[str, ...] = ()
    stdin: str = ""
    baseline: Baseline = field(default_factory=Baseline)
    severity: Severity = "warning"
    in_no_vault: bool = False
    """Whether the notes are in no vault, so that no other notes are read."""

    def notes(self) -> Iterator[Listed | Skipped]:
        """The notes, listed anew on each call: keeping the signatures of all files for a whole run would
        waste memory."""
        return iter(notes_below(self.root, self.config, self.paths))

    def outcomes(self, mode: Mode) -> Iterator[Outcome]:
        return self.shown(self.everything(mode))

    def everything(self, mode: Mode) -> Iterator[Outcome]:
        """The outcomes, including diagnostics in the baseline and below the minimum severity."""
        return run(
            self.root,
            self.config,
            self.notes(),
            mode,
            folders=self.folders,
            index=self.index,
            workers=processes,
            progress=with_progress,
        )

    def shown(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes without diagnostics in the baseline or below the minimum severity."""
        return at_least(self.severity, self.baseline.without_known(outcomes))

    @property
    def config_name(self) -> str:
        """The name of the vault's configuration file, or the usual name if it has none."""
        file = config_path(self.root)
        return file.name if file else CONFIG_NAMES[0]

    @property
    def readable(self) -> list[str]:
        """The paths of the notes to read."""
        listed = [note.path for note in self.notes() if isinstance(note, Listed)]
        return [self.stdin] if self.stdin else listed

    @property
    def vaults_left_out(self) -> list[str]:
        """The paths, ending in `/`, of the vaults found in the selected folders."""
        found = self.config.boundaries.vaults if self.config.boundaries else ()
        return sorted(path for path in found if path.startswith(self.folders))

    def covers(self, path: str) -> bool:
        """Whether the selection includes a note, or would if it still existed."""
        return path.startswith(self.folders) or path in self._named

    @cached_property
    def _named(self) -> frozenset[str]:
        """The notes that the request names directly, rather than by their folder."""
        files = [path for path in self.paths if not path.is_dir()]
        return frozenset([self.stdin, *(note.path for note in notes_below(self.root, self.config, files))])


def find_target(request: Request) -> Selection:
    """The selection for a request. Raises VaultToolsError if a path does not exist, if the paths are in two
    vaults or contain no notes, or for a bad configuration."""
    root = common_root(_places(request))
    config = read_config(root, request.config).selecting(request.select, request.ignore)
    config = replace(config, confidence=request.confidence)
    if in_no_vault := _are_in_no_vault(request, root):
        config = without_vault(config)
    index = Index(index_file(root), say) if request.cache else Index()
    baseline = read_baseline(root, request.baseline) if request.uses_baseline else Baseline()
    target = Selection(
        root, config, index, baseline=baseline, severity=request.severity, in_no_vault=in_no_vault
    )
    if request.stdin_filename:
        return replace(target, stdin=relative_path(root, request.stdin_filename))
    folders = (relative_path(root, path) for path in request.paths if path.is_dir())
    prefixes = tuple(f"{folder}/" if folder else "" for folder in folders)
    if not vault_above(root) and not any(_has_notes(root, config, path) for path in request.paths):
        raise VaultToolsError(f"{root}: contains no notes. {A_VAULT}: name one, or a folder in one")
    return replace(target, paths=tuple(request.paths), folders=prefixes)


def _has_notes(root: Path, config: Config, path: Path) -> bool:
    if not path.is_dir():
        return bool(notes_below(root, config, [path]))
    return any(True for _ in list_notes(root, config.excluded, relative_path(root, path)))


def _are_in_no_vault(request: Request, root: Path) -> bool:
    """Whether the notes are in a folder that is not a vault and too large to be treated as one: listing it
    may take a minute."""
    if request.config or request.select or any(path.is_dir() for path in request.paths):
        return False
    return vault_above(root) is None and is_too_large(root)


def refuse_without_vault(target: Selection, mode: Mode) -> None:
    """Raises VaultToolsError if notes outside any vault would be written."""
    if not mode.write or vault_above(target.root):
        return
    would = sum(bool(outcome.fixed) for outcome in target.outcomes(replace(mode, write=False)))
    if would:
        notes = "1 note" if would == 1 else f"{would:,} notes"
        raise VaultToolsError(
            f"{target.root}: not in a vault: neither this folder nor one above it has {CONFIG_NAMES[0]} or "
            f".obsidian/. `fix` would change {notes} here: `--diff` shows it, `vault-tools init` makes it a "
            "vault, `--no-vault` fixes it as it is"
        )


def with_new_baseline(
    target: Selection, outcomes: Iterable[Outcome], path: Path | None = None
) -> Iterator[Outcome]:
    """Record the problems in the outcomes as the baseline, and pass on the outcomes without them.

    Raises VaultToolsError.
    """
    found = list(outcomes)
    file = path or target.root / BASELINE_NAME
    old = read_baseline(target.root, path) if os.path.lexists(file) else Baseline()
    new = old.updated(found, {rule.name for rule in target.config.rules}, target.covers)
    write_baseline(target.root, file, new)
    yield from new.without_known(found)


def settings_of(request: Request, target: Selection) -> "Iterator[Setting]":
    from vault_tools.config.effective import Sources, effective_settings

    file = request.config or config_path(target.root)
    name = str(request.config or (file.name if file else ""))
    text = read_text(file, named=bool(request.config)) if file else ""
    sources = Sources(name, text, obsidian_texts(target.root), request.select, request.ignore)
    return effective_settings(target.config, sources)


def common_root(paths: Iterable[Path]) -> Path:
    """The vault that contains all of the paths. Raises VaultToolsError."""
    roots = sorted({find_root(path) for path in paths})
    if len(roots) > 1:
        raise VaultToolsError(f"the paths are in two vaults, {roots[0]} and {roots[1]}: run once for each")
    return roots[0]


def outcome_of_stdin(target: Selection, mode: Mode) -> tuple[Outcome, bytes]:
    """The outcome for standard input, and its bytes after fixing; bytes that are not a note are returned
    unchanged."""
    data = sys.stdin.buffer.read()
    outcome, after = run_text(target.root, target.config, target.stdin, data, mode, target.index)
    [outcome] = target.shown([outcome])
    return outcome, after


def with_progress(notes: Iterable[T], count: int) -> Iterable[T]:
    """The notes, with a progress bar if standard error is a terminal and the run may take long."""
    if count < LONG_RUN or not sys.stderr.isatty():
        return notes
    from rich.console import Console
    from rich.progress import track

    return track(notes, "notes", count, console=Console(file=cursor_of(sys.stderr)), transient=True)


LONG_RUN = 500
"""The number of notes from which a progress bar is shown."""


def _places(request: Request) -> list[Path]:
    """The paths that determine the vault. The note on standard input need not exist yet."""
    if not request.from_stdin:
        if Path("-") in request.paths:
            raise VaultToolsError("`-` can't be combined with other paths")
        if request.stdin_filename:
            raise VaultToolsError("--stdin-filename needs `-` as the path")
        return request.paths
    if request.stdin_filename is None:
        raise VaultToolsError("`-` needs --stdin-filename, the path that the text has in its vault")
    parents = Path(os.path.abspath(request.stdin_filename)).parents
    return [next(parent for parent in parents if parent.is_dir())]
