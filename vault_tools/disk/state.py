"""What the program keeps outside of the vaults, in the platform's folder for state."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from vault_tools.digests import sha256
from vault_tools.disk.user_folders import user_folder


def state_folder(root: Path) -> Path:
    """The folder for what is kept about the vault at this path. It need not exist."""
    path = os.path.realpath(root)
    return user_folder("state") / f"{os.path.basename(path)[:40]}-{digest(path)[:16]}"


_VAULT = "vault"
"""The file in the folder of a vault that holds its path."""
_DEVICE = "device"
_BINARY = getattr(os, "O_BINARY", 0)
"""Windows writes CRLF for LF without it."""


def note_vault(state: Path, root: Path) -> None:
    """Keep in the folder of a vault where that is. Raises OSError."""
    path = os.fsencode(os.path.realpath(root))
    if not (state / _VAULT).exists():
        replace_file(state / _VAULT, path, private=True)


def device(state: Path, *, make: bool = False) -> str:
    """What distinguishes this device from all others that a vault is synced to, whatever their names; empty
    where nothing was written to the vault from here. Raises OSError."""
    file = state / _DEVICE
    if make and not file.exists():
        replace_file(file, os.urandom(4).hex().encode(), private=True)
    return file.read_bytes().decode("ascii") if file.exists() else ""


def moved_from(root: Path) -> list[str]:
    """Where vaults were that are gone from there, and that this one may have been."""
    found = []
    for noted in sorted(state_folder(root).parent.glob(f"*/{_VAULT}")):
        with suppress(OSError):
            path = os.fsdecode(noted.read_bytes())
            if not os.path.lexists(path):
                found.append(path)
    name = os.path.basename(os.path.realpath(root))
    return [path for path in found if os.path.basename(path) == name] or found


def private_folder(path: Path) -> Path:
    """Make a folder that its user alone may read and write, or make it so. Raises OSError, also where it
    belongs to somebody else."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    status = os.stat(path)
    refuse_foreign(path)
    if os.name != "nt" and stat.S_IMODE(status.st_mode) & 0o077:
        os.chmod(path, 0o700)
    return path


def refuse_foreign(path: Path) -> None:
    """Raises OSError where a folder belongs to somebody else, who could put there what passes for ours."""
    if hasattr(os, "geteuid") and os.stat(path).st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "belongs to somebody else, and is not used", str(path))


def private_file(path: Path) -> None:
    """Make a file in such a folder, empty, or make an old one its user's alone. Raises OSError.

    One that exists is not opened: closing it would take SQLite's locks off it (sqlite.org/howtocorrupt.html).
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if os.name != "nt" and stat.S_IMODE(os.stat(path).st_mode) & 0o077:
            os.chmod(path, 0o600)


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put bytes in the place of a file of the program's own; never half of them. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() and not private else 0o666 & ~_umask()
    mode = 0o600 if private else mode
    temporary = path.with_name(f".{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.chmod(temporary, mode)
            os.fsync(descriptor)
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _umask() -> int:
    os.umask(mask := os.umask(0o077))
    return mask


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
