"""The vault on disk: find it, list its notes, read them."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from vault_tools.disk.placeholders import is_placeholder
from vault_tools.disk.signature import Signature, signature_of
from vault_tools.note.note import Note

CONFIG_NAMES = ("vault-tools.yaml", ".vault-tools.yaml")
MISNAMED_CONFIGS = (
    *("vault-tools.yml", ".vault-tools.yml", "vault_tools.yaml", "vault_tools.yml"),
    *(".vault_tools.yaml", ".vault_tools.yml"),
)
"""Common misspellings of the configuration's name."""
CONFIG_MARKS = (*CONFIG_NAMES, *MISNAMED_CONFIGS)
VAULT_MARKS = (".obsidian", *CONFIG_MARKS)
"""A folder that contains one of these is a vault, unless a configuration further up covers it."""
MAX_NOTE_SIZE = 10 * 1024 * 1024
"""Bytes. The largest of 64,890 real notes is 1.1 MB; a file of 100 MB is not a note."""
MAX_LINES = 1_000_000
"""10 MB of 10-byte lines; each line takes memory. Real notes have thousands at most."""
ELSEWHERE = "is a placeholder: its text is in the cloud, and reading it would download it"
"""The reason why a harmless note is not read."""


Excluded: TypeAlias = Callable[[str], bool]
"""Whether a path relative to the vault is left out; a folder's path ends in `/`."""


class Listed(NamedTuple):
    """A note that was listed. `path` is relative to the vault and uses `/`."""

    path: str
    signature: Signature


_READING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""Flags to read without blocking on a FIFO or following a link (not on Windows), and as bytes (only
there)."""

SETTINGS_FOLDER = ".obsidian"
"""Obsidian's folder for the settings of a vault, unless the user renamed it."""
_SETTINGS_MARK = "app.json"
"""A file in every settings folder."""

MAX_READINGS = 5
"""How many times a file is read while somebody else writes to it."""


class _Folder(NamedTuple):
    """A folder yet to be listed. `path` ends in `/`, except the vault's, which is empty."""

    path: str


class Unreadable(Exception):
    """The file can't be read as a note; the message says why. The run continues without it."""


class Skipped(NamedTuple):
    """A path that could not be read as a note, and why; `harmless` if nothing is wrong with it."""

    path: str
    reason: str
    harmless: bool = False


_told: dict[Path, str] = {}
"""The settings folders as named by Obsidian itself, by vault."""


def tell_settings_folder(root: Path, name: str) -> None:
    """Set the name of a vault's settings folder for this process, for as long as that folder exists."""
    _told[root] = name


def settings_folder(root: Path) -> str:
    """The name of a vault's settings folder: the one that Obsidian named, else the usual one, else the only
    hidden folder that looks like one."""
    told = _told.get(root)
    if told and (root / told).is_dir():
        return told
    if (root / SETTINGS_FOLDER).exists():
        return SETTINGS_FOLDER
    with suppress(OSError), os.scandir(root) as entries:
        hidden = [entry.name for entry in entries if entry.name.startswith(".")]
        found = [name for name in hidden if (root / name / _SETTINGS_MARK).is_file()]
        return found[0] if len(found) == 1 else SETTINGS_FOLDER
    return SETTINGS_FOLDER


def list_notes(root: Path, excluded: Excluded, below: str = "") -> Iterator[Listed | Skipped]:
    """All notes in the folder `below`, sorted by path.

    Dot folders and paths for which `excluded` is true are skipped; links are not followed.
    """
    waiting: list[_Folder | Listed | Skipped] = [_Folder(below and f"{below.rstrip('/')}/")]
    while waiting:
        found = waiting.pop()
        if not isinstance(found, _Folder):
            yield found
            continue
        try:
            waiting += sorted(_entries(root, excluded, found.path), key=itemgetter(0), reverse=True)
        except OSError as error:
            yield Skipped(found.path.rstrip("/"), f"can't be read: {error.strerror}")
            continue
        if found.path.endswith(".md/"):
            yield Skipped(found.path.rstrip("/"), "is a folder; its name is that of a note", harmless=True)


def _entries(root: Path, excluded: Excluded, below: str) -> Iterator[_Folder | Listed | Skipped]:
    """The subfolders and notes of a folder that are not left out."""
    with os.scandir(root / below) as opened:
        entries = [entry for entry in opened if not entry.name.startswith(".")]
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if not excluded(path := f"{below}{name}/"):
                yield _Folder(path)
        elif name.endswith(".md") and not excluded(path := below + name):
            try:
                yield _listed(root, path, entry.stat(follow_symlinks=False))
            except OSError as error:
                yield Skipped(path, f"can't be read: {error.strerror}")


