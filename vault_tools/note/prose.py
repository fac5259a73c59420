"""The prose in Markdown: words that somebody wrote to be read and translated."""

import re

from vault_tools.lazy_re import pattern
from vault_tools.note.language import small_word_share
from vault_tools.note.languages import IDEOGRAPHS, LATIN

_NO_PROSE = pattern(
    r"[`!\[\]h<$%{#(\d](?:(?<!h)|(?=ttp))(?:"
    r"(?<=`)(?<!``)(?P<ticks>`*+)[^\n]{1,400}?(?<!`)`(?P=ticks)(?!`)"
    r"|(?<=!)\[(?:\[[^\[\]\n]*\]\]|[^\[\]\n]*\]\([^()\n]*\))"
    r"|(?<=\])\([^()\n]*\)|(?<=\[)\[(?:[^\[\]|\n]*\|)?"
    r"|(?<=h)ttps?://[^\s)>\]（），。]+"
    r"|(?<=<)[^<>\n]{1,300}>"
    r"|(?<=\$)[^$\n]{1,400}\$"
    r"|(?<=%)%[^%\n]*%%"
    r"|(?<=\{)[%{][^{}\n]*[%}]\}|(?<=<)%(?:(?!<%|%>)[^\n])*+%>"
    r"|(?<=#)[^\s#，。、；：！？（）「」『』“”]+"
    r"|(?<=\[)\^[^\]\n]{1,40}\]"
    r"|(?:(?<=\[)\(?\d|(?<=\()\d|(?<=\d)(?<!\w\w))\d?:\d{2}(?::\d{2})?(?:[.,]\d+)?\)?\]?"
    r")"
)
"""Each alternative looks back at its first character: searching for one character of a set is by far the
fastest. `h` is frequent, so it is followed up only where a URL may begin."""
_SPEAKER = pattern(
    r"\n[ \t>]*"
    r"(?:\*\*[^*\n]{1,60}\*\*[ \t]*[:：]|\*\*[^*\n]{1,60}[:：]\*\*|\[[^\]\n]{1,40}\][:：]"
    r"|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}:(?=[ \t])"
    rf"|[QA{IDEOGRAPHS}·・]{{1,12}}[:：])[ \t]*"
)
_ITEM = pattern(r"\n(?=[ \t>*+\d-])[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?)*")
"""The marks at the beginning of a line, including the newline before it: faster to find than with `^`."""
_BRACKETS = pattern(r"[（(][^（）()\n]*[)）]|[《“「『\"][^《》“”「」『』\"\n]*[》”」』\"]")
_CITATION = pattern(
    r"\(\d{4}[a-z]?\)[.,]|(?<!\d)\d++\(\d++\)[,:]|\bpp?\. ?\d|\bdoi:|\barXiv:|\bet al\.", re.IGNORECASE
)
_WORD = pattern(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_GLOSS = pattern(
    r"(?:(?P<bold>\*\*|__)[^*_\n]{1,60}(?P=bold)[ \t]*)?(?:（[^（）\n]{1,300}）|[(][^()（）\n]{1,300}[)）])"
)
"""The explanation of a word in another language, with the word itself if it is bold."""


def prose_of(markdown: str) -> str:
    """The words of one or more blocks, without code, formulas, URLs, tags, speakers, times and list marks."""
    text = _SPEAKER.sub("\n", _ITEM.sub("\n", f"\n{markdown}"))[1:]
    return _NO_PROSE.sub(" ", text)


def without_glosses(text: str) -> str:
    """A mixed text without its brackets and the bold words before them."""
    return _GLOSS.sub(" ", text) if "（" in text or "(" in text else text


def is_labelled(line: str) -> bool:
    """Whether a line begins with a speaker's label, such as `**Name**:`, `Q：` or `主持人：`."""
    return _SPEAKER.match(f"\n{line}") is not None


def is_bare_label(markdown: str) -> bool:
    """Whether a text consists of a speaker's label alone."""
    return _SPEAKER.fullmatch(f"\n{markdown.strip()}") is not None


def is_sentences(prose: str, least: int, language: str = LATIN) -> bool:
    """Whether Latin text is prose of at least `least` words, not names, titles, terms or references.

    Text in brackets or quotation marks is a gloss or a citation and does not count.
    """
    words = _WORD.findall(_BRACKETS.sub(" ", prose))
    if len(words) < least or _CITATION.search(prose):
        return False
    capitals = sum(word[0].isupper() for word in words[1:])
    return 2 * capitals <= len(words) and small_word_share(prose, language) >= 0.2
