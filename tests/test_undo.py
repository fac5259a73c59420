"""Everything that was written can be undone, and nothing that was changed since."""

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from often import often
from test_streams import powerless

from vault_tools.disk.change import Change
from vault_tools.disk.state import state_folder
from vault_tools.disk.writer import Writer
from vault_tools.errors import VaultToolsError
from vault_tools.watch.store import last_status
from vault_tools.watch.view import lines_of

pytestmark = pytest.mark.usefixtures("time_limit")

OURS = Path(__file__).parents[1] / "example-vault"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
real_notes = pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared/corpus")
ODD = '---\ntags: ["#hops"]\n---\nSaaz.\n'
EVEN = "---\ntags: [hops]\n---\nSaaz.\n"
MOCS = "mocs:\n  - {name: tags, each: tags, min: 1, note: 'MOC/{value}.md'}\n"


def write(root: Path, *changes: Change, cause: str = "test") -> None:
    with Writer(root, cause) as writer:
        writer.write(changes)
    assert writer.failed == {}


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stderr.decode().splitlines()


def listed(call, root: Path, *args: str) -> list[tuple[int, int, str]]:
    """(run, number of notes written, cause) of each run."""
    done = call("undo", root, "--list", *args)
    line = re.compile(r" *(\d+)  \d{4}-\d\d-\d\d \d\d:\d\d  +([\d,]+)  (.+)")
    found = [line.fullmatch(text) for text in done.stdout.decode().splitlines()]
    return [(int(match[1]), int(match[2]), match[3]) for match in found if match]


def test_fix_and_back_and_forth(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD, "Beer/Pils.md": ODD, "Good.md": EVEN})
    before = files(root)
    assert said(call("fix", root))[-1].endswith("`vault-tools undo` takes it back.")
    after = files(root)
    assert after != before
    for expected, message in [
        (before, "Undid run 1 (fix) in 2 notes."),
        (after, "Undid run 2 (undo run 1) in 2 notes."),
        (before, "Undid run 3 (undo run 2) in 2 notes."),
    ]:
        done = call("undo", root)
        assert (done.returncode, said(done)) == (0, [message])
        assert files(root) == expected
    assert listed(call, root)[-1] == (1, 2, "fix")


def test_made_notes_go_and_come_back(vault, call) -> None:
    root = vault({"vault-tools.yaml": MOCS, "Saaz.md": ODD})
    before = files(root)
    call("fix", root)
    after = files(root)
    assert after.keys() - before.keys() == {"MOC/hops.md"}
    assert call("undo", root).returncode == 0
    assert files(root) == before
    assert call("undo", root).returncode == 0
    assert files(root) == after


def test_changed_note_stays_and_its_old_bytes_can_be_had(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD, "Pils.md": ODD, "Gone.md": ODD})
    call("fix", root)
    (root / "Saaz.md").write_text("mine\n")
    (root / "Gone.md").unlink()
    done = call("undo", root)
    assert done.returncode == 1
    assert said(done) == [
        "Gone.md: not undone: has been deleted since",
        "Saaz.md: not undone: has changed since",
        "Undid run 1 (fix) in 1 note.",
        "`vault-tools undo --run 1 --print NOTE` prints a note as it was before that run.",
    ]
    assert files(root) == {".obsidian/app.json": b"{}", "Saaz.md": b"mine\n", "Pils.md": ODD.encode()}
    for name in ("Saaz.md", "Gone.md"):
        assert call("undo", "--run", "1", "--print", root / name).stdout == ODD.encode()


def test_made_note_that_has_changed_since_stays(vault, call) -> None:
    root = vault({"vault-tools.yaml": MOCS, "Saaz.md": EVEN})
    call("fix", root)
    with (root / "MOC/hops.md").open("a") as file:
        file.write("mine\n")
    expected = files(root)
    assert call("undo", root).returncode == 1
    assert files(root) == expected
    done = call("undo", root / "MOC/hops.md", "--print")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "run 1 created this note" in done.stderr.decode()


