"""A session that lives as long as the watcher."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from vault_tools.config.config import Config
from vault_tools.lint.engine import RuleFailed
from vault_tools.lint.outcome import Outcome
from vault_tools.session.index import Index, index_file
from vault_tools.session.known_notes import Progress
from vault_tools.session.one_note import Mode
from vault_tools.session.session import Session

LOG = logging.getLogger(__name__)


class SessionRunner:
    """Judges the notes of a vault again and again. `failing` are the notes on which a rule crashes: they are
    left out until they are named again. Once it `stops` it writes nothing more. `wrote` is called at once
    with each note that was written or could not be."""

    def __init__(
        self,
        root: Path,
        config: Config,
        mode: Mode,
        progress: Progress = lambda notes, _: notes,
        *,
        stops: Callable[[], bool] = lambda: False,
        wrote: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        index = Index(index_file(root), LOG.warning)
        self.session = Session(
            root, config, mode, index=index, may_write=self._may_write, stops=stops, wrote=wrote, stays=True
        )
        self._progress = progress
        self.failing: dict[str, RuleFailed] = {}

    @property
    def wrote(self) -> dict[str, bytes]:
        """The SHA-256 of what was last written to each note."""
        return self.session.written

    @property
    def protection(self) -> str:
        """How a save made while a note is being written is protected; empty before the first write."""
        return self.session.protection or ""

    def update(
        self,
        paths: Iterable[str] | None,
        may_write: Callable[[str], bool],
        checkpoint: Callable[[], None],
        *,
        fix: bool = True,
    ) -> list[Outcome]:
        """Look again at these paths (None: everything), fix what the mode allows if `fix` is true, and return
        the outcomes of these notes and of all others whose outcome changed.

        A change in one note may require one in another, such as a MOC, so `may_write` is asked before any
        note is written. `checkpoint` is called whenever it is safe to stop, and stops the run by raising.
        """
        chosen = None if paths is None else frozenset(paths)
        self._asked = may_write
        self.failing = {p: e for p, e in self.failing.items() if chosen is not None and p not in chosen}
        while True:
            self.session.left_out = set(self.failing)
            try:
                return self.session.update(chosen, fix=fix, progress=self._progress, between=checkpoint)
            except RuleFailed as failure:
                if failure.path in self.failing:
                    raise
                self.failing[failure.path] = failure
                self.session.forget([failure.path])

    def _may_write(self, path: str) -> bool:
        return self._asked(path)
