"""The vault that a server speaks of: followed as the watcher does, and asked about while that works."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from vault_tools.config.config import Config
from vault_tools.config.load import config_path, read_config
from vault_tools.disk.vault_files import CONFIG_NAMES, Unreadable, read_note
from vault_tools.errors import VaultToolsError
from vault_tools.lint import engine
from vault_tools.lint.baseline import Baseline
from vault_tools.lint.engine import RuleFailed
from vault_tools.lint.outcome import Outcome, at_least
from vault_tools.lint.rule import Severity
from vault_tools.server.documents import Document, Documents
from vault_tools.session.baseline_file import BASELINE_NAME, read_baseline
from vault_tools.session.examine import checked
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import refused
from vault_tools.session.session import Session
from vault_tools.session.transcripts import with_transcripts
from vault_tools.session.vault_check import finding_of
from vault_tools.vault.facts import NoteFacts, is_seen_alike
from vault_tools.vault.vault import Vault
from vault_tools.watch.inbox import Inbox

if TYPE_CHECKING:
    from vault_tools.watch.changes import Changes
    from vault_tools.watch.status import Status
    from vault_tools.watch.store import StateFile
    from vault_tools.watch.watcher import Watcher

T = TypeVar("T")

_PLACE = re.compile(r"(?:.*?):(\d+):(\d+): (.*)", re.DOTALL)
"""How an error in a configuration begins: the file's name, line and column."""
AGAIN = 5.0
"""Seconds until it is tried again to be the one who fixes closed notes."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a client may choose: whether closed notes are fixed, when they have been left alone for so many
    seconds, and the least severity of what is shown."""

    mends: bool = False
    quiet_period: float = 10.0
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class ConfigurationFault:
    """What is wrong with the configuration; line and column count from 1."""

    message: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class _Seen:
    """What is known of one version of an open document: what its own text says, and its facts, which MOCs and
    other notes look at; none where it is no note."""

    document: Document
    outcome: Outcome
    facts: NoteFacts | None
    kind: int


