"""The transcripts that notes were made from: found by the configuration, read and never written."""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from vault_tools.config.config import Config, Source
from vault_tools.disk.vault_files import Signature, Unreadable, read_file
from vault_tools.note.note import Note

_BITS = (1 << 63) - 1
Listing: TypeAlias = Callable[[Path], list[str]]


def transcripts_of(root: Path, config: Config, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Where the transcripts of these notes are, for those that have some; each folder is listed once."""
    if not config.sources:
        return {}
    listed = cache(_names)
    found = {path: tuple(_found(root, config.sources_of(path), path, listed)) for path in paths}
    return {path: files for path, files in found.items() if files}


def _found(root: Path, sources: Sequence[Source], path: str, listed: "Listing") -> Iterator[str]:
    stem = PurePosixPath(path).stem
    for source in sources:
        folder, _, pattern = source.transcript.rpartition("/")
        names = listed(root / folder)
        before, _, after = pattern.replace("{stem}", stem).partition("*")
        for index in range(bisect_left(names, before), len(names)):
            name = names[index]
            if not name.startswith(before):
                break
            if _fits(name.removeprefix(before), after, "*" in pattern):
                yield os.path.join(folder, name)


def _fits(rest: str, after: str, is_open: bool) -> bool:
    """Whether the rest of a name is what may follow: `Talk 1_en.txt` is of `Talk 1`, `Talk 12.txt` is not."""
    if not is_open:
        return not rest
    between = rest.removesuffix(after) if rest.endswith(after) else None
    return between is not None and not between[:1].isalnum()


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def with_transcripts(root: Path, config: Config, note: Note) -> Note:
    """The note with the texts of its transcripts."""
    files = transcripts_of(root, config, [note.path]).get(note.path, ())
    return replace(note, sources=read_transcripts(root, files)) if files else note


def read_transcripts(root: Path, files: Iterable[str]) -> tuple[str, ...]:
    """Their texts, without those that can't be read: what is no UTF-8 in them stands as U+FFFD."""
    texts = []
    for file in files:
        try:
            data, _ = read_file(root, file)
        except Unreadable:
            continue
        if b"\0" not in data[:1000]:
            texts.append(data.decode("utf-8", "replace"))
    return tuple(texts)


def signature_with(root: Path, signature: Signature, files: Iterable[str]) -> Signature:
    """A note's signature that changes with those of its transcripts as well."""
    parts: list[int] = []
    for file in files:
        try:
            parts += Signature.of(os.stat(root / file))
        except OSError:
            parts.append(0)
    return signature._replace(inode=hash((signature.inode, *parts)) & _BITS) if parts else signature
