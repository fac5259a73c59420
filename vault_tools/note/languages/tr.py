"""Turkish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "ve bir bu da de için ile çok ne olarak daha gibi ama o var olan ben sen en kadar sonra her mi "
        "değil ya şey ki oldu diye"
    ),
    conflict_copies="çakışan kopya",
)
