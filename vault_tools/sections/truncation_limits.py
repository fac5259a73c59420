"""The limits beyond which a loose end is called a cut.

They are fitted together, by the two benchmarks that `vault_tools.sections` names: who moves one runs both.
"""

from typing import NamedTuple

from vault_tools.sections.text_endings import Habit


class Enough(NamedTuple):
    """When a habit means something: the share of pieces that end as sentences do, and their least number."""

    share: float
    pieces: int = 0

    def is_met_by(self, habit: Habit) -> bool:
        return habit.share >= self.share and habit.pieces >= self.pieces


STRICT = Enough(0.95, 8)
"""All ends on full stops: a short last line is meant to have one too."""
ITEMS = Enough(0.95, 5)
"""The same of items, which most writers leave bare."""
LOOSE = Enough(0.85, 2)
"""A piece in the middle is out; or it is the only one that differs."""
USUAL = Enough(0.75)
"""A bare, dotted or announcing end is not a habit of the note's."""
SURE_BREAK, LIKELY_BREAK = Enough(0.6), Enough(0.3)
"""For a last word that ends no sentence, which is enough evidence unless a note is jotted down."""
OPEN = Enough(0.5)
"""For what is opened and not closed."""
FULL_OF_SENTENCES = 2
"""Sentences in a piece, on average, where somebody writes prose and not notes."""
FEW_QUOTATIONS = 3
"""Below that the habit of a quotation is that of the text around it."""
SENTENCES_IN_CJK, PIECES_IN_LATIN, SENTENCES_IN_LATIN = 3, 8, 2
"""The number of full stops in a piece, or of pieces in the note, above which one without is not an
accident."""
A_SENTENCE = 25
"""Code points of a piece that holds a comma and is more than a title."""
LAST, SHORT = 400, 8
"""Code points of the end of a turn, and units of what is short there."""
NAME_AND_COLON, MORE_THAN_YES = 5, 4
"""Code points that markup of a speaker's name takes at least, and units of what is more than yes or no."""
