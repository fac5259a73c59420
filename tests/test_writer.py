"""What a write leaves behind: exact bytes, all attributes of a file, and nothing if it is refused."""

import ctypes
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from limits import no_file_longer_than
from started import started

from vault_tools.config.edit_file import edit_config
from vault_tools.disk import exchange as exchange_module
from vault_tools.disk import replace as replace_module
from vault_tools.disk import writer as writer_module
from vault_tools.disk.change import Change
from vault_tools.disk.dirfd import FileAt, NotWritten, OpenFolder, open_root, sync_folders
from vault_tools.disk.exchange import exchange, move, protection_of
from vault_tools.disk.journal import Journal
from vault_tools.disk.recovery import recovered
from vault_tools.disk.snapshot import Snapshot, bytes_of, open_snapshot
from vault_tools.disk.staging import new_file
from vault_tools.disk.state import state_folder
from vault_tools.disk.writer import Writer
from vault_tools.errors import VaultToolsError

pytestmark = pytest.mark.usefixtures("time_limit")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")

SAAZ = b"---\ntitle: Saaz\n---\nNoble.\n"
LONGER = SAAZ + b"A Czech hop.\n"


def write(root: Path, *changes: Change) -> dict[str, str]:
    """The reasons why changes could not be made, by path."""
    with Writer(root, "test") as writer:
        writer.write(changes)
    return writer.failed


def lengthen(root: Path, path: str = "Saaz.md", before: bytes = SAAZ) -> dict[str, str]:
    return write(root, Change(path, before, before + b"A Czech hop.\n"))


def files_below(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


# What is written

BYTES = [
    b"",
    b"---\ntitle: Saaz\n---\n",
    b"\xef\xbb\xbf---\r\ntitle: Saaz\r\n---",
    b"\xef\xbb\xbf\xef\xbb\xbfSaaz",
    "---\ntitle: 啤酒🍺\n---\r\nmixed\rline\nends\u2028\x0c\n".encode(),
    b"\xff\x00\xfe",
    b"x" * 10_000_000,
]


@pytest.mark.parametrize("data", BYTES, ids=lambda data: str(len(data)))
def test_written_bytes_are_exact(vault, data: bytes) -> None:
    root = vault({"Saaz.md": data})
    assert lengthen(root, before=data) == {}
    assert (root / "Saaz.md").read_bytes() == data + b"A Czech hop.\n"
    assert files_below(root) == {"Saaz.md"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o644, 0o755])
def test_mode_is_kept(vault, mode: int) -> None:
    root = vault({"Saaz.md": SAAZ})
    (root / "Saaz.md").chmod(mode)
    assert lengthen(root) == {}
    assert (root / "Saaz.md").stat().st_mode & 0o7777 == mode


@as_root
def test_owner_is_kept(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    os.chown(root / "Saaz.md", 1234, 4321)
    assert lengthen(root) == {}
    status = (root / "Saaz.md").stat()
    assert (status.st_uid, status.st_gid) == (1234, 4321)


READ_BY_1234 = bytes.fromhex(
    "0200000001000600ffffffff02000400d204000004000400ffffffff10000400ffffffff20000000ffffffff"
)
"""An access control list as stored by the kernel: besides the owner, user 1234 may read."""


@pytest.mark.parametrize(
    ("name", "value"), [("user.colour", b"green"), ("system.posix_acl_access", READ_BY_1234)]
)
def test_attributes_and_access_control_lists_are_kept(vault, name: str, value: bytes) -> None:
    root = vault({"Saaz.md": SAAZ})
    try:
        os.setxattr(root / "Saaz.md", name, value)
    except OSError as error:
        pytest.skip(f"no such attributes here: {error}")
    assert lengthen(root) == {}
    assert os.getxattr(root / "Saaz.md", name) == value


@pytest.mark.skipif(sys.platform != "linux", reason="attributes as Linux has them")
@pytest.mark.parametrize("call", ["listxattr", "getxattr", "setxattr"])
@pytest.mark.parametrize(
    ("code", "is_written"),
    [*((code, True) for code in (errno.EPERM, errno.EACCES, errno.ENOTSUP)), (errno.EDQUOT, False)],
)
def test_attributes_that_only_the_system_sets_are_left_to_it(
    vault, monkeypatch: pytest.MonkeyPatch, call: str, code: int, is_written: bool
) -> None:
    """A note that would lose an attribute for any other reason is not written."""
    root, copied = vault({"Saaz.md": SAAZ}), []

    def failing(descriptor: int, name: str = "", value: bytes = b"") -> None:
        if call == "listxattr" or name == "security.label":
            raise OSError(code, os.strerror(code))
        copied.append(name)

    monkeypatch.setattr(os, "listxattr", lambda _: ["security.label", "user.colour"])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"green")
    monkeypatch.setattr(os, "setxattr", lambda _, name, value: copied.append(name))
    monkeypatch.setattr(os, call, failing)
    assert lengthen(root) == ({} if is_written else {"Saaz.md": os.strerror(code)})
    assert (root / "Saaz.md").read_bytes() == (LONGER if is_written else SAAZ)
    assert ("user.colour" in copied) == (is_written and call != "listxattr")


def test_time_of_change_is_not_set_back(vault) -> None:
    root = vault({"Saaz.md": SAAZ, "Now.md": ""})
    os.utime(root / "Saaz.md", (1_000_000_000, 1_000_000_000))
    assert lengthen(root) == {}
    assert (root / "Saaz.md").stat().st_mtime >= (root / "Now.md").stat().st_mtime


def test_note_in_a_folder_with_an_odd_name(vault) -> None:
    path = os.fsdecode(b"Be\xff er\n/Sa az.md")
    root = vault({path: SAAZ})
    assert lengthen(root, path) == {}
    assert (root / path).read_bytes() == LONGER
    assert len(files_below(root)) == 2


