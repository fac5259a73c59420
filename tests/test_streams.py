"""Who reads stops reading, who runs it stops it, and nobody may write: real processes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from started import Process, popen

from vault_tools.disk.change import BATCH

pytestmark = pytest.mark.usefixtures("time_limit")

TAGS = [f"hops-{n}" for n in range(12)]
FAULTY = "---\ntags:\n" + "".join(f'- "#{tag}"\n' for tag in TAGS) + "---\nSaaz.\n"
MENDED = "---\ntags:\n" + "".join(f"- {tag}\n" for tag in TAGS) + "---\nSaaz.\n"
RESIDUE = "---\ntitle: Saaz\n---\nSaaz.\n" + "\n[BODY_END]\n" * len(TAGS)
MANY = 60
"""Notes enough that a report fills the pipe's buffer of 64 kB."""
NAME = "A note about hops with a name that is as long as names of notes sometimes are, number"


def many(text: str) -> dict[str, str]:
    return {".obsidian/app.json": "{}"} | {f"{NAME} {n:02}.md": text for n in range(MANY)}


def started(*args: str | Path, cwd: Path, stdout: int = subprocess.PIPE) -> Process:
    command = [sys.executable, "-m", "vault_tools", *args]
    return popen(command, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE)


# A broken pipe


def after_one_line(process: Process) -> tuple[bytes, int, bytes]:
    """(the first line, the exit code, standard error) as with `| head -1`."""
    assert process.stdout
    assert process.stderr
    line = process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        said = process.stderr.read()
    return line, process.wait(), said


@pytest.mark.parametrize(
    ("text", "args", "code", "first", "said"),
    [
        (FAULTY, ["check"], 1, b"A note about", b"720 errors in 60 of 60"),
        (FAULTY, ["check", "--output-format", "json-lines"], 1, b'{"state"', b""),
        (FAULTY, ["fix"], 0, b"A note about", b"Fixed 720 problems in 60"),
        (FAULTY, ["fix", "--diff"], 1, b"--- a/A note about", b"Would fix 720"),
        (RESIDUE, ["flagged"], 0, b'{"id": "A note about', b""),
    ],
)
def test_reader_who_stops_changes_nothing(
    vault, text: str, args: list[str], code: int, first: bytes, said: bytes
) -> None:
    root = vault(many(text))
    line, returned, errors = after_one_line(started(*args, ".", cwd=root))
    assert line.startswith(first)
    assert returned == code
    assert said in errors
    expected = MENDED if args == ["fix"] else text
    assert {path.read_text() for path in root.glob("*.md")} == {expected}


@pytest.mark.parametrize("args", [["rules"], ["tags"], ["--help"]])
def test_nobody_reads_at_all(vault, args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = started(*args, cwd=vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY}), stdout=writing)
    os.close(writing)
    _, said = process.communicate()
    assert b"Traceback" not in said
    assert b"Broken pipe" not in said
    assert process.returncode == 0


@pytest.mark.parametrize("args", [["rules"], ["tags"], ["check"]])
def test_full_disk_is_one_line(vault, args: list[str]) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    with open("/dev/full", "wb") as full:
        process = started(*args, cwd=root, stdout=full.fileno())
        _, said = process.communicate()
    errors = [line for line in said.splitlines() if line.startswith(b"error: ")]
    assert errors == [b"error: standard output can't be written: No space left on device"]
    assert b"Traceback" not in said
    assert process.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no descriptors there")
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
@pytest.mark.parametrize(("args", "code"), [(["--version"], 0), (["check"], 1), (["fix"], 0)])
def test_streams_that_are_closed_are_none_of_a_note(
    vault, closed: tuple[int, ...], args: list[str], code: int
) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    closing = " ".join(f"{each}>&-" for each in closed)
    command = f'exec "$0" -m vault_tools "$@" {closing}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, *args], cwd=root, capture_output=True, timeout=300, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)
    text = (root / "Saaz.md").read_text()
    assert text.replace('"', "").replace("#", "") == FAULTY.replace('"', "").replace("#", "")


# Ctrl-C


INTERRUPTED = """
import os, signal, sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
moment, note = sys.argv[1:3]
del sys.argv[1:3]
folder, inode, opened = os.path.dirname(note), os.stat(note).st_ino, 0
usual = len(os.listdir(folder))
is_now = {
    "reading": lambda: True,
    "staging": lambda: len(os.listdir(folder)) > usual,
    "exchanging": lambda: os.stat(note).st_ino != inode,
}[moment]


def audit(event, args):
    global opened
    if event == "open" and str(args[0]) == note:
        opened += 1
        if opened == 2:  # the first time it is checked, the second time it is mended
            sys.settrace(trace)


def trace(frame, event, arg):
    global is_now
    if is_now and is_now():
        is_now = None
        sys.settrace(None)
        os.kill(os.getpid(), signal.SIGINT)
    return trace if is_now else None


sys.addaudithook(audit)
from vault_tools.cli.program import main

main()
"""
"""The program, with Ctrl-C at a moment: it reads a note that it mends, its temporary folder or file is just
there, the note was just exchanged."""


