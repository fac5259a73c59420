import re
from collections.abc import Iterator, Sequence

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.blocks import BlockKind
from vault_tools.note.languages import all_words, any_of
from vault_tools.note.note import Note
from vault_tools.note.text import Span, SpanSet
from vault_tools.sections.second_copies import second_copies
from vault_tools.vault.schema import Schema

_SUNG = frozenset(all_words("sung"))
"""Syllables of laughter, song and imitated sounds, which occur many times in a row."""
_SUNG_TIMES = 24
_MUSIC = pattern(rf"[\[(（](?:{any_of('music')})|[♪♫🎵🎶]", re.IGNORECASE)
_CLOSE_BY = 300
"""The distance in code points within which a sign of music explains a repetition."""
_COMMA, _STOP = pattern("[,，、]"), pattern("[.。!?！？]")
_SAID = 24
"""Maximum length in code points of a phrase that people repeat in speech, separated by commas."""
_FRAGMENT = 4
"""Maximum length in code points of a fragment: it is not a word by itself, so nobody repeats it as an
example."""
_TOLD = "\n\n".join(
    f"The {what} had been in the cold room for so long that nobody thought of it, until we went down with "
    f"lamps and baskets to see what was left, and carried all of it up the stairs to the table in the yard, "
    f"where the neighbours came to look at it and to taste it, and stayed with us until the sun went down, "
    f"and who was there has not forgotten the {what} of that year, nor the lamps, nor the talk in the yard."
    for what in ("malt", "hop", "barley", "honey", "cider")
)
_LITERAL: tuple[BlockKind, ...] = ("code", "formula", "comment", "table")


@dataclass(frozen=True, kw_only=True)
class RepeatedText(SectionRule):
    """The same words are repeated many times in a row, or a stretch of the note appears again further down.

    A generator ran in a loop or wrote its text twice, or a transcript contains noise: the real text is lost,
    and searches find the note for the wrong reasons. Table rows, numbers, laughter, the refrain of a song and
    spoken repetition ("take it, take it, take it") are not reported. Of the stretches of two paragraphs or
    more that appear twice, only the longest is reported.

    Of 19 flags on real vaults, checked by hand, 18 were right; the other was an example of a loop.

    `least-times`: how many times in a row a phrase of one or two code points has to be repeated to be
    reported; for longer ones three quarters, two thirds or a third of that is enough.
    """

    least_times: int = 12

    examples = (
        Example("The next guest said: " + "I see, " * 16 + "and went.\n"),
        Example("他说" + "我" * 60 + "\n"),
        Example("We keep the hops in a cold room.\n" * 8),
        Example(f"{_TOLD}\n\n## Yeast\n\nThe yeast comes last.\n\n{_TOLD}\n"),
        Example("哈" * 20 + "\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 20, allowed=True),
        Example("No, no, no, no, no. It was the malt.\n", allowed=True),
        Example("Should I? Sure, " + "take it, " * 10 + "oh boy.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        loops = note.scan.loops
        literal = SpanSet(Span(b.start, b.end) for b in note.blocks_of(*_LITERAL)) if loops else None
        told = []
        for start, end, period, times in loops:
            span, phrase = Span(start, end), note.text[start : start + period]
            least = self._least(phrase) * (2 if _is_sung(note, span) else 1)
            if times >= least and literal and not literal.touches(span):
                told.append(span)
                yield self._loop(note, span, phrase, times)
        yield from self._second_copy(note, SpanSet(told))

    def _loop(self, note: Note, span: Span, phrase: str, times: int) -> Diagnostic:
        sure = times >= (2 if len(phrase) <= _FRAGMENT else 5) * self.least_times
        shown = " ".join(phrase.split())
        shown = shown if len(shown) <= 40 else shown[:39] + "…"
        message = f"`{shown}` is repeated {times} times in a row"
        return self.report(note, span, message, confidence="high" if sure else "medium", family="loop")

    def _second_copy(self, note: Note, loops: SpanSet) -> Iterator[Diagnostic]:
        copies = [copy for copy in second_copies(note) if not loops.touches(copy.span)]
        if copies:
            longest = max(copies, key=lambda copy: (copy.paragraphs, -copy.span.start))
            line = note.place(longest.first).line
            message = f"{longest.paragraphs} paragraphs from line {line} on are repeated here"
            if len(copies) > 1:
                message += f", the longest of {len(copies)} repeated stretches"
            yield self.report(note, longest.span, message, confidence="medium", family="second copy")

    def _least(self, phrase: str) -> int:
        """The number of repetitions in a row from which a phrase is reported."""
        if _is_sounds(re.findall(r"\w+", phrase.lower())):
            return _SUNG_TIMES
        whole = re.findall(r"\w+", 3 * phrase.lower())[1:-1]  # the phrase may begin within a word
        if whole and _is_sounds(whole):
            return _SUNG_TIMES
        if len(phrase) <= _SAID and len(_COMMA.findall(phrase)) == 1 and not _STOP.search(phrase):
            return round(1.25 * self.least_times)
        for length, share in ((2, 1.0), (12, 0.75), (60, 0.67)):
            if len(phrase) <= length:
                return round(share * self.least_times)
        return max(4, round(self.least_times / 3))


def _is_sounds(words: Sequence[str]) -> bool:
    """Whether the words consist only of syllables in _SUNG."""
    different = set(words)
    return different <= _SUNG or (len(different) == 1 and set(*different) <= _SUNG)


def _is_sung(note: Note, span: Span) -> bool:
    """Whether a sign of music is near the span."""
    return _MUSIC.search(note.text, max(0, span.start - _CLOSE_BY), span.end + _CLOSE_BY) is not None


ZH = {
    "`{text}` is repeated {times} times in a row": "`{text}` 连续重复 {times} 次",
    "{count} paragraphs from line {line} on are repeated here": "自第 {line} 行起的 {count} 段在此重复出现",
    "{message:t}, the longest of {count} repeated stretches": "{message}，是 {count} 处重复中最长的一处",
}
