"""Vietnamese."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "và của là có không được cho một người những trong với các này tôi đã để ở đó khi về như anh "
        "cũng thì đến rất nhiều"
    ),
)