def listed(root: Path, path: str) -> Listed | Skipped:
    """The note at a path, without listing its folder."""
    if folder := _linked_folder(root, path):
        return Skipped(path, f"is in the linked folder {folder}; links are not followed")
    try:
        return _listed(root, path, os.lstat(root / path))
    except OSError as error:
        return Skipped(path, f"can't be read: {error.strerror}")


def _listed(root: Path, path: str, status: os.stat_result) -> Listed | Skipped:
    if stat.S_ISREG(status.st_mode) and not _is_elsewhere(status):
        return Listed(path, signature_of(status))
    reason = _kind(root / path)
    return Skipped(path, reason, harmless=reason == ELSEWHERE)


def read_note(root: Path, path: str) -> Note:
    """Read a note. Raises Unreadable, never hangs, and reads no more than MAX_NOTE_SIZE."""
    return decode_note(path, read_file(root, path)[0])


def read_file(root: Path, path: str, limit: int = MAX_NOTE_SIZE) -> tuple[bytes, Signature]:
    """The bytes of a note, and the file's signature, which was the same before and after the read.

    Raises Unreadable, never hangs, and reads no more than `limit` bytes.
    """
    if folder := _linked_folder(root, path):
        raise Unreadable(f"is in the linked folder {folder}; links are not followed")
    return _read_steadily(root / path, limit)


def decode_note(path: str, data: bytes) -> Note:
    """The note with these bytes. Raises Unreadable."""
    if len(data) > MAX_NOTE_SIZE:
        raise Unreadable(f"is larger than {MAX_NOTE_SIZE // 1024**2} MB: {len(data):,} bytes")
    if (lines := data.count(b"\n")) > MAX_LINES:
        raise Unreadable(f"has more than {MAX_LINES:,} lines: {lines:,}")
    if b"\0" in data:
        raise Unreadable(f"contains a NUL byte at byte {data.index(0)}; it is not text")
    try:
        return Note.decode(path, data)
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8: byte 0x{data[error.start]:02x} at byte {error.start}") from None


def read_bytes(path: Path, limit: int = MAX_NOTE_SIZE) -> bytes:
    """The bytes of a regular file. Raises Unreadable, without blocking, for a link, FIFO or device."""
    return _read_steadily(path, limit)[0]


def _read_steadily(path: Path, limit: int = MAX_NOTE_SIZE) -> tuple[bytes, Signature]:
    """The bytes and signature of a regular file, read while nobody wrote to it. Raises Unreadable."""
    if sys.platform == "win32" and _kind(path):
        raise Unreadable(_kind(path))
    try:
        descriptor = os.open(path, _READING)
    except FileNotFoundError:
        raise Unreadable("vanished before it could be read") from None
    except OSError as error:
        raise Unreadable(_kind(path) or f"can't be read: {error.strerror}") from None
    try:
        for _ in range(MAX_READINGS):
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(_kind(path) or "is not a regular file")
            if status.st_size > limit:
                raise Unreadable(f"is larger than {limit // 1024**2} MB: {status.st_size:,} bytes")
            os.lseek(descriptor, 0, os.SEEK_SET)
            data = os.read(descriptor, status.st_size + 1)
            signature = signature_of(status)
            if len(data) == status.st_size and signature == signature_of(os.fstat(descriptor)):
                return data, signature
    finally:
        os.close(descriptor)
    raise Unreadable("was written while it was read")


def _kind(path: Path) -> str:
    """Why a path can't be read as a regular file; empty if it can."""
    try:
        status = os.lstat(path)
    except OSError as error:
        return f"can't be read: {error.strerror}"
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return ELSEWHERE if _is_elsewhere(status) else ""
    if not stat.S_ISLNK(mode):
        return "is a folder, not a note" if stat.S_ISDIR(mode) else "is not a regular file"
    try:
        path.resolve(strict=True)
        return f"is a link, to {os.readlink(path)}; links are not followed"
    except (OSError, RuntimeError):
        return "is a link to nothing"


def _is_elsewhere(status: os.stat_result) -> bool:
    return is_placeholder(status) and status.st_size <= MAX_NOTE_SIZE


def _linked_folder(root: Path, path: str) -> str | None:
    """The first folder in a note's path that is a link: its contents do not belong to the vault."""
    folders = accumulate(path.split("/")[:-1], "{}/{}".format)
    return next((folder for folder in folders if os.path.islink(os.path.join(root, folder))), None)
