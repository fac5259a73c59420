"""Files as URIs: `file:///home/ada/My%20vault/A.md`."""

import os
from pathlib import Path, PureWindowsPath
from urllib.parse import quote, unquote, urlsplit

_KEPT = "/!$&'()*+,;=:@~-._"
"""Characters that need no escape in the path of a URI (RFC 3986, section 3.3)."""


def path_of(uri: str, *, windows: bool = os.name == "nt") -> str | None:
    """The absolute path of a URI; None if no file can have it.

    An escaped slash is not part of a name on any system, nor is an escaped backslash on Windows.
    """
    try:
        parts = urlsplit(uri)
        host = parts.netloc
    except ValueError:
        return None
    if parts.scheme != "file" or "%2f" in parts.path.lower() or "%00" in parts.path:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    if windows:
        return None if "%5c" in parts.path.lower() else _windows_path(host, path)
    return path if host in ("", "localhost") and path.startswith("/") else None


def _windows_path(host: str, path: str) -> str | None:
    if host and host != "localhost":
        return f"\\\\{host}{path}".replace("/", "\\")
    drive = path[1:3]
    return path[1:].replace("/", "\\") if drive[:1].isalpha() and drive[1:] == ":" else None


def uri_of(path: str | Path, *, windows: bool = os.name == "nt") -> str:
    """The URI of an absolute path."""
    text = str(path)
    if windows:
        text = PureWindowsPath(text).as_posix()
        return f"file:{quote(text, _KEPT)}" if text.startswith("//") else f"file:///{quote(text, _KEPT)}"
    return "file://" + quote(os.fsencode(text), _KEPT)


def path_in(root: Path, uri: str) -> str | None:
    """The path of a URI in the vault, with `/`; None if it is outside. Links are followed only on the way to
    the vault itself."""
    path = path_of(uri)
    if path is None:
        return None
    path = os.path.normpath(path)
    real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    for name, folder in ((path, str(root)), (path, os.path.realpath(root)), (real, os.path.realpath(root))):
        inside = os.path.join(folder, "")
        if os.path.normcase(name).startswith(os.path.normcase(inside)):
            return name[len(inside) :].replace(os.sep, "/")
    return None
