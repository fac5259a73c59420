"""What MOCs list is stored in batches of notes, and used only if complete."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from test_numbered_notes import CONFIG, note
from vaults import vault_of

from vault_tools.mocs.index import MocIndex
from vault_tools.session import mocs_in_index
from vault_tools.session.index import Index, Known, Result
from vault_tools.session.mocs_in_index import keep_mocs, kept_mocs

KEY = b"k" * 24
NOTES = {f"{n:03}.md": note(n) for n in range(110)}


class Noting(Index):
    """Records the keys under which something is stored, call by call."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.calls: list[list[bytes]] = []

    def store(self, notes: Mapping[str, Known], results: Mapping[tuple[bytes, str], Result]) -> None:
        self.calls.append([key for key, _ in results])
        super().store(notes, results)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Noting]:
    monkeypatch.setattr(mocs_in_index, "AT_ONCE", 25)
    index = Noting(tmp_path / "index")
    yield index
    index.close()


def listing(notes: Mapping[str, str]) -> MocIndex:
    index = vault_of(notes, CONFIG).once(MocIndex)
    assert index.missing
    return index


def test_notes_are_kept_some_at_a_time(kept: Noting) -> None:
    for notes in (NOTES, dict([*NOTES.items()][30:])):
        kept.calls.clear()
        index = listing(notes)
        found = kept_mocs(kept, KEY, keep_mocs(index, kept, KEY))
        assert len(kept.calls) == -(-len(notes) // 25) + 1
        assert all(len(keys) == 1 for keys in kept.calls)
        assert found
        assert found.paths == sorted(notes)
        for number, path in enumerate(found.paths):
            texts = tuple(index.fields.column(field)[path] for field in found.fields)
            assert found.row(number) == (index.target(path, ""), texts)
        for shown in index.listings:
            assert {found.paths[n] for n in found.blocks[shown.name].numbers} == shown.members


def test_what_is_lost_in_part_is_not_had(kept: Noting, tmp_path: Path) -> None:
    content_key = keep_mocs(listing(NOTES), kept, KEY)
    with closing(sqlite3.connect(tmp_path / "index")) as database:
        rows = database.execute("SELECT * FROM vault_result").fetchall()
        assert len(rows) == 6
        keep_mocs(
            listing({path: text.replace("draft", "evergreen") for path, text in NOTES.items()}), kept, KEY
        )
        now = database.execute("SELECT * FROM vault_result").fetchall()
        replace = "REPLACE INTO vault_result VALUES (?, ?, ?, ?)"
        for lost, other in zip(rows, now, strict=True):
            for damage in (other, (*lost[:3], b"\x93")):
                with database:
                    database.executemany(replace, rows)
                assert kept_mocs(kept, KEY, content_key)
                with database:
                    database.execute(replace, damage)
                assert kept_mocs(kept, KEY, content_key) is None
            with database:
                database.execute("DELETE FROM vault_result WHERE key = ?", lost[:1])
            assert kept_mocs(kept, KEY, content_key) is None


def test_parts_go_with_the_options_that_they_are_of(kept: Noting, tmp_path: Path) -> None:
    """They do not count as separate options, of which the index stores only a few."""
    keep_mocs(listing(NOTES), kept, KEY)
    with closing(sqlite3.connect(tmp_path / "index")) as database:
        assert database.execute("SELECT key FROM key").fetchall() == [(KEY,)]
        for number in range(32):
            kept.store({}, {(bytes([number]) * 24, ""): Result(b"d", b"d")})
        assert database.execute("SELECT count(*) FROM vault_result WHERE key >= ?", [KEY]).fetchone() == (0,)
