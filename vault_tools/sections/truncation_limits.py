"""The limits beyond which a loose end counts as a truncation.

They were fitted together, with the two benchmarks named in `vault_tools.sections`. Run both if you change
one.
"""

from typing import NamedTuple

from vault_tools.sections.text_endings import Habit


class Enough(NamedTuple):
    """When a habit counts: the minimum share of pieces that end as sentences do, and the minimum number of
    pieces."""

    share: float
    pieces: int = 0

    def is_met_by(self, habit: Habit) -> bool:
        return habit.share >= self.share and habit.pieces >= self.pieces


STRICT = Enough(0.95, 8)
"""Everything ends in full stops, so that a short last line should too."""
ITEMS = Enough(0.95, 5)
"""The same for items, which most writers leave bare."""
LOOSE = Enough(0.85, 2)
"""For a loose end inside a note; a lower share suffices if at most one other piece is loose."""
USUAL = Enough(0.75)
"""A bare end, or one in dots or a colon, is not a habit of the note."""
SURE_BREAK, LIKELY_BREAK = Enough(0.6), Enough(0.3)
"""For a last word that can't end a sentence, which is enough evidence unless the note was only jotted
down."""
OPEN = Enough(0.5)
"""For an end inside an unclosed construct."""
FULL_OF_SENTENCES = 2
"""Minimum mean number of sentences per piece in a note that is written as prose."""
FEW_QUOTATIONS = 3
"""Number of quotations below which they follow the habit of the text around them."""
SENTENCES_IN_CJK, PIECES_IN_LATIN, SENTENCES_IN_LATIN = 3, 8, 2
"""The number of full stops in a piece, or of pieces in the note, above which a missing one is no accident."""
A_SENTENCE = 25
"""Length in code points from which a piece with a comma is more than a title."""
LAST, SHORT = 400, 8
"""Code points examined at the end of a turn, and length in units below which it is short."""
NAME_AND_COLON, MORE_THAN_YES = 5, 4
"""Minimum code points of the markup around a speaker's name, and minimum units of more than yes or no."""
