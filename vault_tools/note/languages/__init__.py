"""The languages, one per file, each named by its ISO 639-1 code. Nothing else in the program names one."""

from collections.abc import Mapping

from vault_tools.modules import modules_in
from vault_tools.note.language_words import Language, words_in

LANGUAGES: Mapping[str, Language] = {code: module.LANGUAGE for code, module in modules_in(__name__)}

IDEOGRAPHS = "".join({each.script: 0 for each in LANGUAGES.values() if each.wide and not each.least_share})
"""Ideographs, for use in a character class."""
IDEOGRAPHIC = next(code for code, each in LANGUAGES.items() if each.presumed and each.wide)
LATIN = next(code for code, each in LANGUAGES.items() if each.presumed and not each.wide)
"""The languages assumed for text in ideographs, and in Latin letters, if nothing identifies the language."""


def all_words(field: str) -> tuple[str, ...]:
    """The words in a field of `Language`, of all languages."""
    words = (word for language in LANGUAGES.values() for word in words_in(getattr(language, field)))
    return tuple(dict.fromkeys(words))


def any_of(field: str) -> str:
    """The expressions in a field of `Language`, of all languages, joined as alternatives."""
    return "|".join(filter(None, (getattr(language, field) for language in LANGUAGES.values())))


def letters_of(field: str) -> str:
    """The letters in a field of `Language`, of all languages."""
    return "".join(dict.fromkeys("".join(getattr(language, field) for language in LANGUAGES.values())))
