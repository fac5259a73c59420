"""Links between notes: which note a link leads to, and how to write a link to exactly that note.

Resolved as Obsidian does: https://help.obsidian.md/links and `getFirstLinkpathDest` of its API.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from posixpath import dirname, normpath, relpath
from typing import Literal, TypeAlias
from urllib.parse import quote, unquote

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.vault.spelling import folded

LinkFormat: TypeAlias = Literal["shortest", "relative", "absolute"]

MAX_SHOWN = 200
"""Maximum length of a title shown by a link, in code points."""

KEPT = 1 << 12
"""Cache size for links and texts: a note appears in several MOCs."""

_NO_WIKILINK = pattern(r"[#^\[\]|\\<>`\x00-\x1f\x7f\ud800-\udfff]|%%|^\s|\s$|\s\s")
"""What a wikilink can't contain, or what a reader may interpret before it recognizes the link."""
_ATTACHMENT = pattern(
    r"\.(?:md|canvas|base|pdf|avif|bmp|gif|jpe?g|png|svg|webp|flac|m4a|mp3|ogg|wav|webm|3gp|mkv|mov|mp4|ogv)$",
    re.IGNORECASE,
)
"""A name with one of the endings in https://help.obsidian.md/file-formats may refer to such a file."""
_HIDDEN = pattern(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]+")
_MARKUP = pattern(
    r"[\\`*\[\]<>|$]|(?<!\w)_|_(?!\w)|~~|==|%%|(?<!\S)#(?=\S)|&(?=#?\w+;)|\^(?=[\w-]+$)|!(?=\[)"
)
_QUOTED = pattern(r"[^\w/\-.~,]+")
_NO_HEADING = pattern(r"[:#|^\\\r\n]|%%|\[\[|]]")
"""What Obsidian removes from a heading in a link (`stripHeadingForLink`)."""


@dataclass(frozen=True)
class LinkStyle:
    """How the vault writes new links: `newLinkFormat` and `useMarkdownLinks` of `.obsidian/app.json`."""

    format: LinkFormat = "shortest"
    markdown: bool = False


class PathsByName:
    """Sorted paths by name. A unique path, the usual case, is stored without a list: one-element lists would
    take more memory than everything else."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        self._found: dict[str, str | list[str]] = {}
        for name, path in named:
            known = self._found.setdefault(name, path)
            if isinstance(known, list):
                known.append(path)
            elif known != path:
                self._found[name] = [known, path]
        for paths in self._found.values():
            if isinstance(paths, list):
                paths.sort()

    def get(self, name: str) -> Sequence[str]:
        found = self._found.get(name, ())
        return (found,) if isinstance(found, str) else found

    def plus(self, others: "PathsByName") -> "PathsByName":
        """The union of both, using little more memory than `others` alone."""
        both = PathsByName(())
        both._found = {**self._found}
        for name in others._found:
            both._found[name] = sorted({*self.get(name), *others.get(name)})
        return both


class LinkIndex:
    """Finds files by link. `paths` are all files that Obsidian sees; those of notes end in `.md`."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._keyed: dict[str, list[tuple[str, str]]] = {}

    def plus(self, paths: Iterable[str]) -> "LinkIndex":
        """An index with more files, using little more memory than those files alone."""
        more = LinkIndex(())
        more.__dict__["_by_name"] = self._by_name.plus(PathsByName(map(_named, paths)))
        return more

    @cached_property
    def _by_name(self) -> PathsByName:
        return PathsByName(map(_named, self._paths))

    def resolve(self, link: str, source: str) -> str | None:
        """The note that a link leads to from the note at `source`; `link` has no `.md`, heading or shown
        text."""
        return next(iter(self._answering(f"{link}.md", source)), None)

    def find(self, link: str, source: str) -> str | None:
        """The file that a link without heading and shown text leads to: the one with exactly that name, else
        the note."""
        return next(iter(self.candidates(link, source)), None)

    def at(self, path: str) -> str | None:
        """The file at this path, ignoring case and Unicode normalization."""
        named = self._by_name.get(_key(path).rpartition("/")[2])
        return next((file for file in named if _key(file) == _key(path)), None)

    def candidates(self, link: str, source: str) -> list[str]:
        """All files that match a link, starting with the one it leads to."""
        named = self._answering(link, source)
        return named if named or link.endswith(".md") else self._answering(f"{link}.md", source)

    def _answering(self, link: str, source: str) -> list[str]:
        """The matching files: first a path from the vault's root, then paths that end in the link, those in
        the source's folder before the others, shortest path first."""
        folder = dirname(source)
        wanted = _key(link)
        if "/../" in wanted or "/./" in wanted:
            wanted = normpath(wanted)
        if wanted.startswith(("./", "../")):
            wanted = normpath(f"{_key(folder)}/{wanted}" if folder else wanted)
            if wanted.startswith("../"):
                return []
            wanted = f"/{wanted}"
        found = self._nearest_root_first(wanted.rpartition("/")[2])
        if not found:
            return []
        whole = wanted.lstrip("/")
        exact = sorted((path for key, path in found if key == whole), key=lambda path: (path != link, path))
        if (exact and "/" in wanted) or wanted.startswith("/"):
            return exact
        end = f"/{wanted}"
        ending = [(key, path) for key, path in found if key.endswith(end)]
        near = f"{_key(folder)}/" if folder else ""
        beside = [path for key, path in ending if key.startswith(near)]
        return exact + beside + [path for key, path in ending if not key.startswith(near)]

    def _nearest_root_first(self, name: str) -> list[tuple[str, str]]:
        """(key, path) of the files with a name, shortest path first. Cached, since many files may share a
        name."""
        paths = self._by_name.get(name)
        if len(paths) < 2:
            return [(_key(path), path) for path in paths]
        if name not in self._keyed:
            shortest = sorted(paths, key=lambda path: (len(path), path))
            self._keyed[name] = [(_key(path), path) for path in shortest]
        return self._keyed[name]

    def target(self, path: str, source: str, style: LinkFormat) -> str:
        """The target to write for the file at `path`, without `.md`: in the vault's format if that is sure to
        reach the file, else its full path."""
        whole = path.removesuffix(".md")
        name = path.rpartition("/")[2]
        if style == "shortest" and len(self._by_name.get(_key(name))) == 1:
            return name.removesuffix(".md")
        if style == "relative":
            near = relpath(whole, dirname(source) or ".")
            return near if self.find(near, source) == path else whole
        return whole


