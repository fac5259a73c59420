"""What is known of the notes of a vault: from the index, and from examining what that does not have."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Listed, Signature, Skipped
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.packing import NotPacked, unpacked
from vault_tools.session.all_facts import AllFacts
from vault_tools.session.collector import without_collector
from vault_tools.session.examine import (
    Examined,
    ExamineRequest,
    content_digest,
    examiner_of,
    fingerprint,
    is_answered,
    reader_of_values,
    unpacked_facts,
    unpacked_outcome,
)
from vault_tools.session.files_around import FilesAround
from vault_tools.session.index import (
    FEW,
    NOTHING,
    Index,
    Known,
    Result,
    digest_of,
    digest_of_paths,
    result_of,
)
from vault_tools.session.steps import Steps
from vault_tools.session.transcripts import Named, Stamp, signature_with, stamps_of, transcripts_of
from vault_tools.session.workers import Workers, alone, examined
from vault_tools.vault.facts import NoteFacts, Valued
from vault_tools.vault.ties import Ties
from vault_tools.vault.usage import Usage
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder

Progress: TypeAlias = Callable[[Iterable[Examined], int], Iterable[Examined]]
"""Passes on the notes as they are examined; is told how many there will be."""

AT_ONCE = 200
"""Notes that the index gets at a time: so many are examined again after a run was killed."""
NOT_LOOKED_AT = Listed("", Signature(0, 0, 0, 0))
"""Stands for each note whose file nobody looked at."""
RECOUNTED = 100
"""Notes whose tags and names are counted again in each run rather than kept: that takes milliseconds."""


class KnownNotes:
    """Grows with what is learnt. Facts are loaded when they are first asked for: where nothing has changed,
    nobody does.

    `listed` are the notes that there are, `around` the files beside them, `unsaved` those that are known as
    they are not on disk. `revision` is another whenever anything is known otherwise. With `keeps` facts stay
    loaded; without, whoever looks at those of all notes gets them one after the other.
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
    ) -> None:
        self.keeps = keeps
        self._root, self._config, self._index, self._finder = root, config, index, finder
        self._examiner = examiner_of(root, config, finder, flags=flags)
        self.listed: dict[str, Listed | Skipped] = {}
        self.unsaved: set[str] = set()
        self.revision = 0
        self._results: dict[str, Result] = {}
        self._seals: dict[str, bytes] | None = None
        self._said: dict[str, tuple[bytes, tuple[Diagnostic, ...]]] = {}
        self._facts: dict[str, NoteFacts] = {}
        self._usage: Usage | None = None
        self.around = FilesAround(root, config, self.listed)
        self._stamps: dict[str, Stamp] = {}
        self._named: dict[str, Named] = {}

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
        self._recall_names(notes)
        transcripts = transcripts_of(self._root, self._config, notes, self._named)
        notes = self._stamped(notes, transcripts)
        if whole:
            self._index.forget(self._index.paths() - notes.keys())
        with without_collector():
            learnt, found, stale = self._of_index(notes, wanted, transcripts, facts=facts)
        yield
        fresh = iter(progress(examined(self._examiner, stale, workers), len(stale)))
        while batch := (yield from _batch(fresh)):
            self._keep(batch)
            for answer in batch:
                if answer.facts:
                    learnt[answer.path] = answer.facts
                if answer.refusal:
                    found[answer.path] = answer.refusal
                elif answer.outcome:
                    said = answer.said or self._outcome(answer.path, answer.outcome)
                    found[answer.path] = said
                    if answer.is_new and isinstance(said, Outcome):
                        self._said[answer.path] = answer.known.digest, said.left
        self._take(learnt, [path for path, refusal in found.items() if isinstance(refusal, str)])
        return found

    def _stamped(
        self, notes: Mapping[str, Listed], transcripts: Mapping[str, tuple[str, ...]]
    ) -> dict[str, Listed]:
        """The notes with signatures that change with their transcripts as well."""
        stamps = stamps_of(self._root, transcripts)
        self._stamps = {p: stamp for p, stamp in self._stamps.items() if p not in notes} | stamps
        stamped = dict(notes)
        for path, stamp in stamps.items():
            signature = signature_with(notes[path].signature, stamp)
            stamped[path] = notes[path]._replace(signature=signature)
        return stamped

    def _of_index(
        self,
        notes: Mapping[str, Listed],
        wanted: Collection[str],
        transcripts: Mapping[str, tuple[str, ...]],
        *,
        facts: bool,
    ) -> tuple[dict[str, Result], dict[str, Outcome | str], list[tuple[ExamineRequest, int]]]:
        """(what is known of notes by path, the outcomes of those that are wanted, what is to be found out and
        the size of each note in bytes)."""
        unchanged = self._index.unchanged({path: note.signature for path, note in notes.items()})
        seals = self._index.seals(self._examiner.facts_key, notes) if facts else {}
        keys = {path: self._examiner.outcome_key(path) for path in notes if path in wanted}
        outcomes = {key: self._index.results(key, keys) for key in set(keys.values())}
        found: dict[str, Outcome | str] = {}
        learnt: dict[str, Result] = {}
        stale = []
        for path, note in notes.items():
            digest = unchanged.get(path)
            fact = seals.get(path, NOTHING) if facts else None
            outcome = outcomes[keys[path]].get(path, NOTHING) if path in keys else None
            if digest is None or not is_answered(digest, fact, outcome):
                request = ExamineRequest(path, fact, outcome, transcripts.get(path, ()))
                stale.append((request, note.signature.size))
                continue
            if fact:
                learnt[path] = fact
            if outcome:
                found[path] = self._outcome(path, outcome)
        return learnt, found, stale

    def _outcome(self, path: str, result: Result) -> Outcome | str:
        """What was found, or why the note can't be read; found out again where the index has none."""
        with suppress(NotPacked):
            return unpacked_outcome(path, result)
        answer = self._examiner.examine(ExamineRequest(path, None, NOTHING, self._transcripts(path)))
        return unpacked_outcome(path, answer.outcome) if answer.outcome else answer.refusal

    def _transcripts(self, path: str) -> tuple[str, ...]:
        return transcripts_of(self._root, self._config, [path], self._named).get(path, ())

    def _recall_names(self, paths: Collection[str]) -> None:
        """What notes said of where their transcripts are when they were read, where the configuration asks
        for it."""
        kept: dict[str, Result] = {}
        if self._config.has_keyed_sources:
            kept = self._index.results(self._examiner.named_key, paths)
        for path, result in kept.items():
            with suppress(NotPacked):
                self._named.setdefault(path, unpacked(result.packed, dict[str, list[str]]))

    def _take(self, learnt: Mapping[str, Result], unreadable: Iterable[str]) -> None:
        for path, result in learnt.items():
            self._set(path, result)
        self._forget(unreadable)
        self.unsaved.difference_update(learnt)

    def take_recalled(self, seals: Mapping[str, bytes]) -> None:
        """These notes are there and what was known of them, by its seals, is still so."""
        self._results |= {path: Result(b"", seal) for path, seal in seals.items()}
        self._seals = None
        self.enlist(dict.fromkeys(seals, NOT_LOOKED_AT))

    def enlist(self, notes: Mapping[str, Listed | Skipped]) -> None:
        """These notes are there, in the place of what was known of them."""
        if not notes.keys() <= self.listed.keys():
            self.around.names_changed()
            self.revision += 1
        self.listed |= notes

    def forget(self, paths: Iterable[str]) -> None:
        """These notes are gone."""
        gone = [*paths]
        for path in gone:
            if self.listed.pop(path, None):
                self.around.names_changed()
                self.revision += 1
        self._forget(gone)

    def forget_text(self, paths: Iterable[str]) -> None:
        """These notes can't be read."""
        self._forget(paths)

    def with_new_transcripts(self) -> frozenset[str]:
        """The notes of which a transcript has come, gone or changed since they were looked at, or since this
        was asked last."""
        if not self._config.sources:
            return frozenset()
        listed = [path for path, note in self.listed.items() if isinstance(note, Listed)]
        before, now = (
            self._stamps,
            stamps_of(self._root, transcripts_of(self._root, self._config, listed, self._named)),
        )
        self._stamps = now
        return frozenset(path for path in listed if now.get(path) != before.get(path))

    def look_for_files(self) -> None:
        """Files that are not notes may have come or gone."""
        if self.around.look_again():
            self.revision += 1

    def replace_drawing(self, path: str, text: str) -> None:
        """A canvas is now this."""
        self.around.replace_drawing(path, text)
        self.revision += 1

    def vault(self, ties: Mapping[str, Ties] | None = None, *, frozen: bool = False) -> Vault:
        """The vault as it is known now, to be asked until anything is known otherwise; for ever if
        `frozen`."""
        facts = dict(self.facts()) if frozen else AllFacts(self)
        schema_for, files, drawings = self._config.schema_for, self.around.files, self.around.drawings
        return Vault(facts, schema_for, self._finder, files.paths, self.usage(), ties, files, drawings)

    def vault_without_links(self) -> Vault:
        """The same for who does not ask where links lead."""
        return Vault(AllFacts(self), self._config.schema_for, self._finder, usage=self.usage())

    def facts_of(self, note: Note, outcome: Outcome | None) -> NoteFacts:
        """What the facts of a note would be that had this text; nothing is known by that."""
        return self._examiner.facts(note, outcome)

    def __contains__(self, path: object) -> bool:
        return path in self._results

    def facts(self, paths: Collection[str] | None = None) -> dict[str, NoteFacts]:
        """The facts of those of these notes that could be read, by path; of all for None, which grows with
        what is learnt."""
        wanted = self._results if paths is None else [path for path in paths if path in self._results]
        lacking = {path for path in wanted if path not in self._facts}
        stored: dict[str, Result] = {}
        if any(not self._results[path].packed for path in lacking):
            stored = self._index.results(self._examiner.facts_key, None if paths is None else lacking)
        with without_collector():
            for path in sorted(lacking):
                seal = self._results[path]
                result = seal if seal.packed else stored.get(path, NOTHING)
                self._load(path, result if result.seal == seal.seal else NOTHING)
        return self._facts if paths is None else {p: self._facts[p] for p in paths if p in self._facts}

    def each(self) -> Iterator[NoteFacts]:
        """The facts of all notes; those that are not loaded are not kept."""
        paths = sorted(self._results)
        for start in range(0, len(paths), FEW):
            some = paths[start : start + FEW]
            lacking = [path for path in some if path not in self._facts]
            yield from self.facts(some).values()
            self._let_go(lacking)

    def valued(self, keys: Collection[str]) -> Iterator[Valued]:
        """All notes, with their values of these keys at least: no more is read of those that are not
        loaded."""
        stored = self._index.results(self._examiner.facts_key)
        values_in = reader_of_values(keys)
        for path in sorted(self._results):
            found: Valued | None = self._facts.get(path)
            seal = self._results[path]
            result = seal if seal.packed else stored.get(path, NOTHING)
            try:
                if found is None and result.seal == seal.seal:
                    found = values_in(result)
            except NotPacked:
                pass
            if found or (found := self.facts([path]).get(path)):
                yield found

    def let_go(self) -> None:
        """Of the facts those that can be had again, unless they are to stay: a MOC's hold all its links."""
        if not self.keeps:
            self._let_go([*self._facts])

    def _let_go(self, paths: Iterable[str]) -> None:
        if self._index.is_open:
            for path in paths:
                if path not in self.unsaved and path in self._results and not self._results[path].packed:
                    self._facts.pop(path, None)

    def usage(self) -> Usage:
        """What tags and names the notes use; those that changed are counted again, and the counts kept in
        the index where these were many."""
        key = fingerprint("usage", self._config.schema, self._config.profiles, self._examiner.facts_key)
        if self._usage is None:
            kept = self._index.results(key, [""]).get("", NOTHING)
            self._usage = Usage(self._config.schema_for)
            with suppress(NotPacked):
                if kept.packed:
                    self._usage = Usage.unpacked(kept.packed, self._config.schema_for)
        counted = self._usage.update(self.seals, self.facts)
        if counted > RECOUNTED and not self.unsaved:
            self._index.store({}, {(key, ""): result_of("", key, key, self._usage.packed())})
        return self._usage

    def _load(self, path: str, result: Result) -> None:
        """The facts of a note, from the note where the index has lost them."""
        with suppress(NotPacked):
            if result.packed:
                self._facts[path] = unpacked_facts(result)
                self._results[path] = result._replace(packed=b"")
                return
        request = ExamineRequest(path, NOTHING, None, self._transcripts(path))
        if made := self._examiner.examine(request).facts:
            self._facts[path] = unpacked_facts(made)
            if made.seal != self._results[path].seal:
                self.revision += 1
            self._results[path] = made._replace(packed=b"")
        else:
            del self._results[path]
            self.revision += 1
        self._seals = None

    @property
    def seals(self) -> dict[str, bytes]:
        """Of each note that could be read what changes when its facts do; those of now, whatever is learnt
        later."""
        if self._seals is None:
            self._seals = {path: result.seal for path, result in self._results.items()}
        return self._seals

    @property
    def state(self) -> bytes:
        """Changes when the facts of a note do."""
        paths = sorted(self._results)
        return digest_of(digest_of_paths(paths), b"".join(self._results[path].seal for path in paths))

    def replace(self, note: Note, outcome: Outcome | None, *, facts: bool, on_disk: bool) -> None:
        """A note is now this, with what the rules of note scope say of it."""
        digest = content_digest(note.encode(), note.sources)
        result = None
        if outcome:
            self._said[note.path] = digest, outcome.left
        (self.unsaved.discard if on_disk else self.unsaved.add)(note.path)
        if facts:
            made = self._examiner.facts(note, outcome)
            result = self._examiner.packed_facts(digest, made)
            self._set(note.path, result._replace(packed=b""))
            self._facts[note.path] = made
        if on_disk and outcome:
            found = self._examiner.packed_outcome(digest, outcome)
            self._keep([Examined(note.path, Known(digest, None), result, found)])

    def said_of(self, note: Note) -> tuple[Diagnostic, ...] | None:
        """What this program's rules of note scope found in these very bytes; None where they have not been
        asked. What the index says is not a ground to write on."""
        digest, said = self._said.get(note.path, (b"", ()))
        return said if digest == content_digest(note.encode(), note.sources) else None

    def _set(self, path: str, result: Result) -> None:
        before = self._results.get(path)
        if before is None or result.seal != before.seal:
            self._facts.pop(path, None)
            self._seals = None
            self.revision += 1
        self._results[path] = result

    def _forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            if self._results.pop(path, None):
                self._seals = None
                self.revision += 1
            self._facts.pop(path, None)
            self.unsaved.discard(path)

    def _keep(self, answers: Iterable[Examined]) -> None:
        read = [answer for answer in answers if not answer.refusal]
        facts = {(self._examiner.facts_key, a.path): a.facts for a in read if a.facts and a.facts.packed}
        outcomes = {(self._examiner.outcome_key(a.path), a.path): a.outcome for a in read if a.outcome}
        named = {a.path: a.named for a in read if a.named is not None}
        self._named |= named
        self._stamps |= stamps_of(self._root, {path: self._transcripts(path) for path in named})
        names = {
            (self._examiner.named_key, a.path): self._examiner.packed_names(a.path, a.known.digest, a.named)
            for a in read
            if a.named
        }
        self._index.store({answer.path: answer.known for answer in read}, facts | outcomes | names)


def _batch(answers: Iterator[Examined]) -> Steps[list[Examined]]:
    """So many answers as the index gets at a time, none at the end."""
    batch: list[Examined] = []
    for answer in islice(answers, AT_ONCE):
        batch.append(answer)
        yield
    return batch
