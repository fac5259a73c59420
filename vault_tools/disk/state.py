"""What the program stores outside the vaults, in the platform's state folder."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from vault_tools.digests import sha256
from vault_tools.disk.user_folders import user_folder


def state_folder(root: Path) -> Path:
    """The folder for the state of the vault at this path. It need not exist."""
    path = os.path.realpath(root)
    return user_folder("state") / f"{os.path.basename(path)[:40]}-{digest(path)[:16]}"


_VAULT = "vault"
"""The file in a vault's state folder that contains the vault's path."""
_DEVICE = "device"
_BINARY = getattr(os, "O_BINARY", 0)
"""Without this flag Windows writes CRLF for LF."""


def note_vault(state: Path, root: Path) -> None:
    """Record the vault's path in its state folder. Raises OSError."""
    path = os.fsencode(os.path.realpath(root))
    if not (state / _VAULT).exists():
        replace_file(state / _VAULT, path, private=True)


def device(state: Path, *, make: bool = False) -> str:
    """A random ID that tells this device from all others that the vault is synced to; empty if this device
    never wrote to the vault and `make` is false. Raises OSError."""
    file = state / _DEVICE
    if make and not file.exists():
        replace_file(file, os.urandom(4).hex().encode(), private=True)
    return file.read_bytes().decode("ascii") if file.exists() else ""


def moved_from(root: Path) -> list[str]:
    """The recorded paths that no longer exist and where this vault may have been."""
    found = []
    for noted in sorted(state_folder(root).parent.glob(f"*/{_VAULT}")):
        with suppress(OSError):
            path = os.fsdecode(noted.read_bytes())
            if not os.path.lexists(path):
                found.append(path)
    name = os.path.basename(os.path.realpath(root))
    return [path for path in found if os.path.basename(path) == name] or found


def private_folder(path: Path) -> Path:
    """Create a folder that only its user may access, or restrict an existing one. Raises OSError, also if it
    belongs to somebody else."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    status = os.stat(path)
    refuse_foreign(path)
    if os.name != "nt" and stat.S_IMODE(status.st_mode) & 0o077:
        os.chmod(path, 0o700)
    return path


def refuse_foreign(path: Path) -> None:
    """Raises OSError if a folder belongs to somebody else, who could plant files in it that pass for ours."""
    if hasattr(os, "geteuid") and os.stat(path).st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "belongs to somebody else, and is not used", str(path))


def private_file(path: Path) -> None:
    """Create an empty file that only its user may access, or restrict an existing one. Raises OSError.

    An existing file is not opened: closing it would release SQLite's locks (sqlite.org/howtocorrupt.html).
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if os.name != "nt" and stat.S_IMODE(os.stat(path).st_mode) & 0o077:
            os.chmod(path, 0o600)


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Replace one of the program's own files atomically. Raises OSError."""
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
