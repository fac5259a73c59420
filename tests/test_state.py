"""The folder for data about a vault: whom it belongs to, and files that are replaced as a whole."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from limits import no_file_longer_than

from vault_tools.disk.state import (
    device,
    moved_from,
    note_vault,
    private_file,
    private_folder,
    refuse_foreign,
    replace_file,
    state_folder,
)

as_root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give a file away")


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A umask that removes as few permissions as possible."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_each_vault_has_a_folder_that_tells_which(tmp_path: Path, home: Path) -> None:
    one, other, long = tmp_path / "one/Beer", tmp_path / "other/Beer", tmp_path / ("x" * 60)
    for root in (one, other, long):
        root.mkdir(parents=True)
    assert state_folder(one).parent == home / "state" / "vault-tools"
    names = [state_folder(root).name for root in (one, other, long)]
    assert [name.rpartition("-")[0] for name in names] == ["Beer", "Beer", "x" * 40]
    assert len(set(names)) == 3
    assert {len(name.rpartition("-")[2]) for name in names} == {16}
    (tmp_path / "link").symlink_to(one)
    assert state_folder(tmp_path / "link") == state_folder(tmp_path / "one/../one/Beer") == state_folder(one)


def test_vault_with_a_name_of_any_bytes_has_a_folder(tmp_path: Path) -> None:
    names = {state_folder(tmp_path / os.fsdecode(name)).name for name in (b"\xff", b"\xfe")}
    assert len(names) == 2


def test_folder_says_where_its_vault_was_first(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    for root in ("link", "other"):
        note_vault(tmp_path / "state", tmp_path / root)
        assert (tmp_path / "state/vault").read_bytes() == bytes(tmp_path.resolve())
    assert mode(tmp_path / "state/vault") == 0o600


def test_device_has_one_name_for_ever(tmp_path: Path) -> None:
    assert device(tmp_path) == ""
    assert os.listdir(tmp_path) == []
    name = device(tmp_path, make=True)
    assert (len(name), set(name) <= set("0123456789abcdef")) == (8, True)
    assert device(tmp_path, make=True) == device(tmp_path) == name
    assert mode(tmp_path / "device") == 0o600


def test_vaults_that_are_gone_may_have_been_moved_here(tmp_path: Path) -> None:
    """Vaults of the same name, if there are any."""

    def was(path: Path) -> str:
        private_folder(state_folder(path))
        note_vault(state_folder(path), path)
        return str(path)

    root = tmp_path / "here/Beer"
    root.mkdir(parents=True)
    assert moved_from(root) == []
    was(root)
    (state_folder(root).parent / "no-vault").mkdir()
    (state_folder(root).parent / "unreadable" / "vault").mkdir(parents=True)
    assert moved_from(root) == []
    pubs = was(tmp_path / "Pubs")
    assert moved_from(root) == [pubs]
    beers = {was(tmp_path / "there/Beer"), was(tmp_path / "elsewhere/Beer")}
    assert set(moved_from(root)) == beers
    assert len(moved_from(root)) == 2


@pytest.mark.usefixtures("open_umask")
def test_private_folder_is_its_user_s_alone(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "a/b") == tmp_path / "a/b"
    assert mode(tmp_path / "a/b") == 0o700
    for before, after in ((0o755, 0o700), (0o701, 0o700), (0o500, 0o500)):
        (tmp_path / "a/b").chmod(before)
        private_folder(tmp_path / "a/b")
        assert mode(tmp_path / "a/b") == after


@pytest.mark.usefixtures("open_umask")
def test_private_file_is_its_user_s_alone(tmp_path: Path) -> None:
    """Its contents are kept."""
    private_file(tmp_path / "a")
    assert ((tmp_path / "a").read_bytes(), mode(tmp_path / "a")) == (b"", 0o600)
    (tmp_path / "a").write_bytes(b"kept")
    for before, after in ((0o644, 0o600), (0o601, 0o600), (0o400, 0o400)):
        (tmp_path / "a").chmod(before)
        private_file(tmp_path / "a")
        assert ((tmp_path / "a").read_bytes(), mode(tmp_path / "a")) == (b"kept", after)


@as_root
def test_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12345)
    for refusing in (refuse_foreign, private_folder):
        with pytest.raises(PermissionError, match="belongs to somebody else, and is not used") as told:
            refusing(tmp_path)
        assert (told.value.errno, told.value.filename) == (errno.EPERM, str(tmp_path))


def test_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes are on disk before it appears, and nothing else is left."""
    place, done, fsync, os_replace = tmp_path / "a.json", [], os.fsync, os.replace

    def sync(descriptor: int) -> None:
        file = Path(os.path.realpath(f"/proc/self/fd/{descriptor}"))
        done.append((file.parent, file.read_bytes(), mode(file)))
        fsync(descriptor)

    def replace(source: Path, target: Path) -> None:
        done.append(("in place", target))
        os_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    before = os.umask(0o020)
    try:
        replace_file(place, b"one\n")
        place.chmod(0o664)
        replace_file(place, b"two\n")
        replace_file(place, b"three\n", private=True)
        assert os.umask(0o020) == 0o020
    finally:
        os.umask(before)
    put = ("in place", place)
    expected = [(b"one\n", 0o646), (b"two\n", 0o664), (b"three\n", 0o600)]
    assert done == [each for data in expected for each in ((tmp_path, *data), put)]
    assert (place.read_bytes(), os.listdir(tmp_path)) == (b"three\n", ["a.json"])


def test_file_that_can_not_be_written_stays_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"old")
    with no_file_longer_than(100), pytest.raises(OSError, match="File too large"):
        replace_file(tmp_path / "a.json", b"x" * 1_000)
    assert ((tmp_path / "a.json").read_bytes(), os.listdir(tmp_path)) == (b"old", ["a.json"])


@pytest.mark.usefixtures("open_umask")
def test_bytes_of_a_private_file_were_never_open_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes, chmod = [], os.chmod

    def spy(path: Path, new: int) -> None:
        modes.append(mode(path))
        chmod(path, new)

    monkeypatch.setattr(os, "chmod", spy)
    replace_file(tmp_path / "a", b"mine", private=True)
    assert modes == [0o600]
