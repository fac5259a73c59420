"""One vault kept between changes: what the watcher asks, time and again, to look at notes and mend them."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from vault_tools.config import Config
from vault_tools.disk import Skipped, list_notes
from vault_tools.engine import RuleFailed
from vault_tools.report.outcome import Outcome
from vault_tools.run import Mode, needs_vault, notes_below, run


class Session:
    """`wrote` holds the SHA-256 of what was last written to a note, by its path; `failing` holds the notes on
    which a rule fails, which are left alone until they are named again.
    """

    def __init__(self, root: Path, config: Config, mode: Mode) -> None:
        self.root, self.config, self.mode = root, config, mode
        self.wrote: dict[str, str] = {}
        self.failing: dict[str, RuleFailed] = {}

    def update(
        self,
        paths: Iterable[str] | None,
        may_write: Callable[[str], bool],
        checkpoint: Callable[[], None],
    ) -> Iterator[Outcome]:
        """Look again at these paths (None: at everything), mend what the mode says, and give the outcomes
        of notes that were judged or changed.

        A change of one note may call for one in another, such as a MOC: `may_write` is asked before any note
        is written. `checkpoint` is called where it does no harm to stop, and stops by raising.
        """
        chosen = None if paths is None else frozenset(paths)
        self.failing = {p: e for p, e in self.failing.items() if chosen is not None and p not in chosen}
        looked_at = None if needs_vault(self.config) else chosen
        found = {o.path: o for o in self._run(looked_at, replace(self.mode, write=False), checkpoint)}
        if self.mode.write:
            allowed = {o.path: may_write(o.path) for o in found.values() if o.diff}
            found |= {o.path: o for o in self._write(allowed, checkpoint)}
        yield from (found[path] for path in sorted(found))

    def _write(self, allowed: dict[str, bool], checkpoint: Callable[[], None]) -> Iterator[Outcome]:
        """Mend the notes that may be written; new ones only if all of them may."""
        chosen = {path for path, may in allowed.items() if may}
        held = any(not may and not os.path.lexists(self.root / path) for path, may in allowed.items())
        for outcome in self._run(chosen, self.mode, checkpoint, () if held else ("",)) if chosen else ():
            if outcome.path in chosen:
                self.wrote |= {outcome.path: outcome.written} if outcome.written else {}
                yield outcome

    def _run(
        self,
        paths: Collection[str] | None,
        mode: Mode,
        checkpoint: Callable[[], None],
        folders: Iterable[str] = ("",),
    ) -> list[Outcome]:
        """The outcomes of a run over these notes, without those on which a rule fails."""

        def passing(notes: list[str]) -> Iterator[str]:
            for note in notes:
                checkpoint()
                yield note

        while True:
            healthy = [name for name in self._names(paths) if _path(name) not in self.failing]
            try:
                return list(run(self.root, self.config, healthy, mode, passing, folders))
            except RuleFailed as failure:
                if failure.path in self.failing:
                    raise
                self.failing[failure.path] = failure

    def _names(self, paths: Collection[str] | None) -> Iterable[str | Skipped]:
        if paths is None:
            return list_notes(self.root, self.config)
        there = (self.root / path for path in paths)
        return notes_below(self.root, self.config, (p for p in there if p.is_file() and not p.is_symlink()))


def _path(name: str | Skipped) -> str:
    return name.path if isinstance(name, Skipped) else name
