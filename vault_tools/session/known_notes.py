"""What is known of the notes of a vault: from the index, and from examining what that does not have."""

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
from vault_tools.session.known_facts import KnownFacts
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
"""Passes on the notes as they are examined; is told how many there will be."""

AT_ONCE = 200
"""Notes that the index gets at a time: so many are examined again after a run was killed."""
ASKED = 2_000
"""Notes that the index is asked about at a time."""
NOT_LOOKED_AT = Listed("", signature_from(0, 0, 0, 0))
"""Stands for each note whose file nobody looked at."""


class KnownNotes:
    """Grows with what is learnt.

    `listed` are the notes that there are, `around` the files beside them, `facts` those of the notes that
    could be read; with `keeps` they stay loaded. With `fixes` notes will be, and what was found in each is
    a ground to write on.
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
        """Notes that were, since it was last asked, because the index did not know all of them."""

    @property
    def revision(self) -> int:
        """Another whenever anything is known otherwise."""
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
        """The outcome of each wanted note, or why a note can't be read. With `facts` those of all the others
        are known in the end. `whole`: there are no other notes any more."""
        if len(notes) > MUCH:
            give_back_what_is_large()
        transcripts = self._transcripts.of_all(notes)
        notes = self._transcripts.stamped(notes, transcripts)
        if whole:
            self._index.forget(self._index.paths() - notes.keys())
        learnt = Learnt({}, {}, {}, [])
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
        self.facts.take(learnt.content_keys, learnt.packed)
        self.facts.forget(path for path, found in learnt.found.items() if isinstance(found, str))
        return learnt.found

    def _take_answer(self, learnt: "Learnt", answer: Examined) -> None:
        if answer.facts:
            learnt.content_keys[answer.path] = answer.facts.content_key
            if answer.facts.packed and not self._index.is_open:
                learnt.packed[answer.path] = answer.facts.packed
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
        """What the index has of some notes, and what is to be found out."""
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
        """What was found, or why the note can't be read; found out again where the index has none."""
        with suppress(NotPacked):
            return unpacked_outcome(path, result)
        answer = self._examiner.examine(ExamineRequest(path, None, NOTHING, self._transcripts.of(path)))
        return unpacked_outcome(path, answer.outcome) if answer.outcome else answer.refusal

    def take_recalled(self, content_keys: Mapping[str, bytes]) -> None:
        """These notes are there and what was known of them, by its content keys, is still so."""
        self.facts.recall(content_keys)
        self.enlist(dict.fromkeys(content_keys, NOT_LOOKED_AT))

    def enlist(self, notes: Mapping[str, Listed | Skipped]) -> None:
        """These notes are there, in the place of what was known of them."""
        if not notes.keys() <= self.listed.keys():
            self.around.names_changed()
            self._revision += 1
        self.listed |= notes

    def let_go_of_signatures(self) -> None:
        """Nobody asks any more how the files looked."""
        for path, note in self.listed.items():
            if isinstance(note, Listed):
                self.listed[path] = NOT_LOOKED_AT

    def forget(self, paths: Iterable[str]) -> None:
        """These notes are gone."""
        gone = [*paths]
        for path in gone:
            if self.listed.pop(path, None):
                self.around.names_changed()
                self._revision += 1
        self.facts.forget(gone)

    def with_new_transcripts(self) -> frozenset[str]:
        """The notes of which a transcript has come, gone or changed since they were looked at, or since this
        was asked last."""
        if not self._config.sources:
            return frozenset()
        return self._transcripts.changed([p for p, note in self.listed.items() if isinstance(note, Listed)])

    def look_for_files(self) -> None:
        """Files that are not notes may have come or gone."""
        if self.around.look_again():
            self._revision += 1

    def replace_drawing(self, path: str, text: str) -> None:
        """A canvas is now this."""
        self.around.replace_drawing(path, text)
        self._revision += 1

    def vault(self, ties: Mapping[str, Ties] | None = None, *, frozen: bool = False) -> Vault:
        """The vault as it is known now, to be asked until anything is known otherwise; for ever if
        `frozen`."""
        facts = self.facts.all() if frozen else AllFacts(self.facts)
        schema_for, files, drawings = self._config.schema_for, self.around.files, self.around.drawings
        return Vault(facts, schema_for, self._finder, files.paths, self.usage.now(), ties, files, drawings)

    def vault_without_links(self) -> Vault:
        """The same for who does not ask where links lead."""
        return self.vault_of(AllFacts(self.facts))

    def vault_of(self, notes: Mapping[str, NoteFacts]) -> Vault:
        """A vault of these notes alone, which spells tags and names as all spell them."""
        return Vault(notes, self._config.schema_for, self._finder, usage=self.usage.now)

    def facts_of(self, note: Note, outcome: Outcome | None) -> NoteFacts:
        """What the facts of a note would be that had this text; nothing is known by that."""
        return self._examiner.facts(note, outcome)

    def replace(self, note: Note, outcome: Outcome | None, *, facts: bool, on_disk: bool) -> None:
        """A note is now this, with what the rules of note scope say of it."""
        digest = content_digest(note.encode(), note.sources)
        result = None
        if outcome:
            self._said[note.path] = digest, outcome.left
        unsaved = self.facts.unsaved
        (unsaved.discard if on_disk else unsaved.add)(note.path)
        if facts:
            made = self._examiner.facts(note, outcome)
            result = self._examiner.packed_facts(digest, made)
            self.facts.replace(note.path, made, result.content_key)
        if on_disk and outcome:
            found = self._examiner.packed_outcome(digest, outcome)
            self._keep([Examined(note.path, Known(digest, None), result, found)])

    def said_of(self, note: Note) -> tuple[Diagnostic, ...] | None:
        """What this program's rules of note scope found in these very bytes; None where they have not been
        asked. What the index says is not a ground to write on."""
        digest, said = self._said.get(note.path, (b"", ()))
        return said if digest == content_digest(note.encode(), note.sources) else None

    def _keep(self, answers: Iterable[Examined]) -> None:
        read = [answer for answer in answers if not answer.refusal]
        facts = {(self._examiner.facts_key, a.path): a.facts for a in read if a.facts and a.facts.packed}
        outcomes = {(self._examiner.outcome_key(a.path), a.path): a.outcome for a in read if a.outcome}
        names = self._transcripts.take(read)
        self._index.store({answer.path: answer.known for answer in read}, facts | outcomes | names)


class Learnt(NamedTuple):
    """Of notes the outcomes that were asked for, or why they can't be read; the content keys of their
    facts, and these packed where the index was not given them; what is to be found out, each with the size of
    the note in bytes."""

    found: dict[str, Outcome | str]
    content_keys: dict[str, bytes]
    packed: dict[str, bytes]
    stale: list[tuple[ExamineRequest, int]]


def _parts(notes: Mapping[str, Listed]) -> Iterator[dict[str, Listed]]:
    """The notes, so many at a time as the index is asked about."""
    waiting = iter(notes.items())
    while some := dict(islice(waiting, ASKED)):
        yield some


def _batch(answers: Iterator[Examined]) -> Steps[list[Examined]]:
    """So many answers as the index gets at a time, none at the end."""
    batch: list[Examined] = []
    for answer in islice(answers, AT_ONCE):
        batch.append(answer)
        yield
    return batch