def test_new_note_with_its_folders(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    before = os.umask(0o027)
    try:
        assert write(root, Change("Hops/Czech/Premiant.md", None, SAAZ)) == {}
    finally:
        os.umask(before)
    assert (root / "Hops/Czech/Premiant.md").read_bytes() == SAAZ
    assert (root / "Hops/Czech/Premiant.md").stat().st_mode & 0o7777 == 0o640
    assert files_below(root) == {"Saaz.md", "Hops", "Hops/Czech", "Hops/Czech/Premiant.md"}


def test_note_that_is_taken_away(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    assert write(root, Change("Saaz.md", SAAZ, None)) == {}
    assert files_below(root) == set()


def test_what_fails_does_not_stop_the_others(vault) -> None:
    names = [f"{number}.md" for number in range(9)]
    root = vault(dict.fromkeys(names, SAAZ) | {"4.md": "mine"})
    failed = write(root, *(Change(name, SAAZ, LONGER) for name in names))
    assert failed == {"4.md": "the file has changed since it was read"}
    assert {n for n in names if (root / n).read_bytes() == LONGER} == {*names} - {"4.md"}
    assert (root / "4.md").read_bytes() == b"mine"


def test_no_change_leaves_no_trace(vault, home: Path) -> None:
    root = vault({"Saaz.md": SAAZ})
    assert write(root, Change("Saaz.md", SAAZ, SAAZ)) == write(root) == {}
    assert not (home / "state").exists()


def test_new_bytes_are_never_open_to_those_who_may_not_read_the_note(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, modes, fchmod = vault({"Saaz.md": SAAZ}), [], os.fchmod
    (root / "Saaz.md").chmod(0o600)

    def spy(descriptor: int, mode: int) -> None:
        modes.append(os.fstat(descriptor).st_mode & 0o777)
        fchmod(descriptor, mode)

    monkeypatch.setattr(os, "fchmod", spy)
    before = os.umask(0)
    try:
        with Writer(root, "test") as writer:
            writer.write([Change("Saaz.md", SAAZ, LONGER)])
            (hidden,) = root.glob(".vault-tools-*")
            assert hidden.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
    assert modes == [0o600]


def test_run_that_writes_nothing_does_not_even_begin(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    assert lengthen(root) == {}
    (state_folder(root) / "lock").unlink()
    assert write(root) == {}
    assert not (state_folder(root) / "lock").exists()


# What is refused


def overwrite(path: Path) -> None:
    path.write_text("mine\n")


def rename_over(path: Path) -> None:
    other = path.with_name("editor")
    other.write_text("mine\n")
    other.replace(path)


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("mine\n")


def truncate(path: Path) -> None:
    os.truncate(path, 0)


def add_byte_order_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + SAAZ)


@pytest.mark.parametrize("after", [LONGER, None])
@pytest.mark.parametrize("save", [overwrite, rename_over, append, truncate, add_byte_order_mark])
def test_what_was_saved_meanwhile_stays(vault, save: Callable[[Path], None], after: bytes | None) -> None:
    root = vault({"Saaz.md": SAAZ})
    save(root / "Saaz.md")
    saved = (root / "Saaz.md").read_bytes()
    failed = write(root, Change("Saaz.md", SAAZ, after))
    assert failed == {"Saaz.md": "the file has changed since it was read"}
    assert (root / "Saaz.md").read_bytes() == saved
    assert files_below(root) == {"Saaz.md"}


def to_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def to_link(path: Path) -> None:
    path.rename(path.with_name("Other.md"))
    path.symlink_to("Other.md")


def to_broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.md")


def to_two_names(path: Path) -> None:
    os.link(path, path.with_name("Twin.md"))


def to_read_only(path: Path) -> None:
    path.chmod(0o444)


TURNS = {
    to_fifo: "the file is not a regular file",
    to_folder: "the file is not a regular file",
    to_link: "the file is a link; links are not followed",
    to_broken_link: "the file is a link; links are not followed",
    to_two_names: "the file has a second name (a hard link); replacing it would separate the two",
    to_read_only: "the file is read-only",
}


@pytest.mark.parametrize("turn", TURNS, ids=lambda f: f.__name__)
def test_what_is_no_longer_a_plain_note_is_refused(vault, turn: Callable[[Path], None]) -> None:
    root = vault({"Saaz.md": SAAZ})
    turn(root / "Saaz.md")
    expected = {path: os.lstat(root / path)[:5] for path in files_below(root)}
    assert lengthen(root) == {"Saaz.md": TURNS[turn]}
    assert {path: os.lstat(root / path)[:5] for path in files_below(root)} == expected
    for path in root.iterdir():
        assert not path.is_file() or path.read_bytes() == SAAZ


def test_all_or_none_is_written_where_that_is_asked_for(vault) -> None:
    root = vault({"Saaz.md": SAAZ, "Citra.md": SAAZ, "Old.md": SAAZ})
    to_two_names(root / "Old.md")
    changes = [Change("Citra.md", SAAZ, LONGER), Change("Old.md", SAAZ, None), Change("New.md", None, SAAZ)]
    with Writer(root, "test") as writer:
        writer.write(changes, whole=True)
    assert writer.failed == {"Old.md": TURNS[to_two_names]}
    assert (files_below(root), writer.number) == ({"Saaz.md", "Citra.md", "Old.md", "Twin.md"}, None)
    assert (root / "Citra.md").read_bytes() == SAAZ
    with Writer(root, "test") as writer:
        writer.write([changes[0], changes[2]], whole=True)
    assert (writer.failed, (root / "Citra.md").read_bytes()) == ({}, LONGER)


def test_removed_note_does_not_come_back(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    (root / "Saaz.md").unlink()
    assert lengthen(root) == {"Saaz.md": "No such file or directory"}
    assert files_below(root) == set()


@pytest.mark.parametrize("make", [overwrite, Path.mkdir, lambda path: path.symlink_to("nowhere.md")])
def test_what_was_made_meanwhile_stays(vault, make: Callable[[Path], None]) -> None:
    root = vault({})
    make(root / "Saaz.md")
    expected = os.lstat(root / "Saaz.md")
    assert write(root, Change("Saaz.md", None, SAAZ)) == {"Saaz.md": "the file has been created meanwhile"}
    assert os.lstat(root / "Saaz.md")[:5] == expected[:5]
    assert files_below(root) == {"Saaz.md"}


CHANGES = [(SAAZ, LONGER), (None, LONGER), (SAAZ, None)]


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_nothing_is_written_through_a_linked_folder(vault, before: bytes | None, after: bytes | None) -> None:
    outside = vault({"Secret.md": SAAZ} if before else {"Other.md": ""}, "outside")
    expected = {path: (outside / path).read_bytes() for path in files_below(outside)}
    root = vault({"Saaz.md": ""})
    (root / "Beer").symlink_to(outside)
    failed = write(root, Change("Beer/Secret.md", before, after))
    assert failed == {"Beer/Secret.md": "is in the linked folder Beer; links are not followed"}
    assert {path: (outside / path).read_bytes() for path in files_below(outside)} == expected


@pytest.mark.parametrize(("before", "after"), CHANGES)
@pytest.mark.parametrize("path", ["../outside/Secret.md", "Beer/../../outside/Secret.md", "{}", "..", ""])
def test_nothing_is_written_outside(vault, path: str, before: bytes | None, after: bytes | None) -> None:
    outside = vault({"Secret.md": SAAZ} if before else {"Other.md": ""}, "outside")
    root = vault({"Beer/Saaz.md": ""})
    path = path.format(outside / "Secret.md")
    assert write(root, Change(path, before, after)) == {path: "is outside the vault"}
    assert files_below(outside) == ({"Secret.md"} if before else {"Other.md"})
    assert not before or (outside / "Secret.md").read_bytes() == SAAZ


@pytest.mark.parametrize(
    "path", ["./Saaz.md", "Beer/./Saaz.md", "Beer//Saaz.md", "/Saaz.md", "Saaz.md/", "."]
)
def test_path_that_goes_round_about_is_refused(vault, path: str) -> None:
    """Two paths of one note would count as two notes."""
    root = vault({"Saaz.md": SAAZ, "Beer/Saaz.md": SAAZ})
    assert write(root, Change(path, SAAZ, LONGER)) == {path: "is outside the vault"}
    assert {(root / name).read_bytes() for name in ("Saaz.md", "Beer/Saaz.md")} == {SAAZ}


@pytest.mark.skipif(sys.platform != "linux", reason="lists what is open as Linux does")
def test_nothing_stays_open(vault) -> None:
    root = vault({f"Beer/Lager/{name}.md": SAAZ for name in ("Saaz", "Old", "Changed", "Twin")})
    os.link(root / "Beer/Lager/Twin.md", root / "Beer/Twin.md")
    (root / "Linked").symlink_to("Beer")
    before = set(os.listdir("/proc/self/fd"))
    failed = write(
        root,
        Change("Beer/Lager/Saaz.md", SAAZ, LONGER),
        Change("Beer/Lager/Old.md", SAAZ, None),
        Change("Beer/New/New.md", None, SAAZ),
        Change("Beer/Lager/Changed.md", b"other", LONGER),
        Change("Beer/Lager/Twin.md", SAAZ, LONGER),
        Change("Linked/Lager/Saaz.md", SAAZ, LONGER),
        Change("Beer/Gone.md", SAAZ, LONGER),
    )
    assert len(failed) == 4
    assert set(os.listdir("/proc/self/fd")) <= before


def test_failed_write_leaves_the_note_and_nothing_else(vault) -> None:
    data = SAAZ * 10_000
    root = vault({"Saaz.md": data})
    with no_file_longer_than(len(data)):
        assert lengthen(root, before=data) == {"Saaz.md": "File too large"}
    assert (root / "Saaz.md").read_bytes() == data
    assert files_below(root) == {"Saaz.md"}


def test_file_that_can_not_be_written_whole_is_no_file(vault) -> None:
    before = set(os.listdir("/proc/self/fd"))
    with closing(open_root(vault({}))) as folder:
        with no_file_longer_than(100), pytest.raises(OSError, match="File too large"):
            new_file(folder.place("new"), b"x" * 1_000)
        assert folder.names() == []
        with pytest.raises(OSError, match="Bad file descriptor"):
            new_file(folder.place("new"), b"x", like=-1)
        assert folder.names() == []
    assert set(os.listdir("/proc/self/fd")) <= before


@pytest.mark.parametrize("count", [1, 2, 3])
def test_nothing_is_written_that_the_disk_does_not_have(
    vault, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    root, fsync, failed = vault({f"{n}.md": SAAZ for n in range(3)}), os.fsync, []

    def failing(descriptor: int) -> None:
        if not failed and len(os.path.basename(os.path.realpath(f"/proc/self/fd/{descriptor}"))) == 32:
            failed.append(descriptor)
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    changes = [Change(f"{n}.md", SAAZ, LONGER) for n in range(count)]
    assert write(root, *changes) == {change.path: "Input/output error" for change in changes}
    assert {(root / f"{n}.md").read_bytes() for n in range(3)} == {SAAZ}
    assert files_below(root) == {"0.md", "1.md", "2.md"}


@as_user
def test_note_in_a_closed_folder_stays(vault) -> None:
    root = vault({"Beer/Saaz.md": SAAZ})
    (root / "Beer").chmod(0o555)
    assert lengthen(root, "Beer/Saaz.md") == {"Beer/Saaz.md": "Permission denied"}
    (root / "Beer").chmod(0o755)
    assert (root / "Beer/Saaz.md").read_bytes() == SAAZ
    assert files_below(root) == {"Beer", "Beer/Saaz.md"}


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
@pytest.mark.parametrize("after", [LONGER, None])
def test_note_that_is_being_saved_stays(vault, after: bytes | None) -> None:
    root = vault({"Saaz.md": SAAZ, "Citra.md": SAAZ})
    with (root / "Saaz.md").open("r+b") as editor:
        failed = write(root, Change("Saaz.md", SAAZ, after), Change("Citra.md", SAAZ, LONGER))
        assert failed == {
            "Saaz.md": "another program has the file open for writing; try again when it is done"
        }
        editor.write(b"mine")
    assert (root / "Saaz.md").read_bytes() == b"mine" + SAAZ[4:]
    assert (root / "Citra.md").read_bytes() == LONGER
    assert lengthen(root, before=b"mine" + SAAZ[4:]) == {}


# One writer, its folders and its journal

HOLDER = """
import sys, time
from pathlib import Path
from vault_tools.disk.change import Change
from vault_tools.disk.writer import Writer
with Writer(Path(sys.argv[1]), "watch") as writer:
    writer.write([Change("Saaz.md", Path(sys.argv[1], "Saaz.md").read_bytes(), b"theirs")])
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(vault):
    """A process in the middle of a run in the vault `vault`."""
    root = vault({"Saaz.md": SAAZ, "Citra.md": SAAZ})
    command = [sys.executable, "-c", HOLDER, root]
    with started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"written\n"
        yield root, process


def test_two_do_not_write_at_once(holder, monkeypatch: pytest.MonkeyPatch) -> None:
    root, process = holder
    monkeypatch.setattr("vault_tools.disk.lock.PATIENCE", 0.0)
    with pytest.raises(VaultToolsError, match=rf"another vault-tools .*process {process.pid}: watch"):
        lengthen(root, "Citra.md")
    assert (root / "Citra.md").read_bytes() == SAAZ
    process.communicate()
    assert lengthen(root, "Citra.md") == {}


def test_lock_and_files_of_a_dead_writer_are_no_hindrance(holder) -> None:
    root, process = holder
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(files_below(root)) > 2
    with Writer(root, "fix"):
        pass
    assert files_below(root) == {"Saaz.md", "Citra.md"}
    assert (root / "Saaz.md").read_bytes() == b"theirs"


def test_late_save_that_a_dead_writer_has_not_seen_comes_before_the_next_write(holder) -> None:
    """It is put back as long as nothing was written after it."""
    root, process = holder
    process.kill()
    process.wait()
    (displaced,) = (path for path in root.glob(".vault-tools-*/*") if path.read_bytes() == SAAZ)
    displaced.write_bytes(b"mine")
    assert list(write(root, Change("Saaz.md", b"theirs", LONGER))) == ["Saaz.md"]
    assert (root / "Saaz.md").read_bytes() == b"mine"
    assert recovered(state_folder(root)) == []
    assert files_below(root) == {"Saaz.md", "Citra.md"}


def test_files_of_another_device_stay(vault) -> None:
    """Its hidden folder may arrive in a synced vault."""
    root = vault({"Saaz.md": SAAZ, ".vault-tools-01234567/1-1": "theirs"})
    assert lengthen(root) == {}
    assert (root / ".vault-tools-01234567/1-1").read_bytes() == b"theirs"


def test_nothing_is_written_without_a_journal(vault, home: Path) -> None:
    root = vault({"Saaz.md": SAAZ})
    (home / "state").write_text("a file where the folder should be")
    with pytest.raises(VaultToolsError, match=r"state.*can't be written: "):
        lengthen(root)
    assert (root / "Saaz.md").read_bytes() == SAAZ
    assert files_below(root) == {"Saaz.md"}


def test_journal_that_is_only_read_can_not_be_written(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    lengthen(root)
    with closing(Journal(state_folder(root), read_only=True)) as journal:
        (write,) = journal.writes(journal.runs()[0].id)
        with pytest.raises(VaultToolsError, match="readonly"):
            journal.forget(write)


def test_nothing_is_written_when_the_journal_is_damaged(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    state_folder(root).mkdir(parents=True)
    (state_folder(root) / "journal.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(VaultToolsError, match=r"journal\.sqlite: file is not a database"):
        lengthen(root)
    assert (root / "Saaz.md").read_bytes() == SAAZ
    assert files_below(root) == {"Saaz.md"}


def test_nothing_is_written_when_the_journal_is_full(vault) -> None:
    noise = os.urandom(200_000)
    root = vault({"Saaz.md": SAAZ, "Noise.md": noise})
    assert lengthen(root) == {}
    with no_file_longer_than(100_000), pytest.raises(VaultToolsError, match=r"journal\.sqlite: "):
        write(root, Change("Noise.md", noise, SAAZ), Change("Saaz.md", LONGER, SAAZ))
    assert (root / "Noise.md").read_bytes() == noise
    assert (root / "Saaz.md").read_bytes() == LONGER
    assert files_below(root) == {"Saaz.md", "Noise.md"}


def test_state_is_for_its_owner_alone(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    lengthen(root)
    assert state_folder(root).stat().st_mode & 0o077 == 0


# Systems that can do less


def without_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.F_SETLEASE", -1)
    monkeypatch.setattr("vault_tools.disk.writer.LAST_LOOK", 0.1)


def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault_tools.disk.exchange._EXCHANGE", 1 << 30)
    monkeypatch.setattr("vault_tools.disk.exchange._REPLACE_NOTHING", 1 << 30)


def without_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate an old C library."""
    monkeypatch.setattr("vault_tools.disk.exchange._renaming", lambda: None)


def without_open_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate Windows."""
    monkeypatch.setattr("vault_tools.disk.dirfd._BY_DESCRIPTOR", False)


def quiet_for_long(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


LESSER = [
    ((), "exchange under lease"),
    ((without_leases,), "exchange"),
    ((without_leases, without_exchange), "compare and replace"),
    ((without_exchange,), "compare and replace"),
    ((without_the_call,), "compare and replace"),
    ((without_open_folders,), "compare and replace"),
]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other limits")
@pytest.mark.parametrize(("limits", "protection"), LESSER)
def test_every_system_writes_makes_and_removes(vault, monkeypatch, limits, protection: str) -> None:
    root = vault({"Saaz.md": SAAZ, "Beer/Citra.md": SAAZ, "Changed.md": "mine"})
    for limit in limits:
        limit(monkeypatch)
    quiet_for_long(root / "Saaz.md")
    with Writer(root, "test") as writer:
        assert writer.protection == protection
        writer.write([Change("Saaz.md", SAAZ, LONGER), Change("Changed.md", SAAZ, LONGER)])
        writer.write([Change("Beer/Citra.md", SAAZ, None), Change("Pub/New.md", None, SAAZ)])
        writer.write([Change("Saaz.md", None, SAAZ)])
    changed = "the file has changed since it was read"
    if protection == "compare and replace":
        changed = "saved in the last 60 s, which this file system can't guard; try later"
    assert writer.failed == {"Changed.md": changed, "Saaz.md": "the file has been created meanwhile"}
    assert {path: (root / path).read_bytes() for path in files_below(root) if path.endswith(".md")} == {
        "Saaz.md": LONGER,
        "Pub/New.md": SAAZ,
        "Changed.md": b"mine",
    }
    assert files_below(root) == {"Saaz.md", "Beer", "Pub", "Pub/New.md", "Changed.md"}


@pytest.mark.parametrize("limit", [lambda _: None, without_exchange, without_leases])
def test_finding_out_how_safe_a_write_is_leaves_nothing_behind(vault, monkeypatch, limit) -> None:
    limit(monkeypatch)
    with closing(open_root(vault({}))) as folder:
        for _ in range(2):
            protection_of(folder)
            assert folder.names() == []


@pytest.mark.parametrize("limit", [lambda _: None, without_exchange, without_the_call, without_open_folders])
def test_file_is_moved_only_where_nothing_stands(vault, monkeypatch, limit) -> None:
    root = vault({"One.md": "1", "Other.md": "2"})
    limit(monkeypatch)
    with closing(open_root(root)) as folder:
        one, other, new = (folder.place(name) for name in ("One.md", "Other.md", "New.md"))
        with pytest.raises(FileExistsError) as refused:
            move(one, other)
        assert (refused.value.errno, refused.value.strerror) == (errno.EEXIST, "File exists")
        with pytest.raises(FileNotFoundError):
            move(new, folder.place("Newer.md"))
        move(one, new)
    assert {path: (root / path).read_text() for path in files_below(root)} == {"New.md": "1", "Other.md": "2"}


def test_exchange_that_there_is_not_is_told(vault, monkeypatch) -> None:
    without_the_call(monkeypatch)
    with closing(open_root(vault({"One.md": "1", "Other.md": "2"}))) as folder:
        with pytest.raises(OSError, match="Function not implemented") as told:
            exchange(folder.place("One.md"), folder.place("Other.md"))
        assert told.value.errno == errno.ENOSYS


def test_note_on_another_file_system_is_named(vault, monkeypatch) -> None:
    """Inside a folder on which another disk is mounted."""
    root = vault({"Beer/Saaz.md": SAAZ, "Citra.md": SAAZ})
    rename = exchange_module._renaming()
    assert rename

    def elsewhere(one: int, name: bytes, other: int, new: bytes, flags: int) -> int:
        if new != b"Saaz.md":
            return rename(one, name, other, new, flags)
        ctypes.set_errno(errno.EXDEV)
        return -1

    monkeypatch.setattr(exchange_module, "_renaming", lambda: elsewhere)
    failed = write(root, Change("Beer/Saaz.md", SAAZ, LONGER), Change("Citra.md", SAAZ, LONGER))
    assert failed == {"Beer/Saaz.md": "is on another file system than the vault's root"}
    assert [(root / name).read_bytes() for name in ("Beer/Saaz.md", "Citra.md")] == [SAAZ, LONGER]
    assert files_below(root) == {"Beer", "Beer/Saaz.md", "Citra.md"}


def test_link_that_comes_meanwhile_is_not_opened_and_no_pipe_waited_for(vault) -> None:
    root = vault({"Saaz.md": SAAZ})
    (root / "Link.md").symlink_to("Saaz.md")
    os.mkfifo(root / "Fifo.md")
    with closing(open_root(root)) as folder:
        for flags in (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY | os.O_CREAT):
            with pytest.raises(OSError, match="symbolic links"):
                folder.place("Link.md").open(flags)
        os.close(folder.place("Fifo.md").open(os.O_RDONLY))
        with open_snapshot(folder.place("Fifo.md")) as found:
            assert (found.descriptor, found.fingerprint) == (None, None)
            assert os.path.samestat(found.status, os.lstat(root / "Fifo.md"))


def test_bytes_of_a_file_that_is_held_can_be_read_again(vault) -> None:
    with closing(open_root(vault({"Saaz.md": SAAZ}))) as folder:
        with open_snapshot(folder.place("Saaz.md")) as found:
            assert bytes_of(found) == bytes_of(found) == SAAZ
            assert found.descriptor is not None
            os.fstat(found.descriptor)
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(found.descriptor)


def test_folder_that_is_a_link_is_not_opened_by_its_path(vault, monkeypatch) -> None:
    root = vault({"Saaz.md": SAAZ})
    (root.parent / "link").symlink_to(root)
    without_open_folders(monkeypatch)
    with pytest.raises(NotWritten, match=r"is in the linked folder .*/link; links are not followed"):
        OpenFolder(FileAt(str(root.parent / "link"), None))


@pytest.mark.parametrize("after", [LONGER, None])
def test_late_save_without_a_lease_stands(vault, monkeypatch, after: bytes | None) -> None:
    """A save by a program that opened the note before it was written, and wrote to it afterwards."""
    root = vault({"Saaz.md": SAAZ})
    without_leases(monkeypatch)
    with Writer(root, "test") as writer, (root / "Saaz.md").open("r+b") as editor:
        writer.write([Change("Saaz.md", SAAZ, after)])
        assert writer.failed == {}
        editor.write(b"mine")
    assert writer.failed == {"Saaz.md": "another program saved it in the same moment; that save was kept"}
    assert (root / "Saaz.md").read_bytes() == b"mine" + SAAZ[4:]
    assert files_below(root) == {"Saaz.md"}
    assert recovered(state_folder(root)) == []


def failing_as_a_save_is_put_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str, fail: Callable[..., object], number: int
) -> dict[str, str]:
    """The failures reported when a late save is put back and a step fails the `number`th time."""
    take, taken = getattr(replace_module, step), []

    def failing(*files: FileAt) -> object:
        taken.append(files)
        return fail(*files) if len(taken) == number else take(*files)

    without_leases(monkeypatch)
    monkeypatch.setattr(replace_module, step, failing)
    with Writer(root, "test") as writer, (root / "Saaz.md").open("r+b") as editor:
        writer.write([Change("Saaz.md", SAAZ, LONGER)])
        editor.write(b"late")
    assert len(taken) >= number
    return writer.failed


def test_later_save_that_comes_out_as_the_disk_fails_waits_for_the_next_start(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, change_places = vault({"Saaz.md": SAAZ}), replace_module.exchange

    def saved_and_failing(staged: FileAt, target: FileAt) -> None:
        rename_over(root / "Saaz.md")
        change_places(staged, target)
        raise OSError(errno.EIO, "Input/output error")

    failed = failing_as_a_save_is_put_back(root, monkeypatch, "exchange", saved_and_failing, 2)
    (kept,) = recovered(state_folder(root))
    assert failed["Saaz.md"].endswith(f"that save is kept in {kept}")
    with Writer(root, "next start"):
        pass
    assert {path.read_bytes() for path in recovered(state_folder(root))} == {b"late" + SAAZ[4:], b"mine\n"}
    assert files_below(root) == {"Saaz.md"}


def test_save_that_is_back_was_put_back_though_what_came_out_can_not_be_read(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = vault({"Saaz.md": SAAZ})

    def failing(_: FileAt) -> None:
        raise OSError(errno.EIO, "Input/output error")

    failed = failing_as_a_save_is_put_back(root, monkeypatch, "snapshot_of", failing, 4)
    assert failed == {"Saaz.md": "another program saved it in the same moment; that save was kept"}
    assert (root / "Saaz.md").read_bytes() == b"late" + SAAZ[4:]
    assert recovered(state_folder(root)) == []


def clock(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> list[float]:
    """Stop the writer's clock. Returns the seconds that it waits, during which `meanwhile` runs."""
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        meanwhile()

    monkeypatch.setattr(writer_module, "time", SimpleNamespace(monotonic=lambda: 64.0, sleep=wait))
    return waited


@pytest.mark.parametrize("after", [LONGER, None])
def test_last_look_waits_for_late_saves(vault, monkeypatch, after: bytes | None) -> None:
    root = vault({"Saaz.md": SAAZ})
    without_leases(monkeypatch)
    monkeypatch.setattr(writer_module, "LAST_LOOK", 2.0)
    with (root / "Saaz.md").open("r+b", buffering=0) as editor:
        waited = clock(monkeypatch, lambda: editor.write(b"mine"))
        assert write(root, Change("Saaz.md", SAAZ, after)) == {
            "Saaz.md": "another program saved it in the same moment; that save was kept"
        }
    assert waited == [2.0]
    assert (root / "Saaz.md").read_bytes() == b"mine" + SAAZ[4:]


def test_last_look_waits_after_a_disk_that_fails_once_the_note_is_in_place(vault, monkeypatch) -> None:
    root = vault({"Saaz.md": SAAZ})
    monkeypatch.setattr(writer_module, "LAST_LOOK", 2.0)
    put = writer_module.put

    def put_and_fail(*change) -> bool:
        put(*change)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writer_module, "put", put_and_fail)
    waited = clock(monkeypatch, lambda: None)
    assert write(root, Change("Saaz.md", SAAZ, LONGER)) == {}
    assert waited == [2.0]


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
@pytest.mark.parametrize("after", [LONGER, None])
def test_note_that_somebody_who_had_to_wait_writes_to_is_put_back_for_that(
    vault, after: bytes | None
) -> None:
    """They opened the note before it was written, and get the old one when the lease is over."""
    root = vault({"Saaz.md": SAAZ})
    with Writer(root, "test") as writer:
        writer.write([Change("Saaz.md", SAAZ, after)])
        (displaced,) = root.glob(".vault-tools-*/*")
        editor = displaced.open("r+b", buffering=0)
    with editor:
        editor.write(b"mine")
    assert writer.failed == {"Saaz.md": "another program saved it in the same moment; that save was kept"}
    assert (root / "Saaz.md").read_bytes() == b"mine" + SAAZ[4:]
    assert files_below(root) == {"Saaz.md"}


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_nobody_is_waited_for_who_had_to_wait(
    vault, monkeypatch, before: bytes | None, after: bytes | None
) -> None:
    root = vault({"Saaz.md": before} if before else {})
    waited = clock(monkeypatch, lambda: None)
    assert write(root, Change("Saaz.md", before, after)) == {}
    assert waited == [0.0]


def test_of_two_late_saves_one_is_kept_in_the_store(vault, monkeypatch) -> None:
    root = vault({"Beer/Saaz.md": SAAZ})
    without_leases(monkeypatch)
    with Writer(root, "test") as writer:
        with (root / "Beer/Saaz.md").open("r+b") as editor:
            writer.write([Change("Beer/Saaz.md", SAAZ, LONGER)])
            editor.write(b"mine")
        (root / "Beer/Saaz.md").write_bytes(b"mine, too")
    (kept,) = recovered(state_folder(root))
    assert writer.failed["Beer/Saaz.md"].endswith(f"that save is kept in {kept}")
    assert kept.read_bytes() == b"mine" + SAAZ[4:]
    assert (root / "Beer/Saaz.md").read_bytes() == b"mine, too"
    assert files_below(root) == {"Beer", "Beer/Saaz.md"}


def saved_just_before_it_is_replaced(root: Path, monkeypatch: pytest.MonkeyPatch, writer: Writer) -> None:
    """On a network share two files can't be exchanged: what somebody with the note open wrote to it between
    comparison and replacement goes to the old file."""
    os_replace = os.replace
    with (root / "Saaz.md").open("r+b", buffering=0) as editor, monkeypatch.context() as patch:

        def saved_first(source: str, target: str, **folders: int) -> None:
            if target == "Saaz.md":
                editor.write(b"mine")
            os_replace(source, target, **folders)

        patch.setattr("os.replace", saved_first)
        writer.write([Change("Saaz.md", SAAZ, LONGER)])
    assert (root / "Saaz.md").read_bytes() == LONGER


def on_a_network_share(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_leases(monkeypatch)
    without_exchange(monkeypatch)
    quiet_for_long(root / "Saaz.md")


def test_save_between_compare_and_replace_is_put_back(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault({"Saaz.md": SAAZ})
    on_a_network_share(root, monkeypatch)
    with Writer(root, "test") as writer:
        saved_just_before_it_is_replaced(root, monkeypatch, writer)
        quiet_for_long(root / "Saaz.md")
    assert writer.failed == {"Saaz.md": "another program saved it in the same moment; that save was kept"}
    assert (root / "Saaz.md").read_bytes() == b"mine" + SAAZ[4:]
    assert files_below(root) == {"Saaz.md"}


def test_save_that_can_not_be_put_back_is_kept_in_the_store(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """We wrote the note a moment ago, which looks like a save on a network share."""
    root = vault({"Saaz.md": SAAZ})
    on_a_network_share(root, monkeypatch)
    with Writer(root, "test") as writer:
        saved_just_before_it_is_replaced(root, monkeypatch, writer)
    (kept,) = recovered(state_folder(root))
    assert kept.read_bytes() == b"mine" + SAAZ[4:]
    assert writer.failed["Saaz.md"].endswith(f"that save is kept in {kept}")
    assert (root / "Saaz.md").read_bytes() == LONGER


# The configuration


def with_a_line(text: str, name: str) -> str:
    return text + "key-order: [title]\n"


@pytest.mark.parametrize("before", ["", "keys: {}\n", "\ufeffkeys: {}\n", "keys: {}\r\n", "# 啤酒\n"])
def test_edit_of_the_configuration_keeps_every_other_byte(vault, before: str) -> None:
    root = vault({"vault-tools.yaml": before})
    (root / "vault-tools.yaml").chmod(0o640)
    edit_config(root, with_a_line, "test")
    status = (root / "vault-tools.yaml").stat()
    assert (root / "vault-tools.yaml").read_bytes().decode() == before + "key-order: [title]\n"
    assert status.st_mode & 0o7777 == 0o640
    assert files_below(root) == {"vault-tools.yaml"}


@pytest.mark.parametrize("name", ["vault-tools.yaml", ".vault-tools.yaml"])
def test_edit_finds_the_configuration_under_both_names(vault, name: str) -> None:
    root = vault({name: ""})
    edit_config(root, with_a_line, "test")
    assert files_below(root) == {name}


def test_edit_makes_a_configuration_where_there_is_none(vault) -> None:
    root = vault({"Saaz.md": ""})
    edit_config(root, with_a_line, "test")
    assert (root / "vault-tools.yaml").read_text() == "key-order: [title]\n"


def test_linked_configuration_is_not_edited(vault) -> None:
    """As made by dotfile managers: it is outside the vault."""
    kept = vault({"hops.yaml": "keys: {}\n"}, "dotfiles") / "hops.yaml"
    root = vault({"Saaz.md": ""})
    (root / "vault-tools.yaml").symlink_to(kept)
    with pytest.raises(VaultToolsError, match=r"is a link, to .*hops\.yaml; links are not followed"):
        edit_config(root, with_a_line, "test")
    assert (root / "vault-tools.yaml").is_symlink()
    assert kept.read_text() == "keys: {}\n"


def test_read_only_configuration_is_not_edited(vault) -> None:
    root = vault({"vault-tools.yaml": "keys: {}\n"})
    (root / "vault-tools.yaml").chmod(0o444)
    with pytest.raises(VaultToolsError, match="read-only"):
        edit_config(root, with_a_line, "test")
    assert (root / "vault-tools.yaml").read_text() == "keys: {}\n"


def test_configuration_that_was_saved_meanwhile_stays(vault) -> None:
    root = vault({"vault-tools.yaml": "keys: {}\n"})

    def slowly(text: str, name: str) -> str:
        (root / "vault-tools.yaml").write_text("exclude: []\n")
        return with_a_line(text, name)

    with pytest.raises(VaultToolsError, match="changed"):
        edit_config(root, slowly, "test")
    assert (root / "vault-tools.yaml").read_text() == "exclude: []\n"


def test_failed_edit_leaves_the_configuration_and_nothing_else(vault) -> None:
    text = "# Saaz\n" * 20_000
    root = vault({"vault-tools.yaml": text})
    with (
        no_file_longer_than(len(text)),
        pytest.raises(VaultToolsError, match=r"vault-tools\.yaml: .*File too large"),
    ):
        edit_config(root, with_a_line, "test")
    assert (root / "vault-tools.yaml").read_text() == text
    assert files_below(root) == {"vault-tools.yaml"}


# The order of the protocol, see vault_tools/disk/PROTOCOL.md


def test_what_is_on_disk_before_what(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """New bytes, then the journal, then the exchange, then the folders: after a power cut between two of
    them, the note is whole, and its old bytes are where undo looks for them."""
    root, done = vault({"Beer/Saaz.md": SAAZ}), []

    def spied(name: str, part: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            done.append(name)
            return part(*arguments, **named)

        return call

    for name, owner, part in (
        ("new bytes", writer_module, "sync_files"),
        ("journal", Journal, "record"),
        ("exchange", replace_module, "exchange"),
        ("folders", writer_module, "sync_folders"),
    ):
        monkeypatch.setattr(owner, part, spied(name, getattr(owner, part)))
    assert lengthen(root, "Beer/Saaz.md") == {}
    assert done == ["new bytes", "journal", "exchange", "folders"]


def test_file_and_both_folders_are_synced(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root, synced = vault({"Beer/Saaz.md": SAAZ}), []
    fsync = os.fsync

    def spy(descriptor: int) -> None:
        synced.append(os.path.basename(os.path.realpath(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spy)
    assert lengthen(root, "Beer/Saaz.md") == {}
    hidden = next(name for name in synced if name.startswith(".vault-tools-"))
    assert {hidden, "Beer"} <= set(synced)
    assert any(len(name) == len(uuid4().hex) for name in synced), "the new version"


def test_folders_that_are_gone_or_linked_are_not_synced_and_the_others_are(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, synced = vault({"Beer/Lager/Saaz.md": SAAZ}), []
    (root / "Linked").symlink_to("Beer")
    monkeypatch.setattr(OpenFolder, "sync", lambda self: synced.append(os.fstat(self.descriptor).st_ino))
    with closing(open_root(root)) as opened:
        sync_folders(opened, ["Gone/a.md", "Linked/Lager/a.md", "Beer/Lager/Gone/a.md", "Beer/Lager/b.md"])
    folders = [root, root / "Beer", root / "Beer/Lager"]
    assert sorted(set(synced)) == sorted(folder.stat().st_ino for folder in folders)


@pytest.mark.parametrize("is_made", [False, True])
def test_what_is_in_place_was_made_whatever_went_wrong(
    vault, monkeypatch: pytest.MonkeyPatch, is_made: bool
) -> None:
    """What is not in place is reported, and was not made."""
    root = vault({"Saaz.md": SAAZ})
    change_places = replace_module.exchange

    def failing(staged: FileAt, target: FileAt) -> None:
        if is_made:
            change_places(staged, target)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(replace_module, "exchange", failing)
    monkeypatch.setattr(writer_module, "LAST_LOOK", 0.0)
    assert lengthen(root) == ({} if is_made else {"Saaz.md": "Input/output error"})
    assert (root / "Saaz.md").read_bytes() == (LONGER if is_made else SAAZ)
    assert files_below(root) == {"Saaz.md"}


@pytest.mark.parametrize("is_made", [False, True])
def test_what_is_gone_was_removed_whatever_went_wrong(
    vault, monkeypatch: pytest.MonkeyPatch, is_made: bool
) -> None:
    root = vault({"Saaz.md": SAAZ})
    move = replace_module.move

    def failing(source: FileAt, target: FileAt) -> None:
        if is_made:
            move(source, target)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(replace_module, "move", failing)
    monkeypatch.setattr(writer_module, "LAST_LOOK", 0.0)
    failed = write(root, Change("Saaz.md", SAAZ, None))
    assert failed == ({} if is_made else {"Saaz.md": "Input/output error"})
    assert files_below(root) == (set() if is_made else {"Saaz.md"})


def test_save_between_the_last_look_and_the_exchange_goes_back(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever saves then finds the save in place, and nothing is reported."""
    root, saved = vault({"Saaz.md": SAAZ}), b"Saved.\n"
    exchange, times = replace_module.exchange, []

    def saved_first(staged: FileAt, target: FileAt) -> None:
        if not times:
            (root / "New.md").write_bytes(saved)
            os.replace(root / "New.md", root / "Saaz.md")
        times.append(target.name)
        exchange(staged, target)

    monkeypatch.setattr(replace_module, "exchange", saved_first)
    assert lengthen(root) == {"Saaz.md": "the file has changed since it was read"}
    assert (root / "Saaz.md").read_bytes() == saved
    assert len(times) == 2
    assert files_below(root) == {"Saaz.md"}


def acting_first(monkeypatch: pytest.MonkeyPatch, step: str, act: Callable[[], object]) -> None:
    """Let somebody act just before a step of the protocol, the first time it is taken."""
    take, acts = getattr(replace_module, step), [act]

    def step_after_act(source: FileAt, target: FileAt) -> None:
        if acts:
            acts.pop()()
        take(source, target)

    monkeypatch.setattr(replace_module, step, step_after_act)


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_folder_that_is_moved_out_in_the_moment_of_the_write_is_left_alone(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None, after: bytes | None
) -> None:
    root, outside = (
        vault({"Beer/Saaz.md": before} if before else {"Beer/Pils.md": SAAZ}),
        tmp_path / "outside",
    )
    expected = {path.name: path.read_bytes() for path in (root / "Beer").iterdir()}
    step = "exchange" if before and after else "move"
    acting_first(monkeypatch, step, lambda: (root / "Beer").rename(outside))
    why = "the file has changed since it was read" if before else "its folder was moved meanwhile"
    assert write(root, Change("Beer/Saaz.md", before, after)) == {"Beer/Saaz.md": why}
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == expected
    assert files_below(root) == set()


def same_bytes_in_another_file(path: Path) -> None:
    path.with_name("editor").write_bytes(SAAZ)
    path.with_name("editor").replace(path)


def knock(path: Path) -> None:
    """Open the note for writing, which would have to wait until the lease is over."""
    with pytest.raises(BlockingIOError):
        os.open(path, os.O_WRONLY | os.O_NONBLOCK)


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
@pytest.mark.parametrize("act", [same_bytes_in_another_file, knock])
@pytest.mark.parametrize("after", [LONGER, None])
def test_note_that_somebody_takes_in_hand_in_the_moment_of_the_write_stays(
    vault, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], None], after: bytes | None
) -> None:
    root = vault({"Saaz.md": SAAZ})
    acting_first(monkeypatch, "exchange" if after else "move", lambda: act(root / "Saaz.md"))
    failed = write(root, Change("Saaz.md", SAAZ, after))
    assert failed == {"Saaz.md": "the file has changed since it was read"}
    assert (root / "Saaz.md").read_bytes() == SAAZ
    assert files_below(root) == {"Saaz.md"}


@pytest.mark.parametrize("save", [overwrite, rename_over])
def test_save_just_before_a_note_is_removed_goes_back(
    vault, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    """Saving in place has to wait if there are leases."""
    root = vault({"Saaz.md": SAAZ})
    without_leases(monkeypatch)
    acting_first(monkeypatch, "move", lambda: save(root / "Saaz.md"))
    failed = write(root, Change("Saaz.md", SAAZ, None))
    assert failed == {"Saaz.md": "the file has changed since it was read"}
    assert (root / "Saaz.md").read_bytes() == b"mine\n"
    assert files_below(root) == {"Saaz.md"}


def test_journal_that_fails_at_the_last_look_leaves_the_files_to_the_next_start(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = vault({"Saaz.md": SAAZ})

    def failing(*_: object) -> None:
        raise VaultToolsError("disk I/O error")

    with monkeypatch.context() as patch, Writer(root, "test") as writer:
        writer.write([Change("Saaz.md", SAAZ, LONGER)])
        patch.setattr(Journal, "find", failing)
        patch.setattr(Journal, "prune", failing)
    assert (writer.failed, (root / "Saaz.md").read_bytes()) == ({}, LONGER)
    assert len(files_below(root)) == 3
    assert write(root) == {}
    assert files_below(root) == {"Saaz.md"}


def test_write_that_never_came_about_is_forgotten(vault) -> None:
    """Undo does not offer what was not done."""
    root = vault({"Saaz.md": SAAZ, "Citra.md": SAAZ})
    with Writer(root, "test") as writer:
        writer.write([Change("Citra.md", SAAZ, LONGER), Change("Saaz.md", b"other bytes", LONGER)])
    assert list(writer.failed) == ["Saaz.md"]
    with closing(Journal(state_folder(root))) as journal:
        assert writer.number is not None
        assert [write.path for write in journal.writes(writer.number)] == ["Citra.md"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_same_bytes_in_another_file_are_no_longer_the_note(
    vault, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    """Identity is compared as well as content: a file that took the note's place while we held the old one
    may be a save in progress."""
    root = vault({"Saaz.md": SAAZ})
    if not can_exchange:
        on_a_network_share(root, monkeypatch)
    compare = replace_module._compare

    def moved_first(old: Snapshot, target: FileAt, expected: bytes) -> None:
        (root / "New.md").write_bytes(SAAZ)
        os.replace(root / "New.md", root / "Saaz.md")
        compare(old, target, expected)

    monkeypatch.setattr(replace_module, "_compare", moved_first)
    assert lengthen(root) == {"Saaz.md": "the file has changed since it was read"}
    assert (root / "Saaz.md").read_bytes() == SAAZ
