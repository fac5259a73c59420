"""Combines diagnostics of consecutive items into one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from vault_tools.lazy_dataclass import replace
from vault_tools.lint.rule import LATER, Diagnostic
from vault_tools.note.note import Note
from vault_tools.note.text import Span

LEAST = 6
"""The minimum number in a row to combine. Fewer are reported one by one, so that each has its place."""

_Key: TypeAlias = tuple[str, str, str, int]


def in_runs(note: Note, said: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """One rule's diagnostics of a note. LEAST or more consecutive ones of a series are combined into one,
    which spans all of them and has the message of the first with their number."""
    for _, run in groupby(enumerate(said), key=_key):
        members = [diagnostic for _, diagnostic in run]
        if len(members) < LEAST:
            yield from members
        else:
            yield _as_one(note, members)


def _key(numbered: tuple[int, Diagnostic]) -> _Key:
    """A key that is equal only for diagnostics reported one after another that are neighbours in a series."""
    index, diagnostic = numbered
    if diagnostic.series is None:
        return "", "", "", index
    name, number = diagnostic.series
    return name, diagnostic.family, diagnostic.confidence, number - index


def _as_one(note: Note, members: Sequence[Diagnostic]) -> Diagnostic:
    first = members[0]
    span = Span(first.span.start, max(member.span.end for member in members))
    message = f"{first.message} (first of {len(members)} in a row)"
    place = LATER if first.place is LATER else note.place(span)
    return replace(first, span=span, place=place, message=message, run=tuple(members))
