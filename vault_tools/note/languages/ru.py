"""Russian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="russian ru rus русский 俄文 俄语 俄語 ロシア語",
    script=r"\u0400-\u04ff",
    foreign="іїєґўђјљњћџқғңұәһ",
    small_words=(
        "и в не на я что с он как это по но к у из за от так о же ты все она мы они бы то его ее её для уже "
        "или если только был была было были есть еще ещё когда чтобы нет до вы мне при очень там где"
    ),
    conflict_copies="конфликтующая копия",
)

ZH = {"Russian": "俄文"}
