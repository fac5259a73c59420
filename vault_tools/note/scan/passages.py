"""Divides a body into passages, each in one language, section by section."""

from collections.abc import Sequence
from itertools import pairwise

from vault_tools.lazy_re import pattern
from vault_tools.memo import cached_property
from vault_tools.note.blocks import CODES, Blocks
from vault_tools.note.details import Fold
from vault_tools.note.language import (
    counts_of,
    language_of,
    language_of_ideographs,
    measured,
    of_ideographs_alone,
)
from vault_tools.note.languages import IDEOGRAPHS, LANGUAGES, LATIN, all_words
from vault_tools.note.prose import prose_of, without_glosses
from vault_tools.note.scan.found import FOLD, Passages
from vault_tools.note.text import SpanSet

_READABLE = frozenset(CODES[kind] for kind in ("paragraph", "item", "quote", "footnote", "html"))
_NONE: tuple[tuple[()], ...] = ((),) * 6
_LONG_LINE = 60
"""Length in code points from which a line counts as a paragraph where languages meet without a blank line."""
_HIRAGANA = b"\xe3\x81"
"""The first two bytes of half of all hiragana."""
_NEAR_HIRAGANA = b"\xe3\x80\x81"
"""The bytes of `_HIRAGANA`, and the one with which they are confused if all others are left out."""
_OF_IDEOGRAPHS = bytes(
    byte for byte in range(256) if not (0xCD <= byte <= 0xE1 or byte == 0xEB or byte in _NEAR_HIRAGANA)
)
"""The other bytes of UTF-8 except those that begin letters from Greek to Khmer, or hangul."""
_FIRST_WORD = pattern(r"[\x21-\u2e7f]*\S?")
"""The unbreakable text at the beginning of a line; CJK text can break after any character."""
_TELLING_WORDS = LANGUAGES[LATIN].telling_words.split()
"""Words that hardly occur in Latin text of other languages, the most common one first."""
_TELLING = tuple(f" {word} " for word in _TELLING_WORDS)
_IS_TELLING = frozenset(_TELLING_WORDS)
_SMALL_WORDS = frozenset(all_words("short_line_words"))
"""Without one of these words, the language of a short line can hardly be identified."""


_FEW = 12
"""The number of CJK characters on a line up to which they do not identify its language; such a line may have
at most _FEW_WORDS Latin words."""
_FEW_WORDS = 3
_STOPPED = pattern(r"[。！？!?.:：;；…”\"」』）)\]*_>|-]\s*$")
_LETTER, _IDEOGRAPH = pattern("[A-Za-z]"), pattern(f"[{IDEOGRAPHS}]")


def _is_told(piece: str, spaces: int) -> bool:
    """Whether more than a twelfth of the words are telling ones."""
    found = 0
    for word in _TELLING:
        found += piece.count(word)
        if 12 * found > spaces:
            return True
    return False


def is_hard_wrapped(paragraph: str) -> bool:
    """Whether a paragraph of three or more lines is hard-wrapped: the next word never had room on the
    line."""
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    return len(lines) > 2 and all(
        len(line) + 1 + _FIRST_WORD.match(below).end() > width  # type: ignore[union-attr]
        for line, below in pairwise(lines)
    )


def _goes_on(line: str, below: str) -> bool:
    """Whether a sentence continues on the next line although the language changes: there is no full stop in
    between, and one of the lines contains both languages, or the second begins in lower case."""
    if _STOPPED.search(line[-8:]):
        return False
    return below.lstrip()[:1].islower() or _is_mixed(line) or _is_mixed(below)


def _is_mixed(line: str) -> bool:
    return _LETTER.search(line) is not None and _IDEOGRAPH.search(line) is not None


MAX_BLOCKS = 20_000
"""Maximum number of blocks; a longer note is not a text that somebody reads, and its sections are not
judged."""


def passages_of(
    text: str, data: bytes, start: int, blocks: Blocks, folds: Sequence[Fold], marked: SpanSet
) -> Passages:
    """The passages of the body that begins at `start`, and its outermost `folds`. `data` is the text in
    UTF-8. Lines in `marked` are not text."""
    cutter = _Cutter(text, data, start)
    if len(blocks.kinds) > MAX_BLOCKS:
        cutter.begin_section(-1)
    else:
        cutter.cut(blocks, folds, marked)
    return cutter.passages()


