"""Real notes to plant defects in, parsed without the package, so that no misreading of it hides a defect."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest
from pathlib import Path

from vault_tools.config.config import Config, load_config
from vault_tools.errors import VaultToolsError
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic, registry
from vault_tools.note.note import Note
from vault_tools.note.text import Span

CORPUS = Path(__file__).parents[2] / "../shared/corpus"

RULES = """untranslated-section misaligned-original mislabelled-original truncated-section
    condensed-translation unclosed-block repeated-text generation-residue empty-note
    premature-evergreen""".split()
PIECE = re.compile(
    r"^<details[^>]*>(?:\s*<summary>.*?</summary>)?\s*(?:<p\b[^>]*>\s*)?"
    r"(?P<fold>(?:(?!<details|\s*(?:</p>\s*)?</details>).)*)\s*(?:</p>\s*)?</details>"
    r"|^(?P<heading>\#{1,6}[ \t][^\r\n]*)|^(?P<fence>```|~~~).*?^(?P=fence)"
    r"|^(?P<prose>(?!\s|\#{1,6}\s|<|[-*+]\s|\d+[.)]\s|[|!%`~]|---|\[\^)\S(?:[^\r\n]|\r?\n(?![\s<#]))*)",
    re.MULTILINE | re.DOTALL,
)
HAN, WORD = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’]\w+)?")
SENTENCE = re.compile(r".*?(?:[。！？]+|[.!?।۔…]+(?=[\s”’\"）)*]|$))[”’\"」』）)]*\s*", re.DOTALL)
WHOLE_END = re.compile(r"[。！？.!?।۔…][”’\"」』）)*\]]*$")

SHAPES = {
    "paragraph": "{z}\n\n<details>\n<summary>View/Hide Original English</summary>\n"
    '<p class="english-text">{e}</p>\n</details>',
    "tight": "{z}\n<details>\n<summary>Original English</summary>\n{e}\n</details>",
    "captions": "{z}\n\n<details>\n<summary>Original English</summary>\n{captions}\n</details>",
    "E Z": "{e}\n\n{z}",
    "Z E": "{z}\n\n{e}",
    "> E Z": "{quoted}\n\n{z}",
}
"""How other notes of that vault lay out the same pairs of translation and original."""


@dataclass(frozen=True)
class Piece:
    """A heading, fold, fence, or paragraphs of one language (`zh`, `other`) separated only by blank lines.
    `inner` excludes a fold's tags and label."""

    kind: str
    span: Span
    inner: Span


@dataclass(frozen=True)
class Pair:
    """A translation and its original. `text` is the original without tags and quotation marks."""

    z: Piece
    e: Piece
    text: str


@dataclass(frozen=True)
class Host:
    """A note to plant in; `shape` says how it was recast, if at all."""

    note: Note
    config: Config
    shape: str = "as it is"

    @cached_property
    def pieces(self) -> list[Piece]:
        return pieces_of(self.note)

    @cached_property
    def pairs(self) -> list[Pair]:
        return list(pairs_of(self.note.text, self.pieces, self.shape == "Z E"))

    @cached_property
    def layout(self) -> str:
        kinds = Counter(pair.e.kind for pair in self.pairs)
        return "single" if kinds.total() < 3 else "folded" if kinds["fold"] else "alternating"

    @property
    def unpaired(self) -> int:
        kinds = Counter(piece.kind for piece in self.pieces)
        return kinds["fold"] + kinds["other"] - len(self.pairs)

    @cached_property
    def said(self) -> list[Diagnostic]:
        return shown(self.note, self.config)

    @property
    def followed(self) -> Iterator[tuple[Piece, Piece | None]]:
        """Pieces of text that end a unit: only blank lines separate them from the next unit, or from the
        end."""
        for piece, after in zip_longest(self.pieces, self.pieces[1:]):
            gap = self.note.text[piece.span.end : after.span.start if after else None]
            if piece.kind in ("zh", "other", "fold") and not gap.strip():
                yield piece, after

    def where(self, piece: Piece) -> str:
        vault = "other vaults" if self.note.path.startswith("mixed") else self.layout
        return f"{vault}, {'prose' if self.layout == 'single' and piece.kind != 'fold' else piece.kind}"


