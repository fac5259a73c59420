"""Finnish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "ja on ei että se en hän niin mutta kun joka ovat oli myös voi tai vain kuin jos sen mitä tämä "
        "nyt ole sitten minä hyvin kanssa"
    ),
    conflict_copies="ristiriitainen kopio",
)
