"""The index of a vault: what was learnt about each note, kept between runs, so that a note is read only once.

It contains nothing that the notes don't, and each row records which bytes it was learnt from, so a run
without it has the same result. Whatever is wrong with its file, the run continues.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar
from weakref import finalize

from vault_tools.digests import blake2b
from vault_tools.disk.signature import Signature, stat_fields
from vault_tools.disk.state import private_file, private_folder
from vault_tools.disk.user_folders import user_folder
from vault_tools.session.index_tables import (
    OF_NOTES,
    OF_VAULT,
    Rows,
    delete,
    prepare,
    selected,
    stored,
    write,
)

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds to wait for another process to finish writing."""
_DIGEST_SIZE = 16
"""Bytes."""
_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_MISMATCH}
"""SQLite's error codes for damaged content. All others are about the disk or other processes."""


class Known(NamedTuple):
    """A note as it was read: the digest of its bytes, and its signature if any later change will show in
    it."""

    digest: bytes
    signature: Signature | None


UNKNOWN = Known(b"", None)


class Result(NamedTuple):
    """What was learnt, packed, from content with this digest. `content_key` distinguishes it from all other
    results."""

    digest: bytes
    content_key: bytes
    packed: bytes = b""


NOTHING = Result(b"", b"")


def cache_folder() -> Path:
    return user_folder("cache")


def index_file(root: Path) -> Path:
    """The file of a vault's index. A vault is identified by its real path."""
    return cache_folder() / "index" / f"{digest_of(os.fsencode(root.resolve())).hex()}.sqlite3"


def digest_of(*parts: bytes) -> bytes:
    """A digest of some byte strings. Only the last one may contain NUL bytes."""
    return blake2b(b"\0".join(parts), digest_size=_DIGEST_SIZE).digest()


def result_of(path: str, key: bytes, digest: bytes, packed: bytes) -> Result:
    """A result with its content key, which shows any damage. Most results are empty; for those the digest is
    enough.

    The path is empty for what was learnt about the vault.
    """
    return Result(digest, _content_key_under(key)(path, packed) if packed else digest, packed)


def _content_key_under(key: bytes) -> Callable[[str, bytes], bytes]:
    """A function that digests this key with a path and what was learnt."""
    begun = blake2b(key.hex().encode() + b"\0", digest_size=_DIGEST_SIZE)

    def content_key(path: str, packed: bytes) -> bytes:
        digest = begun.copy()
        digest.update(os.fsencode(path) + b"\0")
        digest.update(packed)
        return digest.digest()

    return content_key


def digest_of_paths(paths: Iterable[str]) -> bytes:
    """The hexadecimal digest of paths in this order."""
    digest = blake2b(digest_size=_DIGEST_SIZE)
    for path in paths:
        digest.update(os.fsencode(path) + b"\0")
    return digest.hexdigest().encode()


class Index:
    """The index in a file that processes may share. If the file fails, `say` gets the reason, and from then
    on nothing is found and nothing is stored, as without a file."""

    def __init__(self, file: Path | None = None, say: Callable[[str], None] = lambda _: None) -> None:
        self._file, self._say = file, say
        self._database: sqlite3.Connection | None = None
        if file:
            self._open(file)

    def paths(self) -> set[str]:
        """The paths of the known notes."""
        return {*self._read("SELECT path, 0 FROM note WHERE true", [], None, dict)}

    def unchanged(self, signatures: Mapping[str, Signature]) -> dict[str, bytes]:
        """The digests of those of these notes whose signatures have not changed."""
        query = "SELECT path, digest, modified, changed, size, inode FROM note WHERE true"

        def same(rows: Rows) -> dict[str, bytes]:
            of = signatures.get
            return {row[0]: row[1] for row in rows if (now := of(row[0])) and row[2:] == stat_fields(now)}

        return self._read(query, [], signatures, same)

    def content_keys(self, key: bytes, paths: Collection[str] | None = None) -> dict[str, Result]:
        """The results under a key by path, without what was learnt, so that damage does not show. None means
        all paths."""
        query = "SELECT path, digest, content_key FROM result WHERE key = ?"

        def found(rows: Rows) -> dict[str, Result]:
            return {
                path: Result(digest, content_key)
                for path, digest, content_key in rows
                if type(content_key) is bytes
            }

        return self._read(query, [key], paths, found)

    def results(self, key: bytes, paths: Collection[str] | None = None) -> dict[str, Result]:
        """The undamaged results under a key by path. None means all paths; the empty path is that of the
        vault."""
        content_key_of = _content_key_under(key)

        def whole(rows: Rows) -> dict[str, Result]:
            return {
                path: Result(digest, content_key, packed)
                for path, digest, content_key, packed in rows
                if (
                    type(packed) is bytes
                    and content_key == (content_key_of(path, packed) if packed else digest)
                )
            }

        if paths is not None and [*paths] == [""]:
            return self._read(OF_VAULT, [key], None, whole)
        return self._read(OF_NOTES, [key], paths, whole)

    @property
    def is_open(self) -> bool:
        return self._database is not None

    def store(self, notes: Mapping[str, Known], results: Mapping[tuple[bytes, str], Result]) -> None:
        """Store what was learnt, by key and path, in one transaction."""
        known = [
            (stored(p), note.digest, *(stat_fields(note.signature) if note.signature else [None] * 4))
            for p, note in notes.items()
        ]
        learnt = [(key, stored(path), *result) for (key, path), result in results.items()]
        if known or learnt:
            self._tried(lambda database: write(database, known, learnt))

    def forget(self, paths: Iterable[str]) -> None:
        """Drop what is known about notes that are gone."""
        gone = [(stored(path),) for path in paths]
        if gone:
            self._tried(lambda database: delete(database, gone))

    def close(self) -> None:
        if self._database:
            _close(self._database)
        self._database = None

    def _open(self, file: Path) -> None:
        try:
            private_folder(file.parent.parent)
            private_folder(file.parent)
            private_file(file)
            self._database = sqlite3.connect(file, timeout=PATIENCE, isolation_level="IMMEDIATE")
            finalize(self, _close, self._database)
        except (OSError, sqlite3.Error) as error:
            self._say(f"the index is not used: {error}")
        self._tried(prepare)

    def _read(
        self,
        query: str,
        values: list[bytes],
        paths: Collection[str] | None,
        make: Callable[[Rows], dict[str, T]],
    ) -> dict[str, T]:
        """What `make` returns for the rows of a query. With `paths`, rows of other paths may be among
        them."""
        return self._tried(lambda database: make(selected(database, query, values, paths))) or {}

    def _tried(self, action: Callable[[sqlite3.Connection], T]) -> T | None:
        if self._database is None:
            return None
        try:
            return action(self._database)
        except (TypeError, UnicodeError):  # a damaged row
            self._rebuild()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _DAMAGED:
                self._rebuild()
            else:
                self._say(f"the index is not used: {error}")
                self.close()
        return None

    def _rebuild(self) -> None:
        """Start with an empty index, but only once."""
        self.close()
        file, self._file = self._file, None
        if file is None:
            return
        self._say("the index was damaged and is rebuilt")
        with suppress(OSError):
            for name in files_of(file):
                name.unlink(missing_ok=True)
            self._open(file)


def _close(database: sqlite3.Connection) -> None:
    """Close the database. Can be called twice."""
    with suppress(sqlite3.Error):
        database.close()


def files_of(file: Path) -> list[Path]:
    """The file of an index, and the files that SQLite keeps next to it while it is open."""
    return [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
