"""Who reads stops reading, who runs it stops it, and nobody may write: real processes."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vault_tools.change import BATCH

pytestmark = pytest.mark.usefixtures("time_limit")

TAGS = [f"hops-{n}" for n in range(12)]
FAULTY = "---\ntags:\n" + "".join(f'- "#{tag}"\n' for tag in TAGS) + "---\nSaaz.\n"
MENDED = "---\ntags:\n" + "".join(f"- {tag}\n" for tag in TAGS) + "---\nSaaz.\n"
RESIDUE = "---\ntitle: Saaz\n---\nSaaz.\n" + "\n[BODY_END]\n" * len(TAGS)
MANY = 60
"""Notes enough that a report fills the pipe's buffer of 64 kB, and that mending them takes a while."""
NAME = "A note about hops with a name that is as long as names of notes sometimes are, number"


def many(text: str, count: int = MANY) -> dict[str, str]:
    return {".obsidian/app.json": "{}"} | {f"{NAME} {n:03}.md": text for n in range(count)}


def started(*args: str | Path, cwd: Path, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "vault_tools", *args]
    return subprocess.Popen(command, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE)


# A broken pipe


def after_one_line(process: subprocess.Popen[bytes]) -> tuple[bytes, int, bytes]:
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
        (RESIDUE, ["flagged"], 0, b'{"path"', b""),
    ],
)
def test_reader_who_stops_changes_nothing(
    vault, text: str, args: list[str], code: int, first: bytes, said: bytes
) -> None:
    root = vault(many(text))
    line, returned, errors = after_one_line(started(*args, ".", cwd=root))
    assert line.startswith(first)
    assert returned == code
    assert errors.startswith(said)
    assert errors.count(b"\n") == bool(said)
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


# Ctrl-C


def test_interrupted_fix_leaves_whole_notes(vault) -> None:
    root = vault(many(FAULTY, 5 * BATCH))
    notes = sorted(root.glob("*.md"))
    process = started("fix", ".", cwd=root)
    while notes[0].read_text() == FAULTY:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    texts = [note.read_text() for note in notes]
    assert set(texts) == {FAULTY, MENDED}
    assert texts == sorted(texts, key=[MENDED, FAULTY].index)
    assert process.returncode == 130
    assert said == b"interrupted: each note is as it was or mended as a whole\n"
    assert sorted(root.iterdir()) == sorted([root / ".obsidian", *notes])
    again = started("fix", ".", "--quiet", cwd=root)
    again.communicate()
    assert again.returncode == 0
    assert {note.read_text() for note in notes} == {MENDED}


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
        (["check"], 1, b"12 errors in 1 of 1 note."),
        (["fix"], 1, b"Saaz.md: not written: "),
        (["fix", "--diff"], 1, b"Would fix 12 problems"),
        (["check", "--write-baseline"], 2, b"error: ./vault-tools-baseline.json: can't be written: "),
        (["check", "--output-file", "report.txt"], 2, b"error: --output-file report.txt: can't be written: "),
    ],
)
def test_read_only_vault(vault, args: list[str], code: int, said: bytes) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": FAULTY})
    root.chmod(0o555)
    command = [*powerless(), sys.executable, "-m", "vault_tools", *args, "."]
    done = subprocess.run(command, cwd=root, capture_output=True, timeout=60, check=False)
    root.chmod(0o755)
    assert done.stderr.replace(bytes(root), b".").startswith(said)
    assert done.returncode == code
    assert {path.name for path in root.iterdir()} == {".obsidian", "Saaz.md"}
    assert (root / "Saaz.md").read_text() == FAULTY
