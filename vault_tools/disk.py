"""The vault on disk: find it, list its notes, read them, and the only place that writes."""

import codecs
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from platformdirs import user_cache_dir

import vault_tools
from vault_tools.config import CONFIG_NAMES, Config, build_config, validated
from vault_tools.errors import VaultToolsError
from vault_tools.note import Note
from vault_tools.obsidian import SETTINGS_FILES, read_settings
from vault_tools.placeholders import is_placeholder
from vault_tools.rule import registry

VAULT_MARKS = (".obsidian", *CONFIG_NAMES)
"""A folder that holds one of these is a vault."""
MAX_NOTE_SIZE = 10 * 1024 * 1024
"""Bytes. The largest of 64,890 real notes has 1.1 MB; a file of 100 MB is no note."""
ELSEWHERE = "is a placeholder: its text is with a cloud service, and would be fetched"
"""Said of a note that is not read for that, though nothing is amiss with it."""


class Unreadable(Exception):
    """A file that is no note that can be read; the message says why. The run goes on without it."""


class NotWritten(Exception):
    """A note that was left as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A name that is no note that could be read, and why; `harmless`: nothing is amiss with it."""

    path: str
    reason: str
    harmless: bool = False


def find_root(path: Path) -> Path:
    """The vault that a path lies in: the nearest folder with a configuration or `.obsidian/`, else the
    folder itself. Raises VaultToolsError when there is nothing at `path`."""
    if not os.path.lexists(path):
        raise VaultToolsError(f"{path}: there is no such file or folder")
    folder = Path(os.path.abspath(path))
    folder = folder if folder.is_dir() else folder.parent
    parents = (f for f in (folder, *folder.parents) if any((f / mark).exists() for mark in VAULT_MARKS))
    return next(parents, folder)


def read_config(root: Path, path: Path | None = None) -> Config:
    """The configuration of a vault, from `path` where one is given. Raises VaultToolsError."""
    texts = {name: root / ".obsidian" / name for name in SETTINGS_FILES}
    obsidian = read_settings({n: _read_text(p) for n, p in texts.items() if p.is_file()})
    found = path or next((root / name for name in CONFIG_NAMES if (root / name).exists()), None)
    if found is None:
        return build_config({}, obsidian)
    text = _read_text(found)
    return build_config(_validated_once(found, text), obsidian)


def _validated_once(path: Path, text: str) -> dict[str, Any]:
    """The sections of a configuration file, from the cache while text and program stay the same.

    A cache that is damaged or can't be written is as good as none.
    """
    kept = Path(user_cache_dir("vault-tools")) / "config" / f"{_digest(str(path.resolve()))}.json"
    state = _digest("\0".join([vault_tools.__version__, *registry(), text]))
    with suppress(OSError, ValueError):
        seal, _, cached = kept.read_text("utf-8").partition("\n")
        if seal == _digest(state + cached):
            return dict(json.loads(cached))
    sections = validated(text, str(path))
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        cached = json.dumps(sections)
        _replace(kept, f"{_digest(state + cached)}\n{cached}".encode())
    return sections


def edit_config(root: Path, change: Callable[[str, str], str]) -> Path:
    """Replace the vault's configuration file by what `change` makes of its text and name; it may be new.
    The file.

    Raises VaultToolsError; the file is then as it was.
    """
    found = next((root / name for name in CONFIG_NAMES if (root / name).exists()), root / CONFIG_NAMES[0])
    target = Path(os.path.realpath(found))
    try:
        status = _replaceable(target) if target.exists() else None
        old = _read_bytes(target) if status else b""
        bom = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
        new = bom + change(_read_text(found) if status else "", str(found)).encode()
        if new != old:
            _replace(target, new, status, lambda: _still(target, old) if status else None)
    except (OSError, NotWritten, Unreadable) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise VaultToolsError(f"{found}: can't be written: {reason}") from None
    return found


def list_notes(root: Path, config: Config, below: str = "") -> Iterator[str | Skipped]:
    """The paths of all notes in the folder `below`, sorted, relative to `root` with `/`.

    Dot folders and what the configuration or Obsidian excludes are passed over; links are not followed.
    """
    waiting = [f"{below}/" if below and not below.endswith("/") else below]
    while waiting:
        path = waiting.pop()
        if path and not path.endswith("/"):
            reason = _kind(root / path)
            yield Skipped(path, reason, harmless=reason == ELSEWHERE) if reason else path
            continue
        try:
            found = [*_entries(root, config, path)]
        except OSError as error:
            yield Skipped(path.rstrip("/"), f"can't be read: {error.strerror}")
            continue
        if path.endswith(".md/"):
            yield Skipped(path.rstrip("/"), "is a folder; its name is that of a note", harmless=True)
        waiting += sorted(found, reverse=True)


