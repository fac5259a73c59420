"""Divides a body into passages, each in one language, section by section."""

from collections.abc import Sequence
from itertools import pairwise

from vault_tools.lazy_re import pattern
from vault_tools.note.blocks import CODES, Blocks
from vault_tools.note.details import Fold
from vault_tools.note.language import (
    counts_of,
    language_of,
    language_of_ideographs,
    of_ideographs_alone,
    share_and_units,
    units_of,
    wide_share,
)
from vault_tools.note.languages import IDEOGRAPHS, LANGUAGES, LATIN, all_words
from vault_tools.note.prose import prose_of, without_glosses
from vault_tools.note.scan.found import FOLD, Passages
from vault_tools.note.text import SpanSet

_READABLE = frozenset(CODES[kind] for kind in ("paragraph", "item", "quote", "footnote", "html"))
_NONE: tuple[tuple[()], ...] = ((),) * 6
_LONG_LINE = 60
"""Length in code points from which a line counts as a paragraph where languages meet without a blank line."""
_OF_IDEOGRAPHS = bytes(byte for byte in range(256) if not (0xCD <= byte <= 0xE1 or byte == 0xEB))
"""The bytes of UTF-8 except those that begin letters from Greek to Khmer, or hangul."""
_HIRAGANA = b"\xe3\x81"
"""The first two bytes of half of all hiragana."""
_FIRST_WORD = pattern(r"[\x21-\u2e7f]*\S?")
"""The unbreakable text at the beginning of a line; CJK text can break after any character."""
_TELLING = tuple(f" {word} " for word in LANGUAGES[LATIN].telling_words.split())
"""Words that hardly occur in Latin text of other languages."""
_SMALL_WORDS = tuple(f" {word} " for word in all_words("short_line_words"))
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


def passages_of(text: str, start: int, blocks: Blocks, folds: Sequence[Fold], marked: SpanSet) -> Passages:
    """The passages of the body that begins at `start`, and its outermost `folds`. Lines in `marked` are not
    text."""
    cutter = _Cutter(text, start)
    if len(blocks.kinds) > MAX_BLOCKS:
        cutter.begin_section(-1)
    else:
        cutter.cut(blocks, folds, marked)
    return cutter.passages()


def _never(_start: int, _end: int) -> bool:
    return False


class _Cutter:
    """Divides one body. Everything in a fold belongs to it, whatever its kind, and marks are not text."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start = text, start
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

    def cut(self, blocks: Blocks, folds: Sequence[Fold], marked: SpanSet) -> None:
        data = self.text.encode()
        self.only_ideographs = not data.translate(None, _OF_IDEOGRAPHS) and _HIRAGANA not in data
        tell = of_ideographs_alone if self.only_ideographs else language_of_ideographs
        self.ideographs = tell(self.text, self.start)
        self.begin_section(-1)
        number, position = 0, self.start
        begins = [*(fold.start for fold in folds), len(self.text)]
        is_marked = _never if marked.is_empty else marked.holds
        for index, (kind, start, end) in enumerate(zip(*blocks, strict=True)):
            if start < position:
                if end <= position:
                    continue
                start = position
            while begins[number] < end:
                fold = folds[number]
                if kind in _READABLE and start < fold.start:
                    self._add(start, fold.start, kind)
                self._add_fold(number, fold)
                start = position = max(start, fold.end)
                number += 1
            if start >= end:
                continue
            if kind.isdigit():
                self.section_ends.append(start)
                self.begin_section(index)
            elif kind in _READABLE and not is_marked(start, end):
                self._add(start, end, kind)

    def _add_fold(self, number: int, fold: Fold) -> None:
        piece = fold.inner.of(self.text).lstrip()
        share, units = share_and_units(piece)
        language = self._language(piece, share)
        self.rows.append((fold.start, fold.end, language, FOLD, units, number))

    def _add(self, start: int, end: int, kind: str) -> None:
        piece = self.text[start:end]
        share, units = share_and_units(piece)
        if share >= 0.6 and self.only_ideographs and end - start > 9:
            self.rows.append((start, end, self.ideographs, kind, units, -1))
        elif 0.02 < share < 0.6 and "\n" in piece and not is_hard_wrapped(piece):
            self._add_lines(start, piece, kind)
        else:
            self.rows.append((start, end, self._language(piece, share), kind, units, -1))

    def _add_lines(self, start: int, piece: str, kind: str) -> None:
        """Add a passage per line, but join short neighbouring lines in one language, and lines of both
        languages that a sentence continues across."""
        language: str | None = None
        first = position = 0
        above, joined = "", False
        for line in piece.split("\n"):
            words = prose_of(line) if "`" in line else line
            told = self._language(words, wide_share(words)) or self._of_few(words)
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
        if joined:
            language = self._language(text, wide_share(text))
        self.rows.append((start + first, start + first + len(text), language, kind, units_of(text), -1))

    def _language(self, piece: str, share: float) -> str | None:
        """The language of a piece, mostly by shortcuts: ideographs by their share, Latin by telling words.
        Where both meet, explanations in brackets do not count."""
        if 0.04 < share < 0.6 and ("（" in piece or "(" in piece):
            bare = without_glosses(piece)
            if bare != piece and not bare.isspace():
                piece, share = bare, wide_share(bare)
        if share >= 0.2 and self.only_ideographs:
            return self.ideographs if len(piece) * share >= 2 else None
        if share <= 0.04:
            spaces = piece.count(" ")
            if spaces < 100 and any(map(piece.__contains__, _TELLING)):
                return LATIN
            if spaces < 8 and "\n" not in piece and not any(map(piece.__contains__, _SMALL_WORDS)):
                return None
            if _is_told(piece, spaces):
                return LATIN
        prose = prose_of(piece)
        return language_of(prose, self.ideographs) or (self._of_few(piece) if len(prose) < 24 else None)
