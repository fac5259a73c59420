"""Spanish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="spanish es spa español 西班牙文 西班牙语 西班牙語 スペイン語",
    small_words=(
        "el la los las de que y en un una es por con para no se del al lo como más pero su sus está son"
    ),
    short_line_words="en de",
    never_last="el la los las y con para por lo",
    months=(
        "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago "
        "septiembre|setiembre|sept|sep octubre|oct noviembre|nov diciembre|dic"
    ),
    time_words="a las?",
    weekdays="lunes martes miércoles jueves viernes sábado domingo",
    ordinals=r"\.?o|°|ro",
    date_words=r"del?\b",
    templates="plantillas",
    conflict_copies="copia en conflicto",
)

ZH = {"Spanish": "西班牙文"}