class _Cutter:
    """Divides one body. Everything in a fold belongs to it, whatever its kind, and marks are not text."""

    def __init__(self, text: str, data: bytes, start: int) -> None:
        self.text, self.data, self.start = text, data, start
        self.rows: list[tuple[int, int, str | None, str, int, int]] = []
        self.sections: list[tuple[int, int]] = []
        self.section_ends: list[int] = []

    def passages(self) -> Passages:
        starts, ends, languages, kinds, units, folds = zip(*self.rows, strict=True) if self.rows else _NONE
        headings, firsts = zip(*self.sections, strict=True)
        section_ends = (*self.section_ends, len(self.text))
        return Passages(starts, ends, languages, "".join(kinds), units, folds, headings, firsts, section_ends)

    def begin_section(self, heading: int) -> None:
        self.sections.append((heading, len(self.rows)))

    @cached_property
    def only_ideographs(self) -> bool:
        """Whether the text has no letters of scripts other than Latin and ideographs, judged by its bytes. A
        search for two bytes takes longer than all the rest, so most are left out before."""
        rare = self.data.translate(None, _OF_IDEOGRAPHS)
        return not rare.translate(None, _NEAR_HIRAGANA) and (
            _HIRAGANA not in rare or _HIRAGANA not in self.data
        )

    @cached_property
    def ideographs(self) -> str:
        """The language of the ideographs."""
        tell = of_ideographs_alone if self.only_ideographs else language_of_ideographs
        return tell(self.text, self.start)

    def cut(self, blocks: Blocks, folds: Sequence[Fold], marked: SpanSet) -> None:
        self.begin_section(-1)
        number, position = 0, self.start
        begins = [*(fold.start for fold in folds), len(self.text)]
        next_fold, has_marked = begins[0], not marked.is_empty
        for index, (kind, start, end) in enumerate(zip(*blocks, strict=True)):
            if start < position:
                if end <= position:
                    continue
                start = position
            while next_fold < end:
                fold = folds[number]
                if start < next_fold and kind in _READABLE:
                    self._add(start, next_fold, kind)
                self._add_fold(number, fold)
                start = position = max(start, fold.end)
                number += 1
                next_fold = begins[number]
            if start >= end:
                continue
            if kind in _READABLE:
                if not (has_marked and marked.holds(start, end)):
                    self._add(start, end, kind)
            elif kind.isdigit():
                self.section_ends.append(start)
                self.begin_section(index)

    def _add_fold(self, number: int, fold: Fold) -> None:
        piece = fold.inner.of(self.text).lstrip()
        share, units, spaces = measured(piece)
        language = self._language(piece, share, spaces)
        self.rows.append((fold.start, fold.end, language, FOLD, units, number))

    def _add(self, start: int, end: int, kind: str) -> None:
        piece = self.text[start:end]
        share, units, spaces = measured(piece)
        if share >= 0.6 and end - start > 9 and self.only_ideographs:
            self.rows.append((start, end, self.ideographs, kind, units, -1))
        elif 0.02 < share < 0.6 and "\n" in piece and not is_hard_wrapped(piece):
            self._add_lines(start, piece, kind)
        else:
            self.rows.append((start, end, self._language(piece, share, spaces), kind, units, -1))

    def _add_lines(self, start: int, piece: str, kind: str) -> None:
        """Add a passage per line, but join short neighbouring lines in one language, and lines of both
        languages that a sentence continues across."""
        language: str | None = None
        first = position = 0
        above, joined = "", False
        for line in piece.split("\n"):
            words = prose_of(line) if "`" in line else line
            share, _, spaces = measured(words)
            told = self._language(words, share, spaces) or self._of_few(words)
            if told and language and (told != language or len(line) > _LONG_LINE):
                if told != language and _goes_on(above, line):
                    joined = True
                else:
                    self._add_passage(start, piece[first : position - 1], first, language, kind, joined)
                    first, language, joined = position, told, False
            language = (language if joined else told) or language
            above = line
            position += len(line) + 1
        self._add_passage(start, piece[first:], first, language, kind, joined)

    def _of_few(self, words: str) -> str | None:
        """The language assumed for a CJK line that is too short to identify it."""
        if words.isascii():
            return None
        counts = counts_of(prose_of(words))
        return self.ideographs if 0 < counts.ideographs <= _FEW and counts.words <= _FEW_WORDS else None

    def _add_passage(
        self, start: int, text: str, first: int, language: str | None, kind: str, joined: bool
    ) -> None:
        share, units, spaces = measured(text)
        if joined:
            language = self._language(text, share, spaces)
        self.rows.append((start + first, start + first + len(text), language, kind, units, -1))

    def _language(self, piece: str, share: float, spaces: int) -> str | None:
        """The language of a piece, mostly by shortcuts: ideographs by their share, Latin by telling words.
        Where both meet, explanations in brackets do not count."""
        if 0.04 < share < 0.6 and ("（" in piece or "(" in piece):
            bare = without_glosses(piece)
            if bare != piece and not bare.isspace():
                piece = bare
                share, _, spaces = measured(bare)
        if share >= 0.2 and self.only_ideographs:
            return self.ideographs if len(piece) * share >= 2 else None
        if share <= 0.04:
            if spaces < 100:
                if _TELLING[0] in piece:
                    return LATIN
                words = piece.split(" ")[1:-1]
                if not _IS_TELLING.isdisjoint(words):
                    return LATIN
                if spaces < 8 and "\n" not in piece and _SMALL_WORDS.isdisjoint(words):
                    return None
            if _is_told(piece, spaces):
                return LATIN
        prose = prose_of(piece)
        return language_of(prose, self.ideographs) or (self._of_few(piece) if len(prose) < 24 else None)
