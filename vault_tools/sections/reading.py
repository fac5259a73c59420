"""The reading language of a note, as far as its frontmatter and text show it."""

from collections.abc import Iterable

from vault_tools.note.details import ORIGINAL
from vault_tools.note.language import ANOTHER, CJK, declared_language, language_of
from vault_tools.note.note import Note
from vault_tools.sections.passages import Part

_HEAD_KEYS = ("title", "summary", "description")
"""The keys that show a note's language. Latin text in them does not outweigh the body: product names and
summaries for search engines are in English everywhere."""


def may_be_read(language: str | None, parts: Iterable[Part]) -> bool:
    """Whether anything in the body is in this language, or is a fold declared as the original of such
    text."""
    return language is not None and any(
        part.language == language
        if part.fold is None
        else part.fold.promise not in (None, ORIGINAL, language)
        for part in parts
    )


def own_language(note: Note) -> str | None:
    """The language that a note declares under `lang` or `language`."""
    said = [entry.value for entry in note.entries if entry.key.lower() in ("lang", "language")]
    return next((declared_language(value) for value in said if isinstance(value, str)), None)


def head_language(note: Note) -> str | None:
    """The language of the note's title and summary in its frontmatter."""
    values = {entry.key.lower(): entry.value for entry in note.entries}
    said = [value for key in _HEAD_KEYS if isinstance(value := values.get(key), str)]
    return language_of("\n".join(said))


def most_read(parts: Iterable[Part]) -> str | None:
    """The language of most of the unfolded text."""
    sizes: dict[str, int] = {}
    for part in parts:
        if part.language and not part.fold:
            length = (part.end - part.start) * (3 if part.language in CJK else 1)
            sizes[part.language] = sizes.get(part.language, 0) + length
    most = max(sizes, key=lambda language: (sizes[language], language), default=None)
    return None if most == ANOTHER else most
