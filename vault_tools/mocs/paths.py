"""Where the note of a MOC is written, by names that every file system accepts."""

import re
import unicodedata
from collections.abc import Iterable

from vault_tools.digests import blake2b
from vault_tools.lazy_re import pattern

MAX_NAME = 200
"""The longest file name in bytes. Most systems take 255, and sync services append something."""
_FORBIDDEN = pattern(r'[\x00-\x1f\x7f-\x9f*"\\/<>:|?#^\[\]%\u2028\u2029]+')
"""Characters that some system does not allow in file names, or that a wikilink can't contain."""
_RESERVED = pattern(r"(?:CON|PRN|AUX|NUL|COM[1-9¹²³]|LPT[1-9¹²³])(?=\.|$)", re.IGNORECASE)
"""Devices of Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file."""


def path_of(template: str, value: str) -> str:
    """The path of the note for a value, relative to the vault. It never leaves the template's folder."""
    *folders, name = template.removesuffix(".md").split("/")
    return "/".join([*(_named(part, value) for part in folders), f"{_named(name, value)}.md"])


def path_in_folder(template: str, folder: str) -> str:
    """The path of the note for a folder: in it, with the folder's name (`{value}/{value}.md`), or beside it
    (`{value}.md`), as plugins for folder notes have it."""
    above, slash, name = template.rpartition("/")
    last = folder.rpartition("/")[2] if "{value}" in above else folder
    return above.replace("{value}", folder) + slash + name.replace("{value}", last)


def beginning_of(template: str) -> str:
    """How all paths of a template begin: its folders up to the value, or without a value the whole path but
    for `.md`."""
    literal, value, _ = template.partition("{value}")
    return literal[: literal.rfind("/") + 1] if value else literal.removesuffix(".md")


def template_problem(template: str, *, each: bool) -> str:
    """Why a path can't be that of a note, empty if it can. With `each` it needs a place for the value."""
    if not template.endswith(".md"):
        return "should end in `.md`"
    if ("{value}" in template) is not each:
        return (
            "should contain `{value}`: there is one note per value"
            if each
            else "has `{value}` without `each`"
        )
    for part in template.removesuffix(".md").split("/"):
        literal = part.replace("{value}", "x")
        if _FORBIDDEN.search(literal) or _named(literal, "") != literal:
            return "should lead to a note within the vault, by names that every system takes"
    return ""


def apart(paths: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names -> paths, no two of which are the same file on a disk that ignores case. The later one gets a
    mark.

    The mark is made from the name, so that it stays the same however many others there are.
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for name, path in paths:
        if disk_key(path) in taken:
            path = f"{path.removesuffix('.md')} ({_mark(name)}).md"
        taken.add(disk_key(path))
        found[name] = path
    return found


def disk_key(path: str) -> str:
    """A key that is equal for two paths that are the same file on some disk."""
    return unicodedata.normalize("NFC", path).casefold()


def _named(part: str, value: str) -> str:
    """One part of the path, with the value inserted."""
    name = part.replace("{value}", " ".join(_FORBIDDEN.sub("-", value).split()))
    name = name.rstrip(". ").lstrip(" ")
    if _RESERVED.match(name) or name.startswith(".") or not name:
        name = f"_{name.lstrip('.')}"
    if len(name.encode()) > MAX_NAME:
        kept = name.encode()[: MAX_NAME - len(" 123456")].decode(errors="ignore").rstrip(". ")
        name = f"{kept} {_mark(value)}"
    return name


def _mark(text: str) -> str:
    return blake2b(text.encode(), digest_size=3).hexdigest()
