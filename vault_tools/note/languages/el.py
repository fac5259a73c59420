"""Greek."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    called="Greek",
    script=r"\u0370-\u03ff",
)

ZH = {"Greek": "希腊文"}
