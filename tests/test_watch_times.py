"""What the watcher decides by the clock: state machines that are given the time."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

import pytest

from vault_tools.watch.blockers import Blockers
from vault_tools.watch.changes import Sleep
from vault_tools.watch.event_health import ANSWER, BEAT, Heartbeat
from vault_tools.watch.guard import Guard
from vault_tools.watch.schedule import AFTERWARDS, CPU_SHARE, EVERY, WHEN_POLLING, Schedule
from vault_tools.watch.status import Status
from vault_tools.watch.store import REFRESHED, StateFile, last_status, only_watcher
from vault_tools.watch.tree import Stamp, Tree, WatchedFolder
from vault_tools.watch.waiting import FIRST_RETRY, LONGEST, WHEN_OPEN, WaitingNotes

# When to scan

EVERYTHING = None
Look = tuple[float, frozenset[str] | None]


def looks(
    hints: list[tuple[float, str | None]], until: float, took: float = 0.0, cpu: float = 0.0
) -> list[Look]:
    """The times and targets of a schedule's scans, given hints in order of time."""
    schedule, found, left = Schedule(0.0), [], list(hints)
    while True:
        due = schedule.due()
        if left and left[0][0] <= due:
            at, folder = left.pop(0)
            schedule.hint(folder, at)
        elif due > until:
            return found
        else:
            folders = schedule.take(due)
            found.append((due, folders))
            schedule.looked(folders is EVERYTHING, due, due + took, cpu)


def folders(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("hints", "expected"),
    [
        ([], []),
        ([(1.0, "a/")], [(1.25, folders("a/")), (6.0, EVERYTHING)]),
        ([(1.0, "a/"), (1.2, ""), (1.4, "a/")], [(1.65, folders("a/", "")), (6.4, EVERYTHING)]),
        ([(1.0, "a/"), (1.5, "b/")], [(1.25, folders("a/")), (1.75, folders("b/")), (6.5, EVERYTHING)]),
        ([(1.0, "a/"), (1.1, None)], [(1.35, EVERYTHING), (6.1, EVERYTHING)]),
    ],
)
def test_hints_are_looked_at_when_they_have_settled_and_once_afterwards(
    hints: list[tuple[float, str | None]], expected: list[Look]
) -> None:
    assert looks(hints, until=50.0) == expected


def test_hints_that_arrive_out_of_order_settle_after_the_latest() -> None:
    schedule = Schedule(0.0)
    schedule.hint("a/", 2.0)
    schedule.hint("b/", 1.9)
    assert schedule.due() == 2.25


def test_storm_that_does_not_settle_is_looked_at_every_few_seconds() -> None:
    storm = [(10 + n / 10, "a/") for n in range(200)]
    times = [at for at, _ in looks(storm, until=60.0)]
    assert times == pytest.approx([15.0, 20.0, 25.0, 30.0, 29.9 + AFTERWARDS])


def test_everything_is_looked_at_every_minute() -> None:
    assert looks([], until=200.0) == [(60.0, EVERYTHING), (120.0, EVERYTHING), (180.0, EVERYTHING)]


def test_looking_takes_little_of_the_time() -> None:
    assert [at for at, _ in looks([], until=200.0, took=4.0)] == [60.0, 124.0, 188.0]
    pause = 4.0 * CPU_SHARE
    assert [at for at, _ in looks([], until=300.0, took=4.0, cpu=4.0)] == [60.0, 60.0 + 4.0 + pause]


def test_everything_is_looked_at_every_few_seconds_while_polling() -> None:
    schedule = Schedule(0.0)
    schedule.poll(True, 7.0)
    assert schedule.due() == 7.0 + WHEN_POLLING
    schedule.poll(True, 8.0)
    assert schedule.due() == 7.0 + WHEN_POLLING
    schedule.poll(False, 8.5)
    assert schedule.due() == 8.5 + EVERY


# Whether events arrive


def test_silence_is_broken_by_a_heartbeat_and_its_echo() -> None:
    heartbeat = Heartbeat(0.0)
    assert heartbeat.due(-inf) == BEAT
    assert [heartbeat.wants_beat(now, -inf) for now in (0.0, BEAT)] == [False, True]
    heartbeat.sent(BEAT)
    assert not heartbeat.is_lost(BEAT + ANSWER, heard=BEAT + 0.1)
    assert heartbeat.due(BEAT + 0.1) == 2 * BEAT + 0.1


