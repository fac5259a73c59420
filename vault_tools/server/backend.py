"""The vault of a server. It is followed as by the watcher, and can be queried meanwhile."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from vault_tools.config.config import Config
from vault_tools.config.load import config_path, read_config
from vault_tools.disk.vault_files import CONFIG_NAMES, tell_settings_folder
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_re import pattern
from vault_tools.lint.baseline import Baseline
from vault_tools.lint.outcome import Outcome, at_least
from vault_tools.messages.translation import WRITTEN_IN
from vault_tools.report.spoken import spoken
from vault_tools.server.documents import Documents
from vault_tools.server.open_notes import OpenNotes
from vault_tools.server.options import Chosen
from vault_tools.session.baseline_file import BASELINE_NAME, read_baseline
from vault_tools.session.collector import set_aside, take_back
from vault_tools.session.index import Index, index_file
from vault_tools.session.session import Session
from vault_tools.session.steps import done
from vault_tools.watch.inbox import Inbox

if TYPE_CHECKING:
    from vault_tools.watch.changes import Changes
    from vault_tools.watch.status import Status
    from vault_tools.watch.store import StateFile
    from vault_tools.watch.watcher import Watcher

T = TypeVar("T")

_PLACE = pattern(r"(?s)(?:(?!:\d++:\d++: ).)*+:(\d++):(\d++): (.*)")
"""The start of an error in a configuration: the file's name, line and column."""
AGAIN = 5.0
"""Seconds until the server tries again to become the process that fixes closed notes."""


@dataclass(frozen=True, slots=True)
class ConfigurationFault:
    """What is wrong with the configuration. Line and column count from 1."""

    message: str
    line: int = 1
    column: int = 1


