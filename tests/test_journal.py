"""The journal and the recovery store: what is stored about each write, for how long, and what is reported."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import pytest
from each_of import each_of

from vault_tools.disk import journal as module
from vault_tools.disk import recovery
from vault_tools.disk.change import Change, fingerprint
from vault_tools.disk.journal import Journal, Run, Write, ages, journal_of
from vault_tools.disk.recovery import keep, recovered
from vault_tools.disk.state import state_folder
from vault_tools.disk.undo import Refused, reversals, runs_about
from vault_tools.disk.writer import Writer
from vault_tools.errors import VaultToolsError

OLD, NEW, NEWER = b"old", b"new", b"newer"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path)) as opened:
        yield opened


def recorded(journal: Journal, cause: str, **changes: tuple[bytes | None, bytes | None]) -> Run:
    """Record a run of changes by note, with a name for each write."""
    run = journal.begin(cause)
    journal.record(run, [(f"{run.id}-{n}", Change(f"{n}.md", *sides)) for n, sides in changes.items()])
    return run


def rows(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / module.NAME)) as database:
        return database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608


# What is recorded


def test_what_is_recorded_is_found(journal: Journal) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    run = recorded(journal, "fix", b=(OLD, NEW), a=(None, NEW), c=(OLD, None))
    assert (run.id, run.cause) == (1, "fix")
    assert before <= datetime.fromisoformat(run.time) <= datetime.now(UTC)
    old, new = fingerprint(OLD), fingerprint(NEW)
    assert journal.runs() == [run]
    assert journal.writes(1) == [
        Write("1-b", "b.md", old, new),
        Write("1-a", "a.md", None, new),
        Write("1-c", "c.md", old, None),
    ]
    assert [journal.old_bytes(write) for write in journal.writes(1)] == [OLD, None, OLD]
    assert [write.fingerprints for write in journal.writes(1)] == [{old, new}, {new}, {old}]
    assert journal.find("1-a") == journal.writes(1)[1]
    assert journal.find("1-x") is None
    assert journal.writes(2) == []


def test_run_that_records_nothing_leaves_no_trace_and_no_number_comes_twice(journal: Journal) -> None:
    assert journal.begin("fix").id == journal.begin("fix").id == 1
    first, second = recorded(journal, "one", a=(OLD, NEW)), recorded(journal, "two", a=(NEW, OLD))
    assert [run.id for run in journal.runs()] == [second.id, first.id] == [2, 1]
    journal.prune(3)
    journal._do("DELETE FROM runs")
    assert journal.begin("three").id == 3


def test_run_is_recorded_in_parts(journal: Journal) -> None:
    run = recorded(journal, "fix", a=(OLD, NEW))
    journal.record(run, [("2", Change("b.md", OLD, NEW))])
    assert [write.path for write in journal.writes(run.id)] == ["a.md", "b.md"]
    assert journal.runs() == [run]


def test_all_is_recorded_or_nothing(journal: Journal, tmp_path: Path) -> None:
    """If the second write of a note fails; afterwards everything continues."""
    run = journal.begin("fix")
    twice = [("1", Change("a.md", OLD, NEW)), ("1", Change("b.md", OLD, NEW))]
    with pytest.raises(VaultToolsError, match=r"journal\.sqlite: UNIQUE .*; nothing is written without"):
        journal.record(run, twice)
    assert (rows(tmp_path, "runs"), rows(tmp_path, "writes")) == (0, 0)
    journal.record(run, twice[:1])
    assert (rows(tmp_path, "runs"), rows(tmp_path, "writes")) == (1, 1)


def test_write_that_is_forgotten_is_the_only_one(journal: Journal) -> None:
    run = recorded(journal, "fix", a=(OLD, NEW), b=(OLD, NEW))
    journal.forget(journal.writes(run.id)[0])
    assert [write.path for write in journal.writes(run.id)] == ["b.md"]


def test_names_of_any_bytes_and_places_of_any_name(tmp_path: Path) -> None:
    """In an SQLite address, `?`, `#` and `%` are special."""
    folder = tmp_path / "what? #1 %41 啤酒"
    folder.mkdir()
    path = os.fsdecode(b"Be\xff er\n.md")
    with closing(Journal(folder)) as journal:
        journal.record(journal.begin("fix"), [("1", Change(path, OLD, NEW))])
        assert [write.path for write in journal.writes(1)] == [path]
    assert os.listdir(folder) == [module.NAME]
    with closing(Journal(folder, read_only=True)) as journal:
        assert [write.path for write in journal.writes(1)] == [path]


def test_journal_that_is_read_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(VaultToolsError, match=r"unable to open database file; nothing is written without"):
        Journal(tmp_path, read_only=True)
    assert os.listdir(tmp_path) == []


def test_failure_of_one_that_is_read_says_what_that_means(tmp_path: Path) -> None:
    (tmp_path / module.NAME).write_bytes(b"no database" * 100)
    with (
        closing(Journal(tmp_path, read_only=True)) as journal,
        pytest.raises(VaultToolsError, match=r"what was written can't be read$"),
    ):
        journal.runs()


def test_vault_to_which_nothing_was_written_has_none(vault) -> None:
    root = vault({"A.md": OLD})
    with journal_of(root) as journal:
        assert journal is None
    assert not state_folder(root).exists()
    with Writer(root, "test") as writer:
        writer.write([Change("A.md", OLD, NEW)])
    with journal_of(root) as journal:
        assert journal
        assert [run.cause for run in journal.runs()] == ["test"]


def test_what_was_undone_last_is_known_by_what_was_written_then(journal: Journal) -> None:
    recorded(journal, "fix", a=(OLD, NEW), b=(OLD, NEW), c=(OLD, NEW))
    recorded(journal, "undo run 1", a=(NEW, OLD), b=(NEW, None), c=(NEW, OLD))
    recorded(journal, "undone by hand", c=(OLD, NEWER))
    assert journal.undone() == {"a.md": fingerprint(OLD), "b.md": None}


# What is dropped


def of_ages(*days: float) -> list[Run]:
    now = datetime(2025, 3, 7, tzinfo=UTC)
    return [Run(9 - n, (now - timedelta(days=age)).isoformat(), "fix") for n, age in enumerate(days)]


@each_of(
    "days, expected",
    [
        ((), []),
        ((0,), [0]),
        ((0, 1, 3), [0, 1, 3]),
        ((0, 8, 9), [0, 7, 8]),
        ((0, 400, 401), [0, 7, 8]),
        ((0, -400, 3), [0, 0, 7]),
    ],
)
def test_age_of_runs_by_what_passed_between_them(days: tuple[float, ...], expected: list[float]) -> None:
    assert ages(of_ages(*days)) == [timedelta(days=age) for age in expected]


def aged(journal: Journal, *days: float) -> None:
    """Record runs from these numbers of days ago, oldest first."""
    now = datetime.now(UTC)
    for number, age in enumerate(days, 1):
        run = Run(number, (now - timedelta(days=age)).isoformat(), "fix")
        journal.record(run, [(f"{number}", Change("a.md", b"%d" % number, NEW))])


def test_run_of_the_last_day_is_kept(journal: Journal) -> None:
    aged(journal, 30.5, 30, 23, 16, 9, 2, 0)
    journal.prune(7)
    assert [run.id for run in journal.runs()] == [7, 6, 5, 4, 3, 2]


def test_what_a_run_wrote_goes_with_it(journal: Journal, tmp_path: Path) -> None:
    aged(journal, 34, 33, 26, 19, 12, 5, 0)
    (write,) = journal.writes(1)
    journal.prune(7)
    assert [run.id for run in journal.runs()] == [7, 6, 5, 4, 3]
    assert rows(tmp_path, "writes") == 5
    with pytest.raises(VaultToolsError, match=r"^a\.md: its old text was dropped meanwhile, with the runs"):
        journal.old_bytes(write)


@pytest.mark.parametrize(
    ("keep", "left"), [(1, [7, 6, 5, 4, 3, 2, 1]), (2, [7, 6, 5, 4, 3, 2]), (3, [7, 6, 5, 4, 3])]
)
def test_run_that_is_to_stay_stays_with_all_later_ones(journal: Journal, keep: int, left: list[int]) -> None:
    aged(journal, 36, 35, 28, 21, 14, 7, 0)
    journal.prune(keep)
    assert [run.id for run in journal.runs()] == left


def test_oldest_runs_go_while_the_file_is_too_large(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = [os.urandom(40_000) for _ in range(6)]
    for before in noise:
        recorded(journal, "fix", a=(before, NEW))
    size = (tmp_path / module.NAME).stat().st_size
    monkeypatch.setattr(module, "MAX_SIZE", size)
    journal.prune(6)
    assert len(journal.runs()) == 6
    monkeypatch.setattr(module, "MAX_SIZE", size - 1)
    journal.prune(6)
    assert [run.id for run in journal.runs()] == [6, 5, 4, 3, 2]
    assert size - 50_000 < (tmp_path / module.NAME).stat().st_size < size - 30_000
    monkeypatch.setattr(module, "MAX_SIZE", 0)
    journal.prune(4)
    assert [run.id for run in journal.runs()] == [6, 5, 4]


# What is undone


def test_runs_about_some_notes(journal: Journal) -> None:
    for cause, path in (
        ("one", "Beer/a.md"),
        ("two", "Beers/a.md"),
        ("three", "b.md"),
        ("four", "Beer/c.md"),
    ):
        journal.record(
            journal.begin(cause), [(cause, Change(path, OLD, NEW)), (f"{cause}2", Change("x", OLD, NEW))]
        )

    def about(*paths: str, number: int | None = None) -> list[tuple[int, list[str]]]:
        return [(run.id, [w.path for w in writes]) for run, writes in runs_about(journal, paths, number)]

    assert about("Beer") == [(4, ["Beer/c.md"]), (1, ["Beer/a.md"])]
    assert about("b.md", "Beers") == [(3, ["b.md"]), (2, ["Beers/a.md"])]
    assert [run for run, _ in about("")] == [4, 3, 2, 1]
    assert about("", number=2) == [(2, ["Beers/a.md", "x"])]
    assert about("Beer", number=2) == about("Nowhere") == []


BACK = {
    "as it was written": (NEW, [(OLD, NEW)], OLD),
    "as it was before": (OLD, [(OLD, NEW)], None),
    "by somebody else": (b"mine", [(OLD, NEW)], "has changed since"),
    "removed": (None, [(OLD, NEW)], "has been deleted since"),
    "written twice": (NEWER, [(OLD, NEW), (NEW, NEWER)], OLD),
    "saved in between": (NEWER, [(OLD, NEW), (b"mine", NEWER)], b"mine"),
    "as it was in between": (NEW, [(OLD, NEW), (NEW, NEWER)], "has changed since"),
    "made": (NEW, [(None, NEW)], b"removed"),
    "made and gone": (None, [(None, NEW)], None),
}


@pytest.mark.parametrize(("now", "writes", "back"), BACK.values(), ids=BACK)
def test_what_is_taken_back(
    vault,
    journal: Journal,
    now: bytes | None,
    writes: list[tuple[bytes | None, bytes]],
    back: bytes | str | None,
) -> None:
    root = vault({"a.md": now} if now is not None else {})
    for number, sides in enumerate(writes):
        journal.record(Run(1, "2025-03-07T00:00:00+00:00", "fix"), [(f"{number}", Change("a.md", *sides))])
    found = list(reversals(root, journal, journal.writes(1)))
    if back is None:
        assert found == []
    elif isinstance(back, str):
        assert found == [Refused("a.md", back)]
    else:
        assert found == [Change("a.md", now, None if back == b"removed" else back)]


def test_note_that_can_not_be_read_is_not_taken_back_and_the_others_are(vault, journal: Journal) -> None:
    root = vault({"b.md": NEW})
    (root / "a.md").symlink_to("nowhere.md")
    run = recorded(journal, "fix", a=(OLD, NEW), b=(OLD, NEW))
    found = list(reversals(root, journal, journal.writes(run.id)))
    assert found == [Refused("a.md", "is a link to nothing"), Change("b.md", NEW, OLD)]


# The recovery store


class FromTokyo(datetime):
    """The clock of another time zone."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz or timezone(timedelta(hours=9)))


def test_displaced_save_is_kept_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, fsync = [], os.fsync

    def spy(descriptor: int) -> None:
        synced.append(os.path.realpath(f"/proc/self/fd/{descriptor}"))
        assert Path(synced[-1]).read_bytes() == b"mine"
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    monkeypatch.setattr(recovery, "datetime", FromTokyo)
    before, earlier = os.umask(0), datetime.now(UTC)
    try:
        kept = keep(tmp_path, "Beer/Saaz.md", b"mine")
    finally:
        os.umask(before)
    assert kept.read_bytes() == b"mine"
    assert synced == [str(kept)]
    assert kept.relative_to(tmp_path).parts[0::2] == ("recovered", "Beer")
    assert kept.name == "Saaz.md"
    assert earlier <= datetime.strptime(kept.parts[-3], "%Y-%m-%dT%H%M%S.%f%z") <= datetime.now(UTC)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "recovered").stat().st_mode) == 0o700


def test_store_lists_what_it_holds_the_oldest_first(tmp_path: Path) -> None:
    assert recovered(tmp_path) == []
    kept = [keep(tmp_path, path, b"mine") for path in ("b.md", "a.md", "c/d.md")]
    assert recovered(tmp_path) == kept
