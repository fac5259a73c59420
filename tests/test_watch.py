"""The watcher as a process: what it fixes and when, what it leaves alone, and that it survives faults."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from started import started
from test_bad_input import BAD, HEALTHY, ODD_NAMES
from watchers import MALFORMED, MENDED, PATIENCE, until
from watchers import watching as watching_from

from vault_tools.disk.recovery import keep
from vault_tools.disk.state import state_folder
from vault_tools.watch import store
from vault_tools.watch.schedule import SETTLED

pytestmark = pytest.mark.usefixtures("time_limit")

CONFIG = """
keys: {tags: {type: tags}}
mocs: [{name: hops, note: MOC.md, source: {tag: hops}}]
"""
VAULT = {
    ".obsidian/app.json": "{}",
    "vault-tools.yaml": CONFIG,
    "Saaz.md": MALFORMED,
    "MOC.md": "---\ntags: [moc]\n---\nMine.\n\n%% vault-tools:begin hops %%\n%% vault-tools:end hops %%\n",
}
PLAIN = {".obsidian/app.json": "{}", "Saaz.md": MALFORMED}
watching = partial(watching_from, quiet=0.1)


@pytest.fixture
def old(vault):
    """A vault whose notes have not changed for long."""

    def build(files, name: str = "vault") -> Path:
        root = vault(files, name)
        for path in root.rglob("*.md"):
            os.utime(path, (1e9, 1e9), follow_symlinks=False)
        return root

    return build


def listed(root: Path) -> list[str]:
    return [line[2:] for line in (root / "MOC.md").read_text().splitlines() if line.startswith("- ")]


def status_comes_to(call, root: Path, code: int) -> None:
    """Log lines and written notes appear a moment before the status that follows from them."""
    until(lambda: call("status", root).returncode == code, f"status {code}")


def test_life_of_a_vault(old, call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes are fixed, and index notes updated, as notes are saved, renamed with a folder, and deleted."""
    monkeypatch.setattr(store, "PATIENCE", 0.1)
    root = old(VAULT)
    with watching(root) as watcher:
        assert (root / "Saaz.md").read_text() == MENDED
        assert listed(root) == ["[[Saaz]]"]
        (root / "New").mkdir()
        (root / "New" / "Citra.md").write_text(MALFORMED)
        watcher.holds("New/Citra.md", MENDED)
        until(lambda: listed(root) == ["[[Citra]]", "[[Saaz]]"])
        (root / "New").rename(root / "Old")
        (root / "Old" / "Fuggle.md").write_text(MALFORMED)
        until(lambda: listed(root) == ["[[Citra]]", "[[Fuggle]]", "[[Saaz]]"])
        (root / "Old" / "Citra.md").unlink()
        until(lambda: listed(root) == ["[[Fuggle]]", "[[Saaz]]"])
        until(lambda: watcher.status().notes == 3 and watcher.status().recent[-1].path == "MOC.md")
        status = json.loads(call("status", root, "--output-format", "json").stdout)
        assert (status["running"], status["healthy"]) == (True, True)
        assert status["recent"][-1]["path"] == "MOC.md"
        of_moc = next(line for line in watcher.events("mended") if line["path"] == "MOC.md")
        assert of_moc["rules"] == {"stale-moc": 1}
        assert call("status", root).returncode == 0
        assert call("watch", root).returncode == 2
        assert watcher.stop() == 0
    assert call("status", root).returncode == 3


def test_note_is_left_alone_while_somebody_writes_it(old) -> None:
    """And for the whole quiet period after the last save, which the watcher dates before the look that found
    it."""
    root, quiet = old(PLAIN), 2.0
    with watching(root, quiet=quiet) as watcher:
        for number in range(3):
            soonest = time.monotonic() + quiet - SETTLED
            (root / "Saaz.md").write_text(saved := f"{MALFORMED}{number}\n")
            time.sleep(SETTLED + 0.1)
            # on a busy machine, this test may itself be quiet for too long
            assert (root / "Saaz.md").read_text() == saved or time.monotonic() >= soonest, "too soon"
        watcher.holds("Saaz.md", f"{MENDED}2\n")
        assert time.monotonic() >= soonest, "too soon"


def test_notes_that_are_young_at_the_start_wait(old) -> None:
    root, quiet = old(PLAIN), 1.5
    tomorrow = time.time() + 86_400
    os.utime(root / "Saaz.md", (tomorrow, tomorrow))
    soonest = time.monotonic() + quiet
    with watching(root, quiet=quiet) as watcher:
        watcher.holds("Saaz.md", MENDED)
        assert time.monotonic() >= soonest


