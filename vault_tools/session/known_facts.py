"""The facts of the notes of a vault: from the index, and from the notes where that does not have them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice

from vault_tools.packing import NotPacked
from vault_tools.session.collector import without_collector
from vault_tools.session.examine import Examiner, ExamineRequest, reader_of_values, unpacked_facts
from vault_tools.session.index import NOTHING, Index, Result, digest_of, digest_of_paths
from vault_tools.vault.facts import NoteFacts, Valued

AT_ONCE = 500
"""Notes whose facts are read from the index at a time."""
LOADED = 2_000
"""Notes whose facts stay in memory for the next question although the index has them: some 12 MB."""


class KnownFacts:
    """What is held of each note is its seal; facts are loaded when somebody asks for them.

    `unsaved` are the notes that are known as they are not on disk. `revision` is another whenever any facts
    are. With `keeps` facts stay loaded; without, whoever looks at those of many notes gets them one after the
    other. `transcripts` gives the paths of those of a note.
    """

    def __init__(
        self, index: Index, examiner: Examiner, transcripts: Callable[[str], tuple[str, ...]], *, keeps: bool
    ) -> None:
        self.keeps = keeps
        self._index, self._examiner, self._transcripts = index, examiner, transcripts
        self.unsaved: set[str] = set()
        self.revision = 0
        self._seals: dict[str, bytes] = {}
        self._is_given = False
        self._packed: dict[str, bytes] = {}
        """Those that the index was not given."""
        self._loaded: dict[str, NoteFacts] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._seals

    @property
    def seals(self) -> dict[str, bytes]:
        """Of each note that could be read what changes when its facts do; those of now, whatever is learnt
        later."""
        self._is_given = True
        return self._seals

    @property
    def state(self) -> bytes:
        """Changes when the facts of a note do."""
        paths = sorted(self._seals)
        return digest_of(digest_of_paths(paths), b"".join(self._seals[path] for path in paths))

    def of(self, paths: Collection[str]) -> dict[str, NoteFacts]:
        """The facts of those of these notes that could be read, by path."""
        wanted = [path for path in paths if path in self._seals]
        self._load([path for path in wanted if path not in self._loaded])
        return {path: self._loaded[path] for path in wanted if path in self._loaded}

    def kept(self, paths: Collection[str]) -> dict[str, Result]:
        """The facts of these notes as the index has them, whatever is known of them here."""
        return self._index.results(self._examiner.facts_key, paths)

    def all(self) -> dict[str, NoteFacts]:
        """Those of all notes, which then stay loaded."""
        return self.of(sorted(self._seals))

    def each(self, paths: Iterable[str] | None = None) -> Iterator[NoteFacts]:
        """The facts of these notes, of all for None, by path; few of those that are loaded are kept."""
        wanted = iter(sorted(self._seals if paths is None else paths))
        while some := [*islice(wanted, AT_ONCE)]:
            yield from self.of(some).values()
            if len(self._loaded) > LOADED:
                self.let_go()

    def valued(self, keys: Collection[str]) -> Iterator[Valued]:
        """All notes, with their values of these keys at least: no more is read of those that are not
        loaded."""
        values_in = reader_of_values(keys)
        wanted = iter(sorted(self._seals))
        while some := [*islice(wanted, AT_ONCE)]:
            stored = self._stored([path for path in some if path not in self._loaded])
            for path in some:
                found: Valued | None = self._loaded.get(path)
                if found is None and path in stored:
                    with suppress(NotPacked):
                        found = values_in(stored[path])
                if found or (found := self.of([path]).get(path)):
                    yield found
            if len(self._loaded) > LOADED:
                self.let_go()

    def let_go(self) -> None:
        """Of the facts those that can be had again, unless they are to stay: a MOC's hold all its links."""
        if self.keeps:
            return
        for path in [*self._loaded]:
            if path not in self.unsaved and (self._index.is_open or path in self._packed):
                del self._loaded[path]

    def take(self, seals: Mapping[str, bytes], packed: Mapping[str, bytes]) -> None:
        """The facts of notes, as they are on disk, are now those with these seals; `packed` are those that
        the index was not given."""
        for path, seal in seals.items():
            self._set(path, seal)
        self._packed |= packed
        self.unsaved.difference_update(seals)

    def recall(self, seals: Mapping[str, bytes]) -> None:
        """The index has the facts of notes under these seals."""
        self._own_seals().update(seals)

    def replace(self, path: str, facts: NoteFacts, seal: bytes) -> None:
        """The facts of a note are now these."""
        self._set(path, seal)
        self._loaded[path] = facts

    def forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path in self._seals:
                del self._own_seals()[path]
                self.revision += 1
            self._loaded.pop(path, None)
            self._packed.pop(path, None)
            self.unsaved.discard(path)

    def _set(self, path: str, seal: bytes) -> None:
        if self._seals.get(path) != seal:
            self._own_seals()[path] = seal
            self._loaded.pop(path, None)
            self._packed.pop(path, None)
            self.revision += 1

    def _own_seals(self) -> dict[str, bytes]:
        """Those that nobody else looks at."""
        if self._is_given:
            self._seals, self._is_given = dict(self._seals), False
        return self._seals

    def _load(self, paths: Sequence[str]) -> None:
        with without_collector():
            for start in range(0, len(paths), AT_ONCE):
                some = paths[start : start + AT_ONCE]
                stored = self._stored(some)
                for path in some:
                    try:
                        self._loaded[path] = unpacked_facts(stored[path])
                    except (KeyError, NotPacked):
                        self._examine(path)

    def _stored(self, paths: Iterable[str]) -> dict[str, Result]:
        """What is kept of these notes, where it is what their seals say."""
        stored = {p: Result(b"", self._seals[p], self._packed[p]) for p in paths if p in self._packed}
        others = [path for path in paths if path not in stored]
        found = self._index.results(self._examiner.facts_key, others) if others else {}
        return stored | {p: found[p] for p in others if p in found and found[p].seal == self._seals[p]}

    def _examine(self, path: str) -> None:
        """Find out again what the index has lost."""
        made = self._examiner.examine(ExamineRequest(path, NOTHING, None, self._transcripts(path))).facts
        if made is None:
            self.forget([path])
            return
        self._set(path, made.seal)
        self._packed[path] = made.packed
        self._loaded[path] = unpacked_facts(made)
