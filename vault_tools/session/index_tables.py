"""The tables of the index, and reading and writing them."""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeAlias

Rows: TypeAlias = Iterator[tuple[Any, ...]]

LAYOUT = 4
"""Increase this when the tables change: an index with another layout is emptied."""
KEPT_KEYS = 32
"""The number of sets of options whose results are kept: one for each selection of rules and each profile."""
PROGRAMS = 2
"""The number of program versions whose results are kept: a hook may use another version than the terminal."""
OF_PROGRAM = 8
"""The first bytes of a key, which stand for the program version."""
OF_OPTIONS = 24
"""The first bytes of a key, which stand for the version and a set of options. Keys of partial results of the
vault are longer."""
FEW = 100
"""Up to this many notes are looked up one by one. For more, the range from the first to the last is read."""

OF_NOTES = "SELECT path, digest, content_key, packed FROM result WHERE key = ?"
OF_VAULT = "SELECT '', digest, content_key, packed FROM vault_result WHERE key = ?"
_TABLES = f"""
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS note;
DROP TABLE IF EXISTS result;
DROP TABLE IF EXISTS vault_result;
DROP TABLE IF EXISTS key;
CREATE TABLE note (path PRIMARY KEY, digest, modified, changed, size, inode) WITHOUT ROWID;
CREATE TABLE result (
    key, path, digest, content_key, packed, PRIMARY KEY (key, path)
) WITHOUT ROWID;
CREATE INDEX content_key ON result (key, path, digest, content_key);
CREATE TABLE vault_result (key PRIMARY KEY, digest, content_key, packed);
CREATE TABLE key (key PRIMARY KEY, written) WITHOUT ROWID;
PRAGMA user_version = {LAYOUT};
COMMIT;
"""
"""What was learnt about the vault as a whole may be megabytes long. In a table without row ids, SQLite would
read all of such a row just to compare its key."""
_OLD_KEYS = """
DELETE FROM key WHERE key NOT IN (SELECT key FROM key ORDER BY written DESC LIMIT :keys)
OR substr(key, 1, :length) NOT IN (
    SELECT substr(key, 1, :length) FROM key GROUP BY 1 ORDER BY max(written) DESC LIMIT :programs
)
"""


def stored(path: str) -> str | bytes:
    """A path as SQLite can store it: bytes if it is not UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")  # what a power cut damages is computed again
    if database.execute("PRAGMA user_version").fetchone() != (LAYOUT,):
        database.executescript(_TABLES)


def selected(
    database: sqlite3.Connection, query: str, values: list[bytes], paths: Collection[str] | None
) -> Rows:
    """The rows of a query, the first column as a path. With `paths`, rows of other paths may be among
    them."""
    rows: Iterable[tuple[Any, ...]]
    if paths is not None and len(paths) <= FEW:
        query += " AND path = ?"
        rows = (row for path in paths for row in database.execute(query, [*values, stored(path)]))
    elif paths is None or any(isinstance(stored(path), bytes) for path in paths):
        rows = database.execute(query, values)
    else:
        rows = database.execute(f"{query} AND path BETWEEN ? AND ?", [*values, min(paths), max(paths)])
    return (row if type(row[0]) is str else (os.fsdecode(row[0]), *row[1:]) for row in rows)


def write(database: sqlite3.Connection, notes: list[tuple[Any, ...]], results: list[tuple[Any, ...]]) -> None:
    with database:
        database.executemany("REPLACE INTO note VALUES (?, ?, ?, ?, ?, ?)", notes)
        of_notes = [row for row in results if row[1]]
        database.executemany("REPLACE INTO result VALUES (?, ?, ?, ?, ?)", of_notes)
        of_vault = [(key, *learnt) for key, path, *learnt in results if not path]
        for row in of_vault:
            _write_of_vault(database, *row)
        latest = "REPLACE INTO key SELECT ?, 1 + coalesce(max(written), 0) FROM key"
        database.executemany(latest, [(key,) for key in sorted({row[0][:OF_OPTIONS] for row in results})])
        limits = {"keys": KEPT_KEYS, "length": OF_PROGRAM, "programs": PROGRAMS}
        if database.execute(_OLD_KEYS, limits).rowcount:
            database.execute("DELETE FROM result WHERE key NOT IN (SELECT key FROM key)")
            of_vault_too = "DELETE FROM vault_result WHERE substr(key, 1, ?) NOT IN (SELECT key FROM key)"
            database.execute(of_vault_too, [OF_OPTIONS])


def _write_of_vault(
    database: sqlite3.Connection, key: bytes, digest: bytes, content_key: bytes, packed: bytes
) -> None:
    """Write a result in place: as a value of the row, SQLite would first copy it twice."""
    query = "REPLACE INTO vault_result VALUES (?, ?, ?, zeroblob(?))"
    row = database.execute(query, (key, digest, content_key, len(packed))).lastrowid
    assert row is not None
    with database.blobopen("vault_result", "packed", row) as place:
        place.write(packed)


def delete(database: sqlite3.Connection, paths: list[tuple[str | bytes]]) -> None:
    with database:
        database.executemany("DELETE FROM note WHERE path = ?", paths)
        database.execute("DELETE FROM result WHERE path NOT IN (SELECT path FROM note)")
