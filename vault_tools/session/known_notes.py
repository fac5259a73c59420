"""What is known of the notes of a vault: from the index, and by examining notes that it lacks."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tools.config.config import Config
from vault_tools.disk.signature import signature_from, size_of
from vault_tools.disk.vault_files import Listed, Skipped
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.packing import NotPacked
from vault_tools.session.all_facts import AllFacts
from vault_tools.session.collector import MUCH, give_back_what_is_large, without_collector
from vault_tools.session.examine import (
    Examined,
    ExamineRequest,
    content_digest,
    examiner_of,
    is_answered,
    unpacked_outcome,
)
from vault_tools.session.files_around import FilesAround
from vault_tools.session.index import NOTHING, Index, Known, Result
from vault_tools.session.known_facts import LOADED, KnownFacts
from vault_tools.session.known_transcripts import KnownTranscripts
from vault_tools.session.known_usage import KnownUsage
from vault_tools.session.steps import Steps
from vault_tools.session.workers import Workers, alone, examined
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.ties import Ties
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder

Progress: TypeAlias = Callable[[Iterable[Examined], int], Iterable[Examined]]
"""Wraps the notes as they are examined; the second argument is their number."""

AT_ONCE = 200
"""The number of notes stored in the index at a time, and so the number examined again after a run is
killed."""
ASKED = 2_000
"""The number of notes looked up in the index at a time."""
NOT_LOOKED_AT = Listed("", signature_from(0, 0, 0, 0))
"""Stands for a note whose file was not looked at."""


class KnownNotes:
    """Grows as notes are examined.

    `listed` are the existing notes, `around` the files beside them, and `facts` those of the readable notes,
    which stay loaded with `keeps`. With `fixes`, what was found in a note is remembered as a basis for fixing
    it.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        index: Index,
        finder: "MentionFinder | None" = None,
        *,
        flags: bool = True,
        keeps: bool = True,
        fixes: bool = False,
    ) -> None:
        self._root, self._config, self._index, self._finder = root, config, index, finder
        self._examiner = examiner_of(root, config, finder, flags=flags)
        self.listed: dict[str, Listed | Skipped] = {}
        self._transcripts = KnownTranscripts(root, config, index, self._examiner)
        self.facts = KnownFacts(index, self._examiner, self._transcripts.of, keeps=keeps)
        self.usage = KnownUsage(config, index, self.facts, self._examiner)
        self._revision, self._fixes = 0, fixes
        self._said: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = {}
        self.around = FilesAround(root, config, self.listed)
        self.examined = 0
        """The number of notes that had to be examined because the index lacked something; whoever uses it
        resets it."""

    @property
    def revision(self) -> int:
        """Changes whenever anything known does."""
        return self._revision + self.facts.revision

    def learning(
        self,
        notes: Mapping[str, Listed],
        wanted: Collection[str],
        *,
        facts: bool,
        whole: bool = False,
        workers: Workers = alone,
        progress: Progress = lambda notes, _: notes,
    ) -> Steps[dict[str, Outcome | str]]:
        """Learn about some notes. Results in the outcome of each wanted note, or the reason why it can't be
        read. With `facts`, the facts of all the notes are known afterwards. `whole`: these are all notes of
        the vault."""
        if len(notes) > MUCH:
            give_back_what_is_large()
        transcripts = self._transcripts.of_all(notes)
        notes = self._transcripts.stamped(notes, transcripts)
        if whole:
            self._index.forget(self._index.paths() - notes.keys())
        learnt = Learnt({}, {}, {}, {}, [])
        with without_collector():
            for some in _parts(notes):
                self._take_from_index(learnt, some, wanted, transcripts, facts=facts)
        yield
        self.examined += len(learnt.stale)
        fresh = iter(progress(examined(self._examiner, learnt.stale, workers), len(learnt.stale)))
        while batch := (yield from _batch(fresh)):
            self._keep(batch)
            for answer in batch:
                self._take_answer(learnt, answer)
        self.facts.take(learnt.content_keys, learnt.packed, learnt.made)
        self.facts.forget(path for path, found in learnt.found.items() if isinstance(found, str))
        return learnt.found

    def _take_answer(self, learnt: "Learnt", answer: Examined) -> None:
        if answer.facts:
            learnt.content_keys[answer.path] = answer.facts.content_key
            if answer.facts.packed and not self._index.is_open:
                learnt.packed[answer.path] = answer.facts.packed
            if answer.made and len(learnt.stale) <= LOADED:
                learnt.made[answer.path] = answer.made
        if answer.refusal:
            learnt.found[answer.path] = answer.refusal
        elif answer.outcome:
            said = answer.said or self._outcome(answer.path, answer.outcome)
            learnt.found[answer.path] = said
            if self._fixes and answer.is_new and isinstance(said, Outcome):
                self._said[answer.path] = answer.known.digest, said.left

    def _take_from_index(
        self,
        learnt: "Learnt",
        notes: Mapping[str, Listed],
        wanted: Collection[str],
        transcripts: Mapping[str, tuple[str, ...]],
        *,
        facts: bool,
    ) -> None:
        """Take what the index has of some notes, and note what has to be examined."""
        unchanged = self._index.unchanged({path: note.signature for path, note in notes.items()})
        content_keys = self._index.content_keys(self._examiner.facts_key, notes) if facts else {}
        keys = {path: self._examiner.outcome_key(path) for path in notes if path in wanted}
        outcomes = {key: self._index.results(key, keys) for key in set(keys.values())}
        for path, note in notes.items():
            digest = unchanged.get(path)
            fact = content_keys.get(path, NOTHING) if facts else None
            outcome = outcomes[keys[path]].get(path, NOTHING) if path in keys else None
            if digest is None or not is_answered(digest, fact, outcome):
                request = ExamineRequest(path, fact, outcome, transcripts.get(path, ()))
                learnt.stale.append((request, size_of(note.signature)))
                continue
            if fact:
                learnt.content_keys[path] = fact.content_key
            if outcome:
                learnt.found[path] = self._outcome(path, outcome)

    def _outcome(self, path: str, result: Result) -> Outcome | str:
        """The outcome in a result, or why the note can't be read. If the result is damaged, the note is
        examined again."""
        with suppress(NotPacked):
            return unpacked_outcome(path, result)
        answer = self._examiner.examine(ExamineRequest(path, None, NOTHING, self._transcripts.of(path)))
        return unpacked_outcome(path, answer.outcome) if answer.outcome else answer.refusal

    def take_recalled(self, content_keys: Mapping[str, bytes]) -> None:
        """These notes exist, and what the index has of them under these content keys is still true."""
        self.facts.recall(content_keys)
        self.enlist(dict.fromkeys(content_keys, NOT_LOOKED_AT))

    def enlist(self, notes: Mapping[str, Listed | Skipped]) -> None:
        """These notes exist; replaces what was listed of them."""
        if not notes.keys() <= self.listed.keys():
            self.around.names_changed()
            self._revision += 1
        self.listed |= notes

    def let_go_of_signatures(self) -> None:
        """Free the signatures of the files, which are no longer needed."""
        for path, note in self.listed.items():
            if isinstance(note, Listed):
                self.listed[path] = NOT_LOOKED_AT

    def forget(self, paths: Iterable[str]) -> None:
        """Forget notes that are gone."""
        gone = [*paths]
        for path in gone:
            if self.listed.pop(path, None):
                self.around.names_changed()
                self._revision += 1
        self.facts.forget(gone)

    def with_new_transcripts(self) -> frozenset[str]:
        """The notes of which a transcript appeared, disappeared or changed since they were looked at, or
        since the last call."""
        if not self._config.sources:
            return frozenset()
        return self._transcripts.changed([p for p, note in self.listed.items() if isinstance(note, Listed)])

    def look_for_files(self) -> None:
        """Check whether files that are not notes appeared or disappeared."""
        if self.around.look_again():
            self._revision += 1

    def replace_drawing(self, path: str, text: str) -> None:
        """Replace the text of a canvas."""
        self.around.replace_drawing(path, text)
        self._revision += 1

    def vault(self, ties: Mapping[str, Ties] | None = None, *, frozen: bool = False) -> Vault:
        """The vault as it is known now. It is valid until anything else is learnt, or for ever if
        `frozen`."""
        facts = self.facts.all() if frozen else AllFacts(self.facts)
        schema_for, files, drawings = self._config.schema_for, self.around.files, self.around.drawings
        return Vault(facts, schema_for, self._finder, files.paths, self.usage.now(), ties, files, drawings)

    def vault_without_links(self) -> Vault:
        """The vault as it is known now, for callers that don't ask where links lead."""
        return self.vault_of(AllFacts(self.facts))

    def vault_of(self, notes: Mapping[str, NoteFacts]) -> Vault:
        """A vault of these notes only, with the spellings of tags and names of the whole vault."""
        return Vault(notes, self._config.schema_for, self._finder, usage=self.usage.now)

    def facts_of(self, note: Note, outcome: Outcome | None) -> NoteFacts:
        """The facts of a note with this text. Does not record anything."""
        return self._examiner.facts(note, outcome)

    def replace(
        self,
        note: Note,
        outcome: Outcome | None,
        *,
        facts: bool,
        on_disk: bool,
        made: NoteFacts | None = None,
    ) -> None:
        """Replace a note, with its outcome by the rules of note scope; with `facts` also its facts. `made`
        are these without flags, if they are known."""
        digest = content_digest(note.encode(), note.sources)
        result = None
        if outcome:
            self._said[note.path] = digest, outcome.left
        unsaved = self.facts.unsaved
        (unsaved.discard if on_disk else unsaved.add)(note.path)
        if facts:
            made = self._examiner.facts(note, outcome, made)
            result = self._examiner.packed_facts(digest, made)
            self.facts.replace(note.path, made, result.content_key)
        if on_disk and outcome:
            found = self._examiner.packed_outcome(digest, outcome)
            self._keep([Examined(note.path, Known(digest, None), result, found)])

    def said_of(self, note: Note) -> tuple[Diagnostic, ...] | None:
        """What the rules of note scope found in exactly these bytes, in this process; None if they were not
        applied to them. What the index says is not a basis for writing."""
        digest, said = self._said.get(note.path, (b"", ()))
        return said if digest == content_digest(note.encode(), note.sources) else None

    def _keep(self, answers: Iterable[Examined]) -> None:
        read = [answer for answer in answers if not answer.refusal]
        facts = {(self._examiner.facts_key, a.path): a.facts for a in read if a.facts and a.facts.packed}
        outcomes = {(self._examiner.outcome_key(a.path), a.path): a.outcome for a in read if a.outcome}
        names = self._transcripts.take(read)
        self._index.store({answer.path: answer.known for answer in read}, facts | outcomes | names)


class Learnt(NamedTuple):
    """The result of learning: `found` has the requested outcomes, or why a note can't be read. `content_keys`
    are those of the facts, `packed` the facts that are not in the index, `made` those of a few notes that
    were examined here. `stale` has the notes to examine, each with its size in bytes."""

    found: dict[str, Outcome | str]
    content_keys: dict[str, bytes]
    packed: dict[str, bytes]
    made: dict[str, NoteFacts]
    stale: list[tuple[ExamineRequest, int]]


def _parts(notes: Mapping[str, Listed]) -> Iterator[dict[str, Listed]]:
    """The notes in batches of as many as the index is asked about at a time."""
    waiting = iter(notes.items())
    while some := dict(islice(waiting, ASKED)):
        yield some


def _batch(answers: Iterator[Examined]) -> Steps[list[Examined]]:
    """The next batch of answers for the index; empty at the end."""
    batch: list[Examined] = []
    for answer in islice(answers, AT_ONCE):
        batch.append(answer)
        yield
    return batch
