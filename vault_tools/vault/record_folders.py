"""Finds the folders of records: most notes there have nothing below their frontmatter."""

from collections import Counter
from collections.abc import Iterator, Mapping

_ENOUGH, _USUAL = 5, 0.5
"""The number of notes in a folder, and the share of records among them, from which records are usual there:
in real vaults, folders either contain nothing else or one in five at most."""


def folders_of_records(notes: Mapping[str, int], records: Mapping[str, int]) -> frozenset[str]:
    """The folders of records, given the number of notes and of records in each folder."""
    return frozenset(_found(notes, records))


def _found(notes: Mapping[str, int], records: Mapping[str, int]) -> Iterator[str]:
    with_records = [folder for folder, count in records.items() if count]
    if not with_records:
        return
    all_notes, all_records = _below(notes), _below(records)
    for folder in with_records:
        telling = next((f for f in _up_from(folder) if all_notes[f] >= _ENOUGH), "")
        if all_records[telling] >= max(_ENOUGH, _USUAL * all_notes[telling]):
            yield folder


def _below(counts: Mapping[str, int]) -> Counter[str]:
    """The totals of each folder, including its subfolders."""
    sums: Counter[str] = Counter()
    for folder, count in counts.items():
        for above in _up_from(folder) if count else ():
            sums[above] += count
    return sums


def _up_from(folder: str) -> Iterator[str]:
    """A folder and its parents, up to the vault's root."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""
