"""Polish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "i w na z do nie się to jest że jak ale co po tak za od już jego tylko przez przy może są był "
        "była było czy dla oraz ten ta które który która którą tego tej jako jeszcze kiedy gdy trzeba "
        "będzie ją ich jej nas mnie także bardzo więc jednak można aż nikt"
    ),
    short_line_words="i",
    conflict_copies="kopia powodująca konflikt|kopia w konflikcie",
)
