"""Findings that continue from neighbour to neighbour, reported as one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from vault_tools.lazy_dataclass import replace
from vault_tools.lint.rule import LATER, Diagnostic
from vault_tools.note.note import Note
from vault_tools.note.text import Span

LEAST = 6
"""The least number of findings in a row: fewer are reported one by one, each a place to go to."""

_Key: TypeAlias = tuple[str, str, str, int]


def in_runs(note: Note, said: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What one rule says of a note, with `LEAST` or more of a series that follow one another as one
    diagnostic: from the first to the end of the last, with the words of the first and how many there are."""
    for _, run in groupby(enumerate(said), key=_key):
        members = [diagnostic for _, diagnostic in run]
        if len(members) < LEAST:
            yield from members
        else:
            yield _as_one(note, members)


def _key(numbered: tuple[int, Diagnostic]) -> _Key:
    """The same for neighbours in a series that are said in turn, for nothing else."""
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