class Backend:
    """One vault. `between` is called in the midst of long work, when the vault may be asked; `judged` is
    told of outcomes that are other than before."""

    def __init__(
        self,
        root: Path,
        inbox: Inbox,
        documents: Documents,
        options: Options,
        between: Callable[[], None],
        judged: Callable[[list[Outcome]], None],
    ) -> None:
        self.root, self.inbox, self.documents, self.options = root, inbox, documents, options
        self._between, self._judged = between, judged
        self.changes: Changes | None = None
        self.watcher: Watcher | None = None
        self.is_loaded = False
        self.loading: tuple[int, int] | None = None
        self.fault: ConfigurationFault | None = None
        self.status: Status | None = None
        self._config: Config | None = None
        self._baseline: tuple[object, Baseline] = None, Baseline()
        self._seen: dict[str, _Seen] = {}
        self._answers: dict[str, tuple[Document, object, Outcome]] = {}
        self._resources = ExitStack()
        self._is_writer, self._tried_at = False, -inf

    # Its life

    def work(self) -> None:
        """Do what is due; long at the first time."""
        from vault_tools.watch.changes import Changes

        if self.changes is None:
            self.changes = self._resources.enter_context(closing(Changes(self.root, self.inbox)))
        self._become_writer()
        if self.watcher is None and not self._watch(self.changes):
            return
        assert self.watcher
        self.watcher.step()
        self._take_configuration()

    def wait(self, until: float = inf) -> None:
        """Until something changes, a message comes or something is due, and take in what changed."""
        if self.changes is None:
            self.inbox.wait(until, wake_for_hints=True)
            return
        until = min(until, self._tried_at + AGAIN if self._wants_to_write else inf)
        changed = self.changes.next(min(until, self.watcher.next()) if self.watcher else until)
        if self.watcher:
            self.watcher.notice(changed)
            self._take_configuration()

    def hint(self, path: str) -> None:
        """Something changed at this path of the vault, as far as the client knows."""
        self.inbox.hint(path.rpartition("/")[0] + "/" if "/" in path else "")

    def look_now(self, paths: Iterable[str]) -> None:
        """Judge these notes as they are on disk now."""
        from vault_tools.watch.changes import Changed

        if self.watcher and self.is_loaded:
            self.watcher.notice(Changed(notes=frozenset(paths)))

    def close(self) -> None:
        self._resources.close()

    def _watch(self, changes: "Changes") -> bool:
        from vault_tools.watch.watcher import Options as WatchOptions
        from vault_tools.watch.watcher import Watcher

        try:
            self.watcher = Watcher(
                changes,
                WatchOptions(self.options.quiet_period, mends=self._is_writer, at_once=True),
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
        """What the watcher found when the configuration changed."""
        assert self.watcher
        error, session = self.watcher.configuration, self.watcher.mending.keeper.session
        self.fault = fault_of(error) if error else None
        if session.config is not self._config:
            self._config = session.config
            self._seen.clear()
            self._answers.clear()

    @property
    def _wants_to_write(self) -> bool:
        return self.options.mends and not self._is_writer

    def _become_writer(self) -> None:
        """Fix closed notes, if that was asked for and no other process does."""
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
        self.is_loaded, self.loading = True, None
        self._judged(outcomes)

    def _progress(self, notes: Iterable[T], count: int) -> Iterator[T]:
        for done, note in enumerate(notes, 1):
            self.loading = None if self.is_loaded else (done, count)
            yield note

    # What is asked

    @property
    def config(self) -> Config | None:
        """The one in force; None where there never was a good one."""
        if self._config is None and self.fault is None:
            try:
                self._config = read_config(self.root)
            except (VaultToolsError, OSError) as error:
                self.fault = fault_of(error)
        return self._config

    @property
    def session(self) -> Session | None:
        """The vault in memory, once all of it has been looked at."""
        return self.watcher.mending.keeper.session if self.watcher and self.is_loaded else None

    @property
    def vault(self) -> Vault | None:
        """All notes as they are on disk, with those over them that are open."""
        session = self.session
        if session is None or not session.needs_all:
            return None
        seen = (self._look(document) for document in self.documents)
        return session.vault.with_notes({s.facts.path: s.facts for s in seen if s and s.facts})

    def is_note(self, path: str | None) -> bool:
        """Whether a path is that of a note of the vault, which need not be on disk yet."""
        if path is None or self.config is None or not path.endswith(".md"):
            return False
        return not any(part.startswith(".") for part in path.split("/")) and not self.config.excluded(path)

    def found(self, document: Document) -> Outcome:
        """What is said of a document as it is in the editor, in the light of the vault if that is known."""
        basis = self._basis(document)
        kept = self._answers.get(document.uri)
        if kept and kept[0] is document and kept[1] == basis:
            return kept[2]
        outcome = next(self.shown([self._outcome(document)]))
        self._answers[document.uri] = document, basis, outcome
        return outcome

    def _basis(self, document: Document) -> object:
        """What the outcome of a document depends on besides itself."""
        seen = [self._look(other) for other in self.documents if other is not document]
        others = [(s.document.uri, s.kind) for s in seen if s]
        revision = self.session.judged.revision if self.session else -1
        return revision, others, self.baseline.known

    def _outcome(self, document: Document) -> Outcome:
        seen, vault = self._look(document), self.vault
        if seen is None:
            return Outcome(document.path or "")
        if seen.facts is None or vault is None or self.config is None:
            return seen.outcome
        try:
            return finding_of(seen.facts, self.config, vault).added_to(seen.outcome, frozenset())
        except (RuleFailed, Unreadable):
            return seen.outcome

    def _look(self, document: Document) -> _Seen | None:
        """What a document says by itself; None for what is no note."""
        before = self._seen.get(document.uri)
        if before and before.document is document and (before.facts or not self.session):
            return before
        config = self.config
        if config is None or not self.is_note(document.path):
            self._seen.pop(document.uri, None)
            return None
        seen = self._seen[document.uri] = self._looked(document, config, before)
        return seen

    def _looked(self, document: Document, config: Config, before: _Seen | None) -> _Seen:
        kind = before.kind if before else 0
        try:
            note = with_transcripts(self.root, config, document.note)
            outcome = checked(note, config)
        except Unreadable as reason:
            return _Seen(document, refused(config, document.path or "", str(reason)), None, kind + 1)
        except RuleFailed:
            return _Seen(document, Outcome(document.path or ""), None, kind + 1)
        session = self.session
        facts = session.known.facts_of(note, outcome) if session and session.needs_all else None
        alike = bool(before and before.facts and facts and is_seen_alike(before.facts, facts))
        return _Seen(document, outcome, facts, kind if alike else kind + 1)

    def forget(self, document: Document) -> None:
        """A document is open no more."""
        self._seen.pop(document.uri, None)
        self._answers.pop(document.uri, None)

    def fixed(self, document: Document, config: Config | None = None, *, unsafe: bool = False) -> str | None:
        """The text as the fixes leave it; None for what is no note, or where fixes undo each other."""
        seen, config = self._look(document), config or self.config
        if seen is None or config is None:
            return None
        try:
            fixed = engine.fix(
                document.note,
                config.rules,
                config.schema_for(document.note.path),
                self.vault,
                unsafe=unsafe,
                evidence=config.evidence,
                least=config.confidence,
            )
        except (Unreadable, engine.DidNotConverge, RuleFailed):
            return None
        return ("\ufeff" if fixed.note.bom else "") + fixed.note.text

    def flagged(self, path: str) -> Iterator[dict[str, Any]]:
        """The sections of a note that wait to be translated anew; of an open one as it is in the editor."""
        from vault_tools.lint.flagged import flagged_sections

        config, document = self.config, self.documents.at(path)
        if config is None or not self.is_note(path):
            return
        try:
            note = document.note if document else read_note(self.root, path)
        except Unreadable:
            return
        note = with_transcripts(self.root, config, note)
        found = next(self.shown([checked(note, config)])).left
        yield from flagged_sections(note, config.schema_for(path), found)

    def shown(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes without what the baseline knows, nor what is less severe than the client asks for."""
        return at_least(self.options.severity, self.baseline.without_known(outcomes))

    @property
    def baseline(self) -> Baseline:
        """What is known to be wrong, read again when its file is another; a broken one knows nothing."""
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
        """A connection of its own to the index, to be closed."""
        return Index(index_file(self.root))

    def configuration_fault(self, document: Document) -> ConfigurationFault | None:
        """What is wrong with a configuration as it is in the editor."""
        from vault_tools.config.config import load_config

        try:
            load_config(document.text.removeprefix("\ufeff"), document.path or "")
        except VaultToolsError as error:
            return fault_of(error)
        return None

    @property
    def configuration_file(self) -> Path:
        try:
            return config_path(self.root) or self.root / CONFIG_NAMES[0]
        except VaultToolsError:
            return self.root / CONFIG_NAMES[0]


def fault_of(error: Exception) -> ConfigurationFault:
    match = _PLACE.match(str(error))
    return (
        ConfigurationFault(match[3], int(match[1]), int(match[2]))
        if match
        else ConfigurationFault(str(error))
    )
