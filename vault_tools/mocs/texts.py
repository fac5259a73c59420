"""The words that MOCs are written in, which the configuration may put others in the place of."""

from vault_tools.note.languages import LANGUAGES
from vault_tools.vault.schema_mocs import Moc

TEXTS = {code: language.moc_texts for code, language in LANGUAGES.items() if language.moc_texts}
"""By the code of their language."""
KEYS = tuple(TEXTS["en"])


def text_of(moc: Moc, key: str, /, **values: str | int) -> str:
    """A text in the MOC's words, with the values in the place of their names in braces."""
    text = moc.texts.get(key) or TEXTS[moc.language][key]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{value:,}" if isinstance(value, int) else value)
    return text


def count_of(moc: Moc, count: int) -> str:
    return text_of(moc, "one") if count == 1 else text_of(moc, "count", count=count)
