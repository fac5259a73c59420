"""What the program keeps outside of the vaults, in the platform's folder for state."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_dir


def state_folder(root: Path) -> Path:
    """The folder for what is kept about the vault at this path. It need not exist."""
    path = os.path.realpath(root)
    return Path(user_state_dir("vault-tools")) / f"{os.path.basename(path)[:40]}-{digest(path)[:16]}"


_VAULT = "vault"
"""The file in the folder of a vault that holds its path."""


def note_vault(state: Path, root: Path) -> None:
    """Keep in the folder of a vault where that lies. Raises OSError."""
    path = os.fsencode(os.path.realpath(root))
    if not (state / _VAULT).exists():
        replace_file(state / _VAULT, path)


def moved_from(root: Path) -> list[str]:
    """Where vaults lay that are gone from there, and that this one may have been."""
    found = []
    for noted in sorted(state_folder(root).parent.glob(f"*/{_VAULT}")):
        with suppress(OSError):
            path = os.fsdecode(noted.read_bytes())
            if not os.path.lexists(path):
                found.append(path)
    name = os.path.basename(os.path.realpath(root))
    return [path for path in found if os.path.basename(path) == name] or found


def replace_file(path: Path, data: bytes) -> None:
    """Put bytes in the place of a file of the program's own; never half of them. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
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
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
