"""The promises of the writer in a short form; the scripts in tests/reliability run the long one."""

import random
import shutil
import sys
from pathlib import Path

import pytest
from editors import EDITORS
from failing_calls import calls_to_the_disk, fail_at_each
from interleavings import ACTS, CHANGES, Act, interleaved
from kill import kill_before_lines, kill_often
from lost_saves import contest
from often import often

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leases, fork and strace are Linux's")


@pytest.mark.parametrize("editor", EDITORS)
def test_no_save_is_lost(tmp_path: Path, editor: str) -> None:
    result = contest(editor, often(25, 100), tmp_path)
    assert result.lost == result.displaced == 0
    assert result.writes + result.refused


@pytest.mark.parametrize("act", ACTS, ids=lambda act: getattr(act, "__name__", None) or act.editor)
@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_lost_whoever_acts_when(tmp_path: Path, monkeypatch, change: str, act: Act) -> None:
    monkeypatch.setattr("vault_tools.disk.writer.LAST_LOOK", 0.1)
    count = interleaved(CHANGES[change], act, tmp_path, every=often(61, 41))
    assert count.acts
    assert count.wrong == count.displaced == 0


def test_no_note_is_torn_when_the_writer_is_killed(tmp_path: Path) -> None:
    count = kill_often(often(5, 25), tmp_path / "vault", random.Random(3))
    assert count.in_a_run
    assert count.torn == count.strays == count.not_undoable == 0


def test_next_start_tidies_up_wherever_the_writer_was_killed(tmp_path: Path) -> None:
    count = kill_before_lines(often(89, 53), tmp_path / "vault")
    assert count.in_a_run > 5
    assert count.torn == count.strays == count.not_done == count.not_undoable == 0


@pytest.mark.skipif(not shutil.which("strace"), reason="strace shows the calls")
def test_what_the_disk_has_before_what(tmp_path: Path) -> None:
    """The order of new bytes, journal, notes and folders, by system calls."""
    calls = calls_to_the_disk(tmp_path)
    first, last = calls.index("change"), max(n for n, call in enumerate(calls) if call == "change")
    last_bytes = max(n for n, call in enumerate(calls) if call == "new bytes")
    assert (calls.count("new bytes"), calls.count("change")) == (3, 4)
    assert "journal" in calls[last_bytes:first]
    assert calls[first - 1] == "journal's folder", "where what takes a commit back has been removed"
    assert {"hidden folder", "vault", "Beer", "New"} <= set(calls[last:])


@pytest.mark.skipif(not shutil.which("strace"), reason="strace makes the calls fail")
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
def test_failure_of_a_system_call_harms_no_note(tmp_path: Path, for_good: bool) -> None:
    count = fail_at_each(["ENOSPC"], tmp_path, every=often(220, 90), for_good=for_good)
    assert count.failures > 2
    assert count.torn == count.untrue == count.crashes == count.strays == count.not_undone == 0
