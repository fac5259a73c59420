"""Russian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="russian ru rus русский 俄文 俄语 俄語 ロシア語",
    script=r"\u0400-\u04ff",
    foreign="іїєґўђјљњћџқғңұәһ",
)

ZH = {"Russian": "俄文"}