def test_one_note_or_folder_of_an_older_run(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD, "Beer/Pils.md": ODD, "Beer/Ale.md": ODD})
    call("fix", root)
    write(root, Change("Saaz.md", EVEN.encode(), b"later\n"), cause="later")
    assert listed(call, root / "Beer") == [(1, 2, "fix")]
    assert listed(call, root / "Saaz.md") == [(2, 1, "later"), (1, 1, "fix")]
    assert said(call("undo", root / "Beer/Pils.md")) == ["Undid run 1 (fix) in 1 note."]
    assert (root / "Beer/Pils.md").read_text() == ODD
    assert (root / "Beer/Ale.md").read_text() == EVEN
    assert call("undo", root / "Saaz.md", "--run", "1").returncode == 1
    assert (root / "Saaz.md").read_text() == "later\n"
    assert call("undo", root / "Saaz.md").returncode == 0
    assert (root / "Saaz.md").read_text() == EVEN
    assert said(call("undo", root, "--run", "1")) == ["Undid run 1 (fix) in 2 notes."]
    assert {(root / name).read_text() for name in ("Saaz.md", "Beer/Ale.md", "Beer/Pils.md")} == {ODD}


def test_diff_shows_and_writes_nothing(vault, call) -> None:
    root = vault({"vault-tools.yaml": MOCS, "Saaz.md": ODD})
    before = files(root)
    call("fix", root)
    after = files(root)
    done = call("undo", root, "--diff")
    assert (done.returncode, said(done)) == (1, ["Would undo run 1 (fix) in 2 notes."])
    assert files(root) == after
    patched = subprocess.run(
        ["git", "apply", "-p1"], input=done.stdout, cwd=root, capture_output=True, check=False
    )
    assert patched.stderr == b""
    assert files(root) == before
    done = call("undo", root, "--diff")
    assert (done.returncode, done.stdout) == (0, b"")
    assert said(done) == ["Nothing to undo: all is as it was before run 1 (fix)."]


def test_note_that_was_written_twice_in_a_run(vault, call) -> None:
    root = vault({"Saaz.md": "0", "Pils.md": "0"})
    with Writer(root, "test") as writer:
        writer.write([Change("Saaz.md", b"0", b"1"), Change("Pils.md", b"0", b"1")])
        (root / "Pils.md").write_text("mine")
        writer.write([Change("Saaz.md", b"1", b"2"), Change("Pils.md", b"mine", b"mine 2")])
    assert call("undo", root).returncode == 0
    assert files(root) == {"Saaz.md": b"0", "Pils.md": b"mine"}


CAUSES = [
    (("fix",), "fix"),
    (("fix", "--unsafe-fixes"), "fix --unsafe-fixes"),
    (("rename", "tag", "hops", "hop"), "rename tag hops hop"),
    (("moc", "new", "all"), "moc new all"),
    (("tags", "--write-config"), "tags --write-config"),
]


@pytest.mark.parametrize(("args", "cause"), CAUSES)
def test_whatever_is_written_can_be_taken_back(vault, call, args: tuple[str, ...], cause: str) -> None:
    config = "mocs: [{name: all, note: All.md}]\nkeys: {tags: {type: tags}}\n"
    notes = {f"{number}.md": ODD for number in range(5)} | {"Other.md": "---\ntags: [Hops]\n---\nSaaz.\n"}
    root = vault({"vault-tools.yaml": config, **notes})
    before = files(root)
    call(*args, cwd=root)
    assert files(root) != before
    assert listed(call, root)[0][2] == cause
    assert call("undo", cwd=root).returncode == 0
    assert files(root) == before


def test_nothing_to_undo(vault, call, home: Path) -> None:
    root = vault({"Saaz.md": EVEN})
    for args in ((), ("--diff",), ("--print",), ("Saaz.md",)):
        done = call("undo", *args, cwd=root)
        assert (done.returncode, done.stdout, said(done)) == (0, b"", ["Nothing to undo."])
    assert call("undo", "--list", cwd=root).stdout == b""
    assert not (home / "state").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--run", "7"), "no run 7 wrote there; `vault-tools undo --list` lists the runs"),
        (("--run", "1", "Other.md"), "no run 1 wrote there; `vault-tools undo --list` lists the runs"),
        (("Nowhere.md",), "Nowhere.md: no such file or folder, and no run wrote there"),
        (("--print",), "run 1 wrote several notes; name the one to print"),
    ],
)
def test_what_can_not_be_meant_is_an_error(vault, call, args: tuple[str, ...], message: str) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD, "Pils.md": ODD, "Other.md": EVEN})
    call("fix", root)
    done = call("undo", *args, cwd=root)
    assert (done.returncode, done.stdout, said(done)) == (2, b"", [f"error: {message}"])


