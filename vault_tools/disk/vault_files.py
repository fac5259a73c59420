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
"""What it is called by mistake."""
CONFIG_MARKS = (*CONFIG_NAMES, *MISNAMED_CONFIGS)
VAULT_MARKS = (".obsidian", *CONFIG_MARKS)
"""A folder that holds one of these is a vault, unless a configuration further up covers it."""
MAX_NOTE_SIZE = 10 * 1024 * 1024
"""Bytes. The largest of 64,890 real notes has 1.1 MB; a file of 100 MB is not a note."""
MAX_LINES = 1_000_000
"""A file of 10 MB has this many lines of 10 bytes; each takes memory. Real notes have thousands."""
ELSEWHERE = "is a placeholder: its text is in the cloud, and reading it would download it"
"""Said of a note that is not read for that, though nothing is amiss with it."""


Excluded: TypeAlias = Callable[[str], bool]
"""Of a path relative to the vault, a folder's with `/` at its end: whether it is left out."""


class Listed(NamedTuple):
    """A note that a folder holds: its path relative to the vault, with `/`."""

    path: str
    signature: Signature


_READING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""Without waiting for a FIFO or following a link, which Windows lacks; it has a mode for bytes instead."""

SETTINGS_FOLDER = ".obsidian"
"""Where Obsidian keeps the settings of a vault, unless its user gave the folder another name."""
_SETTINGS_MARK = "app.json"
"""What every such folder holds."""

MAX_READINGS = 5
"""How often a file is read again that somebody writes to at the same time."""


class _Folder(NamedTuple):
    """`path` ends in `/`, but for the vault's, which is empty."""

    path: str


class Unreadable(Exception):
    """A file that is not a note that can be read; the message says why. The run goes on without it."""


class Skipped(NamedTuple):
    """A name that is not a note that could be read, and why; `harmless`: nothing is amiss with it."""

    path: str
    reason: str
    harmless: bool = False


_told: dict[Path, str] = {}
"""The settings folders that Obsidian itself has named, by vault."""


def tell_settings_folder(root: Path, name: str) -> None:
    """From now on, in this process, this is the settings folder of a vault, as long as it is there."""
    _told[root] = name


def settings_folder(root: Path) -> str:
    """The name of a vault's settings folder: the one that was given, the usual one, else the only hidden
    folder that looks like it."""
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
    """What a folder holds that counts."""
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
    """What there is at a path that is known without its folder."""
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
    """Raises Unreadable, never hangs, and reads no more than MAX_NOTE_SIZE."""
    return decode_note(path, read_file(root, path)[0])


def read_file(root: Path, path: str, limit: int = MAX_NOTE_SIZE) -> tuple[bytes, Signature]:
    """The bytes of a note, and the signature that the file had before and after they were read.

    Raises Unreadable, never hangs, and reads no more than `limit` bytes.
    """
    if folder := _linked_folder(root, path):
        raise Unreadable(f"is in the linked folder {folder}; links are not followed")
    return _read_steadily(root / path, limit)


def decode_note(path: str, data: bytes) -> Note:
    """Raises Unreadable."""
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
    """The bytes of a regular file; a link, a FIFO or a device is refused without waiting for it.

    Raises Unreadable.
    """
    return _read_steadily(path, limit)[0]


def _read_steadily(path: Path, limit: int = MAX_NOTE_SIZE) -> tuple[bytes, Signature]:
    """The bytes of a regular file that nobody wrote to meanwhile, and its signature. Raises Unreadable."""
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
    """What a path is that is not a regular file to be read, empty for one that is."""
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
    """The first folder on the way to a note that is a link: what is behind it is not the vault's."""
    folders = accumulate(path.split("/")[:-1], "{}/{}".format)
    return next((folder for folder in folders if os.path.islink(os.path.join(root, folder))), None)
