"""What the tools of an agent answer: the shapes of their structured output."""

from dataclasses import dataclass
from typing import Literal

from vault_tools.lint.levels import Confidence

Task = Literal["translate", "complete", "relabel", "replace-original"]


@dataclass(frozen=True)
class ListedFlag:
    """A section in which something is wrong. `task` says what is to be written for it, null where no text
    alone can fix it; `characters` is how much there is to read in `get_section`."""

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
    """Some flags. `cursor` leads to those that follow, null at the end; `unread` are notes that could not be
    read, and why."""

    flags: list[ListedFlag]
    cursor: str | None
    unread: list[str]


@dataclass(frozen=True)
class SectionTexts:
    """What is to be known to write the text. `target` is what the new text replaces; where it is empty the
    new one goes in beside the original. `original` is the text that it should translate, `missing` how the
    transcript continues. Where a text is long this is a part of it: `cursor` leads to what follows, null at
    the end."""

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
    flag is gone. `section_sha256` is that of the section now."""

    id: str
    state: Literal["written", "refused", "stale"]
    reason: str
    section_sha256: str


@dataclass(frozen=True)
class Submitted:
    """An answer for each text, in their order. `run` is for `undo`, null where nothing was written."""

    answers: list[TextAnswer]
    run: int | None


@dataclass(frozen=True)
class NoteDiff:
    """What would change in a note, as a patch; `is_cut` where it is too long to be shown as a whole."""

    path: str
    diff: str
    is_cut: bool


@dataclass(frozen=True)
class Preview:
    """What a fix would change. `cursor` leads to the notes that follow, null at the end."""

    diffs: list[NoteDiff]
    cursor: str | None


@dataclass(frozen=True)
class UnwrittenNote:
    """A note that was left as it is, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Written:
    """`notes` is how many were written, `paths` the first of them, `failed` the first of those that were
    not. `run` is for `undo`, null where nothing was written."""

    run: int | None
    notes: int
    paths: list[str]
    failed: list[UnwrittenNote]


@dataclass(frozen=True)
class Explanation:
    """A rule's documentation, as Markdown."""

    rule: str
    markdown: str
