"""Hungarian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "a az és hogy nem is egy ez azt volt de meg csak már van mint ha el vagy még ezt lesz kell sem "
        "ami nagyon után"
    ),
)
