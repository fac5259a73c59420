"""The transcripts that belong to the notes of a vault, and the state of their files."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Listed
from vault_tools.packing import NotPacked, unpacked
from vault_tools.session.examine import Examined, Examiner
from vault_tools.session.index import Index, Result
from vault_tools.session.transcripts import (
    NamedFiles,
    TranscriptStamp,
    signature_with,
    stamps_of,
    transcripts_of,
)


class KnownTranscripts:
    """Grows as notes are read that say where their transcripts are."""

    def __init__(self, root: Path, config: Config, index: Index, examiner: Examiner) -> None:
        self._root, self._config, self._index, self._examiner = root, config, index, examiner
        self._stamps: dict[str, TranscriptStamp] = {}
        self._named: dict[str, NamedFiles] = {}

    def of(self, path: str) -> tuple[str, ...]:
        """The transcripts of a note."""
        return transcripts_of(self._root, self._config, [path], self._named).get(path, ())

    def of_all(self, paths: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The transcripts of all notes that have some. Uses what the notes said when they were read, if the
        configuration asks for that."""
        kept: dict[str, Result] = {}
        if self._config.has_keyed_sources:
            kept = self._index.results(self._examiner.named_key, paths)
        for path, result in kept.items():
            with suppress(NotPacked):
                self._named.setdefault(path, unpacked(result.packed, dict[str, list[str]]))
        return transcripts_of(self._root, self._config, paths, self._named)

    def stamped(
        self, notes: Mapping[str, Listed], transcripts: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, Listed]:
        """The notes with signatures that also change with their transcripts."""
        stamps = stamps_of(self._root, transcripts)
        self._stamps = {p: stamp for p, stamp in self._stamps.items() if p not in notes} | stamps
        if not stamps:
            return notes
        stamped = dict(notes)
        for path, stamp in stamps.items():
            signature = signature_with(notes[path].signature, stamp)
            stamped[path] = notes[path]._replace(signature=signature)
        return stamped

    def take(self, read: Collection[Examined]) -> dict[tuple[bytes, str], Result]:
        """Take what these notes say about their transcripts. Returns what the index should store of it."""
        named = {answer.path: answer.named for answer in read if answer.named is not None}
        self._named |= named
        self._stamps |= stamps_of(self._root, {path: self.of(path) for path in named})
        return {
            (self._examiner.named_key, a.path): self._examiner.packed_names(a.path, a.known.digest, a.named)
            for a in read
            if a.named
        }

    def changed(self, paths: Collection[str]) -> frozenset[str]:
        """The notes of which a transcript appeared, disappeared or changed since they were looked at, or
        since the last call."""
        before = self._stamps
        self._stamps = stamps_of(self._root, transcripts_of(self._root, self._config, paths, self._named))
        return frozenset(path for path in paths if self._stamps.get(path) != before.get(path))