@pytest.mark.parametrize("moment", ["reading", "staging", "exchanging"])
def test_interrupted_fix_leaves_whole_notes(vault, cli, moment: str) -> None:
    faulty, mended = '---\ntags: ["#hops"]\n---\nSaaz.\n', "---\ntags: [hops]\n---\nSaaz.\n"
    root = vault({".obsidian/app.json": "{}"} | {f"{n:03}.md": faulty for n in range(BATCH + 1)})
    notes = sorted(root.glob("*.md"))
    command = [sys.executable, "-c", INTERRUPTED, moment, notes[BATCH - 2], "fix", root, "--no-cache"]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 130
    assert done.stderr == b"interrupted: each note is as it was or fixed as a whole\n"
    texts = {note.read_text() for note in notes}
    assert faulty in texts <= {faulty, mended}
    assert sorted(root.iterdir()) == sorted([root / ".obsidian", *notes])
    assert cli("fix", root).returncode == 0
    assert {note.read_text() for note in notes} == {mended}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nope/report.txt", "there is no folder nope"),
        ("Saaz.md/report.txt", "there is no folder Saaz.md"),
        ("below", "it is a folder"),
    ],
)
def test_place_where_no_report_can_be_is_said_plainly(vault, call, name: str, why: str) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY, "below/Ale.md": ""})
    done = call("check", "--output-file", name, cwd=root)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"error: --output-file {name}: can't be written: {why}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("content", [None, b"mine"], ids=["dangling", "leading"])
@pytest.mark.parametrize("place", ["vault", "checkout"])
@pytest.mark.parametrize("name", ["report.json", "linked/report.json"])
def test_report_is_written_through_no_link_of_strangers(
    vault, call, tmp_path: Path, name: str, place: str, content: bytes | None
) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    outside, here = tmp_path / "outside", root if place == "vault" else root.parent
    outside.mkdir()
    target = outside / ("report.json" if "/" in name else "notes")
    if content is not None:
        target.write_bytes(content)
    (here / name.partition("/")[0]).symlink_to(outside if "/" in name else target)
    done = call("check", root, "--output-file", name, cwd=here)
    assert (done.returncode, done.stdout) == (2, b"")
    said = f"error: --output-file {name}: can't be written: it is a link or in a linked folder; "
    assert done.stderr.decode() == f"{said}links are not followed\n"
    assert (target.read_bytes() if target.exists() else None) == content


@pytest.mark.skipif(sys.platform == "win32", reason="there are none")
def test_report_waits_for_no_fifo_and_changes_no_file_of_two_names(vault, call, tmp_path: Path) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    os.mkfifo(root / "fifo")
    (tmp_path / "mine").write_bytes(b"mine")
    (root / "hard").hardlink_to(tmp_path / "mine")
    for name, why in (("fifo", "is not a regular file"), ("hard", "has another name as well")):
        done = call("check", "--output-file", name, cwd=root)
        assert (done.returncode, done.stdout) == (2, b"")
        assert why in done.stderr.decode()
    assert (tmp_path / "mine").read_bytes() == b"mine"


@pytest.mark.skipif(not os.path.exists("/dev/stderr"), reason="there is none")
def test_report_may_go_where_the_system_has_links(vault, cli) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    done = cli("check", "--output-format", "concise", "--output-file", "/dev/stderr", cwd=root)
    assert done.returncode == 1
    assert b"malformed-tag" in done.stderr


# A vault that can't be written


def powerless() -> list[str]:
    """What runs a command without the power to write what is read-only."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write everything, and there is no setpriv to take that away")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["check"], 1, b"12 errors in 1 note."),
        (["fix"], 1, b"Saaz.md: not written: "),
        (["fix", "--diff"], 1, b"Would fix: malformed-tag (12).\nWould fix 12 problems"),
        (["check", "--write-baseline"], 2, b"error: ./vault-tools-baseline.json: can't be written: "),
        (["check", "--output-file", "report.txt"], 2, b"error: --output-file report.txt: can't be written: "),
    ],
)
def test_read_only_vault(vault, args: list[str], code: int, said: bytes) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    root.chmod(0o555)
    command = [*powerless(), sys.executable, "-m", "vault_tools", *args, "."]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=300, check=False)
    root.chmod(0o755)
    assert done.stderr.replace(bytes(root), b".").startswith(said)
    assert done.returncode == code
    assert {path.name for path in root.iterdir()} == {".obsidian", "Saaz.md"}
    assert (root / "Saaz.md").read_text() == FAULTY
