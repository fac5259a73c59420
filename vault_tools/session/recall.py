"""The notes that are known without a look at them, since git says that nothing happened to their files."""

from collections.abc import Collection, Mapping
from pathlib import Path
from posixpath import basename
from typing import NamedTuple, TypeAlias

from vault_tools.config.config import Config
from vault_tools.disk.file_lister import FileLister
from vault_tools.disk.git_entries import GitEntries
from vault_tools.disk.vault_files import CONFIG_MARKS, Listed, Skipped, Unreadable, listed, read_bytes
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.examine import UNSETTLED
from vault_tools.session.index import Index, digest_of, result_of
from vault_tools.session.index_tables import OF_PROGRAM

RENEWED = 50
"""Notes that are looked at although nothing need have happened to them, until it is kept again what git says,
as it is when files came or went: that takes longer than to look at these."""

_Kept: TypeAlias = tuple[bytes, bytes, list[str], list[bytes], list[str]]
"""What git said, whose the files were, all of them, the content key of what is known of each that git vouches
for, and the other notes."""


class Recalled(NamedTuple):
    """The `content_keys` of what is known of notes; the `others` have to be looked at."""

    content_keys: Mapping[str, bytes]
    others: Mapping[str, Listed | Skipped]


class Recall:
    """Of a vault whose configuration `key` stands for. `entries` is what git says now."""

    def __init__(
        self,
        root: Path,
        config: Config,
        index: Index,
        key: bytes,
        entries: GitEntries,
        lister: FileLister,
    ) -> None:
        self._root, self._config, self._index, self._entries = root, config, index, entries
        self._key = key[:OF_PROGRAM] + digest_of(b"recall", key)
        self._lister = lister
        self._files = set(self._lister.files())
        self._known: Mapping[str, bytes] = {}
        self._is_old = True
        self.of_files: tuple[bytes, Mapping[str, bytes]] | None = None
        """The content key of what is kept, and those of notes in it, while there are the files of then."""

    @property
    def files(self) -> Collection[str]:
        """The paths of those that there are."""
        return self._files

    def recalled(self) -> Recalled | None:
        """None where it takes a look at all notes to know which there are, and which are to be looked at."""
        kept = self._index.results(self._key, [""]).get("")
        try:
            said, whose, files, content_keys, others = unpacked(kept.packed if kept else b"", _Kept)
        except NotPacked:
            return None
        came_or_went = self._files.symmetric_difference(files)
        is_config = any(basename(path) in CONFIG_MARKS for path in came_or_went)
        if not whose or whose != self._whose() or is_config:
            return None
        changed = self._entries.maybe_changed(said)
        known = {path: key for path, key in zip(files, content_keys, strict=True) if key}
        doubtful = known.keys() & changed
        if kept and not came_or_went:
            self.of_files = kept.content_key, dict(known)
        for path in doubtful | (known.keys() - self._files):
            del known[path]
        wanted = self._files.intersection((*others, *doubtful))
        new = {path for path in self._files.difference(files) if path.endswith(".md")}
        wanted |= {path for path in new if not self._config.excluded(path)}
        self._known, self._is_old = known, len(wanted) > RENEWED or bool(came_or_went)
        return Recalled(known, {path: listed(self._root, path) for path in sorted(wanted)})

    def keep(self, notes: Mapping[str, Listed | Skipped], content_keys: Mapping[str, bytes]) -> None:
        """These are all notes that there are, and the content keys of what is known of them."""
        whose = self._is_old and notes.keys() <= self._files and self._whose()
        if not whose:
            return
        before, vouched_for = self._entries.since - UNSETTLED, self._entries.files
        sure = {
            path
            for path, note in notes.items()
            if path in vouched_for and (path in self._known or _is_older(note, before))
        }
        files = sorted(self._files)
        of_files = [content_keys.get(path, b"") if path in sure else b"" for path in files]
        others = [path for path in notes if path not in sure or path not in content_keys]
        kept = packed((self._entries.said, whose, files, of_files, others))
        result = result_of("", self._key, self._key, kept)
        self._index.store({}, {(self._key, ""): result})
        self.of_files = (
            result.content_key,
            {path: key for path, key in zip(files, of_files, strict=True) if key},
        )

    def _whose(self) -> bytes:
        """Changes with what says which files are the vault's; empty where more than files is told of, since a
        folder is called like a note."""
        boundaries = self._config.boundaries
        around = boundaries.around if boundaries else None
        marks = [(path, self._text(path)) for path in self._lister.marks()]
        odd = [path for path in self._lister.folders if path.endswith(".md/")]
        return b"" if odd else digest_of(repr((around, marks)).encode("utf-8", "backslashreplace"))

    def _text(self, path: str) -> bytes:
        try:
            return read_bytes(self._root / path)
        except Unreadable:
            return b""


def _is_older(note: Listed | Skipped, than: int) -> bool:
    return isinstance(note, Listed) and max(note.signature.modified, note.signature.changed) < than