def test_edits_undone_give_the_same_bytes(vault, call) -> None:
    """Runs of random changes, including new and removed notes, of arbitrary bytes; then all of them are
    undone. A thousand edits, in CI."""
    rng = random.Random(7)
    names = [f"{folder}{number}.md" for folder in ("", "Beer/", "啤酒/") for number in range(60)]
    root = vault({name: rng.randbytes(rng.randrange(2_000)) for name in names[::2]} | {".obsidian/x": ""})
    states, edits = [], 0
    while edits < often(400, 1_000):
        states.append(files(root))
        chosen = rng.sample(names, rng.randrange(80, 150))
        after = {name: None if rng.random() < 0.2 else rng.randbytes(rng.randrange(2_000)) for name in chosen}
        changes = [Change(name, states[-1].get(name), after[name]) for name in chosen]
        changes = [change for change in changes if change.before != change.after]
        write(root, *changes)
        edits += len(changes)
    for number in range(len(states), 0, -1):
        assert call("undo", root, "--run", str(number)).returncode == 0
        assert files(root) == states[number - 1]


@pytest.mark.parametrize(
    "source",
    [pytest.param(OURS, id="ours"), pytest.param(CORPUS, id="real", marks=[pytest.mark.long, real_notes])],
)
def test_notes_of_people_change_as_announced_and_back(vault, call, source: Path) -> None:
    """The diff, applied by git to a copy, gives the bytes that `fix` writes; undo gives the old ones."""
    real = {p.relative_to(source).as_posix(): p.read_bytes() for p in sorted(source.rglob("*.md"))}
    root, copy = vault(real | {".obsidian/app.json": "{}"}), vault(real, "copy")
    announced = call("fix", root, "--unsafe-fixes", "--diff").stdout
    subprocess.run(["git", "apply", "-p1", "--whitespace=nowarn"], input=announced, cwd=copy, check=True)
    assert call("fix", root, "--unsafe-fixes").returncode == 0
    assert files(root) == files(copy) | {".obsidian/app.json": b"{}"}
    assert files(copy) != real
    assert call("undo", root).returncode == 0
    assert files(root) == real | {".obsidian/app.json": b"{}"}


# What is stored


def set_times(root: Path, **days_ago: float) -> None:
    """Set the times of runs in the journal: `r1=2` dates run 1 two days back."""
    with closing(sqlite3.connect(state_folder(root) / "journal.sqlite")) as database, database:
        for run, days in days_ago.items():
            time = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
            database.execute("UPDATE runs SET time = ? WHERE id = ?", (time, run.removeprefix("r")))


def runs_of(call, root: Path, times: int, **days_ago: float) -> list[int]:
    """The remaining runs after a vault was written `times` times, on these days, and once more now."""
    for number in range(times):
        write(root, Change("Saaz.md", b"%d" % number, b"%d" % (number + 1)))
    set_times(root, **days_ago)
    write(root, Change("Saaz.md", b"%d" % times, b"end"))
    return [run for run, _, _ in listed(call, root)]


def test_old_runs_are_dropped(vault, call) -> None:
    root = vault({"Saaz.md": "0"})
    assert runs_of(call, root, 6, r1=34, r2=31, r3=28, r4=21, r5=14, r6=7) == [7, 6, 5, 4, 3]


