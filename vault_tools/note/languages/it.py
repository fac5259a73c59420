"""Italian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="italian it ita italiano 意大利文 意大利语 義大利語 イタリア語",
    small_words=(
        "il lo la gli le di che e un una è per non con del della si sono nel alla come più anche ma dei"
    ),
    never_last="la con gli che di del della",
    months=(
        "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago "
        "settembre|set ottobre|ott novembre|nov dicembre|dic"
    ),
    time_words="alle|ore",
    weekdays="lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ordinals="o|°",
    conflict_copies="copia in conflitto",
)

ZH = {"Italian": "意大利文"}
