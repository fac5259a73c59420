"""The facts of the notes of a vault, from the index, or from the notes if the index lacks them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from vault_tools.packing import NotPacked
from vault_tools.session.collector import without_collector
from vault_tools.session.examine import Examiner, ExamineRequest
from vault_tools.session.index import NOTHING, Index, Result, digest_of, digest_of_paths
from vault_tools.session.packed_facts import reader_of_values, unpacked_facts
from vault_tools.vault.facts import NoteFacts, Valued

AT_ONCE = 500
"""The number of notes whose facts are read from the index at a time."""
LOADED = 2_000
"""The number of notes whose facts stay in memory although the index has them: some 12 MB."""


class KnownFacts:
    """Keeps the content key of each note in memory; facts are loaded on demand.

    `unsaved` are notes whose known text is not the one on disk. `revision` changes whenever any facts do.
    With `keeps`, facts stay loaded; otherwise whoever looks at many notes gets their facts one after the
    other. `transcripts` gives the paths of a note's transcripts.
    """

    def __init__(
        self, index: Index, examiner: Examiner, transcripts: Callable[[str], tuple[str, ...]], *, keeps: bool
    ) -> None:
        self.keeps = keeps
        self._index, self._examiner, self._transcripts = index, examiner, transcripts
        self.unsaved: set[str] = set()
        self.revision = 0
        self._content_keys: dict[str, bytes] = {}
        self._is_given = False
        self._packed: dict[str, bytes] = {}
        """Packed facts that are not in the index."""
        self._loaded: dict[str, NoteFacts] = {}

    def __contains__(self, path: object) -> bool:
        return path in self._content_keys

    @property
    def content_keys(self) -> dict[str, bytes]:
        """For each readable note a key that changes with its facts. The dict returned never changes."""
        self._is_given = True
        return self._content_keys

    @property
    def state(self) -> bytes:
        """A digest that changes when the facts of any note do."""
        paths = sorted(self._content_keys)
        return digest_of(digest_of_paths(paths), b"".join(self._content_keys[path] for path in paths))

    def of(self, paths: Collection[str]) -> dict[str, NoteFacts]:
        """The facts of these notes by path, except for unreadable ones."""
        wanted = [path for path in paths if path in self._content_keys]
        self._load([path for path in wanted if path not in self._loaded])
        return {path: self._loaded[path] for path in wanted if path in self._loaded}

    def kept(self, paths: Collection[str]) -> dict[str, Result]:
        """The facts of these notes in the index, whatever is known of them here."""
        return self._index.results(self._examiner.facts_key, paths)

    def all(self) -> dict[str, NoteFacts]:
        """The facts of all notes. They stay loaded."""
        return self.of(sorted(self._content_keys))

    def each(self, paths: Iterable[str] | None = None) -> Iterator[NoteFacts]:
        """The facts of these notes (None: all), sorted by path. Few of them stay loaded."""
        for some in self._some(self._content_keys if paths is None else paths):
            yield from self.of(some).values()

    def valued(self, keys: Collection[str]) -> Iterator[Valued]:
        """All notes with at least their values of these keys. Facts that are not loaded are unpacked only
        that far."""
        values_in = reader_of_values(keys)
        for some in self._some(self._content_keys):
            stored = self._stored([path for path in some if path not in self._loaded])
            for path in some:
                found: Valued | None = self._loaded.get(path)
                if found is None and path in stored:
                    with suppress(NotPacked):
                        found = values_in(stored[path])
                if found or (found := self.of([path]).get(path)):
                    yield found

    def _some(self, paths: Iterable[str]) -> Iterator[list[str]]:
        """The paths, sorted, in batches. Facts loaded for one batch are freed before the next if there are
        many notes."""
        ordered = sorted(paths)
        most = LOADED if len(ordered) <= LOADED else 0
        for start in range(0, len(ordered), AT_ONCE):
            yield ordered[start : start + AT_ONCE]
            if len(self._loaded) > most:
                self.let_go()

    def let_go(self) -> None:
        """Free the facts that can be loaded again, unless facts are kept: those of a MOC hold all its
        links."""
        if self.keeps:
            return
        for path in [*self._loaded]:
            if path not in self.unsaved and (self._index.is_open or path in self._packed):
                del self._loaded[path]

    def take(
        self, content_keys: Mapping[str, bytes], packed: Mapping[str, bytes], made: Mapping[str, NoteFacts]
    ) -> None:
        """The facts of these notes on disk now have these content keys. `packed` are those that are not in
        the index, `made` those that need not be loaded."""
        for path, key in content_keys.items():
            self._set(path, key)
        self._packed |= packed
        self._loaded |= made
        self.unsaved.difference_update(content_keys)

    def recall(self, content_keys: Mapping[str, bytes]) -> None:
        """The index has the facts of these notes, with these content keys."""
        self._own_content_keys().update(content_keys)

    def replace(self, path: str, facts: NoteFacts, key: bytes) -> None:
        """Replace the facts of a note."""
        self._set(path, key)
        self._loaded[path] = facts

    def forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path in self._content_keys:
                del self._own_content_keys()[path]
                self.revision += 1
            self._loaded.pop(path, None)
            self._packed.pop(path, None)
            self.unsaved.discard(path)

    def _set(self, path: str, key: bytes) -> None:
        if self._content_keys.get(path) != key:
            self._own_content_keys()[path] = key
            self._loaded.pop(path, None)
            self._packed.pop(path, None)
            self.revision += 1

    def _own_content_keys(self) -> dict[str, bytes]:
        """The content keys as a dict that nobody else holds, so that it may be changed."""
        if self._is_given:
            self._content_keys, self._is_given = dict(self._content_keys), False
        return self._content_keys

    def _load(self, paths: Sequence[str]) -> None:
        with without_collector():
            for start in range(0, len(paths), AT_ONCE):
                some = paths[start : start + AT_ONCE]
                stored = self._stored(some)
                for path in some:
                    try:
                        self._loaded[path] = unpacked_facts(path, stored[path])
                    except (KeyError, NotPacked):
                        self._examine(path)

    def _stored(self, paths: Iterable[str]) -> dict[str, Result]:
        """The packed facts of these notes that match their content keys."""
        stored = {p: Result(b"", self._content_keys[p], self._packed[p]) for p in paths if p in self._packed}
        others = [path for path in paths if path not in stored]
        found = self._index.results(self._examiner.facts_key, others) if others else {}
        return stored | {
            p: found[p] for p in others if p in found and found[p].content_key == self._content_keys[p]
        }

    def _examine(self, path: str) -> None:
        """Examine a note whose facts the index has lost."""
        made = self._examiner.examine(ExamineRequest(path, NOTHING, None, self._transcripts(path))).facts
        if made is None:
            self.forget([path])
            return
        self._set(path, made.content_key)
        self._packed[path] = made.packed
        self._loaded[path] = unpacked_facts(path, made)
