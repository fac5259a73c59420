"""What the program knows about a language: its letters, its words, its dates, its leftovers.

Every field is optional. Words are separated by blanks; ␣ is a blank within one. An expression is a regular
expression without capturing groups, matched in any case; a `|` in it needs no group.
"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from vault_tools.lazy_dataclass import dataclass, field

Family: TypeAlias = Literal["truncated", "untranslated", "tag", "residue", "prompt", "chat", "talk", "page"]
"""What a mark means: text is missing, or not translated; the others are debris. `tag`, `residue` and `prompt`
are certain; `chat` is what a program says before or after its text, `talk` what people say too, `page` the
foot of a web page."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language. One without `names` is distinguished from those that have some, but not from others
    without."""

    names: str = ""
    """Its names and codes, in lower case, the English name first."""
    called: str = ""
    """Its English name, if a label with its name says nothing about a text."""

    script: str = ""
    """The letters of its script, as in the brackets of a regular expression: the same for all languages of a
    script, which are distinguished by `own`, `small_words` and `foreign`. A text with none of these is in the
    language that has no `own`, or in an unnamed one if two have none. Empty for Latin languages. For `wide`
    ones see `least_share`."""
    wide: bool = False
    """Whether its length is counted in characters."""
    least_share: float = 0.0
    """For a wide language with letters among ideographs: the least share of these letters in a text, from 0
    to 1. One without is written only in ideographs, and recognized by `own`."""
    presumed: bool = False
    """Whether text in ideographs, or in Latin letters, counts as this language if nothing shows which it is:
    one language for each."""
    own: str = ""
    """Letters that occur in nearly every sentence of it, and in no other language of its script."""
    foreign: str = ""
    """Letters of its script that it does not use: a text with one of them is in another language."""
    small_words: str = ""
    """The most common words, by which a text is recognized if many languages share the letters. If two fit,
    the one with more of these words in the text counts."""
    telling_words: str = ""
    """For the presumed Latin language: words that most of its lines contain and other languages hardly
    use."""
    short_line_words: str = ""
    """Small words, one of which occurs in nearly every short line. A line of fewer than eight words without
    any of these, of any language, counts as no language."""

    unspaced: bool = False
    """Whether it has no blanks between words although it is not `wide`."""
    ellipsis: str = ""
    """What marks trailing off, if that is not three dots."""
    laughs: str = ""
    """How a line ends that fades away in laughter or sobs, which needs no full stop."""
    stops: str = ""
    """What ends sentences besides `.`, `!` and `?`."""
    never_last: str = ""
    """Words that no sentence ends with; for a wide language, endings."""
    rarely_last: str = ""
    """The same for sentences without a full stop."""
    particles: str = ""
    """Letters that end sentences: after them nothing but a full stop can be missing."""
    sign_offs: str = ""
    """Farewells and short answers, which need no full stop."""
    fillers: str = ""
    """An expression for the words with which a speaker trails off."""
    no_pause_after: str = ""
    """Words after which people hardly ever pause."""
    never_a_pause_after: str = ""
    """Words after which nobody pauses."""
    outros: str = ""
    """An expression for the end of a programme, which a translation may leave out."""
    credits: str = ""
    """An expression for what precedes a colon and a name: `photo`, `translated by`."""
    postscripts: str = ""
    """An expression for the beginning of a postscript."""

    months: str = ""
    """Twelve words: a month's name and its short forms, with `|` between them, in lower case."""
    weekdays: str = ""
    """Seven words from Monday on: how the names of the days begin, in lower case."""
    ordinals: str = ""
    """An expression for what follows the number of a day, such as `st` or `.`; `º` is an `o` by then."""
    date_words: str = ""
    """An expression for other words in dates, before a month or a year: `de\\b`."""
    time_words: str = ""
    """An expression for words between a day and an hour: `at`."""
    year_marks: str = ""
    """Letters after a year, such as 年."""
    month_marks: str = ""
    day_marks: str = ""
    """The usual one first."""
    hour_marks: str = ""
    minute_marks: str = ""
    second_marks: str = ""
    halves: str = ""
    """Two words before an hour: in the morning, in the afternoon."""
    halves_after: str = ""
    """The same after an hour, without periods: `am pm`."""

    original: str = ""
    """Words in the label of a folded text that say it is the original."""
    original_label: str = ""
    """An expression for the label of a paragraph that is the original."""
    label_words: str = ""
    """Other words in the label of a folded text, such as `show`."""
    translation: str = ""
    """Words in the heading of a column that say it contains the translation."""
    translation_label: str = ""
    """An expression for the label of a paragraph that is the translation."""
    paragraph_label: str = ""
    """Labels of paragraphs in this language, where two languages take turns: `EN:`."""
    abstract: str = ""
    """An expression for the beginning of an abstract."""
    kept_headings: str = ""
    """An expression for headings above what nobody translates: `bibliograph`."""
    part_names: str = ""
    """Headings that name a part of a note, not the note."""

    sung: str = ""
    """Syllables that people laugh, sing and imitate many times in a row."""
    music: str = ""
    """An expression for what is in brackets to mark song or laughter."""

    templates: str = ""
    """An expression for the name of a folder of templates."""
    index_notes: str = ""
    """An expression for the name of a folder of index notes."""
    people: str = ""
    """An expression for the names of keys and folders for people."""
    organisations: str = ""
    """The same for organisations."""
    source_keys: str = ""
    """Keys that say where a text is from."""

    conflict_copies: str = ""
    """An expression for what sync clients add, in brackets, to the name of a conflict copy."""
    conflict_infixes: str = ""
    """The same without brackets, with the spaces or underscores around it."""

    moc_texts: Mapping[str, str] = field(default_factory=dict)
    """The texts of index notes: all those that English has, and any that a kind of MOC adds."""
    initial: Callable[[str], str] | None = None
    """The letter under which an index sorts one of its characters, if that is not the character itself.
    Raises VaultToolsError if a library for it is missing."""
    libraries: str = ""
    """Python modules that are used if they are installed, so that results depend on them."""
    marks: Mapping[Family, str] = field(default_factory=dict)
    """What generators, clippers and people in a hurry leave behind, one form per line: `WORD WORD =>
    EXPRESSION`.

    The expression has to match all of a line, or of a bracket at its end, without the brackets, dots and
    emphasis around it, in any case. A line is tested only if it contains one of the words exactly as spelled
    here; ␣ is a blank. Leave out first letters that may be capitals. What `residue` and `prompt` list also
    counts as the first sentence of a line.
    """


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in which ␣ is a blank within a word."""
    return tuple(word.replace("␣", " ") for word in text.split())