CLOCKS = {
    "jumps ahead": {"r1": 0, "r2": -400, "r3": -400, "r4": -400.1},
    "was ahead": {"r1": -400, "r2": -400, "r3": 0, "r4": 0},
    "was back": {"r1": 0, "r2": 4000, "r3": 4000, "r4": 0},
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_clock_that_is_wrong_for_a_while_drops_nothing(vault, call, clock: str) -> None:
    root = vault({"Saaz.md": "0"})
    assert runs_of(call, root, 4, **CLOCKS[clock]) == [5, 4, 3, 2, 1]


def old_run(call, root: Path, count: int) -> list[str]:
    """Make a run over many notes that the next run would drop. Returns the names of the notes."""
    names = [f"{number:03}.md" for number in range(count)]
    write(root, *(Change(name, b"old", b"new") for name in names))
    for number in range(7):
        write(root, Change("Saaz.md", b"%d" % number, b"%d" % (number + 1)))
    set_times(root, r1=49, **{f"r{number}": 49 - 7 * (number - 1) for number in range(2, 9)})
    return names


@pytest.mark.parametrize("too", ["old", "large"])
def test_what_is_listed_can_be_undone_whole(vault, call, monkeypatch: pytest.MonkeyPatch, too: str) -> None:
    """Undoing a run is a run itself, which drops what is too old, except for what it reads."""
    root = vault({"Saaz.md": "0", **dict.fromkeys((f"{number:03}.md" for number in range(200)), "old")})
    names = old_run(call, root, 200)
    if too == "large":
        set_times(root, r1=1)
        monkeypatch.setattr("vault_tools.disk.journal.MAX_SIZE", 10)
    (root / names[77]).write_text("mine")
    assert listed(call, root)[-1] == (1, 200, "test")
    done = call("undo", root, "--run", "1")
    assert said(done)[:2] == [
        f"{names[77]}: not undone: has changed since",
        "Undid run 1 (test) in 199 notes.",
    ]
    assert {path: data for path, data in files(root).items() if path != "Saaz.md"} == {
        name: b"mine" if name == names[77] else b"old" for name in names
    }
    assert call("undo", root / names[77], "--run", "1", "--print").stdout == b"old"
    assert [run for run, _, _ in listed(call, root)] == [*range(9, 0, -1)]


def test_run_that_is_dropped_while_its_undo_waits_ends_it_whole(vault, tmp_path: Path) -> None:
    root = vault({"Saaz.md": "0"})
    write(root, Change("Saaz.md", b"0", b"1"))
    with (
        pytest.raises(VaultToolsError, match="run 7 was dropped meanwhile"),
        Writer(root, "x", undone=7) as w,
    ):
        w.write([Change("Saaz.md", b"1", b"2")])
    assert files(root) == {"Saaz.md": b"1"}


@pytest.fixture
def undo_in(vault, call) -> Iterator[Callable[..., subprocess.CompletedProcess[bytes]]]:
    """`undo` of a fix by somebody who may write neither the journal nor to some folders."""
    root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD})
    call("fix", root)
    state = state_folder(root)
    journal = state / "journal.sqlite"
    journal.chmod(0o400)
    before, powers = journal.read_bytes(), powerless()

    def undo(closed: str, *options: str) -> subprocess.CompletedProcess[bytes]:
        for folder in (state.parent, state, *([root] if "vault" in closed else [])):
            folder.chmod(0o500)
        command = [*powers, sys.executable, "-m", "vault_tools", "undo", *options]
        return subprocess.run(command, cwd=root, capture_output=True, timeout=300, check=False)

    yield undo
    for folder in (state.parent, state, root):
        folder.chmod(0o700)
    assert journal.read_bytes() == before


def test_history_is_read_where_nothing_can_be_written(undo_in) -> None:
    runs = undo_in("vault and state", "--list")
    assert (runs.returncode, runs.stderr) == (0, b"")
    assert re.fullmatch(rb" +1  .{16}  +1  fix\n", runs.stdout)
    assert undo_in("vault and state", "Saaz.md", "--print").stdout == ODD.encode()
    diff = undo_in("vault and state", "--diff")
    assert (diff.returncode, b"Would undo run 1 (fix) in 1 note" in diff.stderr) == (1, True)


