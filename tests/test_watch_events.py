"""Events as hints, in this process: what they refer to, and that storms leave nothing unseen."""

import os
import sys
import threading
from collections.abc import Callable
from itertools import count
from math import inf
from pathlib import Path

import pytest
from often import long, often
from reliability.storms import kill_reader, storm_apart
from watchers import until

from vault_tools.watch.changes import Changes
from vault_tools.watch.event_health import ANSWER, BEAT, EventHealth
from vault_tools.watch.events import Events, hints_of
from vault_tools.watch.inbox import Inbox
from vault_tools.watch.watches import are_used_up, count_folders, count_watches

ANYTHING = None


@pytest.mark.parametrize(
    ("path", "is_folder", "hints"),
    [
        ("A.md", False, [""]),
        ("Beer/Old/A.md", False, ["Beer/Old/"]),
        ("Beer/picture.png", False, ["Beer/"]),
        ("Beer", True, [ANYTHING]),
        ("v1.2", True, [ANYTHING]),
        ("", True, [ANYTHING]),
        (".git/objects/ab", True, []),
        (".trash/A.md", False, []),
        ("Beer/.A.md.swp", False, []),
        (".obsidian/workspace.json", False, [""]),
        (".obsidian/types.json", False, [""]),
        (".obsidian/plugins/other/data.json", False, []),
        ("vault-tools.yaml", False, [""]),
        ("Beer/vault-tools.yaml", False, [ANYTHING]),
        ("Beer/.obsidian", True, [ANYTHING]),
    ],
)
def test_hint_is_the_folder_to_look_at(path: str, is_folder: bool, hints: list[str | None]) -> None:
    assert list(hints_of(path, is_folder=is_folder)) == hints


@pytest.mark.parametrize(
    ("path", "hints"),
    [("A.md", [""]), ("B/x.canvas", ["B/"]), ("B/x.base", ["B/"]), ("picture.png", []), (".obsidian/x", [])],
)
def test_what_is_written_into_other_files_is_no_matter(path: str, hints: list[str]) -> None:
    assert list(hints_of(path, is_folder=False, is_written=True)) == hints


class Heard:
    """What the threads of an observer reported."""

    def __init__(self, root: Path) -> None:
        self.hints: set[str | None] = set()
        self.beats, self.broken = 0, ""
        self.events = Events(root, self.hints.add, self._beat, self._break)

    def _beat(self) -> None:
        self.beats += 1

    def _break(self, why: str) -> None:
        self.broken = why


@pytest.fixture
def heard(vault):
    root = vault({"Beer/Old/A.md": "", "B.md": "", ".git/index": ""})
    found = Heard(root)
    yield root, found
    found.events.stop()
    until(lambda: not [t for t in threading.enumerate() if type(t).__module__.startswith("watchdog")])


def is_idle() -> bool:
    """Whether the event readers are waiting: an error raised from outside at any other moment would leave
    their resources open."""
    frames = sys._current_frames()
    reading = [frames.get(t.ident or 0) for t in threading.enumerate() if type(t).__name__ == "InotifyFD"]
    return bool(reading) and all(f and f.f_code.co_name == "_check_inotify_fd" for f in reading)


DEEDS: list[tuple[Callable[[Path], object], str | None]] = [
    (lambda root: (root / "B.md").write_text("b"), ""),
    (lambda root: (root / "Beer" / "Old" / "A.md").unlink(), "Beer/Old/"),
    (lambda root: (root / "B.md").rename(root / "Beer" / "B.md"), "Beer/"),
    (lambda root: (root / "Beer").rename(root / "Ale"), ANYTHING),
    (lambda root: (root / "New" / "Newer").mkdir(parents=True), ANYTHING),
]


@pytest.mark.parametrize(("deed", "hint"), DEEDS)
def test_what_happens_is_hinted_at(heard, deed: Callable[[Path], object], hint: str | None) -> None:
    root, found = heard
    deed(root)
    until(lambda: hint in found.hints)


def test_reading_is_no_change_and_a_heartbeat_no_hint(heard) -> None:
    root, found = heard
    for path in root.rglob("*.md"):
        path.read_text()
    found.events.beat()
    until(lambda: found.beats)
    assert found.hints == set()
    assert list(root.rglob("*heartbeat*")) == []


def test_thread_that_ends_with_an_error_is_told(heard) -> None:
    root, found = heard
    until(lambda: count_watches() == count_folders(root) + 1)
    until(is_idle)
    kill_reader()
    (root / "B.md").write_text("b")
    until(lambda: found.broken)
    assert found.broken == "KeyError()"


def test_root_that_is_deleted_leaves_no_live_observer(vault) -> None:
    root = vault({})
    found = Heard(root)
    os.rmdir(root)
    until(lambda: not found.events.is_alive())
    found.events.stop()


def test_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Heard(tmp_path / "nowhere")


def test_observers_that_died_leave_no_open_files(vault) -> None:
    root = vault({"B.md": ""})
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        found = Heard(root)
        until(is_idle)
        kill_reader()
        (root / "B.md").write_text("b")
        until(lambda found=found: found.broken)
        found.events.stop()
    until(lambda: len(os.listdir("/proc/self/fd")) <= before)


