"""Thai."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    called="Thai",
    script=r"\u0e00-\u0e7f",
    unspaced=True,
)

ZH = {"Thai": "泰文"}
