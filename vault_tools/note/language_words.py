"""What the program knows about a language: letters, words, dates, residue.

Every field is optional. Words are separated by blanks; ␣ is a blank within a word. An expression is a regular
expression without capturing groups, matched case-insensitively; a `|` in it needs no group.
"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from vault_tools.lazy_dataclass import dataclass, field

Family: TypeAlias = Literal["truncated", "untranslated", "tag", "residue", "prompt", "chat", "talk", "page"]
"""What a mark means: text is missing, or not translated; the others are debris. `tag`, `residue` and `prompt`
are certain. `chat` is what a program says before or after its text, `talk` may also be said by people, `page`
is the foot of a web page."""


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language. A language without `names` is distinguished from those with names, but not from other
    unnamed ones."""

    names: str = ""
    """Names and codes, in lower case, the English name first."""
    called: str = ""
    """The English name, if a label with that name says nothing about a text."""

    script: str = ""
    """The letters of the script, for a character class: the same for all languages of a script, which are
    distinguished by `own`, `small_words` and `foreign`. A text with none of these is in the only language of
    the script without `own`, or in an unnamed one if there are several. Empty for Latin. For `wide` languages
    see `least_share`."""
    wide: bool = False
    """Whether text length is counted in characters."""
    least_share: float = 0.0
    """For a wide language with letters among ideographs: the minimum share of these letters in a text, from 0
    to 1. Without it, the language is written only in ideographs and recognized by `own`."""
    presumed: bool = False
    """Whether text in ideographs, or in Latin letters, counts as this language if nothing identifies it: one
    language for each."""
    own: str = ""
    """Letters that occur in nearly every sentence, and in no other language of the script."""
    foreign: str = ""
    """Letters of the script that this language does not use: a text with one of them is in another
    language."""
    small_words: str = ""
    """The most common words, used if many languages share the letters. If two languages fit, the one with
    more of these words in the text wins."""
    telling_words: str = ""
    """For the presumed Latin language: words that are in most lines but hardly ever in other languages."""
    short_line_words: str = ""
    """Small words, one of which is in nearly every short line. A line of fewer than eight words without such
    a word of any language counts as no language. None contains a blank."""

    unspaced: bool = False
    """Whether there are no blanks between words although the language is not `wide`."""
    ellipsis: str = ""
    """The mark for trailing off, if other than three dots."""
    laughs: str = ""
    """The end of a line that trails off in laughter or sobs and needs no full stop."""
    stops: str = ""
    """Marks that end sentences, besides `.`, `!` and `?`."""
    never_last: str = ""
    """Words that never end a sentence; for a wide language, endings."""
    rarely_last: str = ""
    """Words that never end a sentence without a full stop; for a wide language, endings."""
    particles: str = ""
    """Letters that end sentences: only a full stop can be missing after them."""
    sign_offs: str = ""
    """Farewells and short answers, which need no full stop."""
    fillers: str = ""
    """An expression for words with which a speaker trails off."""
    no_pause_after: str = ""
    """Words after which people hardly ever pause."""
    never_a_pause_after: str = ""
    """Words after which nobody pauses."""
    outros: str = ""
    """An expression for the end of a programme, which a translation may leave out."""
    credits: str = ""
    """An expression for the words before a colon and a name: `photo`, `translated by`."""
    postscripts: str = ""
    """An expression for the beginning of a postscript."""

    months: str = ""
    """Twelve words: a month's name and its short forms, with `|` between them, in lower case."""
    weekdays: str = ""
    """Seven words, from Monday on: the beginnings of the names of the days, in lower case."""
    ordinals: str = ""
    """An expression for the suffix of a day's number, such as `st` or `.`; `º` has become an `o` before it is
    matched."""
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
    """Two words after an hour, without periods: `am pm`."""

    original: str = ""
    """Words in the label of a folded text that mark it as the original."""
    original_label: str = ""
    """An expression for the label of a paragraph that is the original."""
    label_words: str = ""
    """Other words in the label of a folded text, such as `show`."""
    translation: str = ""
    """Words in the heading of a column that mark it as the translation."""
    translation_label: str = ""
    """An expression for the label of a paragraph that is the translation."""
    paragraph_label: str = ""
    """Labels of paragraphs in this language, where two languages take turns: `EN:`."""
    abstract: str = ""
    """An expression for the beginning of an abstract."""
    kept_headings: str = ""
    """An expression for headings above text that nobody translates: `bibliograph`."""
    part_names: str = ""
    """Headings that name a part of a note, not the note."""

    sung: str = ""
    """Syllables that are repeated in laughter, song and imitation."""
    music: str = ""
    """An expression for the text in brackets that marks song or laughter."""

    templates: str = ""
    """An expression for the name of a folder of templates."""
    index_notes: str = ""
    """An expression for the name of a folder of index notes."""
    people: str = ""
    """An expression for the names of keys and folders for people."""
    organisations: str = ""
    """An expression for the names of keys and folders for organisations."""
    source_keys: str = ""
    """Keys that name the source of a text."""

    conflict_copies: str = ""
    """An expression for the text in brackets that sync clients add to the name of a conflict copy."""
    conflict_infixes: str = ""
    """The same text without brackets, with the spaces or underscores around it."""

    moc_texts: Mapping[str, str] = field(default_factory=dict)
    """The texts of index notes: all keys that English has, and any that a kind of MOC adds."""
    initial: Callable[[str], str] | None = None
    """The letter under which an index sorts a character, if it is not the character itself. Raises
    VaultToolsError if a library for it is missing."""
    libraries: str = ""
    """Python modules that are used if installed, so that results depend on them."""
    marks: Mapping[Family, str] = field(default_factory=dict)
    """What generators, clippers and people in a hurry leave behind, one form per line: `WORD WORD =>
    EXPRESSION`.

    The expression must match a whole line, or a bracket at its end, without the surrounding brackets, dots
    and emphasis, in any case. A line is tested only if it contains one of the words exactly as spelled here;
    ␣ is a blank. Leave out first letters that may be capitals. Forms under `residue` and `prompt` also match
    the first sentence of a line.
    """


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in which ␣ is a blank within a word."""
    return tuple(word.replace("␣", " ") for word in text.split())
