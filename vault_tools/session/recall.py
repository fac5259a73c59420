"""Finds the notes that need not be looked at, since git says that their files have not changed."""

from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from functools import cached_property
from itertools import chain
from pathlib import Path
from posixpath import basename
from typing import NamedTuple, TypeAlias

from vault_tools.config.config import Config
from vault_tools.disk.file_lister import FileLister, Folder
from vault_tools.disk.git_entries import GitEntries, KeptEntries
from vault_tools.disk.signature import latest_of
from vault_tools.disk.vault_files import CONFIG_MARKS, Listed, Skipped, Unreadable, listed, read_bytes
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.examine import UNSETTLED
from vault_tools.session.index import NOTHING, Index, digest_of, result_of
from vault_tools.session.index_tables import OF_PROGRAM

RENEWED = 50
"""The number of notes that are looked at without need before git's entries are stored again, as they also are
when files appear or disappear: storing takes longer than looking at these."""

LISTED = 10
"""The number of folders that are listed without need before that happens."""

_KeptRecall: TypeAlias = tuple[KeptEntries, bytes, dict[str, Folder], list[bytes], list[str]]
"""What git said; a digest of what decides which files belong to the vault; all files by folder; the content
key of each note that git vouches for; the other notes."""


class Recalled(NamedTuple):
    """`content_keys` are those of the notes that are known; the `others` have to be looked at."""

    content_keys: Mapping[str, bytes]
    others: Mapping[str, Listed | Skipped]


class Recall:
    """The recall of one vault. `key` stands for its configuration, `entries` are git's entries now.

    Notes are known as they are in the index: those of unchanged entries are recalled, even if their files
    differ from it, which `touched` finds out.
    """

    def __init__(
        self,
        root: Path,
        config: Config,
        index: Index,
        key: bytes,
        entries: GitEntries,
        lister: FileLister,
    ) -> None:
        self._root, self._config, self._index, self.entries = root, config, index, entries
        self._key = key[:OF_PROGRAM] + digest_of(b"recall", key)
        self._lister, self._row = lister, NOTHING
        self._kept = self._of_index()
        if self._kept:
            lister.known = self._kept[2]
        lister.look_again()
        self._folders = lister.to_keep()
        self._known: dict[str, bytes] = {}
        self._is_old = True
        self._wanted = 0
        self.of_files: tuple[bytes, Mapping[str, bytes]] | None = None
        """The content key of the stored recall, and those of the notes in it, as long as the same files
        exist."""

    @cached_property
    def files(self) -> Set[str]:
        """The paths of the existing files."""
        return set(_paths_in(self._folders))

    def recalled(self) -> Recalled | None:
        """The recalled notes; None if all notes have to be looked at to know which exist and which
        changed."""
        if self._kept is None:
            return None
        said, whose, folders, content_keys, others = self._kept
        gone, new = _changed(folders, self._folders)
        is_config = any(basename(path) in CONFIG_MARKS for path in (*gone, *new))
        if not whose or whose != self._whose() or is_config:
            return None
        changed = self.entries.maybe_changed(said)
        known = {path: key for path, key in zip(_paths_in(folders), content_keys, strict=True) if key}
        doubtful = known.keys() & changed
        if not (gone or new):
            self.of_files = self._row.content_key, dict(known)
        for path in doubtful | (known.keys() & gone):
            del known[path]
        wanted = {path for path in (*others, *doubtful) if self._lister.holds(path)}
        wanted |= {path for path in new if path.endswith(".md") and not self._config.excluded(path)}
        listed_anew = sum(bool(f.stamp) and f != folders.get(path) for path, f in self._folders.items())
        self._known = known
        self._wanted = len(wanted)
        self._is_old = bool(gone or new) or self._wanted > RENEWED or listed_anew > LISTED
        return Recalled(known, {path: listed(self._root, path) for path in sorted(wanted)})

    def touched(self) -> Mapping[str, Listed | Skipped]:
        """Remove from the recalled notes those whose file status differs from the index, and return them."""
        found = self.entries.touched & self._known.keys()
        for path in found:
            del self._known[path]
        self._wanted += len(found)
        self._is_old |= self._wanted > RENEWED
        return {path: listed(self._root, path) for path in sorted(found)}

    def _of_index(self) -> _KeptRecall | None:
        self._row = self._index.results(self._key, [""]).get("", NOTHING)
        with suppress(NotPacked):
            kept: _KeptRecall = unpacked(self._row.packed, _KeptRecall)
            return kept
        return None

    def keep(self, notes: Mapping[str, Listed | Skipped], content_keys: Mapping[str, bytes]) -> None:
        """Store the recall. `notes` are all existing notes, `content_keys` those of their facts."""
        whose = self._is_old and notes.keys() <= self.files and self._whose()
        if not whose:
            return
        before, vouched_for = self.entries.since - UNSETTLED, self.entries.files - self.entries.touched
        if not self.entries.are_current:
            return
        sure = {
            path
            for path, note in notes.items()
            if path in vouched_for and (path in self._known or _is_older(note, before))
        }
        files = [*_paths_in(self._folders)]
        of_files = [content_keys.get(path, b"") if path in sure else b"" for path in files]
        others = [path for path in notes if path not in sure or path not in content_keys]
        kept = packed((self.entries.kept(), whose, self._folders, of_files, others))
        result = result_of("", self._key, self._key, kept)
        self._index.store({}, {(self._key, ""): result})
        self.of_files = (
            result.content_key,
            {path: key for path, key in zip(files, of_files, strict=True) if key},
        )

    def _whose(self) -> bytes:
        """A digest of everything that decides which files belong to the vault; empty if that can't be
        digested, because a folder is named like a note."""
        boundaries = self._config.boundaries
        around = boundaries.around if boundaries else None
        marks = [(path, self._text(path)) for path in self._lister.marks()]
        odd = [path for path in self._folders if path.endswith(".md/")]
        return b"" if odd else digest_of(repr((around, marks)).encode("utf-8", "backslashreplace"))

    def _text(self, path: str) -> bytes:
        try:
            return read_bytes(self._root / path)
        except Unreadable:
            return b""


def _paths_in(folders: Mapping[str, Folder]) -> Iterator[str]:
    return chain.from_iterable(folder.files for folder in folders.values())


def _changed(then: Mapping[str, Folder], now: Mapping[str, Folder]) -> tuple[Set[str], Set[str]]:
    """(the files that disappeared, those that are new)."""
    both = then.keys() & now.keys()
    unlike = (then.keys() ^ now.keys()) | {path for path in both if then[path].files != now[path].files}
    before, after = (
        {path for folder in unlike & folders.keys() for path in folders[folder].files}
        for folders in (then, now)
    )
    return before - after, after - before


def _is_older(note: Listed | Skipped, than: int) -> bool:
    return isinstance(note, Listed) and latest_of(note.signature) < than