def test_what_git_checks_out_is_mended_and_not_chased(old) -> None:
    root = old({".obsidian/app.json": "{}"} | {f"{n % 10}/{n}.md": "Saaz.\n" for n in range(100)})
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *command], check=True)
    for path in root.rglob("*.md"):
        path.write_text(MALFORMED)
    for command in (["commit", "-qam", "two"], ["checkout", "-q", "HEAD~1"]):
        subprocess.run([*git, *command], check=True)
    with watching(root) as watcher:
        subprocess.run([*git, "checkout", "-q", "--force", "-"], check=True)
        until(lambda: all(path.read_text() == MENDED for path in root.rglob("*.md")))
        (root / "Last.md").write_text(MALFORMED)
        watcher.holds("Last.md", MENDED)
        until(lambda: len(watcher.mended()) >= 101 and not watcher.status().waiting)
        assert len(watcher.mended()) == 101


def test_dry_run_says_and_does_nothing(old) -> None:
    root = old(PLAIN)
    with watching(root, "--dry-run") as watcher:
        watcher.told("would-mend", "Saaz.md")
        (root / "Citra.md").write_text(MALFORMED)
        watcher.told("would-mend", "Citra.md")
        assert (root / "Saaz.md").read_text() == (root / "Citra.md").read_text() == MALFORMED
        assert watcher.stop(signal.SIGINT) == 130


def test_once_looks_at_everything_and_ends(old, call) -> None:
    root = old(VAULT | {"Young.md": MALFORMED})
    tomorrow = time.time() + 86_400
    os.utime(root / "Young.md", (tomorrow, tomorrow))
    done = call("watch", root, "--once")
    assert (done.returncode, listed(root)) == (0, ["[[Saaz]]", "[[Young]]"])
    assert (root / "Young.md").read_text() == MALFORMED
    assert b"fixed" in done.stderr


@pytest.mark.parametrize(("log_format", "start"), [("text", b"20"), ("json", b'{"time"')])
def test_log_goes_to_a_file(old, call, tmp_path: Path, log_format: str, start: bytes) -> None:
    root, log = old(PLAIN), tmp_path / "logs" / "watch.log"
    done = call("watch", root, "--once", "--log-file", log, "--log-format", log_format)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert log.read_bytes().startswith(start)
    assert b"Saaz.md: fixed: malformed-tag" in log.read_bytes()
    assert call("watch", root, "--once", "--log-file", root / "Saaz.md" / "log").returncode == 2


def test_polling_sees_what_events_would_have_told(old) -> None:
    root = old(PLAIN)
    with watching(root, "--poll") as watcher:
        (root / "Citra.md").write_text(MALFORMED)
        watcher.holds("Citra.md", MENDED)
        assert watcher.status().polls == "--poll"


# What has to wait


def test_notes_wait_for_git_for_obsidian_and_for_who_settles_a_conflict(old) -> None:
    root = old(PLAIN)
    (root / ".git").mkdir()
    lock, workspace = root / ".git" / "index.lock", root / ".obsidian" / "workspace.json"
    copy = root / "Fuggle.sync-conflict-20250307-103000-ABCDEFG.md"
    with watching(root) as watcher:
        for note, path, text, why in (
            ("Citra.md", lock, "", "git is at work"),
            ("Hallertau.md", workspace, json.dumps({"file": "Hallertau.md"}), "is open in Obsidian"),
            ("Fuggle.md", copy, "Theirs.\n", "has a conflict copy"),
        ):
            path.write_text(text)
            (root / note).write_text(MALFORMED)
            until(lambda note=note, why=why: watcher.waits_because(note) == why, why)
            assert (root / note).read_text() == MALFORMED
            path.unlink()
            watcher.holds(note, MENDED)


def test_vault_in_a_vault_is_left_to_its_own_watcher(old) -> None:
    root = old(VAULT | {"Other/vault-tools.yaml": "", "Other/Mine.md": MALFORMED})
    with watching(root) as watcher:
        (root / "Other" / "New.md").write_text(MALFORMED)
        (root / "Citra.md").write_text(MALFORMED)
        watcher.holds("Citra.md", MENDED)
        assert (
            (root / "Other" / "Mine.md").read_text() == (root / "Other" / "New.md").read_text() == MALFORMED
        )


def test_vault_that_is_gone_or_nearly_empty_is_not_written(old, call) -> None:
    root = old(VAULT | {f"{n}.md": MENDED for n in range(20)} | {f"Hops/{n}.md": MENDED for n in range(20)})
    aside, hops = root.with_name("aside"), root.with_name("hops")
    with watching(root) as watcher:
        before = (root / "MOC.md").read_text()
        root.rename(aside)
        watcher.told("stopped-writing", "folder is gone")
        status_comes_to(call, root, 1)
        aside.rename(root)
        watcher.told("stopped-writing", "resolved")
        (root / "Hops").rename(hops)
        watcher.told("stopped-writing", "20 of 42 notes disappeared at once")
        status_comes_to(call, root, 1)
        assert (root / "MOC.md").read_text() == before
        (hops / "0.md").write_text(MALFORMED)
        hops.rename(root / "Hops")
        watcher.holds("Hops/0.md", MENDED)
        status_comes_to(call, root, 0)


