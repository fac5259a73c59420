"""The transcripts that notes were made from: found by the configuration, read and never written."""

import os
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from vault_tools.config.config import Config, Source
from vault_tools.disk.file_lister import UNSETTLED
from vault_tools.disk.vault_files import Signature, Unreadable, read_file
from vault_tools.note.note import Note

LARGEST = 4 * 1024**2
"""Bytes of a transcript. That of a talk of ten hours has 600 kB; with more it is something else."""
_BITS = (1 << 63) - 1
Listing: TypeAlias = Callable[[Path], Sequence[str]]
Stamp: TypeAlias = tuple[int, ...]


def transcripts_of(root: Path, config: Config, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Where the transcripts of these notes are, for those that have some."""
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


def _names(folder: Path) -> Sequence[str]:
    """Sorted. A folder is listed again when it has changed, or may have in the same moment."""
    try:
        modified = os.stat(folder).st_mtime_ns
        is_settled = modified < time.time_ns() - UNSETTLED
        return _listed(folder, modified) if is_settled else sorted(os.listdir(folder))
    except OSError:
        return ()


@lru_cache(maxsize=16)
def _listed(folder: Path, modified: int) -> tuple[str, ...]:
    return tuple(sorted(os.listdir(folder)))


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


def stamps_of(root: Path, transcripts: Mapping[str, Iterable[str]]) -> dict[str, Stamp]:
    """By note what changes when its transcripts do."""
    return {path: tuple(_stamp(root, files)) for path, files in transcripts.items()}


def signature_with(signature: Signature, stamp: Stamp) -> Signature:
    """A note's signature that changes with its transcripts as well."""
    return signature._replace(inode=hash((signature.inode, *stamp)) & _BITS) if stamp else signature


def _stamp(root: Path, files: Iterable[str]) -> Iterator[int]:
    for file in files:
        try:
            yield from Signature.of(os.stat(root / file))
        except OSError:
            yield 0