@pytest.mark.parametrize(("seed", "kind"), [long(1, "low"), (2, "killed")])
def test_after_a_storm_what_is_seen_is_what_is_there(seed: int, kind: str) -> None:
    assert storm_apart(seed, kind, seconds=often(1, 2) / 2, notes=200) < inf


def test_watches_that_a_storm_has_lost_are_set_again_when_it_is_over(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, clock = vault({"Beer/Old/A.md": "", "Hops/B.md": ""}), count()
    health = EventHealth(root, Inbox(), poll=False)

    def look() -> str:
        now = float(next(clock)) * 100
        health.attend(now)
        health.check(now)
        return health.trouble

    look()
    assert look() == ""
    with monkeypatch.context() as patch:
        patch.setattr("vault_tools.watch.event_health.count_watches", lambda: 3)
        while look() in ("", "restarting"):
            pass
        assert health.trouble == "2 of 4 folders are not watched, too much changed at once"
        patch.setattr("vault_tools.watch.event_health.are_used_up", lambda _: True)
        while "too much" in look():
            pass
        assert "2 of 4 folders can't be watched: the system has no watches left" in health.trouble
    while look():
        pass
    assert health.watches == 4
    health.stop()


def test_watches_are_not_used_up(tmp_path: Path) -> None:
    assert not are_used_up(tmp_path)


def test_folder_that_may_not_be_read_is_not_to_be_watched(vault) -> None:
    root = vault({"Beer/A.md": "", "Secret/B.md": ""})
    (root / "Secret").chmod(0)
    expected = 3 if os.access(root / "Secret", os.R_OK) else 2
    assert count_folders(root) == expected
    (root / "Secret").chmod(0o700)


class Deaf:
    """An observer that never reports an event."""

    def __init__(self, *_: object) -> None:
        self.beats, self.is_stopped = 0, False

    def beat(self) -> None:
        self.beats += 1

    def is_alive(self) -> bool:
        return True

    def stop(self) -> None:
        self.is_stopped = True


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> list[Deaf]:
    """The observers that were started."""
    made: list[Deaf] = []

    def make(*args: object) -> Deaf:
        made.append(Deaf(*args))
        return made[-1]

    monkeypatch.setattr("vault_tools.watch.events.Events", make)
    return made


def test_events_of_which_no_heartbeat_comes_back_are_started_again(tmp_path: Path, deaf: list[Deaf]) -> None:
    inbox = Inbox()
    health = EventHealth(tmp_path, inbox, poll=False)
    health.attend(0.0)
    assert inbox.take_hints().keys() == {ANYTHING}
    inbox.heard = 0.0
    health.attend(BEAT)
    health.attend(BEAT + ANSWER)
    assert [(events.beats, events.is_stopped) for events in deaf] == [(1, True)]
    health.attend(health.due())
    assert (len(deaf), inbox.take_hints().keys()) == (2, {ANYTHING})


def test_events_that_have_broken_are_started_again(tmp_path: Path, deaf: list[Deaf]) -> None:
    inbox = Inbox()
    health = EventHealth(tmp_path, inbox, poll=False)
    health.attend(0.0)
    inbox.fail("KeyError()")
    health.attend(0.0)
    assert [events.is_stopped for events in deaf] == [True]


def test_missing_watches_count_when_they_are_missed_twice(
    vault, monkeypatch: pytest.MonkeyPatch, deaf: list[Deaf]
) -> None:
    health = EventHealth(vault({"Beer/A.md": "", "Wine/B.md": ""}), Inbox(), poll=False)
    health.attend(0.0)
    monkeypatch.setattr("vault_tools.watch.event_health.are_used_up", lambda _: True)
    troubles = []
    for now, watches in enumerate([4, 2, 2, 4]):
        monkeypatch.setattr("vault_tools.watch.event_health.count_watches", lambda count=watches: count)
        health.check(now)
        troubles.append(health.trouble.partition(":")[0])
    assert troubles == ["", "", "2 of 3 folders can't be watched", ""]
    assert not deaf[0].is_stopped


def test_folder_in_the_vaults_place_is_watched_anew(vault, deaf: list[Deaf]) -> None:
    root = vault({"A.md": "Saaz.\n"})
    changes = Changes(root, Inbox())
    root.rename(root.with_name("Before"))
    vault({"A.md": "Saaz.\n"})
    changes.inbox.hint(None)
    before = changes.tree
    while changes.tree is before:
        changes.next(inf)
    assert deaf[0].is_stopped
    changes.close()


def test_who_polls_starts_no_events(tmp_path: Path, deaf: list[Deaf]) -> None:
    """Even if another folder takes the vault's place, such as a disk that is mounted again."""
    health = EventHealth(tmp_path, Inbox(), poll=True)
    health.restart(0.0)
    health.attend(1e9)
    assert (deaf, health.due(), health.trouble) == ([], inf, "--poll")
