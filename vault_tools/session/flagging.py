"""The flagged sections of a vault, from the index. Only notes that have one are read."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from vault_tools.config.config import Config
from vault_tools.disk.vault_files import Unreadable, read_note
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.flagged import flagged_sections
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import SectionRule, VaultRule, registry
from vault_tools.rules.unreadable_note import UnreadableNote
from vault_tools.session.transcripts import with_transcripts


def of_notes_alone(config: Config) -> Config:
    """The configuration without rules of vault scope: sections are judged on their own."""
    return replace(config, rules=tuple(rule for rule in config.rules if not isinstance(rule, VaultRule)))


def flagged_records(
    root: Path, config: Config, outcomes: Iterable[Outcome], unreadable: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    """The records of `flagged` for these outcomes. `unreadable` is called with a message for each note that
    can't be read."""
    for outcome in outcomes:
        for diagnostic in outcome.left:
            if diagnostic.rule == UnreadableNote.name:
                unreadable(f"{outcome.path}: {diagnostic.message}")
        if any(issubclass(registry()[d.rule], SectionRule) for d in outcome.left):
            try:
                note = with_transcripts(root, config, read_note(root, outcome.path))
            except Unreadable as reason:
                unreadable(f"{outcome.path}: {reason}")
                continue
            yield from flagged_sections(note, config.schema_for(note.path), outcome.left)
