"""The missing translations of a note, by its layout.

The shares and weights were fitted to real notes with planted gaps, see tests/benchmarks/bench_sections.py.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import CODES
from vault_tools.note.language import CJK, language_name, units_of
from vault_tools.note.languages import LANGUAGES, LATIN, any_of
from vault_tools.note.prose import is_sentences, prose_of
from vault_tools.note.residue import CERTAIN_DEBRIS
from vault_tools.note.text import Span, SpanSet
from vault_tools.sections.gap import EDITION, NAMED_PART, Gap, is_prose, is_quoted
from vault_tools.sections.gaps_in_pairs import gaps_in_pairs, was_folded
from vault_tools.sections.layout import Layout
from vault_tools.sections.pairs import usual_ratio
from vault_tools.sections.passages import Part, Section

_ABSTRACT = pattern(rf"[\W_]*(?:{any_of('abstract')})\b", re.IGNORECASE)
_LINK = pattern(r"\[\[[^\[\]\n]*+\]\]|\[([^\[\]\n]*)\]\([^()\n]*\)|https?://\S+")
_CJK_LETTER = pattern(f"[{''.join(LANGUAGES[code].script for code in sorted(CJK))}]")
_PARAGRAPH = CODES["paragraph"]
_TAIL = pattern(r"[。！？]\**\s*+([A-Z][\x00-\x7f’‘“”—–…]*+)\Z")
"""Sentences in Latin letters after a CJK full stop."""
_LONG_TAIL, _WORDS_OF_A_TAIL = 1_000, 12
_CALLOUT = pattern(r"[ \t>]*\[!(?!quote|cite|abstract|summary|tldr|example|bibliography)\w")
"""A callout that is part of the text, not a quotation, although each line begins with `>`."""
_BEGINS = pattern("START|BEGIN|[Pp]adding")
"""Words of debris that precedes text instead of following it."""
_BLANK = 5
"""Maximum number of code points between debris and a generator's words next to it."""
_LONG_QUOTATION = 20
"""Number of words from which a quoted paragraph counts as speech that was left untranslated."""
_VERSES, _A_VERSE, _LONG_VERSES = 3, 45, 800
"""Minimum number of line ends in a poem, maximum mean length of its lines, and length from which it is too
long to be left as it is; lengths in code points."""
_SURE = 40
"""Length in units from which a passage certainly lacks a translation."""
_FITTING = 0.6, 1.7
"""The limits for the length of a passage's translation, relative to the usual length."""
_ALL_FOREIGN, _MOSTLY_FOREIGN, _HALF = 0.9, 0.6, 0.5
"""Shares of a note's text that are in other languages."""


def gaps_of(layout: Layout, least_words: int) -> Iterator[Gap]:
    """The gaps of a note in the order of its layout; none if its reading language is unknown."""
    for gap in _found(layout, least_words) if layout.reading else ():
        yield gap._replace(sure=0) if layout.inferred and _is_a_guess(layout, gap) else gap


def _is_a_guess(layout: Layout, gap: Gap) -> bool:
    """Whether an undeclared reading language is doubtful: most of the note is in other languages, or the gap
    may be in the writer's own language, as CJK in a Latin text is."""
    foreign = {part.language for part in gap.parts}
    return layout.foreign_share > _HALF or (layout.reading not in CJK and bool(foreign & CJK))


def _found(layout: Layout, least_words: int) -> Iterator[Gap]:
    passages = layout.foreign_passages
    if not layout.pairs and passages and layout.foreign_share >= _ALL_FOREIGN:
        if any(is_prose(layout, part, least_words) for part in passages):
            held, read = language_name(passages[0].language), language_name(layout.reading)
            message = f"the whole note is {'in ' * (' ' in held)}{held}, not {read}"
            yield Gap((passages[0], passages[-1]), message, 1 if layout.expected else 0, "whole note")
        return
    yield from gaps_in_pairs(layout, least_words)
    yield from _tails(layout)
    yield from _tables(layout, least_words)
    edition = _other_edition(layout) if passages else ()
    for section in layout.sections if passages else ():
        if section not in edition:
            yield from _alone(layout, section, least_words)


def _other_edition(layout: Layout) -> tuple[Section, ...]:
    """The sections at the beginning or end of a note that repeat all of it in another language."""
    kinds = [_edition_of(layout, section) for section in layout.sections]
    told = [(section, kind) for section, kind in zip(layout.sections, kinds, strict=True) if kind is not None]
    runs = [(foreign, [s for s, _ in run]) for foreign, run in groupby(told, key=lambda pair: pair[1])]
    if len(runs) != 2:
        return ()
    sizes = {
        foreign: sum(part.units for section in sections for part in section.parts)
        for foreign, sections in runs
    }
    foreign = next(sections for foreign, sections in runs if foreign)
    language = next((p.language for s in foreign for p in s.parts if layout.is_foreign(p)), None)
    ratio = sizes[False] / max(1, sizes[True]) / usual_ratio(layout.reading, language)
    return tuple(foreign) if len(foreign) > 1 and EDITION[0] <= ratio <= EDITION[1] else ()


def _edition_of(layout: Layout, section: Section) -> bool | None:
    """Whether a section is in a foreign language; None if it has no identified language, or several."""
    told = [part for part in section.parts if part.language and not part.fold]
    return layout.is_foreign(told[0]) if told and len({p.language for p in told}) == 1 else None


