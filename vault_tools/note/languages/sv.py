"""Swedish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "och det är en ett på till som av har inte jag vi att de den du han hon sig var med om men så "
        "när eller vid kan vill ska blir från också nu efter mig oss denna detta mycket för hur vad"
    ),
    short_line_words="i en",
    conflict_copies="motstridig kopi",
)
