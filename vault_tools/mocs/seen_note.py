"""What MOCs may show of every note, whatever they are asked to list."""

from typing import NamedTuple

from vault_tools.vault.facts import NoteFacts


class SeenFlag(NamedTuple):
    """A diagnostic of note scope, without its line: that moves with each line that is written above it."""

    rule: str
    severity: str
    message: str
    section: tuple[str, ...]


class ChangedNote(NamedTuple):
    """A note as it was and as it is."""

    before: NoteFacts
    now: NoteFacts


class SeenNote(NamedTuple):
    """`title` is what links show, which the note gives itself where it `has_title`; `blocks` are the names of
    the MOCs that it holds, none of which may be touched where a marker `is_broken`."""

    path: str
    title: str
    has_title: bool
    blocks: tuple[str, ...]
    is_broken: bool
    flags: tuple[SeenFlag, ...]


def seen_of(facts: NoteFacts) -> SeenNote:
    return SeenNote(
        facts.path,
        facts.title,
        "title" in facts.values,
        tuple(block.name for block in facts.markers.blocks),
        bool(facts.markers.broken),
        tuple(SeenFlag(flag.rule, flag.severity, flag.message, flag.section) for flag in facts.flags),
    )
