"""Checks the notes of a commit, vault by vault, and the MOCs of each vault."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from vault_tools.cli.hook_staged import Staged, given_notes, staged_notes
from vault_tools.cli.output import print_report, say
from vault_tools.cli.selection import with_progress
from vault_tools.config.config import Config
from vault_tools.config.load import read_config
from vault_tools.config.vault_root import vault_above
from vault_tools.disk.git_entries import GitEntries
from vault_tools.disk.vault_files import CONFIG_NAMES, listed
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome, at_least, new_as_one
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown
from vault_tools.report.summary import check_summary, fix_summary
from vault_tools.session.baseline_file import read_baseline
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import Mode
from vault_tools.session.run import relative_path, run
from vault_tools.session.workers import processes

_OF_MOCS = "stale-moc"
_HOMELESS = "not in a vault: no parent folder has vault-tools.yaml or .obsidian/"
_PARTLY_STAGED = "only part of it is staged; `git add` it, or fix it by hand"


def run_hook(
    notes: Sequence[Path] = (),
    *,
    fix: bool = False,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    stops_at: Collection[str] = ("error",),
) -> int:
    """Check these notes, or the staged ones if there are none, and return the exit code: 1, so that git does
    not commit, if a problem with a severity in `stops_at` was found or a note was fixed. Raises
    VaultToolsError."""
    staged = given_notes(notes) if notes else staged_notes()
    vaults, homeless = vaults_of(staged)
    if homeless:
        say(f"{shown(homeless[0])}: {_HOMELESS} ({len(homeless):,} of {len(staged.changed):,} not checked)")
    mode = Mode(fix=fix, write=fix, cause="hook run --fix")
    tally = print_report(outcomes_of(vaults, staged, mode, select, ignore), staged.top, "full")
    if tally.notes:
        say(fix_summary(tally) if fix else check_summary(tally))
    if tally.fixed:
        say("The commit is stopped: look at what was fixed, `git add` it and commit again.")
    return 1 if tally.fixed or tally.failed_notes or any(tally.by_severity[s] for s in stops_at) else 0


def vaults_of(staged: Staged) -> tuple[dict[Path, list[str]], list[str]]:
    """(the vaults that a commit touches, each with the notes that it changes or deletes there; the changed
    notes that are in no vault)."""
    vault_of = cache(vault_above)
    vaults: dict[Path, list[str]] = {}
    homeless: list[str] = []
    for path in (*staged.changed, *staged.deleted):
        if vault := vault_of(Path(os.path.abspath(staged.top / path)).parent):
            vaults.setdefault(vault, []).append(path)
        elif path not in staged.deleted:
            homeless.append(path)
    return vaults, homeless


def outcomes_of(
    vaults: Mapping[Path, Sequence[str]],
    staged: Staged,
    mode: Mode,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> Iterator[Outcome]:
    """The outcomes for the notes that a commit changes, and for MOCs that it makes out of date if they can be
    fixed, without problems in a vault's baseline.

    Paths are relative to the top folder; no note outside it is checked or written. Raises VaultToolsError for
    a bad configuration, before anything is written.
    """
    configs = {root: read_config(root).selecting(select, ignore) for root in vaults}
    return chain.from_iterable(
        _outcomes_in(root, configs[root], vaults[root], staged, mode) for root in vaults
    )


def _outcomes_in(
    root: Path, config: Config, paths: Iterable[str], staged: Staged, mode: Mode
) -> Iterator[Outcome]:
    names = _names(root, config, staged.top, paths)
    if not names:
        return
    changed = {name: listed(root, name) for path, name in names.items() if path not in staged.deleted}
    entries = _entries_in(root, config, staged)
    overlay = {} if entries and not mode.fix else _overlay(root, config, staged)
    folder = relative_path(root, staged.top) if staged.top.is_relative_to(root) else ""
    folders = [f"{folder}/" if folder else ""]
    outcomes = run(
        root,
        config,
        changed.values(),
        mode,
        folders=folders,
        index=Index(index_file(root), say),
        overlay=overlay,
        of_others=[_OF_MOCS],
        entries=entries,
        workers=processes,
        progress=with_progress,
    )
    to_show = at_least("warning", read_baseline(root).without_known(outcomes))
    for outcome in new_as_one(to_show, CONFIG_NAMES[0]):
        if outcome.path in changed or outcome.fixed or any(found.fix for found in outcome.left):
            yield _seen_from(staged.top, root, outcome, overlay)


def _entries_in(root: Path, config: Config, staged: Staged) -> GitEntries | None:
    """Git's entries for the files of a vault in its repository."""
    if staged.entries is None or not root.is_relative_to(staged.top):
        return None
    below = relative_path(staged.top, root)
    is_note = lambda name: _is_note(name) and not config.excluded(name)  # noqa: E731
    return staged.entries.seen_from(f"{below}/" if below else "", is_note)


def _overlay(root: Path, config: Config, staged: Staged) -> dict[str, bytes]:
    """The bytes in git's index of the notes of a vault whose files have others."""
    if staged.unstaged is None:
        return {}
    unlike = staged.unstaged.unlike(staged.unstaged.touched)
    return {name: unlike[path] for path, name in _names(root, config, staged.top, unlike).items()}


def _names(root: Path, config: Config, top: Path, paths: Iterable[str]) -> dict[str, str]:
    """The paths that are notes of the vault, each with its path in the vault."""
    names = {path: relative_path(root, top / path) for path in paths}
    return {path: name for path, name in names.items() if _is_note(name) and not config.excluded(name)}


def _is_note(name: str) -> bool:
    """Whether a path ends in `.md`, stays inside the vault and is in no dot folder."""
    return name.endswith(".md") and not any(part.startswith(".") for part in name.split("/"))


def _seen_from(top: Path, root: Path, outcome: Outcome, partly_staged: Iterable[str]) -> Outcome:
    """The outcome with paths relative to the top folder."""
    path = relative_path(top, root / outcome.path)

    def moved(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(replace(diagnostic, path=path) for diagnostic in diagnostics)

    error = _PARTLY_STAGED if outcome.error and outcome.path in partly_staged else outcome.error
    return replace(outcome, path=path, left=moved(outcome.left), fixed=moved(outcome.fixed), error=error)
