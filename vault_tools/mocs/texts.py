"""The texts in MOCs, which the configuration can replace."""

from collections.abc import Iterator, Mapping

from vault_tools.messages.translation import WRITTEN_IN
from vault_tools.mocs.kind import kind_of, moc_kinds
from vault_tools.note.languages import LANGUAGES
from vault_tools.vault.schema_mocs import Moc

TEXTS = {code: language.moc_texts for code, language in LANGUAGES.items() if language.moc_texts}
"""The texts by language code."""


def text_keys() -> tuple[str, ...]:
    """The names of the texts that the configuration can replace."""
    of_kinds = (key for kind in moc_kinds().values() for key in kind.texts.get(WRITTEN_IN, ()))
    return (*TEXTS[WRITTEN_IN], *of_kinds)


def text_of(moc: Moc, key: str, /, **values: str | int) -> str:
    """A text of the MOC, with its names in braces replaced by values."""
    text = next(texts[key] for texts in _said(moc) if texts.get(key))
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{value:,}" if isinstance(value, int) else value)
    return text


def _said(moc: Moc) -> Iterator[Mapping[str, str]]:
    of_kind = kind_of(moc).texts
    yield from (moc.texts, TEXTS[moc.language], of_kind.get(moc.language, {}), of_kind.get(WRITTEN_IN, {}))


def count_of(moc: Moc, count: int) -> str:
    return text_of(moc, "one") if count == 1 else text_of(moc, "count", count=count)
