"""Spanish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="spanish es spa español 西班牙文 西班牙语 西班牙語 スペイン語",
    small_words=(
        "el la los las de que y en un una es por con para no se del al lo como más pero su sus está son"
    ),
    never_last="el la los las y con para por lo",
    months=(
        "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre"
    ),
    weekdays="lunes martes miércoles jueves viernes sábado domingo",
    date_words=r"del?\b",
    templates="plantillas",
)

ZH = {"Spanish": "西班牙文"}
