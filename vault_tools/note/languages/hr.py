"""Croatian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "i u je se na da za od su s ne što kao to ali iz koji o biti bio nije ili po samo ima sve sam ako"
    ),
    short_line_words="i",
)