def _alone(layout: Layout, section: Section, least_words: int) -> Iterator[Gap]:
    """Runs of foreign prose that belong to no pair."""
    alone = [part for part in section.parts if not part.fold and part.start not in layout.paired]
    if not any(layout.is_foreign(part) for part in alone):
        return
    debris = SpanSet(
        m.span
        for m in layout.note.markers
        if m.family in CERTAIN_DEBRIS and not _BEGINS.search(m.span.of(layout.note.text))
    )
    before: Part | None = None
    for foreign, run in groupby(alone, key=layout.is_foreign):
        parts = tuple(run)
        prose = [part for part in parts if foreign and is_prose(layout, part, least_words)]
        if prose and not debris.touches(Span(parts[0].start - _BLANK, parts[-1].end)):
            beside = _read_beside(layout, section, prose)
            sure = 0 if _is_meant(layout, section, prose, before) else _sureness(layout, prose, beside)
            held, read = language_name(prose[0].language), language_name(layout.reading)
            message = f"{held} in a note that is {read}"
            yield Gap((prose[0], prose[-1]), message, sure, "passage")
        before = parts[-1]


def _tails(layout: Layout) -> Iterator[Gap]:
    """CJK paragraphs whose last sentences are in Latin letters: a translation that stopped."""
    if layout.reading not in CJK or layout.inferred:
        return
    whole, found = layout.note.text, layout.note.scan.passages
    columns = enumerate(zip(found.kinds, found.starts, found.ends, found.languages, strict=True))
    last_in_latin = [
        (at, whole[start:end].rstrip())
        for at, (kind, start, end, language) in columns
        if kind in _PARAGRAPH and whole[end - 1] <= "\u3000" and language in (layout.reading, None)
    ]
    for at, text in last_in_latin:
        if not text[-30:].isascii() or not (tail := _TAIL.search(text[-_LONG_TAIL:])):
            continue
        part = layout.parts[at]
        if part.start in layout.paired:
            continue
        said = prose_of(tail[1])
        if is_sentences(" ".join(said.split()), _WORDS_OF_A_TAIL) and not is_quoted(tail[1].strip()):
            start = part.start + len(text) - len(tail[1])
            latin = part._replace(start=start, end=part.start + len(text), language=LATIN)
            yield Gap((latin,), f"the paragraph ends in {language_name(LATIN)}", 1, "tail")


def _tables(layout: Layout, least_words: int) -> Iterator[Gap]:
    """Tables without CJK characters in a note read in a CJK language, with sentences in two or more cells."""
    if layout.reading not in CJK or layout.inferred or layout.foreign_share > _MOSTLY_FOREIGN:
        return
    for block in layout.note.blocks_of("table"):
        text = layout.note.text[block.start : block.end]
        if _CJK_LETTER.search(text) or layout.note.folds.around(block.start):
            continue
        said = sum(is_sentences(prose_of(cell), least_words) for cell in text.split("|"))
        if said > 1 and not any(map(NAMED_PART.search, layout.note.heading_path(block.start))):
            part = Part(block.start, block.end, LATIN, "table", units_of(text))
            yield Gap((part,), f"the table is {language_name(LATIN)}", 1, "table")


def _read_beside(layout: Layout, section: Section, prose: Sequence[Part]) -> list[Part]:
    """The parts in the reading language next to a run."""
    parts = [part for part in section.parts if not part.fold]
    first, last = parts.index(prose[0]), parts.index(prose[-1])
    near = parts[max(0, first - 1) : first] + parts[last + 1 : last + 2]
    return [part for part in near if part.language == layout.reading]


def _is_meant(layout: Layout, section: Section, prose: Sequence[Part], before: Part | None) -> bool:
    """Whether something explains the other language: the heading, a colon above, or the kind of text."""
    heading = layout.heading_text(section)
    if NAMED_PART.search(heading):
        return True
    if layout.inferred and layout.reading in CJK and heading and heading.isascii():
        return True
    text = layout.text_of(prose).strip()
    announced = before is not None and layout.text_of([before]).rstrip(" *_\r\n").endswith((":", "："))
    verses = text.count("\n") >= _VERSES and len(text) < _A_VERSE * text.count("\n")
    kinds = {part.kind for part in prose}
    return bool(
        announced
        or (
            kinds <= {"quote", "footnote"}
            and not (_CALLOUT.match(text) and text.partition("\n")[2].isascii())
        )
        or (verses and len(text) < _LONG_VERSES)
        or _ABSTRACT.match(text)
        or all(part.kind == "footnote" or _are_links(layout.text_of([part])) for part in prose)
        or _are_links(text)
        or (before is not None and all(was_folded(layout, part) for part in prose))
    )


def _are_links(text: str) -> bool:
    """Whether at least half of a text is link text."""
    linked = sum(units_of(match[1] or "") for match in _LINK.finditer(text))
    return 2 * linked >= units_of(_LINK.sub(" ", text)) + linked > 0


def _sureness(layout: Layout, prose: Sequence[Part], beside: Sequence[Part]) -> int:
    text = layout.text_of(prose).strip()
    if layout.foreign_share > _MOSTLY_FOREIGN and not layout.expected:
        return 0
    if is_quoted(text):
        return (
            0 if units_of(text) < _LONG_QUOTATION or any(_fits(layout, prose, part) for part in beside) else 1
        )
    return 2 if units_of(text) >= _SURE else 1


def _fits(layout: Layout, prose: Sequence[Part], part: Part) -> bool:
    """Whether a part is as long as a translation of a run would be."""
    ratio = part.units / max(1, sum(p.units for p in prose)) / layout.usual_ratio
    least, most = _FITTING
    return least <= ratio <= most
