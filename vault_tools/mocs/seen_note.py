"""What MOCs may show of every note, whatever they list."""

from typing import NamedTuple

from vault_tools.vault.facts import NoteFacts


class SeenFlag(NamedTuple):
    """A diagnostic of note scope, without its line, which moves with every line added above it."""

    rule: str
    severity: str
    message: str
    section: tuple[str, ...]


class ChangedNote(NamedTuple):
    """A note before and after a change."""

    before: NoteFacts
    now: NoteFacts


class SeenNote(NamedTuple):
    """`title` is what links show; `has_title`: it is a property of the note. `blocks` are the names of the
    MOCs that the note holds, none of which may be changed if a marker `is_broken`."""

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
