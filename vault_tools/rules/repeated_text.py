import re
from collections import Counter
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

_PROBE = 8
_PROBES = ((24, 24), (96, 260))
"""Code points: what is looked for, and how far apart the note is probed for loops of at most which period;
a longer loop is a longer stretch, so that fewer probes find it. Every fourth probe of the first is one of the
second as well."""
_SUNG = frozenset(all_words("sung"))
"""What people laugh, sing and imitate many times on end."""
_SUNG_TIMES = 24
_MUSIC = pattern(rf"[\[(（](?:{any_of('music')})|[♪♫🎵🎶]", re.IGNORECASE)
_CLOSE_BY = 300
"""Code points."""
_COMMA, _STOP = pattern("[,，、]"), pattern("[.。!?！？]")
_SAID = 24
"""Code points of what somebody says many times on end, with commas between."""
_FRAGMENT = 4
"""Code points of what is not a word by itself: nobody writes it on end to show something."""
_TOLD = "\n\n".join(
    f"The {what} had been in the cold room for so long that nobody thought of it, until we went down with "
    f"lamps and baskets to see what was left, and carried all of it up the stairs to the table in the yard, "
    f"where the neighbours came to look at it and to taste it, and stayed with us until the sun went down, "
    f"and who was there has not forgotten the {what} of that year, nor the lamps, nor the talk in the yard."
    for what in ("malt", "hop", "barley", "honey", "cider")
)
_LITERAL: tuple[BlockKind, ...] = ("code", "formula", "comment", "table")
_LONG_LINE = 40
"""Code points."""
_AGAIN = 3
"""Times that a long line is there again where it belongs to a loop."""
_LINE = pattern(r"[^\n]+")
_LETTER = pattern(r"[^\W\d_]")


@dataclass(frozen=True, kw_only=True)
class RepeatedText(SectionRule):
    """The same words are repeated many times in a row, or a stretch of the note is there again further down.

    A generator ran in a loop or wrote its text twice, or a transcript holds noise: what was there is lost and
    searches find the note for all the wrong reasons. Rules of a table, numbers, laughter, the refrain of a
    song and what somebody says so ("take it, take it, take it") are left alone. Of stretches that are there
    again, two paragraphs or more, the longest is reported.

    Of 19 flags on real vaults that were read by hand 18 were right; one showed how a loop looks.

    `least-times`: how often a phrase of one or two code points has to be repeated in a row to be reported;
    longer ones are reported from three quarters, two thirds or a third of that on.
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
        loops = [*_loops(note.text, note.body_start), *_long_loops(note)]
        literal = SpanSet(Span(b.start, b.end) for b in note.blocks_of(*_LITERAL)) if loops else None
        told = []
        for span, period, times in loops:
            phrase = note.text[span.start : span.start + period]
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
            message = f"{longest.paragraphs} paragraphs from line {line} on are here again"
            if len(copies) > 1:
                message += f", the longest of {len(copies)} repeated stretches"
            yield self.report(note, longest.span, message, confidence="medium", family="second copy")

    def _least(self, phrase: str) -> int:
        """How often a phrase may not be repeated in a row."""
        if _is_sounds(re.findall(r"\w+", phrase.lower())):
            return _SUNG_TIMES
        whole = re.findall(r"\w+", 3 * phrase.lower())[1:-1]  # it may begin within a word
        if whole and _is_sounds(whole):
            return _SUNG_TIMES
        if len(phrase) <= _SAID and len(_COMMA.findall(phrase)) == 1 and not _STOP.search(phrase):
            return round(1.25 * self.least_times)
        for length, share in ((2, 1.0), (12, 0.75), (60, 0.67)):
            if len(phrase) <= length:
                return round(share * self.least_times)
        return max(4, round(self.least_times / 3))


def _is_sounds(words: Sequence[str]) -> bool:
    """Whether words are nothing but what people sing and laugh."""
    different = set(words)
    return different <= _SUNG or (len(different) == 1 and set(*different) <= _SUNG)


def _is_sung(note: Note, span: Span) -> bool:
    """Whether music is heard close by."""
    return _MUSIC.search(note.text, max(0, span.start - _CLOSE_BY), span.end + _CLOSE_BY) is not None


def _loops(text: str, start: int) -> Iterator[tuple[Span, int, int]]:
    """(span, period, times) of each stretch that repeats itself, found by probes that come again soon."""
    done = start
    for position in sorted(_recurring(text, start)):
        if position < done:
            continue
        again = text.find(text[position : position + _PROBE], position + 1)
        period = again - position
        if text.startswith(text[position:again], again) and _LETTER.search(text[position:again]):
            span = _extent(text, position, period, done)
            yield span, period, (span.end - span.start) // period
            done = span.end


def _long_loops(note: Note) -> Iterator[tuple[Span, int, int]]:
    """The same for loops of several lines, found by long lines that are there several times."""
    text, start = note.text, note.body_start
    lines = [line for line in note.lines.texts if len(line) >= _LONG_LINE]
    if len(lines) - len(set(lines)) < _AGAIN:
        return
    repeated = {line for line, times in Counter(lines).items() if times > _AGAIN}
    places: dict[str, list[int]] = {}
    for match in _LINE.finditer(text, start):
        if match[0] in repeated:
            places.setdefault(match[0], []).append(match.start())
    done = start
    for first, second, *others in sorted(places.values()):
        period = second - first
        if first >= done and period > _PROBES[-1][1] and others[0] == second + period:
            span = _extent(text, first, period, done)
            yield span, period, (span.end - span.start) // period
            done = span.end


def _recurring(text: str, start: int) -> set[int]:
    """The probed places whose next code points come again within a period. Where the longer period is tried
    the shorter one need not be."""
    (step, short), (long_step, long) = _PROBES
    end, reach = len(text) - _PROBE, dict.fromkeys(range(step, long_step, step), short) | {0: long}
    return {
        place
        for first, period in reach.items()
        for place in range(start + first, end, long_step)
        if text[place : place + _PROBE] in text[place + 1 : place + _PROBE + period]
    }


def _extent(text: str, position: int, period: int, start: int) -> Span:
    """The whole stretch around a place in which each code point comes again a period later."""
    first, last, phrase = position, position + period, text[position : position + period]
    while text.startswith(phrase, last):
        last += period
    while first > start and text[first - 1] == text[first - 1 + period]:
        first -= 1
    return Span(first, last)


ZH = {
    "`{text}` is repeated {times} times in a row": "`{text}` 连续重复 {times} 次",
    "{count} paragraphs from line {line} on are here again": "自第 {line} 行起的 {count} 段在此重复出现",
    "{message:t}, the longest of {count} repeated stretches": "{message}，是 {count} 处重复中最长的一处",
}
