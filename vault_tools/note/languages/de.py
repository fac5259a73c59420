"""German."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="german de deu deutsch 德文 德语 德語 ドイツ語",
    small_words=(
        "der die das und ist nicht ein eine zu mit den von sich auf für es im dem auch als an werden aus wir"
    ),
    never_last="der das den dem ein eine und oder mit von zu für auf",
    months=(
        "januar|jan februar|feb märz|mär april|apr mai juni|jun juli|jul august|aug september|sept|sep "
        "oktober|okt november|nov dezember|dez"
    ),
    time_words="um",
    weekdays="montag dienstag mittwoch donnerstag freitag samstag sonntag",
    ordinals=r"\.",
    translation="übersetzung",
    translation_label="übersetzung",
    sung="ja",
    templates="vorlagen",
    conflict_copies="in konflikt stehende kopie|konfliktkopie",
    marks={
        "truncated": r"""
ortsetzung␣folgt => fortsetzung folgt
ekürzt bgeschnitten usgelassen => (?:text|ausgabe|rest|inhalt)? ?(?:aus platzgründen|wegen (?:der |einer )?(?:längen|zeichen|token)(?:begrenzung|beschränkung))[^.\n]{0,16}(?:gekürzt|abgeschnitten|ausgelassen)
""",
        "untranslated": r"""
bersetzen => (?:(?:es tut mir leid|entschuldigung|leider)[^\n]{0,12})?ich kann (?:diesen|den|dieses) (?:inhalt|text|abschnitt|material)[^\n]{0,10}nicht übersetzen
och␣nicht␣übersetzt => noch nicht übersetzt
""",
        "residue": r"""
Übersetzung Zusammenfassung => ich hoffe,? (?:dass )?(?:diese|die) (?:übersetzung|zusammenfassung) (?:ist |war )?[^\n]{0,20}(?:hilf|hilft|hilfreich|nützlich)[^\n]{0,20}
""",
        "chat": r"""
ier␣ist => (?:gerne?|natürlich|klar|selbstverständlich)[,!.]? hier ist (?:die|ihre|deine|eine) [^\n]{0,30}(?:übersetzung|zusammenfassung)[^\n]{0,40}
""",
        "talk": r"""
ier␣ist => hier ist (?:die|ihre|deine) [^\n]{0,20}(?:übersetzung|zusammenfassung)[^\n]{0,20}
""",
    },
)

ZH = {"German": "德文"}
