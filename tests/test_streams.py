"""The reader stops reading, the user interrupts, or nothing is writable: real processes."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from each_of import each_of
from often import long
from started import Process, popen

from vault_tools.disk.change import BATCH
from vault_tools.disk.dirfd import NotWritten
from vault_tools.disk.interrupt import uninterrupted
from vault_tools.disk.named_file import is_of_strangers, opened_there, refuse_led_elsewhere

pytestmark = pytest.mark.usefixtures("time_limit")

TAGS = [f"hops-{n}" for n in range(12)]
FAULTY = "---\ntags:\n" + "".join(f'- "#{tag}"\n' for tag in TAGS) + "---\nSaaz.\n"
MENDED = "---\ntags:\n" + "".join(f"- {tag}\n" for tag in TAGS) + "---\nSaaz.\n"
RESIDUE = "---\ntitle: Saaz\n---\nSaaz.\n" + "\n[BODY_END]\n" * len(TAGS)
MANY = 60
"""Enough notes that a report fills the pipe's buffer of 64 kB."""
NAME = "A note about hops with a name that is as long as names of notes sometimes are, number"


def many(text: str) -> dict[str, str]:
    return {".obsidian/app.json": "{}"} | {f"{NAME} {n:02}.md": text for n in range(MANY)}


def started(*args: str | Path, cwd: Path, stdout: int = subprocess.PIPE) -> Process:
    command = [sys.executable, "-m", "vault_tools", *args]
    return popen(command, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE)


# A broken pipe


def after_one_line(process: Process) -> tuple[bytes, int, bytes]:
    """(first line, exit code, standard error), as with `| head -1`."""
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


CLOSED = [(0,), (1,), (2,), (0, 1, 2)]
UNWRITTEN = [(["--version"], 0), (["check"], 1)]
"""Commands that write no note, and their exit codes."""


