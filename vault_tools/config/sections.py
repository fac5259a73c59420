"""The sections of `vault-tools.yaml` that apply to some of the notes.

The class in which a section is stored also declares it: its fields, their descriptions and their defaults.
`config.model_section.form_of` turns the class into the model that the file is validated with.
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
    """Additional settings for notes that match a pattern."""

    match: Annotated[str, "a pattern as in .gitignore, from the vault's root"]
    language: Annotated[str | None, "the language of these notes"] = None
    keys: Annotated[Mapping[str, KeySettings], "adds to `keys`"] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> Globs:
        return Globs([self.match])

    @property
    def names_a_note(self) -> bool:
        """Whether the pattern names particular notes, such as `**/index.md`, rather than all in some
        folders."""
        return bool(self.match.rpartition("/")[2].removesuffix(".md").strip("*"))


@dataclass(frozen=True)
class TranscriptSource:
    """The place of the transcripts that notes were made from. They are never written."""

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