@pytest.mark.parametrize("closed", ["state", "vault and state"])
def test_nothing_is_undone_where_that_cannot_be_recorded(undo_in, closed: str) -> None:
    refused = undo_in(closed)
    assert refused.returncode == 2
    assert refused.stderr.startswith(b"error: ")
    assert refused.stderr.count(b"\n") == 1


def test_moved_vault_is_named_where_nothing_can_be_undone(vault, call, tmp_path: Path) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD})
    call("fix", root)
    root.rename(tmp_path / "elsewhere")
    assert said(call("undo", tmp_path / "elsewhere")) == [
        f"Nothing to undo. If the vault was moved here from {root}: move it back, and undo there."
    ]
    (tmp_path / "elsewhere").rename(root)
    assert call("undo", root).returncode == 0
    assert (root / "Saaz.md").read_text() == ODD


def test_journal_does_not_grow_for_ever(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault_tools.disk.journal.MAX_SIZE", 1_000_000)
    root = vault({"Saaz.md": ""})
    before = b""
    for _ in range(30):
        after = os.urandom(100_000)
        write(root, Change("Saaz.md", before, after))
        before = after
    assert (state_folder(root) / "journal.sqlite").stat().st_size < 1_300_000
    assert 5 < len(listed(call, root)) < 15
    assert call("undo", root).returncode == 0


# Beside a watcher


def once(call, root: Path) -> None:
    for path in root.rglob("*.md"):
        os.utime(path, (1e9, 1e9))
    assert call("watch", root, "--once", "--quiet-period", "0").returncode == 0


def test_undo_takes_back_what_i_did_and_not_what_the_watcher_did(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Mine.md": ODD})
    call("fix", root)
    (root / "Its.md").write_text(ODD)
    once(call, root)
    assert [cause for _, _, cause in listed(call, root)] == ["watch", "fix"]
    done = call("undo", root)
    assert said(done) == [
        "The watcher wrote since: `vault-tools undo --run 2` takes that back.",
        "Undid run 1 (fix) in 1 note.",
    ]
    assert ((root / "Mine.md").read_text(), (root / "Its.md").read_text()) == (ODD, EVEN)
    call("undo", root, "--run", "2")
    assert (root / "Its.md").read_text() == ODD


def test_what_was_undone_is_not_fixed_by_the_watcher_until_it_changes(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": ODD, "B.md": ODD})
    call("fix", root)
    call("undo", root / "A.md")
    for _ in range(2):
        once(call, root)
        assert ((root / "A.md").read_text(), (root / "B.md").read_text()) == (ODD, EVEN)
    status = last_status(root)
    assert status is not None
    assert status.undone == ("A.md",)
    assert ("undone", "A.md: left alone after an undo, until it changes") in lines_of(status, ())
    (root / "A.md").write_text(f"{ODD}More.\n")
    once(call, root)
    assert (root / "A.md").read_text() == f"{EVEN}More.\n"


def test_fix_that_somebody_asks_for_fixes_what_was_undone(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": ODD})
    once(call, root)
    call("undo", root, "--run", "1")
    assert (root / "A.md").read_text() == ODD
    call("fix", root)
    assert (root / "A.md").read_text() == EVEN
    (root / "A.md").write_text(ODD)
    once(call, root)
    assert (root / "A.md").read_text() == EVEN, "it was fixed since it was undone"


def test_nothing_of_mine_to_undo(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": ODD})
    once(call, root)
    assert said(call("undo", root)) == [
        "The watcher wrote since: `vault-tools undo --run 1` takes that back.",
        "Nothing to undo.",
    ]


def test_each_place_that_a_vault_may_have_been_moved_from_is_counted(vault, call, tmp_path: Path) -> None:
    said_of: list[str] = []
    for number in range(3):
        root = vault({".obsidian/app.json": "{}", "Saaz.md": ODD}, name=f"vault{number}")
        call("fix", root)
        root.rename(tmp_path / "elsewhere")
        said_of += said(call("undo", tmp_path / "elsewhere"))
        shutil.rmtree(tmp_path / "elsewhere")
    ends = [re.search(r"( or .*)?: move it back", line) for line in said_of]
    assert [end and end[1] for end in ends] == [None, " or 1 other place", " or 2 other places"]
