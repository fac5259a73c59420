"""One writer per vault: who has the lock, who waits for it, and file systems without locks."""

import errno
import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from vault_tools.disk import lock
from vault_tools.disk.lock import locked, taken
from vault_tools.errors import VaultToolsError

fcntl = pytest.importorskip("fcntl", reason="Windows locks in another way")
pytestmark = pytest.mark.usefixtures("time_limit")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def is_free(file: Path) -> bool:
    """Whether another process could take the lock; tested through a separate descriptor."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        return taken(descriptor)
    finally:
        os.close(descriptor)


def test_lock_is_held_until_the_end_and_no_longer(file: Path) -> None:
    with locked(file, "fix"):
        assert not is_free(file)
    assert is_free(file)
    with pytest.raises(ZeroDivisionError), locked(file, "fix"):
        raise ZeroDivisionError
    assert is_free(file)


def test_file_says_who_holds_the_lock_and_is_its_owner_s_alone(file: Path) -> None:
    """The previous holder wrote more."""
    file.write_text("process 1: " + "watch" * 99)
    with locked(file, "fix \udcff"):
        assert file.read_bytes() == b"process %d: fix \\udcff" % os.getpid()
    file.unlink()
    with locked(file, "fix"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_who_waits_in_vain_is_told_of_the_other(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now: list[float] = []
    clock = SimpleNamespace(monotonic=lambda: sum(now), sleep=now.append)
    monkeypatch.setattr(lock, "time", clock)
    with locked(file, "watch"):
        file.write_bytes(b"process 7: w\xff" + b"x" * 1_000)
        with pytest.raises(VaultToolsError) as told, locked(file, "fix"):
            pass
    said = f"another vault-tools writes to this vault (process 7: w\ufffd{'x' * 187}); try again later"
    assert str(told.value) == said
    assert lock.PATIENCE < sum(now) < lock.PATIENCE + 0.1
    assert len(now) > 9


def test_lock_that_becomes_free_is_taken(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.open(file, os.O_RDWR | os.O_CREAT)
    assert taken(other)
    monkeypatch.setattr(lock, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: os.close(other)))
    with locked(file, "fix"):
        assert not is_free(file)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_file_system_that_has_no_locks_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refusing(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refusing)
    with pytest.raises(VaultToolsError) as told, locked(file, "fix"):
        pass
    assert str(told.value) == (
        f"the file system of the state folder can't lock files ({os.strerror(code)}); "
        "set XDG_STATE_HOME to a folder on a local disk"
    )


def test_lock_of_another_is_no_failure_and_a_failure_is_no_lock(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [errno.EIO, errno.EACCES]

    def refusing(*_: object) -> None:
        code = codes.pop()
        raise OSError(code, os.strerror(code))

    file.touch()
    monkeypatch.setattr(fcntl, "flock", refusing)
    assert not is_free(file)
    with pytest.raises(OSError, match="Input/output error"):
        is_free(file)
