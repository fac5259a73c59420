"""French."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="french fr fra français 法文 法语 法語 フランス語",
    small_words=(
        "le la les des du de et un une est que qui dans pour sur pas avec ce il elle au aux par ne se "
        "sont plus"
    ),
    short_line_words="en de",
    never_last="le la les des du une et ou à aux pour sur dans",
    months=(
        "janvier|janv février|févr mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct "
        "novembre|nov décembre|déc"
    ),
    time_words="à",
    weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
    ordinals="er",
    label_words="texte",
    templates="modèles",
    conflict_copies="copie en conflit",
)

ZH = {"French": "法文"}
