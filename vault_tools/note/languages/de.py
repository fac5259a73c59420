"""German."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="german de deu deutsch 德文 德语 德語 ドイツ語",
    small_words=(
        "der die das und ist nicht ein eine zu mit den von sich auf für es im dem auch als an werden aus wir"
    ),
    never_last="der das den dem ein eine und oder mit von zu für auf",
    sung="ja",
    templates="vorlagen",
)
