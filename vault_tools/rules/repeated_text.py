import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.note import Note
from vault_tools.note.text import Span, SpanSet
from vault_tools.vault.schema import Schema

_PROBE = 8
_PROBES = ((24, 24), (96, 260))
"""Code points: what is looked for, and how far apart the note is probed for loops of at most which period;
a longer loop is a longer stretch, so that fewer probes find it."""
_SUNG = frozenset(
    "哈 呵 嘿 嘻 啊 呀 哇 哦 嗯 呜 唉 喔 噢 嘎 汪 喵 咚 w ｗ 草 笑 ㅋ ㅎ ㅠ a h z o m e u x ha he "
    "ho hi la na da doo yeah oh ah hey blah bla mm hmm ja wow 啦 噜 嗡 嘟 滴 叮".split()
)
"""What people laugh, sing and imitate many times on end."""
_SUNG_TIMES = 24
_LITERAL = ("code", "formula", "comment", "table")
_LONG_LINE = 40
"""Code points."""
_LINE = pattern(r"[^\n]+")
_LETTER = pattern(r"[^\W\d_]")


@dataclass(frozen=True, kw_only=True)
class RepeatedText(SectionRule):
    """The same words stand many times in a row: a generator that ran in a loop, or a transcript of noise.

    What stood there is lost, and searches find the note for all the wrong reasons. Rules of a table, numbers,
    laughter and the refrain of a song are left alone.

    `least-times`: how often a phrase of one or two code points has to stand in a row to be reported; longer
    ones are reported from three quarters, half or a third of that on.
    """

    least_times: int = 12

    examples = (
        Example("The next guest said: " + "I see, " * 16 + "and went.\n"),
        Example("他说" + "我" * 60 + "\n"),
        Example("We keep the hops in a cold room.\n" * 8),
        Example("哈" * 20 + "\n\n| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 20, allowed=True),
        Example("No, no, no, no, no. It was the malt.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        loops = [*_loops(note.text, note.body_start), *_long_loops(note.text, note.body_start)]
        if not loops:
            return
        literal = SpanSet(Span(b.start, b.end) for b in note.blocks if b.kind in _LITERAL)
        for span, period, times in loops:
            phrase = note.text[span.start : span.start + period]
            if times < self._least(phrase) or literal.touches(span):
                continue
            sure = span.end - span.start >= 100 or times >= 2 * self.least_times
            shown = " ".join(phrase.split())
            shown = shown if len(shown) <= 40 else shown[:39] + "…"
            message = f"`{shown}` is repeated {times} times in a row"
            yield self.report(note, span, message, confidence="high" if sure else "medium")

    def _least(self, phrase: str) -> int:
        """How often a phrase may not stand in a row."""
        words = set(re.findall(r"\w+", phrase.lower()))
        if words <= _SUNG or (len(words) == 1 and set(*words) <= _SUNG):
            return _SUNG_TIMES
        for length, share in ((2, 1.0), (4, 0.75), (12, 0.5), (60, 0.42)):
            if len(phrase) <= length:
                return round(share * self.least_times)
        return max(4, round(self.least_times / 3))


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


def _long_loops(text: str, start: int) -> Iterator[tuple[Span, int, int]]:
    """The same for loops of several lines, found by long lines that stand there several times."""
    lines = Counter(text[start:].split("\n"))
    repeated = {line for line, times in lines.items() if times > 3 and len(line) >= _LONG_LINE}
    if not repeated:
        return
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
    """The probed places whose next code points come again within a period."""
    found: set[int] = set()
    for step, period in _PROBES:
        reach = _PROBE + period
        found |= {
            place
            for place in range(start, len(text) - _PROBE, step)
            if text[place : place + _PROBE] in text[place + 1 : place + reach]
        }
    return found


def _extent(text: str, position: int, period: int, start: int) -> Span:
    """The whole stretch around a place in which each code point comes again a period later."""
    first, last, phrase = position, position + period, text[position : position + period]
    while text.startswith(phrase, last):
        last += period
    while first > start and text[first - 1] == text[first - 1 + period]:
        first -= 1
    return Span(first, last)
