"""Values that must be unique in the vault: those of keys with `unique: true`."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit
from zlib import crc32

from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.spelling import fold

_TRACKING = ("utm_", "fbclid", "gclid", "feature", "ref_src", "spm", "vd_source", "share_")
"""Prefixes of URL parameters that identify where the reader came from, not what is read."""
_MOVED = {"m.youtube.com": "youtube.com", "music.youtube.com": "youtube.com", "twitter.com": "x.com"}


class UniqueValue(NamedTuple):
    """A value of a note's key. `identity` is the same for equivalent values."""

    key: str
    value: str
    identity: str

    @property
    def number(self) -> int:
        """A hash of key and identity, for comparison."""
        return crc32(f"{self.key}\n{self.identity}".encode("utf-8", "surrogatepass"))


def unique_values(facts: NoteFacts, schema: Schema) -> Iterator[UniqueValue]:
    for key in schema.keys.values():
        for value in facts.texts(key.name) if key.unique else ():
            if identity := identity_of(value):
                yield UniqueValue(key.name, value, identity)


def identity_of(value: str) -> str:
    """The text with case and width unified. A URL keeps the case of its path and loses the scheme, `www.`,
    the fragment and tracking parameters; different addresses of one YouTube video are equal."""
    text = value.strip()
    if not text.lower().startswith(("http://", "https://")):
        return " ".join(fold(text).split())
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return text
    host, path = _MOVED.get(host, host), unquote(parts.path).rstrip("/")
    query = [(name, v) for name, v in parse_qsl(parts.query) if not name.startswith(_TRACKING)]
    if host == "youtu.be":
        return f"youtube.com/watch?v={path.strip('/')}"
    if host == "youtube.com":
        return _video(path, dict(query)) or f"{host}{path}?{urlencode(sorted(query))}".rstrip("?")
    return f"{host}{path}?{urlencode(sorted(query))}".rstrip("?")


def _video(path: str, query: dict[str, str]) -> str:
    """The canonical address of the video that a youtube.com address shows, without time and playlist; empty
    if it shows none."""
    kind, _, video = path.strip("/").partition("/")
    if kind in ("shorts", "embed", "live", "v"):
        return f"youtube.com/watch?v={video}"
    return f"youtube.com/watch?v={query['v']}" if kind == "watch" and query.get("v") else ""