class Backend:
    """One vault. `between` is called during long work whenever the vault may be queried; `judged` is called
    with the outcomes that changed."""

    def __init__(
        self,
        root: Path,
        inbox: Inbox,
        documents: Documents,
        chosen: Chosen,
        between: Callable[[], None],
        judged: Callable[[list[Outcome]], None],
    ) -> None:
        self.root, self.inbox, self.documents, self.options = root, inbox, documents, chosen
        self._between, self._judged = between, judged
        self.changes: Changes | None = None
        self.watcher: Watcher | None = None
        self.loading: tuple[int, int] | None = None
        self.fault: ConfigurationFault | None = None
        self.status: Status | None = None
        self._config: Config | None = None
        self._baseline: tuple[object, Baseline] = None, Baseline()
        self.notes = OpenNotes(self)
        self._resources = ExitStack()
        self._is_writer, self._tried_at = False, -inf
        self._prepared: Session | None = None
        if chosen.settings_folder:
            tell_settings_folder(root, chosen.settings_folder)

    # Life cycle

    def work(self) -> None:
        """Do whatever is due. The first call takes long."""
        from vault_tools.watch.changes import Changes

        if self.changes is None:
            self.changes = self._resources.enter_context(closing(Changes(self.root, self.inbox)))
        self._become_writer()
        if self.watcher is None and not self._watch(self.changes):
            return
        assert self.watcher
        self.watcher.step()
        self._take_configuration()
        self._prepare()

    def _prepare(self) -> None:
        """Prepare for the first note that changes, once everything has been looked at and while nobody
        waits."""
        if self.session and self.session is not self._prepared:
            take_back()
            self._prepared = self.session
            done(self.session.judged.preparing(), self._between)
            set_aside()

    def wait(self, until: float = inf) -> None:
        """Wait until something changes, a message arrives or something is due, and take in what changed."""
        if self.changes is None:
            self.inbox.wait(until, wake_for_hints=True)
            return
        until = min(until, self._tried_at + AGAIN if self._wants_to_write else inf)
        changed = self.changes.next(min(until, self.watcher.next()) if self.watcher else until)
        if self.watcher:
            self.watcher.notice(changed)
            self._take_configuration()

    def hint(self, path: str) -> None:
        """The client says that something changed at this path of the vault."""
        self.inbox.hint(path.rpartition("/")[0] + "/" if "/" in path else "")

    def look_now(self, paths: Iterable[str]) -> None:
        """Judge these notes as they are on disk now."""
        from vault_tools.watch.changes import Changed

        if self.watcher and self.is_loaded:
            self.watcher.notice(Changed(notes=frozenset(paths)))

    def close(self) -> None:
        self._resources.close()

    def _watch(self, changes: "Changes") -> bool:
        from vault_tools.watch.watcher import Watcher, WatchOptions

        try:
            self.watcher = Watcher(
                changes,
                WatchOptions(self.options.quiet_period, fixes=self._is_writer, at_once=True),
                self._publish,
                judged=self._heard,
                between=self._between,
                progress=self._progress,
                held=lambda: self.documents.paths,
            )
        except (VaultToolsError, OSError) as error:
            self.fault = fault_of(error)
            return False
        self.fault = None
        return True

    def _take_configuration(self) -> None:
        """Take over the configuration that the watcher uses, and what it found wrong."""
        assert self.watcher
        error, session = self.watcher.configuration, self.watcher.fixer.runner.session
        self.fault = fault_of(error) if error else None
        if session.config is not self._config:
            self._config = session.config

    @property
    def _wants_to_write(self) -> bool:
        return self.options.fixes and not self._is_writer

    def _become_writer(self) -> None:
        """Become the process that fixes closed notes, if that is wanted and no other process does."""
        if not self._wants_to_write or time.monotonic() < self._tried_at + AGAIN:
            return
        from vault_tools.watch.store import only_watcher

        self._tried_at = time.monotonic()
        try:
            self._resources.enter_context(only_watcher(self.root))
        except VaultToolsError:
            return
        self._is_writer, self.watcher = True, None

    @property
    def is_writer(self) -> bool:
        return self._is_writer

    def _publish(self, status: "Status") -> None:
        self.status = status
        if self._is_writer:
            self._state_file.write(status)

    @cached_property
    def _state_file(self) -> "StateFile":
        from vault_tools.watch.store import StateFile

        return StateFile(self.root)

    def _heard(self, outcomes: list[Outcome]) -> None:
        self.loading = None
        self._judged(outcomes)

    def _progress(self, notes: Iterable[T], count: int) -> Iterator[T]:
        for number, note in enumerate(notes, 1):
            self.loading = None if self.is_loaded else (number, count)
            yield note

    # Queries

    @property
    def config(self) -> Config | None:
        """The configuration that applies; None if there never was a valid one."""
        if self._config is None and self.fault is None:
            try:
                self._config = read_config(self.root)
            except (VaultToolsError, OSError) as error:
                self.fault = fault_of(error)
        return self._config

    @property
    def session(self) -> Session | None:
        """The vault in memory, once all of it has been looked at."""
        session = self.watcher.fixer.runner.session if self.watcher else None
        return session if session and session.judged.is_complete else None

    @property
    def is_loaded(self) -> bool:
        return self.session is not None

    def is_note(self, path: str | None) -> bool:
        """Whether a path belongs to a note of the vault, which need not be on disk yet."""
        if path is None or self.config is None or not path.endswith(".md"):
            return False
        return not any(part.startswith(".") for part in path.split("/")) and not self.config.excluded(path)

    def shown(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes in the configured language, without what is in the baseline or less severe than the
        client asked for."""
        left = at_least(self.options.severity, self.baseline.without_known(outcomes))
        return spoken(left, (self.config and self.config.messages) or WRITTEN_IN)

    @property
    def baseline(self) -> Baseline:
        """The baseline, read again if its file changed. A broken file counts as empty."""
        file = self.root / BASELINE_NAME
        try:
            status = os.stat(file)
            stamp = status.st_mtime_ns, status.st_size
        except OSError:
            stamp = None
        if stamp != self._baseline[0]:
            try:
                self._baseline = stamp, read_baseline(self.root)
            except VaultToolsError:
                self._baseline = stamp, Baseline()
        return self._baseline[1]

    def index(self) -> Index:
        """A separate connection to the index; the caller closes it."""
        return Index(index_file(self.root))

    @property
    def configuration_file(self) -> Path:
        try:
            return config_path(self.root) or self.root / CONFIG_NAMES[0]
        except VaultToolsError:
            return self.root / CONFIG_NAMES[0]


def fault_in(text: str, name: str) -> ConfigurationFault | None:
    """What is wrong with this text of a configuration."""
    from vault_tools.config.config import load_config

    try:
        load_config(text.removeprefix("\ufeff"), name)
    except VaultToolsError as error:
        return fault_of(error)
    return None


def fault_of(error: Exception) -> ConfigurationFault:
    match = _PLACE.match(str(error))
    if match is None:
        return ConfigurationFault(str(error))
    return ConfigurationFault(match[3], int(match[1]), int(match[2]))