def test_note_that_was_emptied_is_left_alone_until_it_holds_something(old) -> None:
    required = "keys: {status: {type: text, required: true, default: draft}}"
    root = old(PLAIN | {"vault-tools.yaml": required, "Hops.md": "---\nstatus: done\n---\nHops.\n"})
    with watching(root) as watcher:
        (root / "Hops.md").write_text("")
        (root / "Citra.md").write_text("Citra.\n")
        watcher.holds("Citra.md", "---\nstatus: draft\n---\nCitra.\n")
        assert (root / "Hops.md").read_text() == ""
        (root / "Hops.md").write_text("Hops.\n")
        watcher.holds("Hops.md", "---\nstatus: draft\n---\nHops.\n")


# What goes wrong


def test_configuration_may_appear_break_and_heal(old, call) -> None:
    root = old({".obsidian/app.json": "{}", "Saaz.md": "---\ntags: [Hop_Yard]\n---\nSaaz.\n"})
    with watching(root) as watcher:
        (root / "vault-tools.yaml").write_text("tags: {style: snake}")
        watcher.told("configuration", "the old configuration stays in force")
        until(lambda: any("vault-tools.yaml:1:" in trouble for trouble in watcher.status().troubles))
        (root / "Citra.md").write_text(MALFORMED)
        watcher.holds("Citra.md", MENDED)
        status_comes_to(call, root, 1)
        (root / "vault-tools.yaml").write_text("tags: {style: kebab-case}")
        watcher.holds("Saaz.md", "---\ntags: [hop-yard]\n---\nSaaz.\n")
        status_comes_to(call, root, 0)


def test_wrong_configuration_at_the_start_is_an_error(old, call) -> None:
    root = old(PLAIN | {"vault-tools.yaml": "hops: 1"})
    done = call("watch", root)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


FAILING = """
import sys
from vault_tools.disk.recovery import keep
from vault_tools.disk.state import state_folder
from vault_tools.rules.malformed_tag import MalformedTag
check = MalformedTag.check
def failing(rule, note, schema):
    if "poison" in note.text:
        raise ZeroDivisionError("in a rule")
    yield from check(rule, note, schema)
MalformedTag.check = failing
from vault_tools.cli.program import main
main()
"""


def test_rule_that_raises_costs_its_note_alone(old, call) -> None:
    root = old(PLAIN | {"Bad.md": MALFORMED + "poison\n"})
    with watching(root, program=("-c", FAILING)) as watcher:
        assert (root / "Saaz.md").read_text() == MENDED
        (root / "Citra.md").write_text(MALFORMED)
        watcher.holds("Citra.md", MENDED)
        (told,) = watcher.events("rule-failed")
        assert "Bad.md: rule `malformed-tag` failed" in told["message"]
        assert "ZeroDivisionError: in a rule" in told["traceback"]
        status_comes_to(call, root, 1)
        (root / "Bad.md").write_text(MALFORMED)
        watcher.holds("Bad.md", MENDED)
        status_comes_to(call, root, 0)


def test_run_that_fails_is_tried_again_when_something_changes(old, call) -> None:
    config = "mocs: [{name: hops, note: MOC.md, item: '{% if title > 1 %}x{% endif %}'}]"
    root = old(VAULT | {"vault-tools.yaml": config})
    with watching(root, wait=False) as watcher:
        assert "fails" in watcher.told("run", "template")["message"]
        status_comes_to(call, root, 1)
        (root / "vault-tools.yaml").write_text(CONFIG)
        watcher.told("run", "resolved")
        watcher.holds("Saaz.md", MENDED)
        status_comes_to(call, root, 0)