def _entries(root: Path, config: Config, below: str) -> Iterator[str]:
    """What a folder holds that counts: notes, and folders with a `/` at the end."""
    with os.scandir(root / below) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            path = f"{below}{entry.name}/" if is_folder else below + entry.name
            counts = is_folder or entry.name.endswith(".md")
            if counts and not entry.name.startswith(".") and not config.excluded(path):
                yield path


def read_note(root: Path, path: str) -> Note:
    """Raises Unreadable, never hangs, and reads no more than MAX_NOTE_SIZE."""
    if folder := _linked_folder(root, path):
        raise Unreadable(f"lies in the linked folder {folder}; links are not followed")
    return decode_note(path, _read_bytes(root / path))


def decode_note(path: str, data: bytes) -> Note:
    """Raises Unreadable."""
    if len(data) > MAX_NOTE_SIZE:
        raise Unreadable(f"is larger than {MAX_NOTE_SIZE // 1024**2} MB: {len(data):,} bytes")
    if b"\0" in data:
        raise Unreadable(f"holds a NUL byte at byte {data.index(0)}; it is no text")
    try:
        return Note.decode(path, data)
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8: byte 0x{data[error.start]:02x} at byte {error.start}") from None


def write_note(root: Path, before: Note, after: Note) -> None:
    """Replace a note by one atomic rename, if its bytes on disk are still those of `before`.

    Raises NotWritten; the file is then as it was.
    """
    path = root / before.path
    if folder := _linked_folder(root, before.path):
        raise NotWritten(f"lies in the linked folder {folder}; links are not followed")
    status = _replaceable(path)
    _replace(path, after.encode(), status, lambda: _still(path, before.encode()))
    _sync_folder(path.parent)


def create_note(root: Path, note: Note) -> None:
    """Write a note where there is none yet, with the folders that it lies in.

    Raises NotWritten, or OSError where a folder can't be made; what is there stays as it was.
    """
    path = root / note.path
    if folder := _linked_folder(root, note.path):
        raise NotWritten(f"lies in the linked folder {folder}; links are not followed")
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, note.encode(), last_look=lambda: _absent(path))
    _sync_folder(path.parent)


def _absent(path: Path) -> None:
    if os.path.lexists(path):
        raise NotWritten("the file was made meanwhile")


def _replaceable(path: Path) -> os.stat_result:
    """The status of a file that a replacement does no harm to. Raises NotWritten."""
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise NotWritten(f"the file {_kind(path)}")
    if status.st_nlink > 1:
        raise NotWritten("the file has a second name (a hard link); replacing it would part the two")
    if not status.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise NotWritten("the file is read-only")
    return status


def _still(path: Path, before: bytes) -> None:
    if _read_bytes(path) != before:
        raise NotWritten("the file has changed since it was read")


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
                _copy_attributes(path, temporary)
            os.fsync(descriptor)
        last_look()
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _copy_attributes(source: Path, target: str) -> None:
    """Extended attributes, access control lists among them, where the system has any."""
    names: list[str] = []
    with suppress(OSError, AttributeError):
        names = os.listxattr(source)
    for name in names:
        with suppress(OSError):
            os.setxattr(target, name, os.getxattr(source, name))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_bytes(path: Path, limit: int = MAX_NOTE_SIZE) -> bytes:
    """The bytes of a regular file; a link, a FIFO or a device is refused without waiting for it.

    Raises Unreadable.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise Unreadable("vanished before it could be read") from None
    except OSError as error:
        raise Unreadable(_kind(path) or f"can't be read: {error.strerror}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(_kind(path) or "is not a regular file")
        if status.st_size > limit:
            raise Unreadable(f"is larger than {limit // 1024**2} MB: {status.st_size:,} bytes")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(limit + 1)
    finally:
        os.close(descriptor)


def _read_text(path: Path) -> str:
    """The text of a configuration file, which may be a link. Raises VaultToolsError."""
    if not path.exists():
        raise VaultToolsError(f"{path}: there is no such file")
    try:
        data = _read_bytes(Path(os.path.realpath(path)))
    except Unreadable as reason:
        raise VaultToolsError(f"{path}: {reason}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise VaultToolsError(f"{path}:{line}:{column}: is not UTF-8") from None


def _kind(path: Path) -> str:
    """What a path is that is no regular file to be read, empty for one that is."""
    try:
        status = os.lstat(path)
    except OSError as error:
        return f"can't be read: {error.strerror}"
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return ELSEWHERE if is_placeholder(status) and status.st_size <= MAX_NOTE_SIZE else ""
    if not stat.S_ISLNK(mode):
        return "is a folder, not a note" if stat.S_ISDIR(mode) else "is not a regular file"
    try:
        return f"is a link, to {path.resolve(strict=True)}; links are not followed"
    except (OSError, RuntimeError):
        return "is a link that leads nowhere"


def _linked_folder(root: Path, path: str) -> str | None:
    """The first folder on the way to a note that is a link: what lies behind it is not the vault's."""
    parents = [*PurePosixPath(path).parents][:-1]
    return next((str(folder) for folder in reversed(parents) if (root / folder).is_symlink()), None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
