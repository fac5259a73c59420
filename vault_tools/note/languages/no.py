"""Norwegian and Danish, which these words do not distinguish."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    small_words=(
        "og det er en et på til som av af har ikke jeg vi at de den du han hun seg sig var med om men så "
        "når eller ved kan vil skal må blir være vært noe hva hvor dette disse fra også nå etter meg oss "
        "denne"
    ),
    short_line_words="i en de",
    conflict_copies="motstridig kopi|modstridende kopi",
)
