"""The transcripts that notes were made from, as configured. They are read and never written."""

import os
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from vault_tools.config.config import Config
from vault_tools.config.sections import TranscriptSource
from vault_tools.disk.file_lister import UNSETTLED
from vault_tools.disk.signature import Signature, signature_from, signature_of, stat_fields
from vault_tools.disk.vault_files import Unreadable, read_bytes, read_file
from vault_tools.lazy_dataclass import replace
from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note

LARGEST = 4 * 1024**2
"""The largest transcript in bytes. That of a ten-hour talk has 600 kB; anything larger is something else."""
_BITS = (1 << 63) - 1
ListFolder: TypeAlias = Callable[[Path], Sequence[str]]
TranscriptStamp: TypeAlias = tuple[int, ...]
NamedFiles: TypeAlias = Mapping[str, Sequence[str]]
NOTHING_NAMED: Mapping[str, NamedFiles] = MappingProxyType({})
_PLACEHOLDER = pattern(r"\{(?:stem|value|id)\}")
_LEADS_AWAY = pattern(r"[/\\\x00-\x1f]|^\.")


def transcripts_of(
    root: Path, config: Config, paths: Iterable[str], named: Mapping[str, NamedFiles] = NOTHING_NAMED
) -> dict[str, tuple[str, ...]]:
    """The paths of the transcripts of those of these notes that have some. `named` is what `names_in` finds
    in notes."""
    if not config.sources:
        return {}
    listed = cache(_names)
    found = {
        path: tuple(_found(root, config.sources_of(path), path, named.get(path, {}), listed))
        for path in paths
    }
    return {path: files for path, files in found.items() if files}


def names_in(config: Config, note: Note) -> dict[str, list[str]]:
    """The names of transcripts in a note's properties, by template; empty if no template uses a property."""
    block = note.frontmatter
    found: dict[str, list[str]] = {}
    for source in config.sources_of(note.path) if config.has_keyed_sources else ():
        entry = block.get(source.key) if block and source.key else None
        values = entry.value if entry and isinstance(entry.value, list) else [entry.value if entry else None]
        texts = [str(value).strip() for value in values if isinstance(value, str | int)]
        names = [id_in(text) if "{id}" in source.transcript else text for text in texts]
        found[source.transcript] = [name for name in names if name and not _LEADS_AWAY.search(name)]
    return found


def id_in(url: str) -> str:
    """The id of a video or page: `v=` in the query, else the last part of the path without its extension.
    Text that is not a URL is an id already."""
    if "//" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    asked = parse_qs(parts.query).get("v")
    return asked[0] if asked else PurePosixPath(parts.path).name.partition(".")[0]


def _found(
    root: Path, sources: Sequence[TranscriptSource], path: str, named: NamedFiles, listed: "ListFolder"
) -> Iterator[str]:
    for source in sources:
        folder, _, name = source.transcript.rpartition("/")
        start, end = _PLACEHOLDER.split(name, maxsplit=1)
        middle, star, after = end.partition("*")
        own = [PurePosixPath(path).stem] if source.key is None else named.get(source.transcript, ())
        for stem in own:
            files = _beginning(start + stem + middle, listed(root / folder))
            yield from (os.path.join(folder, file) for file, rest in files if _fits(rest, after, bool(star)))


def _beginning(before: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sorted names that begin with `before`, each with the rest of it."""
    for index in range(bisect_left(names, before), len(names)):
        if not names[index].startswith(before):
            return
        yield names[index], names[index].removeprefix(before)


def _fits(rest: str, after: str, is_open: bool) -> bool:
    """Whether the rest of a name may follow: `Talk 1_en.txt` belongs to `Talk 1`, `Talk 12.txt` does not."""
    if not is_open:
        return not rest
    between = rest.removesuffix(after) if rest.endswith(after) else None
    return between is not None and not between[:1].isalnum()


def _names(folder: Path) -> Sequence[str]:
    """The sorted names in a folder. It is listed again if it changed, or may have changed in the same
    moment."""
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
    named = {note.path: names_in(config, note)} if config.has_keyed_sources else NOTHING_NAMED
    files = transcripts_of(root, config, [note.path], named).get(note.path, ())
    return replace(note, sources=read_transcripts(root, files)) if files else note


def read_transcripts(root: Path, files: Iterable[str]) -> tuple[str, ...]:
    """The texts of the readable files. Bytes that are not UTF-8 become U+FFFD. Files are not read through
    links, except for links above a folder outside the vault."""
    texts = []
    for file in files:
        is_outside = file.startswith(("/", "../"))
        try:
            data = read_bytes(root / file, LARGEST) if is_outside else read_file(root, file, LARGEST)[0]
        except Unreadable:
            continue
        if b"\0" not in data[:1000]:
            texts.append(data.decode("utf-8", "replace"))
    return tuple(texts)


def stamps_of(root: Path, transcripts: Mapping[str, Iterable[str]]) -> dict[str, TranscriptStamp]:
    """For each note a stamp that changes when its transcripts do."""
    return {path: tuple(_stamp(root, files)) for path, files in transcripts.items()}


def signature_with(signature: Signature, stamp: TranscriptStamp) -> Signature:
    """The signature of a note, changed so that it also changes with its transcripts."""
    if not stamp:
        return signature
    modified, changed, size, inode = stat_fields(signature)
    return signature_from(modified, changed, size, hash((inode, *stamp)) & _BITS)


def _stamp(root: Path, files: Iterable[str]) -> Iterator[int]:
    for file in files:
        try:
            yield from stat_fields(signature_of(os.stat(root / file)))
        except OSError:
            yield 0
