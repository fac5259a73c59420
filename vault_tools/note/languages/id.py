"""Indonesian."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada bisa mereka "
        "kita telah oleh adalah atau kami sudah"
    ),
)