@pytest.mark.skipif(sys.platform == "win32", reason="no descriptors there")
@pytest.mark.parametrize(
    ("args", "code", "closed"),
    [
        *((["fix"], 0, closed) for closed in CLOSED),
        *((args, code, CLOSED[-1]) for args, code in UNWRITTEN),
        *(long(args, code, closed) for args, code in UNWRITTEN for closed in CLOSED[:-1]),
    ],
)
def test_streams_that_are_closed_are_none_of_a_note(
    vault, args: list[str], code: int, closed: tuple[int, ...]
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


OPENED = """
import os, sys
from vault_tools.cli.streams import prepare_streams
prepare_streams()
sys.exit(os.open(sys.argv[1], os.O_RDONLY) < 3)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no descriptors there")
@each_of("closed", CLOSED)
def test_no_note_takes_the_place_of_a_stream_that_is_closed(vault, closed: tuple[int, ...]) -> None:
    """What the system or a library says would go into it."""
    note = vault({"Saaz.md": FAULTY}) / "Saaz.md"
    closing = " ".join(f"{each}>&-" for each in closed)
    command = ["sh", "-c", f'exec "$0" -c "$1" "$2" {closing}', sys.executable, OPENED, note]
    assert subprocess.run(command, timeout=300, check=False).returncode == 0


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
"""The program with Ctrl-C at one moment: while it reads a note to fix, when its temporary folder or file has
just been created, or when the note has just been exchanged."""


@pytest.mark.parametrize("moment", ["reading", "staging", "exchanging"])
def test_interrupted_fix_leaves_whole_notes(vault, cli, moment: str) -> None:
    faulty, mended = '---\ntags: ["#hops"]\n---\nSaaz.\n', "---\ntags: [hops]\n---\nSaaz.\n"
    root = vault({".obsidian/app.json": "{}"} | {f"{n:03}.md": faulty for n in range(BATCH + 1)})
    notes = sorted(root.glob("*.md"))
    command = [sys.executable, "-c", INTERRUPTED, moment, notes[BATCH - 2], "fix", root, "--no-cache"]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 130
    assert done.stderr == b"interrupted: each note is either unchanged or completely fixed\n"
    texts = {note.read_text() for note in notes}
    assert faulty in texts <= {faulty, mended}
    assert sorted(root.iterdir()) == sorted([root / ".obsidian", *notes])
    assert cli("fix", root).returncode == 0
    assert {note.read_text() for note in notes} == {mended}


@pytest.fixture
def interrupts() -> Iterator[list[int]]:
    """The interrupts received, which are recorded instead of raised."""
    found: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, _: found.append(number))
    yield found
    signal.signal(signal.SIGINT, usual)


def test_interrupt_waits_for_the_end_of_a_write(interrupts: list[int]) -> None:
    usual = signal.getsignal(signal.SIGINT)
    with uninterrupted():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert interrupts == []
    assert interrupts == [signal.SIGINT]
    assert signal.getsignal(signal.SIGINT) is usual
    with uninterrupted():
        pass
    assert interrupts == [signal.SIGINT]
    with suppress(ZeroDivisionError), uninterrupted():
        signal.raise_signal(signal.SIGINT)
        raise ZeroDivisionError
    assert interrupts == [signal.SIGINT] * 2
    signal.raise_signal(signal.SIGINT)
    assert len(interrupts) == 3


def test_interrupt_that_is_ignored_stays_so(interrupts: list[int]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with uninterrupted():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_write_of_another_thread_lets_interrupts_be(interrupts: list[int]) -> None:
    """Only the main thread may install signal handlers."""
    usual, said = signal.getsignal(signal.SIGINT), []

    def write() -> None:
        with uninterrupted():
            said.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert said == [usual]


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
    for name, why in (("fifo", "is not a regular file"), ("hard", "has a second name")):
        done = call("check", "--output-file", name, cwd=root)
        assert (done.returncode, done.stdout) == (2, b"")
        assert why in done.stderr.decode()
    assert (tmp_path / "mine").read_bytes() == b"mine"


LED = "is a link or in a linked folder; links are not followed"
NAMED = {
    "in the vault": ("vault/new.json", "other", True, None),
    "in the vault, there already": ("vault/kept.json", "other", True, None),
    "in a folder of the vault": ("vault/below/new.json", "other", True, None),
    "a folder of the vault": ("vault/below", "other", True, None),
    "below here": ("other/new.json", "other", True, None),
    "elsewhere": ("elsewhere/new.json", "other", False, None),
    "by a link, elsewhere": ("elsewhere/link", "other", False, None),
    "by a link in the vault": ("vault/link", "other", True, LED),
    "by a link here": ("other/link", "other", True, LED),
    "in a linked folder": ("vault/linked/new.json", "other", True, LED),
    "out and in again": ("vault/../vault/new.json", "other", True, None),
    "at home": ("elsewhere/link", "elsewhere", False, None),
    "in a vault below home": ("vault/link", "elsewhere", True, LED),
    "for the shell": ("/dev/stdout", "other", False, None),
    "of a process": ("/proc/self/fd/1", "other", False, None),
    "another name of one elsewhere": (
        *("vault/hard", "other", True),
        "has a second name (a hard link), which would change too",
    ),
    "a pipe": ("vault/fifo", "other", True, "is not a regular file"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize(("name", "here", "is_theirs", "why"), NAMED.values(), ids=NAMED)
def test_whose_a_named_file_is(
    vault,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    here: str,
    is_theirs: bool,
    why: str | None,
) -> None:
    root = vault({"kept.json": "", "below/a.md": ""})
    for folder in ("other", "elsewhere"):
        vault({"kept.json": ""}, folder)
    for folder in ("vault", "other", "elsewhere"):
        (tmp_path / folder / "link").symlink_to(tmp_path / "elsewhere/kept.json")
    (root / "linked").symlink_to(tmp_path / "elsewhere")
    (root / "hard").hardlink_to(tmp_path / "elsewhere/kept.json")
    os.mkfifo(root / "fifo")
    monkeypatch.chdir(tmp_path / here)
    monkeypatch.setenv("HOME", str(tmp_path / "elsewhere"))
    file = tmp_path / name
    assert is_of_strangers(file, root) is is_theirs
    if why:
        with pytest.raises(NotWritten) as told:
            refuse_led_elsewhere(file, root)
        assert str(told.value) == why
    else:
        refuse_led_elsewhere(file, root)


def test_at_the_root_of_the_system_only_the_vault_is_of_strangers(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = vault({})
    monkeypatch.chdir("/")
    assert not is_of_strangers(tmp_path / "new.json", root)
    assert is_of_strangers(root / "new.json", root)
    monkeypatch.chdir(root)
    assert is_of_strangers(Path("new.json"), tmp_path / "other")
    for_all = Path("/", "dev", "shm")
    assert is_of_strangers(for_all / "a/new.json", for_all / "a")
    assert not is_of_strangers(Path("/dev/fd/1"), Path("/"))


def test_vault_that_is_named_by_a_link_is_where_that_leads(vault, tmp_path: Path, monkeypatch) -> None:
    root = vault({"a.json": ""})
    (tmp_path / "by").symlink_to(root)
    monkeypatch.chdir(tmp_path)
    refuse_led_elsewhere(tmp_path / "by/a.json", tmp_path / "by")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_link_that_comes_meanwhile_is_not_followed(vault, tmp_path: Path) -> None:
    root = vault({"kept.json": "mine"})
    (root / "link").symlink_to(root / "kept.json")
    with pytest.raises(OSError, match="symbolic links"):
        opened_there(str(root / "link"), os.O_WRONLY)
    before = os.umask(0)
    try:
        os.close(opened_there(str(root / "new"), os.O_WRONLY | os.O_CREAT))
    finally:
        os.umask(before)
    assert (root / "new").stat().st_mode & 0o777 == 0o666


@pytest.mark.skipif(not os.path.exists("/dev/stderr"), reason="there is none")
def test_report_may_go_where_the_system_has_links(vault, cli) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    done = cli("check", "--output-format", "concise", "--output-file", "/dev/stderr", cwd=root)
    assert done.returncode == 1
    assert b"malformed-tag" in done.stderr


# A vault that can't be written


def powerless() -> list[str]:
    """The prefix that runs a command without the capability to write read-only files."""
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