@lru_cache(maxsize=KEPT)
def written_link(
    target: str, shown: str, *, markdown: bool = False, in_table: bool = False, heading: str = ""
) -> str:
    """A link that shows a text: a wikilink, unless `markdown` is set or a wikilink can't hold the names.

    `heading` is a heading's Markdown, or several headings joined by `#`.
    """
    shown = one_line(shown) or target
    name = f"{target}.md" if has_known_ending(target) else target
    if markdown or not fits_wikilink(name) or escaped(shown) != shown:
        anchor = "".join(f"#{quoted(part)}" for part in heading.split("#")) if heading else ""
        return f"[{escaped(shown)}]({quoted(target)}.md{anchor})"
    place = f"{name}#{heading}" if heading else name
    separator = "\\|" if in_table else "|"
    return f"[[{place}]]" if shown == place else f"[[{place}{separator}{shown}]]"


def has_known_ending(name: str) -> bool:
    """Whether a name ends in a file extension that Obsidian shows; a note's name may do so too."""
    return bool(_ATTACHMENT.search(name))


def is_attachment(name: str) -> bool:
    """Whether a name belongs to a file other than a note."""
    return has_known_ending(name) and not name.lower().endswith(".md")


def fits_wikilink(target: str) -> bool:
    """Whether a wikilink can hold a target such that every reader parses it alike."""
    return not _NO_WIKILINK.search(target)


@lru_cache(maxsize=KEPT)
def name_of(path: str) -> str:
    """The name of a file in links; for notes, without `.md`."""
    return path.rpartition("/")[2].removesuffix(".md")


@lru_cache(maxsize=KEPT)
def name_key(path: str) -> str:
    """A comparison key, equal for names that differ only in case, width, spaces, hyphens or
    percent-encoding."""
    name = unquote(name_of(path.replace("\\", "/")))
    return folded(name) or name


def heading_link(headings: Iterable[str]) -> str:
    """The part of a link after `#` that leads to the last of these headings, each nested below the previous
    one."""
    return "#".join(" ".join(_NO_HEADING.sub(" ", heading).split()) for heading in headings)


@lru_cache(maxsize=KEPT)
def escaped(text: str) -> str:
    """The text escaped so that Markdown, HTML and Obsidian show it verbatim, on one line."""
    return _MARKUP.sub(_escape, one_line(text))


def one_line(text: str) -> str:
    """The text without line breaks, control characters and lone surrogates, cut off at MAX_SHOWN."""
    text = _HIDDEN.sub(" ", text).encode("utf-8", "replace").decode()
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1].rstrip()}…"


def _escape(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" if c in "%<&" else f"\\{c}" for c in match[0])


@lru_cache(maxsize=KEPT)
def quoted(path: str) -> str:
    """A path for a Markdown link, percent-encoded except for letters of any script."""
    return _QUOTED.sub(lambda part: quote(part[0].encode("utf-8", "surrogateescape")), path)


def _named(path: str) -> tuple[str, str]:
    """(name as Obsidian compares it, path)."""
    return _key(path).rpartition("/")[2], path


def _key(path: str) -> str:
    """A comparison key, equal for paths that Obsidian treats as the same."""
    return unicodedata.normalize("NFC", path).lower()
