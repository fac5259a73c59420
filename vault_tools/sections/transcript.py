"""The text of transcripts and notes as comparable units: CJK characters, or the words of other scripts."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.note.languages import LANGUAGES

Units: TypeAlias = Sequence[str]
"""CJK characters as one string, words as a list."""

_UNSPACED = "".join({each.script: 0 for each in LANGUAGES.values() if each.wide or each.unspaced})
_CJK, _WORD = pattern(f"[{_UNSPACED}]+"), pattern(rf"[^\W_{_UNSPACED}]+")
_MARKUP = pattern(r"<[^<>\n]{1,200}>|https?://[^\s)>\]]+")
_TIME = pattern(r"\[?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?\]?(?:[ \t]*-->[ \t]*\S+(?:[ \t]+\S+:\S+)*+)?")
_CUE_NUMBER = pattern(r"(?m)^\d{1,6}[ \t]*$")
_HEADER = pattern(r"\A\ufeff?(?:WEBVTT[^\n]*\n(?:[^\n]+\n)*+|---\n(?:(?!---\n)[^\n]*+\n)*+---\n)")
_MANY, _BROKEN = 200, 2
"""Number of lines of which none is longer than so many code points: some programs break captions without
regard to words."""
_SAMPLES, _SAMPLE = 4, 500
"""Number of samples of a text that show its script, and their length in code points."""


def spoken(transcript: str) -> str:
    """The spoken text of a transcript, without the times of `.srt` and `.vtt` files, which may repeat a
    line."""
    body = _HEADER.sub("", transcript, count=1)
    if _TIME.search(body, 0, 2000):
        body = _CUE_NUMBER.sub("", _TIME.sub("", body))
    every = body.splitlines()
    if len(every) > _MANY and max(map(len, every[:_MANY])) <= _BROKEN:
        return "".join([line or " " for line in every])
    lines = [line for line in map(str.strip, every) if line]
    return "\n".join([line for line, before in zip(lines, ["", *lines], strict=False) if line != before])


def is_cjk(text: str) -> bool:
    """Whether most of a text's units are CJK characters."""
    step = max(_SAMPLE, len(text) // _SAMPLES)
    some = " ".join(text[start : start + _SAMPLE] for start in range(0, len(text), step))
    return len(units_of(some, cjk=True)) > len(units_of(some, cjk=False))


def units_of(text: str, *, cjk: bool) -> Units:
    """The CJK characters of a text without its markup, or its other words in lower case."""
    bare = _without_markup(text)
    return "".join(_CJK.findall(bare)) if cjk else _WORD.findall(bare.lower())


def runs_of(units: Units) -> Iterable[object]:
    """All runs of four characters or three words; unrelated texts have few in common."""
    if isinstance(units, str):
        return [units[start : start + 4] for start in range(len(units) - 3)]
    return zip(units, units[1:], units[2:], strict=False)


def shown(units: Units) -> str:
    return units if isinstance(units, str) else " ".join(units)


def text_from(transcript: str, start: int) -> str:
    """The spoken text of a transcript from its unit `start` on, without times and markup."""
    text = _without_markup(spoken(transcript))
    if is_cjk(text):
        places = (at for run in _CJK.finditer(text) for at in range(run.start(), run.end()))
        return text[next(islice(places, start, None), len(text)) :].strip()
    lowered = text.lower()
    unit = next(islice(_WORD.finditer(lowered), start, None), None)
    return (text if len(text) == len(lowered) else lowered)[unit.start() :].strip() if unit else ""


def _without_markup(text: str) -> str:
    return _MARKUP.sub(" ", text) if "<" in text or "://" in text else text