def test_heartbeat_without_an_echo_is_lost_after_a_while() -> None:
    heartbeat = Heartbeat(0.0)
    heartbeat.sent(BEAT)
    assert heartbeat.due(heard=1.0) == BEAT + ANSWER
    assert [heartbeat.is_lost(now, heard=1.0) for now in (BEAT, BEAT + ANSWER)] == [False, True]
    assert not heartbeat.wants_beat(BEAT + 1, heard=1.0)


def test_no_heartbeat_is_needed_while_events_arrive() -> None:
    heartbeat = Heartbeat(0.0)
    assert not any(heartbeat.wants_beat(now, heard=now - 1) for now in range(100))


def test_sleep_is_noticed_once() -> None:
    sleep = Sleep(clock=100.0, time_of_day=5000.0)
    assert not sleep.is_over(103.0, 5003.1)
    assert sleep.is_over(104.0, 9000.0)
    assert not sleep.is_over(107.0, 9003.0)


def test_clock_that_is_set_back_is_noticed() -> None:
    sleep = Sleep(clock=100.0, time_of_day=5000.0)
    assert sleep.is_over(104.0, 1000.0)


# What waits

QUIET = 10.0
ALONE = Blockers()


def waiting(*changes: float) -> WaitingNotes:
    found = WaitingNotes(QUIET)
    for at in changes:
        found.changed("A.md", at)
    found.paths.add("A.md")
    return found


def why(found: WaitingNotes, now: float, around: Blockers = ALONE) -> str:
    wait = found.wait("A.md", now, around)
    return wait.why if wait else ""


def test_note_is_due_when_it_was_left_alone_for_the_quiet_period() -> None:
    found = waiting(0.0, 4.0)
    assert (found.due(13.9, ALONE), found.next(5.0, ALONE)) == ([], 14.0)
    assert found.due(14.0, ALONE) == ["A.md"]


def test_note_that_is_not_known_to_have_changed_need_not_wait() -> None:
    assert WaitingNotes(QUIET).wait("B.md", 0.0, ALONE) is None


def test_note_open_in_obsidian_waits_longer_after_a_change_and_not_without() -> None:
    around, found = Blockers(open_notes=frozenset({"A.md", "B.md"})), waiting(0.0)
    assert why(found, 11.0, around) == "is open in Obsidian"
    assert found.next(11.0, around) == WHEN_OPEN
    assert found.due(WHEN_OPEN, around) == found.due(11.0, ALONE) == ["A.md"]
    assert found.wait("B.md", 0.0, around) is None


def test_note_with_a_conflict_copy_waits_for_its_owner() -> None:
    around, found = Blockers(conflicted=frozenset({"A.md"})), waiting(0.0)
    assert why(found, 1e9, around) == "has a conflict copy"
    assert found.next(1e9, around) == inf
    assert found.due(1e9, ALONE) == ["A.md"]


def test_all_notes_wait_for_git() -> None:
    around, found = Blockers(git="a merge is not finished"), waiting(0.0)
    assert why(found, 20.0, around) == "a merge is not finished"
    assert found.wait("B.md", 20.0, around) is not None
    assert 20.0 < found.next(20.0, around) < 22.0


def test_note_that_could_not_be_written_is_tried_again_ever_more_seldom_or_when_it_changes() -> None:
    found, now = waiting(-100.0), 0.0
    for pause in (FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY):
        found.failed("A.md", now)
        assert (why(found, now), found.next(now, ALONE)) == ("could not be written", now + pause)
        now += pause
    for _ in range(20):
        found.failed("A.md", now)
    assert found.next(now, ALONE) == now + LONGEST
    found.changed("A.md", now)
    assert (found.next(now, ALONE), found.failed_paths) == (now + QUIET, [])


def mended_and_changed(found: WaitingNotes, mended: float, *changes: float) -> float:
    """How long the note waits after its last change."""
    found.fixed("A.md", mended)
    for at in changes:
        found.changed("A.md", at)
    return found.next(changes[-1], ALONE) - changes[-1]


def test_note_that_somebody_else_writes_too_waits_twice_as_long_each_time() -> None:
    found = waiting(0.0)
    assert mended_and_changed(found, 10.0, 15.0) == 2 * QUIET
    assert mended_and_changed(found, 35.0, 40.0) == 4 * QUIET
    assert mended_and_changed(found, 100.0, 150.0) == 8 * QUIET


