"""Romanian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "și în de la a cu pe nu că este o un din mai care pentru sunt fi au ca ce dar prin sau fost acest"
    ),
    short_line_words="de",
)
