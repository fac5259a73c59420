"""A fix as a patch that `patch` and `git apply` accept."""

import re
from collections.abc import Sequence
from itertools import takewhile

from vault_tools.lazy_re import pattern
from vault_tools.note.note import Note

_CONTEXT = 3
_ODD = pattern(r"[\x00-\x1f\x7f-\x9f\"\\\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Control characters, bidirectional marks and bytes that are not UTF-8."""


def unified(before: Note | None, after: Note | None) -> str:
    """The unified diff of a note, including its byte order mark; empty if nothing changes.

    None means that the note does not exist: it is created or removed.
    """
    if before == after:
        return ""
    old, new = _lines(before) if before else [], _lines(after) if after else []
    head = _shared(old, new)
    same = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - head) - _CONTEXT
    if same > 0:
        old, new = old[:-same], new[:-same]
    source = _name("a/", before) if before else "/dev/null"
    target = _name("b/", after) if after else "/dev/null"
    import difflib

    lines = difflib.unified_diff(old, new, source, target, n=_CONTEXT)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _name(side: str, note: Note) -> str:
    """A file name as git writes it: quoted if it contains control characters, followed by a tab if it
    contains a space, so that `patch` finds its end."""
    path = side + note.path
    if _ODD.search(path):
        return '"' + _ODD.sub(_octal, path) + '"'
    return f"{path}\t" if " " in path else path


def _octal(match: re.Match[str]) -> str:
    return "".join(f"\\{byte:03o}" for byte in match[0].encode("utf-8", "surrogateescape"))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """The number of lines that both have in common at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _lines(note: Note) -> list[str]:
    text = ("\ufeff" if note.bom else "") + note.text
    return [line + "\n" for line in text.split("\n")[:-1]] + [t for t in text.split("\n")[-1:] if t]
