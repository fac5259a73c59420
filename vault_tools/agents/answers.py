"""The answers of the agent's tools: the shapes of their structured output."""

from dataclasses import dataclass
from typing import Literal

from vault_tools.lint.levels import Confidence

Task = Literal["translate", "complete", "relabel", "replace-original"]


@dataclass(frozen=True)
class ListedFlag:
    """A section with a problem. `task` says what to write for it, or is null if no text alone can fix it;
    `characters` is the number of characters to read with `get_section`."""

    id: str
    task: Task | None
    path: str
    section: list[str]
    line: int
    rule: str
    confidence: Confidence
    message: str
    section_sha256: str
    characters: int


@dataclass(frozen=True)
class FlagPage:
    """A page of flags. `cursor` gets the next page, null at the end; `unread` are notes that could not be
    read, and why."""

    flags: list[ListedFlag]
    cursor: str | None
    unread: list[str]


@dataclass(frozen=True)
class SectionTexts:
    """The information needed to write the text. `target` is the text to replace; if it is empty, the new text
    is inserted next to the original. `original` is the text to translate, `missing` the lost part of the
    transcript. Long texts come in parts: `cursor` gets the next part, null at the end."""

    id: str
    task: Task | None
    path: str
    section: list[str]
    line: int
    rule: str
    message: str
    section_sha256: str
    target: str
    original: str
    missing: str
    cursor: str | None


@dataclass(frozen=True)
class Text:
    """A text for a flag: `id` and `section_sha256` as they were listed, and the whole new text."""

    id: str
    section_sha256: str
    text: str


@dataclass(frozen=True)
class TextAnswer:
    """`written`; `refused`, with the reason; or `stale`: the section has changed since it was listed, or the
    flag is gone. `section_sha256` is the section's current hash."""

    id: str
    state: Literal["written", "refused", "stale"]
    reason: str
    section_sha256: str


@dataclass(frozen=True)
class Submitted:
    """An answer for each text, in order. `run` is the number for `undo`, null if nothing was written."""

    answers: list[TextAnswer]
    run: int | None


@dataclass(frozen=True)
class NoteDiff:
    """The changes to a note, as a patch; `is_cut` if the patch is too long to be shown in full."""

    path: str
    diff: str
    is_cut: bool


@dataclass(frozen=True)
class Preview:
    """The changes that a fix would make. `cursor` gets the next notes, null at the end."""

    diffs: list[NoteDiff]
    cursor: str | None


@dataclass(frozen=True)
class UnwrittenNote:
    """A note that was not changed, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Written:
    """`notes` is the number of notes written, `paths` the first of them, `failed` the first notes that could
    not be written. `run` is the number for `undo`, null if nothing was written."""

    run: int | None
    notes: int
    paths: list[str]
    failed: list[UnwrittenNote]


@dataclass(frozen=True)
class Explanation:
    """A rule's documentation, as Markdown."""

    rule: str
    markdown: str
