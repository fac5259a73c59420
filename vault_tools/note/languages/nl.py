"""Dutch."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="dutch nl nld nederlands 荷兰语 荷蘭語 オランダ語",
    small_words=(
        "de het een en van is dat niet op te zijn voor met die aan er om ook als maar bij dan naar uit wordt"
    ),
    short_line_words="en de",
    never_last="het een van voor",
    months=(
        "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep "
        "oktober|okt november|nov december|dec"
    ),
    time_words="om",
    weekdays="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    conflict_copies="conflicterende kopie",
)

ZH = {"Dutch": "荷兰文"}
