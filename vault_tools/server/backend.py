"""The vault that a server speaks of."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path

from vault_tools.config.config import Config
from vault_tools.config.load import read_config
from vault_tools.disk.vault_files import Unreadable
from vault_tools.lint import engine
from vault_tools.lint.outcome import Outcome
from vault_tools.server.documents import Document
from vault_tools.session.examine import checked
from vault_tools.session.one_note import refused


class Backend:
    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def config(self) -> Config:
        return read_config(self.root)

    def is_note(self, path: str | None) -> bool:
        """Whether a path is that of a note of the vault, which need not be on disk yet."""
        if path is None or not path.endswith(".md") or any(part.startswith(".") for part in path.split("/")):
            return False
        return not self.config.excluded(path)

    def judged(self, document: Document) -> Outcome:
        """What is said of a document as it is in the editor."""
        path = document.path or ""
        if not self.is_note(document.path):
            return Outcome(path)
        try:
            return checked(document.note, self.config)
        except Unreadable as reason:
            return refused(self.config, path, str(reason))

    def fixed(self, document: Document) -> str | None:
        """The text as the safe fixes leave it; None where there is nothing to fix."""
        if not self.is_note(document.path):
            return None
        config = self.config
        try:
            note = document.note
            found = engine.fix(
                note,
                config.rules,
                config.schema_for(note.path),
                evidence=config.evidence,
                least=config.confidence,
            )
        except (Unreadable, engine.DidNotConverge):
            return None
        after = replace(found.note, bom=note.bom)
        return ("\ufeff" if after.bom else "") + after.text
