"""The sections of `vault-tools.yaml` that hold for some of the notes.

Every class that a section is kept as declares that section: its fields, what they say and their defaults.
`config.model_section.form_of` makes of it what the file is checked by.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, TypeAlias

from vault_tools.disk.globs import Globs
from vault_tools.lazy_dataclass import dataclass, field

KeySettings: TypeAlias = Mapping[str, Any]
"""The fields of a Key that the configuration sets."""


@dataclass(frozen=True)
class Profile:
    """Additional settings for the notes that a pattern matches."""

    match: Annotated[str, "a pattern as in .gitignore, from the vault's root"]
    language: Annotated[str | None, "the language that these notes are read in"] = None
    keys: Annotated[Mapping[str, KeySettings], "adds to `keys`"] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> Globs:
        return Globs([self.match])

    @property
    def names_a_note(self) -> bool:
        """Whether it is about notes of one name, such as `**/index.md`, and not about all of some folders."""
        return bool(self.match.rpartition("/")[2].removesuffix(".md").strip("*"))


@dataclass(frozen=True)
class TranscriptSource:
    """Where the transcripts are that notes were made from. They are only read."""

    notes: Annotated[str, "a .gitignore pattern of the notes, from the vault's root"]
    transcript: Annotated[
        str,
        "the path of their transcripts, from the vault's root or outside of it: `{stem}` is the note's name, "
        "`{value}` that of `key`, `{id}` the id in a URL there",
    ]
    key: Annotated[str | None, "the key whose value identifies the file, as `{value}` or `{id}`"] = None

    @cached_property
    def pattern(self) -> Globs:
        return Globs([self.notes])
