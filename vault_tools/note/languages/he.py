"""Hebrew."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    called="Hebrew",
    script=r"\u0590-\u05ff",
)

ZH = {"Hebrew": "希伯来文"}
