"""The languages, one a file, each called by its ISO 639-1 code. Nothing else in the program names one."""

from collections.abc import Mapping

from vault_tools.modules import modules_in
from vault_tools.note.language_words import Language, words_in

LANGUAGES: Mapping[str, Language] = {code: module.LANGUAGE for code, module in modules_in(__name__)}

IDEOGRAPHS = "".join({each.script: 0 for each in LANGUAGES.values() if each.wide and not each.least_share})
"""Ideographs, as they are in the brackets of a regular expression."""
IDEOGRAPHIC = next(code for code, each in LANGUAGES.items() if each.presumed and each.wide)
LATIN = next(code for code, each in LANGUAGES.items() if each.presumed and not each.wide)
"""The languages that text in ideographs, or in Latin letters, counts as if nothing shows which it is."""


def all_words(field: str) -> tuple[str, ...]:
    """The words in a field of `Language`, for all languages."""
    words = (word for language in LANGUAGES.values() for word in words_in(getattr(language, field)))
    return tuple(dict.fromkeys(words))


def any_of(field: str) -> str:
    """The expressions in a field of `Language`, for all languages, as one."""
    return "|".join(filter(None, (getattr(language, field) for language in LANGUAGES.values())))


def letters_of(field: str) -> str:
    """The letters in a field of `Language`, for all languages."""
    return "".join(dict.fromkeys("".join(getattr(language, field) for language in LANGUAGES.values())))