def read_hosts() -> Iterator[Host]:
    """The notes of the corpus; the reading language of the bilingual vault is Chinese."""
    for folder, text in (("thought-foundry", "language: zh\n"), ("mixed", "")):
        config = section_rules(text)
        for path in sorted(CORPUS.joinpath(folder).rglob("*.md")):
            yield Host(Note.decode(path.relative_to(CORPUS).as_posix(), path.read_bytes()), config)


def section_rules(text: str) -> Config:
    try:
        config = load_config(text)
    except VaultToolsError:
        config = load_config("")
    return config.selecting([name for name in RULES if name in registry()], [])


def recast_hosts(hosts: list[Host]) -> Iterator[Host]:
    """Notes in which every unit has a partner, each in two other shapes: folded and alternating."""
    paired = [host for host in hosts if host.layout != "single" and host.unpaired == 0]
    shapes = list(SHAPES)
    for number, host in enumerate(paired):
        for shape in (shapes[number % 3], shapes[3 + number % 3]):
            yield Host(host.note.with_text(recast(host, SHAPES[shape])), host.config, shape)


def recast(host: Host, shape: str) -> str:
    text = host.note.text
    for pair in reversed(host.pairs):
        new = shape.format(
            z=pair.z.span.of(host.note.text),
            e=pair.text,
            captions=textwrap.fill(pair.text, 42),
            quoted=re.sub("^", "> ", pair.text, flags=re.MULTILINE),
        )
        first, last = sorted((pair.z.span, pair.e.span), key=lambda span: span.start)
        text = text[: first.start] + new + text[last.end :]
    return text


def shown(note: Note, config: Config) -> list[Diagnostic]:
    found = check(note, config.rules, config.schema_for(note.path))
    return [d for d in found if d.confidence != "low"]


def pieces_of(note: Note) -> list[Piece]:
    found: list[Piece] = []
    for match in PIECE.finditer(note.text, note.body_start):
        kind = match.lastgroup or ""
        span, inner = Span(*match.span()), Span(*match.span(kind))
        if kind == "prose":
            kind = language(match[kind])
            last = found[-1] if found else None
            if last and last.kind == kind and not note.text[last.span.end : span.start].strip():
                found.pop()
                span = inner = Span(last.span.start, span.end)
        found.append(Piece(kind, span, inner))
    return found


def pairs_of(text: str, pieces: list[Piece], z_first: bool) -> Iterator[Pair]:
    """Translations with the original next to them, folded or plain."""
    for above, below in pairwise(pieces):
        folded = below.kind == "fold"
        z, e = (above, below) if folded or z_first else (below, above)
        if z.kind != "zh" or e.kind != ("fold" if folded else "other"):
            continue
        original = re.sub(r"</?p\b[^>]*>|^> ?", "", e.inner.of(text), flags=re.MULTILINE)
        beside = not text[above.span.end : below.span.start].strip()
        if beside and language(original) == "other":
            yield Pair(z, e, original)


def language(text: str) -> str:
    return "zh" if len(HAN.findall(text)) > len(WORD.findall(text)) else "other"


def units(text: str) -> int:
    return len(HAN.findall(text)) + len(WORD.findall(text))


def whole_paragraphs(host: Host) -> Iterator[tuple[Piece, Span]]:
    """The paragraphs of 20 units or more that end in a full stop, in notes in which their kind usually
    does."""
    found = []
    for piece in host.pieces:
        if piece.kind in ("zh", "other", "fold"):
            found += [(piece, span) for span in paragraphs(host.note.text, piece.inner)]
    ends = Counter((piece.kind, bool(WHOLE_END.search(span.of(host.note.text)))) for piece, span in found)
    for piece, span in found:
        text = span.of(host.note.text)
        habit = ends[piece.kind, True] >= 6 * ends[piece.kind, False]
        if habit and WHOLE_END.search(text) and units(text) >= 20:
            yield piece, span


def paragraphs(text: str, span: Span) -> Iterator[Span]:
    """Blocks between blank lines; for a block whose lines are all whole, its last line."""
    for match in re.compile(r"\S(?:[^\r\n]|\r?\n(?!\r?\n))*").finditer(text, span.start, span.end):
        lines = match[0].rstrip().splitlines()
        end = match.start() + len(match[0].rstrip())
        start = end - len(lines[-1]) if all(map(WHOLE_END.search, lines)) else match.start()
        yield Span(start, end)
