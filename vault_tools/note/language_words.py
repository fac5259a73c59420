"""What there is to know of a language: its letters, its words, what its writers leave behind.

All of it is optional. A text of words has blanks between them, and ␣ for a blank in one. An expression is
a regular one, whose `|` may be in no group; it is matched in any case.
"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from vault_tools.lazy_dataclass import dataclass, field

Family: TypeAlias = Literal["truncated", "untranslated", "tag", "residue", "prompt", "chat", "talk", "page"]
"""What a mark says: text is missing, or not translated; the others are debris. `tag`, `residue` and
`prompt` are certain; `chat` is what a program says before or after its text, `talk` what people say as
well, `page` the foot of a web page."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language. Without `names` it is told from those that have some, and from no other."""

    names: str = ""
    """What people call it and its codes, in lower case, first of all its English name."""
    called: str = ""
    """Its English name, where people's names for it are no promise about a text."""

    script: str = ""
    """The letters of its script, as they are in the brackets of a regular expression: for all languages of a
    script the same. They are told apart by `own`, `small_words` and `foreign`; what shows nothing of either
    is in the one that has no `own`, or in none that is named if there are two of these. Latin languages say
    none. Of `wide` ones see `least_share`."""
    wide: bool = False
    """Whether its length is counted in characters."""
    least_share: float = 0.0
    """Of a wide language that has ideographs among its letters: how much of a text these letters are at
    least, from 0 to 1. One without is written in ideographs alone, and told from others by `own`."""
    presumed: bool = False
    """Whether text in ideographs, or in Latin letters, is in it where nothing tells: one language of each."""
    own: str = ""
    """Letters that are in nearly every sentence of it, and in no other language of its script."""
    foreign: str = ""
    """Letters of its script that it does not have: a text with one of them is in another language."""
    small_words: str = ""
    """The commonest words, by which a text is told where many languages share the letters. Of two that both
    fit it is the one that has more of them in the text."""
    telling_words: str = ""
    """Of the presumed Latin language: words that are in most of its lines and hardly in another language."""
    short_line_words: str = ""
    """Small words one of which is in nearly every short line of it. A line of fewer than eight words that has
    none of these, of any language, is in no language."""

    unspaced: bool = False
    """Whether it has no blanks between words, though it is not `wide`."""
    ellipsis: str = ""
    """What it trails off in, where that is not three dots."""
    laughs: str = ""
    """What ends a line that fades away in laughter or sobs, and needs no full stop."""
    stops: str = ""
    """What ends sentences besides `.`, `!` and `?`."""
    never_last: str = ""
    """Words that no sentence ends on; of a wide language, how none ends."""
    rarely_last: str = ""
    """The same of sentences that have no full stop."""
    particles: str = ""
    """Letters that end sentences, behind which a full stop may be missing and nothing else."""
    sign_offs: str = ""
    """What people part with, or say and no more, which needs no full stop."""
    fillers: str = ""
    """An expression for what a speaker trails off on."""
    no_pause_after: str = ""
    """Words that hardly anybody pauses on: the next word belongs to them."""
    never_a_pause_after: str = ""
    """Words that nobody pauses on."""
    outros: str = ""
    """An expression for what a programme ends with, and a translation may leave out."""
    credits: str = ""
    """An expression for what is before a name and a colon: `photo`, `translated by`."""
    postscripts: str = ""
    """An expression for what a postscript begins with."""

    months: str = ""
    """Twelve words: a month's name and its short forms, with `|` between them, in lower case."""
    weekdays: str = ""
    """Seven words from Monday on: how the names of the days begin, in lower case."""
    ordinals: str = ""
    """An expression for what stands behind the number of a day, as `st` or `.`; `º` is an `o` by then."""
    date_words: str = ""
    """An expression for what else is in dates, as before a month or a year: `de\\b`."""
    time_words: str = ""
    """An expression for what is between a day and an hour: `at`."""
    year_marks: str = ""
    """Letters that stand behind a year, as 年 does."""
    month_marks: str = ""
    day_marks: str = ""
    """The usual one first."""
    hour_marks: str = ""
    minute_marks: str = ""
    second_marks: str = ""
    halves: str = ""
    """Two words that stand before an hour: in the morning, after noon."""
    halves_after: str = ""
    """The same behind an hour, without their periods: `am`."""

    original: str = ""
    """Words that say of a folded text that it is the original."""
    original_label: str = ""
    """An expression for the label of a paragraph that is the original."""
    label_words: str = ""
    """What else is in the label of a folded text, such as `show`."""
    translation: str = ""
    """Words that say of a column that it holds the translation."""
    translation_label: str = ""
    """An expression for the label of a paragraph that is the translation."""
    paragraph_label: str = ""
    """Words before a paragraph that say that it is in this language, where two take turns: `EN:`."""
    abstract: str = ""
    """An expression for what an abstract begins with."""
    kept_headings: str = ""
    """An expression for headings above what nobody translates: `bibliograph`."""
    part_names: str = ""
    """Headings that name a part of a note, not the note."""

    sung: str = ""
    """What people laugh, sing and imitate many times on end."""
    music: str = ""
    """An expression for what is in brackets where there is song or laughter."""

    templates: str = ""
    """An expression for what a folder of templates is called."""
    index_notes: str = ""
    """An expression for what a folder of index notes is called."""
    people: str = ""
    """An expression for keys and folders that hold people."""
    organisations: str = ""
    """The same of organisations."""
    source_keys: str = ""
    """Keys that hold where a text is from."""

    conflict_copies: str = ""
    """An expression for what sync clients add in brackets to the name of the other side of a conflict."""
    conflict_infixes: str = ""
    """The same without brackets, with the spaces or underscores around it."""

    moc_texts: Mapping[str, str] = field(default_factory=dict)
    """The texts of index notes: all of those that English has, and any that a kind of MOC has for itself."""
    initial: Callable[[str], str] | None = None
    """The letter that one of its characters is under in a register, where that is not the character itself.
    Raises VaultToolsError where a library for it is missing."""
    libraries: str = ""
    """Python modules that are used where they are installed, so that what is found depends on them."""
    marks: Mapping[Family, str] = field(default_factory=dict)
    """What generators, clippers and people in a hurry leave, one form a line: `WORD WORD => EXPRESSION`.

    The expression has to match all of a line, or of a bracket at its end, without the brackets, dots and
    emphasis around it, in any case. A line is looked at only where one of the words is in it, as it is
    spelled here; ␣ is a blank. Beginnings that may be capitals are left out of the words. What `residue` and
    `prompt` list also counts as the first sentence of a line.
    """


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in which ␣ stands for a blank."""
    return tuple(word.replace("␣", " ") for word in text.split())
