"""Portuguese."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="portuguese pt por português 葡萄牙文 葡萄牙语 葡萄牙語 ポルトガル語",
    small_words=(
        "o a os as de que e um uma é não para com do da em no na se por mais como mas dos das ao foi são"
    ),
    short_line_words="de",
    never_last="para por um uma os na",
    months=(
        "janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago "
        "setembro|set outubro|out novembro|nov dezembro|dez"
    ),
    time_words="às",
    weekdays="segunda terça quarta quinta sexta sábado domingo",
    ordinals=r"\.?o|°",
    date_words=r"de\b",
    conflict_copies="c[óo]pia (?:em|de) conflito",
)

ZH = {"Portuguese": "葡萄牙文"}
