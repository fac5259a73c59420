"""Hindi, and other languages in its script."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    script=r"\u0900-\u097f",
    stops="।",
)
