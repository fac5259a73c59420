"""The vault on disk: find it, list its notes, read them, and the only place that writes."""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

import vault_tools
from vault_tools.config import CONFIG_NAMES, Config, build_config, load_config, validated
from vault_tools.errors import VaultToolsError
from vault_tools.note import Note
from vault_tools.obsidian import SETTINGS_FILES, read_settings
from vault_tools.rule import registry

MAX_NOTE_SIZE = 10 * 1024 * 1024
"""Bytes. The largest of 64,890 real notes has 1.1 MB; a file of 100 MB is no note."""


class Unreadable(Exception):
    """A file that is no note that can be read; the message says why. The run goes on without it."""


class NotWritten(Exception):
    """A note that was left as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A name ending in `.md` that is no regular file, and what it is instead."""

    path: str
    reason: str


def find_root(path: Path) -> Path:
    """The vault that a path lies in: the nearest folder with a configuration or `.obsidian/`, else the
    folder itself. Raises VaultToolsError when there is nothing at `path`."""
    if not os.path.lexists(path):
        raise VaultToolsError(f"{path}: there is no such file or folder")
    folder = Path(os.path.abspath(path))
    folder = folder if folder.is_dir() else folder.parent
    marks = (".obsidian", *CONFIG_NAMES)
    parents = (f for f in (folder, *folder.parents) if any((f / mark).exists() for mark in marks))
    return next(parents, folder)


def read_config(root: Path, path: Path | None = None) -> Config:
    """The configuration of a vault, from `path` where one is given. Raises VaultToolsError."""
    texts = {name: root / ".obsidian" / name for name in SETTINGS_FILES}
    obsidian = read_settings({n: _read_text(p) for n, p in texts.items() if p.is_file()})
    found = path or next((root / name for name in CONFIG_NAMES if (root / name).exists()), None)
    if found is None:
        return load_config(obsidian=obsidian)
    text = _read_text(found)
    if not text.strip():
        return load_config(obsidian=obsidian)
    return build_config(_validated_once(found, text), obsidian)


def _validated_once(path: Path, text: str) -> dict[str, Any]:
    """The sections of a configuration file, from the cache while text and program stay the same."""
    kept = Path(user_cache_dir("vault-tools")) / "config" / f"{_digest(str(path.resolve()))}.json"
    state = _digest("\0".join([vault_tools.__version__, *registry(), text]))
    with suppress(OSError, ValueError, KeyError, TypeError):
        cached = json.loads(kept.read_text("utf-8"))
        if cached["state"] == state:
            return dict(cached["sections"])
    sections = validated(text, str(path))
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        _replace(kept, json.dumps({"state": state, "sections": sections}).encode())
    return sections


def edit_config(root: Path, change: Callable[[str, str], str]) -> None:
    """Replace the vault's configuration file by what `change` makes of its text and name; it may be new.

    Raises VaultToolsError; the file is then as it was.
    """
    found = next((root / name for name in CONFIG_NAMES if (root / name).exists()), root / CONFIG_NAMES[0])
    exists = found.exists()
    try:
        text = change(_read_text(found) if exists else "", str(found))
        _replace(found, text.encode(), os.lstat(found) if exists else None)
    except OSError as error:
        raise VaultToolsError(f"{found}: can't be written: {error.strerror}") from None


def list_notes(root: Path, config: Config, below: str = "") -> Iterator[str | Skipped]:
    """The paths of all notes in the folder `below`, sorted, relative to `root` with `/`.

    Dot folders and what the configuration or Obsidian excludes are passed over; links are not followed.
    """
    try:
        entries = sorted(os.scandir(root / below), key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(below.rstrip("/"), f"folder can't be read: {error.strerror}")
        return
    for entry in entries:
        path = below + entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not config.excluded(f"{path}/"):
                yield from list_notes(root, config, f"{path}/")
        elif entry.name.endswith(".md") and not config.excluded(path):
            is_file = entry.is_file(follow_symlinks=False)
            yield path if is_file else Skipped(path, _kind(entry))


def read_note(root: Path, path: str) -> Note:
    """Raises Unreadable, never hangs, and reads no more than MAX_NOTE_SIZE."""
    return decode_note(path, _read_bytes(root / path))


def decode_note(path: str, data: bytes) -> Note:
    """Raises Unreadable."""
    if b"\0" in data:
        raise Unreadable(f"holds a NUL byte at byte {data.index(0)}; it is no text")
    try:
        return Note.decode(path, data)
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8: byte 0x{data[error.start]:02x} at {error.start}") from None


def write_note(root: Path, before: Note, after: Note) -> None:
    """Replace a note by one atomic rename, if its bytes on disk are still those of `before`.

    Raises NotWritten; the file is then as it was.
    """
    path = root / before.path
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        raise NotWritten("is a link or has a second name; a replacement would cut the two apart")
    if not status.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise NotWritten("is read-only")
    _replace(path, after.encode(), status, lambda: _still(path, before))
    _sync_folder(path.parent)


def _still(path: Path, before: Note) -> None:
    if _read_bytes(path) != before.encode():
        raise NotWritten("has changed since it was read")


def _replace(
    path: Path,
    data: bytes,
    status: os.stat_result | None = None,
    last_look: Callable[[], None] = lambda: None,
) -> None:
    """Put a synced copy in the place of `path`, with the mode and owner of `status`.

    `last_look` runs just before the rename and may raise. The copy is hidden and no `.md`, so that
    Obsidian does not see it; it is gone when an error leaves this function.
    """
    descriptor, temporary = tempfile.mkstemp(prefix=".vault-tools-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if status:
                os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
                if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(descriptor, status.st_uid, status.st_gid)
            os.fsync(descriptor)
        last_look()
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_bytes(path: Path) -> bytes:
    """The bytes of a regular file; a link, a FIFO or a device is refused without waiting for it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise Unreadable("vanished before it could be read") from None
    except OSError as error:
        raise Unreadable(f"can't be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("is not a regular file")
        if status.st_size > MAX_NOTE_SIZE:
            raise Unreadable(f"is larger than {MAX_NOTE_SIZE // 1024**2} MB: {status.st_size:,} bytes")
        return file.read(MAX_NOTE_SIZE + 1)


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise VaultToolsError(f"{path}: {reason}") from None


def _kind(entry: "os.DirEntry[str]") -> str:
    if not entry.is_symlink():
        return "is not a regular file"
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        return "is a link that leads nowhere"
    return f"is a link, to {target}; links are not followed"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
