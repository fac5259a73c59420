"""Czech."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "a se na je v že s z do to ve o za by ale jak jsem pro tak po jsou nebo už být jeho při byl bylo "
        "jako který která které aby když není"
    ),
)
