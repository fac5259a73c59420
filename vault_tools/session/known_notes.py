"""What is known of the notes of a vault: from the index, and from examining what that does not have."""

from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, Mapping, ValuesView
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Listed
from vault_tools.lint.outcome import Outcome
from vault_tools.note.note import Note
from vault_tools.session.examine import (
    Examined,
    Examiner,
    Request,
    fingerprint,
    is_answered,
    unpacked_facts,
    unpacked_outcome,
)
from vault_tools.session.index import (
    NOTHING,
    UNKNOWN,
    Index,
    Known,
    Result,
    digest_of,
    digest_of_paths,
    result_of,
)
from vault_tools.session.workers import Workers, alone, examined
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.usage import Usage

Progress: TypeAlias = Callable[[Iterable[Examined], int], Iterable[Examined]]
"""Passes on the notes as they are examined; is told how many there will be."""

AT_ONCE = 200
"""Notes that the index gets at a time: so many are examined again after a run was killed."""
RECOUNTED = 100
"""Notes whose tags and names are counted anew in each run rather than kept: that takes milliseconds."""


class KnownNotes:
    """Grows with what is learnt. Facts are loaded when they are first asked for: where nothing has changed,
    nobody does."""

    def __init__(self, examiner: Examiner, index: Index) -> None:
        self._examiner, self._index = examiner, index
        self._results: dict[str, Result] = {}
        self._facts: dict[str, NoteFacts] = {}
        self._usage: Usage | None = None

    def learn(
        self,
        notes: Mapping[str, Listed],
        wanted: Collection[str],
        *,
        facts: bool,
        whole: bool = False,
        workers: Workers = alone,
        progress: Progress = lambda notes, _: notes,
    ) -> Iterator[tuple[str, Outcome | str]]:
        """The outcome of each wanted note, or why a note can't be read. With `facts` those of all the others
        are known in the end. `whole`: there are no other notes any more."""
        known = self._index.notes(None if whole else notes)
        if whole:
            self._index.forget(known.keys() - notes.keys())
        seals = self._index.seals(self._examiner.facts_key, notes) if facts else {}
        keys = {path: self._examiner.outcome_key(path) for path in notes if path in wanted}
        outcomes = {key: self._index.results(key, keys) for key in set(keys.values())}
        stale = []
        for path, note in notes.items():
            before = known.get(path, UNKNOWN)
            fact = seals.get(path, NOTHING) if facts else None
            outcome = outcomes[keys[path]].get(path, NOTHING) if path in keys else None
            if before.signature != note.signature or not is_answered(before.digest, fact, outcome):
                stale.append((Request(path, fact, outcome), note.signature.size))
                continue
            if fact:
                self._set(path, fact)
            if outcome:
                yield path, unpacked_outcome(path, outcome)
        fresh = iter(progress(examined(self._examiner, stale, workers), len(stale)))
        while batch := [*islice(fresh, AT_ONCE)]:
            self._keep(batch)
            for answer in batch:
                yield from self._taken(answer)

    def facts(self, paths: Collection[str] | None = None) -> dict[str, NoteFacts]:
        """The facts of those of these notes that could be read, by path; of all for None, which grows with
        what is learnt."""
        wanted = self._results.keys() if paths is None else self._results.keys() & set(paths)
        lacking = wanted - self._facts.keys()
        stored: dict[str, Result] = {}
        if any(not self._results[path].packed for path in lacking):
            stored = self._index.results(self._examiner.facts_key, None if paths is None else lacking)
        for path in sorted(lacking):
            seal = self._results[path]
            result = seal if seal.packed else stored.get(path, NOTHING)
            self._load(path, result if result.seal == seal.seal else NOTHING)
        return self._facts if paths is None else {p: self._facts[p] for p in paths if p in self._facts}

    def usage(self, config: Config, *, keep: bool) -> Usage:
        """What tags and names the notes use; those that have changed are counted anew. `keep`: in the index,
        where these were many."""
        key = fingerprint("usage", config.schema, config.profiles, self._examiner.facts_key)
        if self._usage is None:
            kept = self._index.results(key, [""]).get("", NOTHING)
            made = Usage(config.schema_for)
            self._usage = Usage.unpacked(kept.packed, config.schema_for) if kept.packed else made
        counted = self._usage.update(self.seals, self.facts)
        if keep and counted > RECOUNTED:
            self._index.store({}, {(key, ""): result_of("", key, key, self._usage.packed())})
        return self._usage

    def _load(self, path: str, result: Result) -> None:
        """The facts of a note, from the note where the index has lost them."""
        if not result.packed:
            result = self._examiner.examine(Request(path, NOTHING, None)).facts or NOTHING
        if result.packed:
            self._facts[path] = unpacked_facts(result)
            self._results[path] = result._replace(packed=b"")
        else:
            del self._results[path]

    @property
    def seals(self) -> dict[str, bytes]:
        """Of each note that could be read what changes when its facts do."""
        return {path: result.seal for path, result in self._results.items()}

    @property
    def state(self) -> bytes:
        """Changes when the facts of a note do."""
        paths = sorted(self._results)
        return digest_of(digest_of_paths(paths), b"".join(self._results[path].seal for path in paths))

    def replace(self, note: Note, outcome: Outcome | None, *, facts: bool, on_disk: bool) -> None:
        """A note is now this, with what the rules of note scope say of it."""
        digest = digest_of(note.encode())
        result = None
        if facts:
            self._facts[note.path] = self._examiner.facts(note, outcome)
            result = self._examiner.packed_facts(digest, self._facts[note.path])
            self._results[note.path] = result._replace(packed=b"")
        if on_disk and outcome:
            found = self._examiner.packed_outcome(digest, outcome)
            self._keep([Examined(note.path, Known(digest, None), result, found)])

    def forget(self, path: str) -> None:
        self._results.pop(path, None)
        self._facts.pop(path, None)

    def _set(self, path: str, result: Result) -> None:
        if path in self._facts and result.seal != self._results[path].seal:
            del self._facts[path]
        self._results[path] = result

    def _taken(self, answer: Examined) -> Iterator[tuple[str, Outcome | str]]:
        if answer.facts:
            self._set(answer.path, answer.facts)
        if answer.refusal:
            self.forget(answer.path)
            yield answer.path, answer.refusal
        elif answer.outcome:
            yield answer.path, unpacked_outcome(answer.path, answer.outcome)

    def _keep(self, answers: Iterable[Examined]) -> None:
        read = [answer for answer in answers if not answer.refusal]
        facts = {(self._examiner.facts_key, a.path): a.facts for a in read if a.facts and a.facts.packed}
        outcomes = {(self._examiner.outcome_key(a.path), a.path): a.outcome for a in read if a.outcome}
        self._index.store({answer.path: answer.known for answer in read}, facts | outcomes)


class AllFacts(Mapping[str, NoteFacts]):
    """The facts of all notes as they are when they are first asked for."""

    def __init__(self, known: KnownNotes) -> None:
        self._known = known

    def __getitem__(self, path: str) -> NoteFacts:
        return self._all[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def items(self) -> ItemsView[str, NoteFacts]:
        return self._all.items()

    def values(self) -> ValuesView[NoteFacts]:
        return self._all.values()

    @cached_property
    def _all(self) -> dict[str, NoteFacts]:
        return dict(self._known.facts())
