"""The notes that are open in an editor: judged by the editor's text, against the vault on disk."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Unreadable, read_note
from vault_tools.lint import engine
from vault_tools.lint.baseline import Baseline
from vault_tools.lint.engine import RuleFailed
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import ConclusionRule
from vault_tools.server.documents import Document, Documents
from vault_tools.server.uris import uri_of
from vault_tools.session.examine import checked
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.one_note import refused
from vault_tools.session.session import Session
from vault_tools.session.transcripts import with_transcripts
from vault_tools.session.vault_diagnostics import by_habit, said_of
from vault_tools.vault.facts import NoteFacts, is_seen_alike
from vault_tools.vault.vault import Vault

T = TypeVar("T")


class Behind(Protocol):
    """The vault that the open notes belong to."""

    root: Path
    documents: Documents

    @property
    def config(self) -> Config | None: ...

    @property
    def session(self) -> Session | None: ...

    @property
    def baseline(self) -> Baseline: ...

    def is_note(self, path: str | None) -> bool: ...

    def shown(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]: ...


@dataclass(frozen=True, eq=False)
class _Seen:
    """What is known of one version of an open document: the outcome of its own text, and its facts, which
    MOCs and other notes use (None if they can't be found). It is valid for one configuration, and for one
    state of what is `known`. `kind` changes when other notes may see a difference."""

    document: Document
    config: Config
    known: KnownNotes | None
    outcome: Outcome
    facts: NoteFacts | None
    kind: int


class OpenNotes:
    """The findings of the open documents of a backend. Each version is judged once."""

    def __init__(self, backend: Behind) -> None:
        self._backend = backend
        self._seen: dict[str, _Seen] = {}
        self._answers: dict[str, tuple[Document, object, Outcome]] = {}
        self._failed: set[tuple[str, str]] = set()

    @property
    def vault(self) -> Vault | None:
        """All notes as they are on disk, except that open ones are as in the editor."""
        session = self._backend.session
        if session is None or not session.needs_all:
            return None
        seen = (self._look(document) for document in self._backend.documents)
        return session.vault.with_notes({s.facts.path: s.facts for s in seen if s and s.facts})

    def found(self, document: Document) -> Outcome:
        """The findings of a document as it is in the editor, judged against the vault if that is loaded."""
        dependency_key = self._dependency_key(document)
        kept = self._answers.get(document.uri)
        if kept and kept[0] is document and kept[1] == dependency_key:
            return kept[2]
        outcome = next(self._backend.shown([self._outcome(document)]))
        self._answers[document.uri] = document, dependency_key, outcome
        return outcome

    def _dependency_key(self, document: Document) -> object:
        """Everything besides itself that the outcome of a document depends on."""
        seen = [self._look(other) for other in self._backend.documents if other is not document]
        others = [(s.document.uri, s.kind) for s in seen if s]
        revision = self._backend.session.judged.revision if self._backend.session else -1
        return self._look(document), revision, others, self._backend.baseline.known

    def _outcome(self, document: Document) -> Outcome:
        seen, vault, config = self._look(document), self.vault, self._backend.config
        if seen is None:
            return Outcome(document.path or "")
        facts = seen.facts
        if facts is None or vault is None or config is None:
            return seen.outcome
        try:
            said = self._spared(config, lambda config: said_of(facts, config, vault))
        except Unreadable:
            return seen.outcome
        return by_habit(said.added_to(seen.outcome, frozenset()), vault.record_folders)

    def _spared(self, config: Config, judge: Callable[[Config], T]) -> T:
        """The result of judging a note. A rule that crashes, which is our bug, reports nothing, and the
        traceback goes to standard error."""
        try:
            return judge(config)
        except RuleFailed as failure:
            left = _without(config, failure.rule)
            if left.rules == config.rules:
                raise
            self._tell(failure)
        return self._spared(left, judge)

    def _tell(self, failure: RuleFailed) -> None:
        from traceback import print_exception

        if (failure.rule, failure.path) not in self._failed:
            self._failed.add((failure.rule, failure.path))
            print_exception(failure)

    def _look(self, document: Document) -> _Seen | None:
        """What a document shows by itself; None if it is not a note."""
        before, config, known = self._seen.get(document.uri), self._backend.config, self._known
        if before and before.document is document and before.config is config and before.known is known:
            return before
        if config is None or not self._backend.is_note(document.path):
            self._seen.pop(document.uri, None)
            return None
        seen = self._seen[document.uri] = self._looked(document, config, before)
        return seen

    @property
    def _known(self) -> KnownNotes | None:
        """What is known about all notes, if a rule looks at them and they are loaded."""
        session = self._backend.session
        return session.known if session and session.needs_all else None

    def _looked(self, document: Document, config: Config, before: _Seen | None) -> _Seen:
        kind, known = before.kind if before else 0, self._known
        try:
            note = with_transcripts(self._backend.root, config, document.note)
            outcome = self._spared(config, lambda config: checked(note, config))
        except Unreadable as reason:
            outcome = refused(config, document.path or "", str(reason))
            return _Seen(document, config, known, outcome, None, kind + 1)
        try:
            facts = known.facts_of(note, outcome) if known else None
        except RuleFailed:
            facts = None
        alike = bool(before and before.facts and facts and is_seen_alike(before.facts, facts))
        return _Seen(document, config, known, outcome, facts, kind if alike else kind + 1)

    def closed(self, path: str) -> Document:
        """A note that is not open, as a document. Raises Unreadable."""
        note = read_note(self._backend.root, path)
        uri = uri_of(self._backend.root / path)
        return Document(uri, path, 0, note.encode().decode(), self._backend.documents.encoding)

    def forget(self, document: Document) -> None:
        """A document is no longer open."""
        self._seen.pop(document.uri, None)
        self._answers.pop(document.uri, None)

    def fixed(self, document: Document, config: Config | None = None, *, unsafe: bool = False) -> str | None:
        """The fixed text; None if the document is not a note, or if fixes undo each other."""
        seen, config = self._look(document), config or self._backend.config
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
        """The sections of a note that need a new text. An open note is taken as it is in the editor."""
        from vault_tools.lint.flagged import flagged_sections

        config, document = self._backend.config, self._backend.documents.at(path)
        if config is None or not self._backend.is_note(path):
            return
        try:
            note = document.note if document else read_note(self._backend.root, path)
        except Unreadable:
            return
        note = with_transcripts(self._backend.root, config, note)
        outcome = self._spared(config, lambda config: checked(note, config))
        outcome = by_habit(outcome, self.vault.record_folders) if self.vault else outcome
        found = next(self._backend.shown([outcome])).left
        yield from flagged_sections(note, config.schema_for(path), found)


def _without(config: Config, failed: str) -> Config:
    """The configuration without a rule. If that rule only gives evidence, without the rules that use such
    evidence."""
    left = tuple(rule for rule in config.rules if rule.name != failed)
    if left == config.rules:
        left = tuple(rule for rule in left if not isinstance(rule, ConclusionRule))
    return replace(config, rules=left)
