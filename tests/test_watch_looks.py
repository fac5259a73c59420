"""A watcher in this process, which scans when told to: what appears and disappears between two scans."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

import pytest
from vaults import texts
from watchers import MALFORMED, MENDED

from vault_tools.watch.changes import Changed, Changes
from vault_tools.watch.inbox import Inbox
from vault_tools.watch.watcher import Watcher, WatchOptions

pytestmark = pytest.mark.usefixtures("time_limit")

SETTLED = 0.02
"""Seconds, enough for the next write to get a different time."""
MODES = {"judges": WatchOptions(fixes=False, at_once=True), "mends": WatchOptions(quiet_period=0.0)}


@pytest.fixture(autouse=True)
def soon_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault_tools.watch.schedule.SETTLED", SETTLED)


@contextmanager
def following(root: Path, options: WatchOptions) -> Iterator[Watcher]:
    """A watcher without events: the test decides when it scans."""
    changes = Changes(root, Inbox(), poll=True)
    try:
        yield Watcher(changes, options, lambda status: None)
    finally:
        changes.close()


def look(watcher: Watcher) -> None:
    """Scan everything, and do what is then due."""
    before = watcher.changes.tree
    watcher.changes.inbox.hint(None)
    while watcher.changes.tree is before:
        watcher.notice(watcher.changes.next(inf))
    while watcher.next() <= time.monotonic():
        watcher.step()


def judged(watcher: Watcher) -> set[str]:
    return set(watcher.fixer.runner.session.outcomes)


@pytest.mark.parametrize("options", MODES.values(), ids=MODES.keys())
def test_note_that_came_and_went_between_two_looks_is_forgotten(vault, options: WatchOptions) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": "a\n"})
    with following(root, options) as watcher:
        (root / "Short-lived.md").write_text(MALFORMED)
        watcher.step()
        assert judged(watcher) == {"A.md", "Short-lived.md"}
        (root / "Short-lived.md").unlink()
        look(watcher)
        assert judged(watcher) == {"A.md"}


@pytest.mark.parametrize("options", MODES.values(), ids=MODES.keys())
def test_note_that_came_back_for_a_moment_is_forgotten(vault, options: WatchOptions) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": "a\n", "B.md": MALFORMED})
    with following(root, options) as watcher:
        watcher.step()
        (root / "B.md").unlink()
        before = watcher.changes.tree
        watcher.changes.inbox.hint(None)
        while watcher.changes.tree is before:
            changed = watcher.changes.next(inf)
        (root / "B.md").write_text(MALFORMED)
        watcher.notice(changed)
        watcher.step()
        assert "B.md" in judged(watcher)
        (root / "B.md").unlink()
        look(watcher)
        assert judged(watcher) == {"A.md"}


BOARD = '{"nodes": [{"type": "file", "file": "Lonely.md"}]}'
BEFORE = {"A.md: broken-link", "Lonely.md: orphan-note"}
FILES = {
    "a file that came": (lambda r: (r / "map.png").touch(), BEFORE - {"A.md: broken-link"}),
    "one in a folder": (lambda r: (r / "Maps" / "map.png").touch(), BEFORE - {"A.md: broken-link"}),
    "a file that went": (lambda r: (r / "plan.png").unlink(), BEFORE | {"A.md: orphan-note"}),
    "a canvas": (lambda r: (r / "Board.canvas").write_text(BOARD), BEFORE - {"Lonely.md: orphan-note"}),
    "what a file holds": (lambda r: (r / "plan.png").write_text("png"), BEFORE),
}


@pytest.mark.parametrize(("happens", "after"), FILES.values(), ids=FILES.keys())
def test_file_that_is_no_note_changes_what_is_said_of_notes(vault, happens: Any, after: set[str]) -> None:
    root = vault(
        {
            "vault-tools.yaml": "rules: {select: [broken-link, orphan-note]}\n",
            "A.md": "![[map.png]]\n![[plan.png]]\n",
            "Lonely.md": "text\n",
            "plan.png": "",
            "Board.canvas": "{}",
            "Maps/old.png": "",
        }
    )
    with following(root, MODES["judges"]) as watcher:
        watcher.step()
        assert found(watcher) == BEFORE
        happens(root)
        look(watcher)
        assert found(watcher) == after


def found(watcher: Watcher) -> set[str]:
    outcomes = watcher.fixer.runner.session.outcomes.values()
    return {f"{o.path}: {d.rule}" for o in outcomes for d in o.left}


PATIENT = WatchOptions(quiet_period=3600.0)


def old(root: Path) -> Path:
    for path in root.rglob("*.md"):
        os.utime(path, (1e9, 1e9))
    return root


def test_nothing_is_written_while_the_vault_is_in_doubt(vault) -> None:
    root = old(vault({".obsidian/app.json": "{}", "A.md": MALFORMED}))
    with following(root, PATIENT) as watcher:
        watcher.changes.guard.reason = "another folder has taken the vault's place"
        watcher.step()
        assert texts(root)["A.md"] == MALFORMED
        assert (watcher.next(), len(watcher.troubles)) == (inf, 1)
        watcher.changes.guard.reason = ""
        watcher.step()
        assert (texts(root)["A.md"], watcher.troubles) == (MENDED, ())


def test_vault_of_which_most_is_gone_is_not_believed(vault) -> None:
    root = vault({f"{n}.md": "Saaz.\n" for n in range(30)})
    with following(root, PATIENT) as watcher:
        for n in range(20):
            (root / f"{n}.md").unlink()
        watcher.changes.inbox.hint(None)
        assert watcher.changes.next(inf) == Changed()
        assert (len(watcher.changes.tree), watcher.changes.guard.reason != "") == (30, True)


def test_note_that_changed_since_it_was_seen_waits(vault) -> None:
    root = old(vault({".obsidian/app.json": "{}", "A.md": MALFORMED, "B.md": MALFORMED}))
    with following(root, PATIENT) as watcher:
        (root / "A.md").write_text(MALFORMED + "More.\n")
        watcher.step()
        assert (texts(root)["A.md"], texts(root)["B.md"]) == (MALFORMED + "More.\n", MENDED)
        assert [path for path, wait in watcher.fixer.waits(9) if wait] == ["A.md"]


def test_note_that_is_emptied_waits_no_longer(vault) -> None:
    root = old(vault({".obsidian/app.json": "{}", "A.md": "Saaz.\n"}))
    with following(root, PATIENT) as watcher:
        watcher.step()
        (root / "A.md").write_text(MALFORMED)
        look(watcher)
        assert watcher.fixer.waiting.paths == {"A.md"}
        (root / "A.md").write_text("")
        look(watcher)
        assert watcher.fixer.waiting.paths == set()


def test_failed_look_is_repeated_though_nothing_is_fixed(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": "a\n"})
    monkeypatch.setattr("vault_tools.watch.watcher.FIRST_RETRY", 0.0)
    with following(root, MODES["judges"]) as watcher:
        watcher.step()
        update, failures = watcher.fixer.runner.update, [OSError(5, "Input/output error")]

        def failing(*args: Any, **options: Any) -> Any:
            if failures:
                raise failures.pop()
            return update(*args, **options)

        monkeypatch.setattr(watcher.fixer.runner, "update", failing)
        (root / "B.md").write_text(MALFORMED)
        look(watcher)
        assert (failures, judged(watcher)) == ([], {"A.md", "B.md"})


def test_note_that_was_just_written_does_not_wait(vault) -> None:
    root = old(vault({".obsidian/app.json": "{}", "A.md": MALFORMED}))
    with following(root, PATIENT) as watcher:
        watcher.step()
        look(watcher)
        assert (texts(root)["A.md"], watcher.fixer.waiting.paths) == (MENDED, set())
        (root / "A.md").write_text("Saaz.\n")
        look(watcher)
        watcher.fixer.waiting.paths.clear()
        (root / "A.md").write_text(MENDED)
        look(watcher)
        assert watcher.fixer.waiting.paths == {"A.md"}


def test_configuration_that_somebody_edits_waits_and_that_of_another_vault_does_not(vault) -> None:
    with following(vault({".obsidian/app.json": "{}", "A.md": "Saaz.\n"}), PATIENT) as watcher:
        watcher.step()
        runner = watcher.fixer.runner
        watcher.notice(Changed(settings=True))
        watcher.step()
        assert watcher.fixer.runner is runner
        watcher.notice(Changed(settings=True, signs=True))
        watcher.step()
        assert watcher.fixer.runner is not runner


def test_what_is_flagged_is_counted_once_and_not_when_it_is_gone(vault) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": MALFORMED})
    with following(root, MODES["judges"]) as watcher:
        watcher.step()
        for text in (MALFORMED, f"{MALFORMED}More.\n", f"{MALFORMED}Still more.\n"):
            (root / "A.md").write_text(text)
            look(watcher)
            assert +watcher.record.flagged == {"malformed-tag": 1}
        (root / "A.md").unlink()
        look(watcher)
        assert +watcher.record.flagged == {}


def test_machine_that_slept_looks_at_everything(
    vault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with following(vault({"A.md": "Saaz.\n"}), PATIENT) as watcher:
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + 3600)
        with caplog.at_level(logging.INFO):
            watcher.changes.next(-inf)
            watcher.changes.next(-inf)
    slept = "the machine slept, or its time was set: looking at everything"
    assert caplog.messages.count(slept) == 1


def test_who_is_called_does_not_wait() -> None:
    inbox = Inbox()
    inbox.call()
    inbox.wait(inf, wake_for_hints=True)
    assert inbox.called


def test_file_that_may_be_meant_changes_what_is_said_of_a_broken_link(vault) -> None:
    notes = {"vault-tools.yaml": "rules: {select: [broken-link]}\n", "A.md": "![[Hallertau-mpa.png]]\n"}
    root = vault({**notes, "plan.png": ""})
    with following(root, MODES["judges"]) as watcher:

        def messages() -> list[str]:
            outcomes = watcher.fixer.runner.session.outcomes.values()
            return [d.message for o in outcomes for d in o.left]

        watcher.step()
        (before,) = messages()
        (root / "Hallertau-map.png").touch()
        look(watcher)
        (after,) = messages()
        assert ("Hallertau-map" in before, "Hallertau-map" in after) == (False, True)
