"""No note takes for ever: one that would is named and left alone, and a signal ends the program in the
meantime."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from started import started
from watchers import PATIENCE, until

from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.rules.broken_link import BrokenLink
from vault_tools.rules.empty_note import EmptyNote
from vault_tools.session import budget
from vault_tools.session.budget import TookTooLong
from vault_tools.vault.schema import Schema

pytestmark = pytest.mark.usefixtures("time_limit")

SLOW = """
import os
from vault_tools.rules.repeated_text import RepeatedText
from vault_tools.session import budget
from vault_tools.session.budget import TookTooLong
budget.SECONDS = 1e6
def check(self, note, schema):
    while "slow" in note.text:
        open(os.environ["BUSY"], "w").close()
    yield from ()
RepeatedText.check = check
from vault_tools.cli.program import main
main()
"""
"""The program with a rule that never ends, and announces when it runs."""


def forever() -> None:
    """Shorten the rest of the budget, so that it does not matter how long everything else took."""
    if signal.getitimer(signal.ITIMER_VIRTUAL)[0]:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.01, budget.AGAIN)
    spin()


def spin() -> None:
    while True:
        pass


def endless(self: EmptyNote, note: Note, schema: Schema) -> Iterator[Diagnostic]:
    if "slow" in note.text:
        forever()
    yield from ()


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "SECONDS", 1000.0)
    monkeypatch.setattr(EmptyNote, "check", endless)


NOTES = {".obsidian/app.json": "{}", "Slow.md": '---\ntags: ["#hops"]\n---\nslow\n'}
WELL = '---\ntags: ["#hops"]\n---\nSaaz.\n'


def test_budget_is_so_many_seconds_of_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "SECONDS", 0.05)
    with pytest.raises(TookTooLong), budget.budget(0):
        spin()
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


class Endless:
    """An object whose destruction takes for ever."""

    def __del__(self) -> None:
        spin()


def collected_in_vain() -> None:
    endless = Endless()
    del endless
    spin()


def test_end_that_is_lost_in_a_collection_is_announced_again_and_not_spoken_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(budget, "SECONDS", 0.05)
    told: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr("sys.unraisablehook", told.append)
        with pytest.raises(TookTooLong), budget.budget(0):
            collected_in_vain()
        assert not told
        assert sys.unraisablehook == told.append


def test_other_errors_in_a_collection_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Faulty:
        def __del__(self) -> None:
            raise KeyError

    told: list[type] = []
    monkeypatch.setattr("sys.unraisablehook", lambda error: told.append(error.exc_type))
    with budget.budget(0):
        Faulty()
    assert told == [KeyError]


def test_preparation_that_ends_within_a_budget_leaves_it_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when steps that were given up are freed while another note is worked on."""
    monkeypatch.setattr(budget, "_is_ready", False)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    before, prepared = signal.getsignal(signal.SIGVTALRM), budget.budgets()
    prepared.__enter__()

    def work() -> None:
        with budget.budget(0):
            prepared.__exit__(None, None, None)
            forever()

    with pytest.raises(TookTooLong):
        work()
    signal.signal(signal.SIGVTALRM, before)


def test_long_note_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "PER_MB", 1000.0)
    with budget.budget(1024**2):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 1500


def test_check_names_the_rule_and_goes_on(vault, call) -> None:
    root = vault({**NOTES, "Well.md": WELL})
    done = call("check", root, "--output-format", "concise")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 1
    assert [line for line in lines if "Slow.md" in line] == [
        "vault/Slow.md:1:1: error unreadable-note: `Slow.md` took too long in `empty-note`; it is left alone"
    ]
    assert any(line.startswith("vault/Well.md") for line in lines)


def test_fix_leaves_the_note_alone_and_goes_on(vault, call) -> None:
    root = vault({**NOTES, "Well.md": WELL})
    call("fix", root)
    assert (root / "Slow.md").read_text() == NOTES["Slow.md"]
    assert (root / "Well.md").read_text() == "---\ntags: [hops]\n---\nSaaz.\n"


def test_standard_input_is_bounded_too(vault, call) -> None:
    root = vault(NOTES)
    done = call("fix", "-", "--stdin-filename", root / "Slow.md", stdin=NOTES["Slow.md"].encode())
    assert done.stdout.decode() == NOTES["Slow.md"]


def test_rule_of_the_vault_is_bounded_too(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(self: object, facts: object, schema: object, vault: object) -> Iterator[Diagnostic]:
        forever()
        yield

    monkeypatch.setattr(BrokenLink, "check", check)
    root = vault({".obsidian/app.json": "{}", "Well.md": WELL})
    for _ in range(2):
        said = call("check", root, "--output-format", "concise").stdout.decode()
        assert "malformed-tag" in said
        assert "vault/Well.md:1:1: error broken-link: took too long in `broken-link`; so this note" in said
    monkeypatch.undo()
    assert b"took too long" not in call("check", root).stdout


def test_signal_ends_a_watcher_that_is_busy_with_a_note(vault) -> None:
    root = vault(NOTES)
    old = time.time() - 1000
    os.utime(root / "Slow.md", (old, old))
    command = [sys.executable, "-c", SLOW, "watch", "--log-format", "text", str(root)]
    with started(
        command, stderr=subprocess.DEVNULL, env={**os.environ, "BUSY": str(root.parent / "busy")}
    ) as watcher:
        until((root.parent / "busy").exists, "the rule that has no end")
        watcher.send_signal(signal.SIGTERM)
        assert watcher.wait(PATIENCE) == 0