def test_who_goes_on_typing_after_a_note_was_mended_counts_once() -> None:
    found = waiting(0.0)
    assert mended_and_changed(found, 10.0, 15.0, 17.0, 19.0, 30.0) == 2 * QUIET


def test_note_that_stays_as_it_was_mended_waits_no_longer() -> None:
    found = waiting(0.0)
    mended_and_changed(found, 10.0, 15.0)
    assert mended_and_changed(found, 35.0, 35.0 + 20 * QUIET) == 2 * QUIET
    found.forget(1e6)
    assert mended_and_changed(found, 1e6, 1e6 + 10 * QUIET) == QUIET


def test_what_makes_no_difference_is_forgotten() -> None:
    found = waiting(0.0)
    found.fixed("A.md", 10.0)
    found.failed("A.md", 12.0)
    found.paths.clear()
    found.forget(1e6)
    assert vars(found) == vars(WaitingNotes(QUIET))


# Whether it is the vault


def tree(*names: str, identity: int = 1) -> Tree:
    stamp = Stamp(1, 1, 1, True)
    return Tree({"": WatchedFolder({f"{name}.md": stamp for name in names})}, identity=(1, identity))


NAMES = [str(n) for n in range(100)]
MOVED = [f"moved {n}" for n in range(100)]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (tree(*NAMES), ""),
        (tree(*NAMES[:81]), ""),
        (tree(*NAMES[:80]), "20 of 100 notes disappeared at once; if intended, restart the watcher"),
        (tree(), "100 of 100 notes disappeared at once; if intended, restart the watcher"),
        (tree(*MOVED), ""),
        (tree(*NAMES, identity=2), ""),
        (tree(*MOVED, identity=2), "another folder has taken the vault's place"),
        (None, "the vault's folder is gone"),
    ],
)
def test_guard_doubts_what_is_hardly_the_vault(now: Tree | None, reason: str) -> None:
    guard = Guard(tree(*NAMES))
    assert guard.look(now, 0.0) == (not reason)
    assert guard.reason == reason
    assert guard.look(tree(*NAMES), 1e6)
    assert guard.reason == ""


def test_guard_lets_few_notes_go() -> None:
    assert Guard(tree(*NAMES[:9])).look(tree(), 0.0)
    assert not Guard(tree(*NAMES[:10])).look(tree(), 0.0)


def test_guard_sees_through_notes_that_go_one_by_one() -> None:
    guard = Guard(tree(*NAMES))
    seen = [guard.look(tree(*NAMES[n:]), 10.0 * n) for n in range(40)]
    assert seen == [True] * 20 + [False] * 20


def test_guard_lets_notes_go_over_a_long_time() -> None:
    guard = Guard(tree(*NAMES))
    assert all(guard.look(tree(*NAMES[n:]), 60.0 * n) for n in range(60))


def test_guard_does_not_take_what_it_doubts_for_the_vault() -> None:
    guard = Guard(tree(*NAMES))
    assert [guard.look(tree(*NAMES[:count]), 60.0) for count in (100, 81)] == [True, True]
    assert not guard.look(tree(*NAMES[:79]), 120.0)
    assert not guard.look(tree(*NAMES[:79]), 1e6)


def test_guard_does_not_give_in_with_time() -> None:
    guard = Guard(tree(*NAMES))
    assert not any(guard.look(tree(*NAMES[:50]), 600.0 * n) for n in range(20))


# What others see


@pytest.mark.parametrize(("seconds", "is_written"), [(REFRESHED - 1, False), (REFRESHED, True)])
def test_status_without_news_is_written_now_and_then(
    tmp_path: Path, seconds: float, *, is_written: bool
) -> None:
    began = datetime(2026, 3, 7, 12).astimezone()
    first = Status(
        vault=str(tmp_path),
        pid=1,
        version="1",
        started=began.isoformat(),
        updated=began.isoformat(),
        activity="watching",
        dry_run=False,
        quiet_period=QUIET,
        notes=0,
        folders=1,
        watches=None,
        polls="",
        waiting=0,
    )
    later = replace(first, updated=(began + timedelta(seconds=seconds)).isoformat())
    with only_watcher(tmp_path):
        file = StateFile(tmp_path)
        file.write(first)
        file.write(later)
    assert last_status(tmp_path) == (later if is_written else first)
