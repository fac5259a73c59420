"""A watcher in this process, which looks when it is told to: what comes and goes between two looks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

import pytest
from watchers import MALFORMED

from vault_tools.watch.changes import Changes
from vault_tools.watch.inbox import Inbox
from vault_tools.watch.watcher import Watcher, WatchOptions

pytestmark = pytest.mark.usefixtures("time_limit")

MODES = {"judges": WatchOptions(fixes=False, at_once=True), "mends": WatchOptions(quiet_period=0.0)}


@contextmanager
def following(root: Path, options: WatchOptions) -> Iterator[Watcher]:
    """Events are not waited for: the test says when to look."""
    changes = Changes(root, Inbox(), poll=True)
    try:
        yield Watcher(changes, options, lambda status: None)
    finally:
        changes.close()


def look(watcher: Watcher) -> None:
    """Look at all, and do what is due then."""
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