def test_note_that_cannot_be_written_is_named_once_and_tried_again(old, call) -> None:
    """A full disk is simulated by a limit on file sizes: writes beyond it fail. Index and journal stay below
    it."""
    text = "x" * 400_000
    large = MALFORMED + text
    root = old(PLAIN | {"Large.md": large})
    limit = (300_000, resource.RLIM_INFINITY)
    with watching(root, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)) as watcher:
        watcher.told("not-written", "Large.md: not written: File too large")
        (root / "Citra.md").write_text(MALFORMED)
        watcher.holds("Citra.md", MENDED)
        assert len(watcher.events("not-written")) == 1
        resource.prlimit(watcher.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        watcher.holds("Large.md", MENDED + text)
        names = {".obsidian", "Saaz.md", "Large.md", "Citra.md"}
        until(lambda: {path.name for path in root.iterdir()} == names, "its own files are gone")


def test_files_that_break_careless_programs_arrive_while_it_runs(old, vault) -> None:
    root = old(PLAIN)
    vault({"Secret.md": HEALTHY}, "outside")
    with watching(root) as watcher:
        for name, make, _ in BAD:
            make(root / name)
        for name, _ in ODD_NAMES:
            Path(os.fsdecode(root), os.fsdecode(name)).write_text(HEALTHY)
        (root / "Last.md").write_text(MALFORMED)
        watcher.holds("Last.md", MENDED)
        until(lambda: all("[hops]" in (root / os.fsdecode(name)).read_text() for name, _ in ODD_NAMES))
        assert (root.parent / "outside" / "Secret.md").read_text() == HEALTHY
        assert not watcher.status().troubles
        assert b"\x1b" not in watcher.log.read_bytes()


def test_two_devices_that_watch_one_vault_do_not_fight(old) -> None:
    """A sync client copies the fixes of both: they end with the same bytes, and nobody writes again."""
    here, there = old(VAULT, "here"), old(VAULT, "there")
    with watching(here) as one, watching(there) as other:
        notes = {path: (here / path).read_bytes() for path in ("Saaz.md", "MOC.md")}
        assert notes == {path: (there / path).read_bytes() for path in notes}
        with other.suspended():
            for path, data in notes.items():
                (there / path).write_bytes(data)
        (here / "Citra.md").write_text(MALFORMED)
        one.holds("Citra.md", MENDED)
        until(lambda: listed(here) == ["[[Citra]]", "[[Saaz]]"])
        with other.suspended():
            for path in ("Citra.md", "MOC.md"):
                (there / path).write_bytes((here / path).read_bytes())
        until(lambda: other.status().notes == 3 and not other.status().waiting)
        assert sorted(other.mended()) == ["MOC.md", "Saaz.md"]
        assert listed(there) == ["[[Citra]]", "[[Saaz]]"]


def test_signal_in_the_midst_of_writing_tears_no_note(old) -> None:
    root = old(PLAIN | {f"{n}.md": MALFORMED for n in range(60)})
    with watching(root, wait=False) as watcher:
        until(lambda: (root / "0.md").read_text() == MENDED)
        assert watcher.stop() == 0
    assert {path.read_text() for path in root.rglob("*.md")} <= {MALFORMED, MENDED}
    assert {path.suffix for path in root.iterdir()} == {".md", ""}


def test_terminal_shows_what_is_going_on(old) -> None:
    """On a terminal, without a log: a view that is redrawn when something happens."""
    root, (main, other) = old(PLAIN), os.openpty()
    shown = b""
    command = [sys.executable, "-m", "vault_tools", "watch", str(root), "--quiet-period", "1"]
    with started(command, stdin=other, stdout=other, stderr=other) as process:
        os.close(other)
        for wanted in (
            b"1, followed by events (watches: 2)",
            b"Citra.md: changed a moment ago",
            b"Citra.md: fixed",
        ):
            while wanted not in shown:
                shown += os.read(main, 10_000)
            if b"watches" in wanted:
                (root / "Citra.md").write_text(MALFORMED)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    os.close(main)


def test_status_tells_how_notes_are_written_and_what_is_kept(old, call) -> None:
    root = old(PLAIN)
    with watching(root) as watcher:
        (root / "Citra.md").write_text(MALFORMED)
        watcher.holds("Citra.md", MENDED)
        until(lambda: watcher.status().writes)
    kept = keep(state_folder(root), "Saaz.md", b"A save.\n")
    assert f"recovered   {kept}\n".encode() in call("status", root).stdout
    assert json.loads(call("status", root, "--output-format", "json").stdout)["recovered"] == [str(kept)]


def test_terminal_that_nobody_reads_holds_nobody_up(old) -> None:
    """A terminal accepts some kB and then blocks: the watcher continues to fix, and ends when told to."""
    root, (main, other) = old(PLAIN), os.openpty()
    command = [sys.executable, "-m", "vault_tools", "watch", str(root), "--quiet-period", "0.2"]
    with started(command, stdin=other, stdout=other, stderr=other) as process:
        for number in range(30):
            (root / f"Hop {number} {'long ' * 40}.md").write_text(MALFORMED)
        last = root / "Last.md"
        last.write_text(MALFORMED)
        while last.read_text() == MALFORMED:
            time.sleep(0.1)
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    os.close(other)
    os.close(main)


def test_started_with_sigint_ignored_it_can_be_interrupted(old) -> None:
    root = old(PLAIN)
    command = [sys.executable, "-m", "vault_tools", "watch", str(root)]

    def ignored() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    with started(command, stderr=subprocess.PIPE, preexec_fn=ignored) as process:
        assert process.stderr
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
