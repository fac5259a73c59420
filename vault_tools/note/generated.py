"""Generated text between markers, ours and those of other tools. Everything outside belongs to the user.

Our markers are whole lines, `%% vault-tools:begin NAME %%` and `%% vault-tools:end NAME %%`; in code they do
not count.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from vault_tools.digests import blake2b
from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.note.body import Body
from vault_tools.note.text import Place, Span

_LIKELY = pattern(
    r"^[^`\n]*?(%%[ \t]*vault[-_ ]?tools[ \t]*:(?:[ \t]*(?:begin|end)\b|(?![ \t]|ignore\b))[^\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
_CHARACTER = r"(?:[^\s%]|%[0-9A-F]{2})"
_MARKER = pattern(
    rf"%% vault-tools:(begin|end) ({_CHARACTER}(?:(?:{_CHARACTER}|[^\S\n\r])*{_CHARACTER})?) %%[ \t]*\r?"
)
_FOREIGN = pattern(
    r"^%%[ \t]*+(?:(?P<edge>Begin|End) (?P<tool>[^%\n]++)|(?:(?!don['’]t edit (?:below|above|any))[^%\n])*+"
    r"don['’]t edit (?:(?P<side>below|above)|anything below this line)[ \t]*+)%%",
    re.MULTILINE | re.IGNORECASE,
)
"""Markers of Waypoint, of the Obsidian Hub (`%% Hub MOCs: Don't edit below %%`), and similar ones."""


@dataclass(frozen=True, kw_only=True)
class BlockMarker:
    """A marker's line. `name` is the name of its block, empty if it can't be read."""

    name: str
    span: Span
    place: Place
    line: str


@dataclass(frozen=True, kw_only=True)
class GeneratedBlock(BlockMarker):
    """One of our blocks; the inherited fields describe its first line. `content` is the text between the
    marker lines, `digest` the digest of that text."""

    content: Span
    newline: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class BrokenMarker(BlockMarker):
    """A marker that does not delimit a block, and why."""

    problem: str


@dataclass(frozen=True)
class Markers:
    """The generated blocks of a note; no block may be changed if any marker is `broken`."""

    blocks: tuple[GeneratedBlock, ...] = ()
    broken: tuple[BrokenMarker, ...] = ()

    @property
    def all(self) -> tuple[BlockMarker, ...]:
        return (*self.blocks, *self.broken)


_NO_MARKERS = Markers()


@dataclass(frozen=True)
class _MarkerLine:
    """A line that is, or is meant to be, one of our markers; `kind` is empty for the latter. `end` is the end
    of the line without its newline."""

    kind: str
    name: str
    span: Span
    place: Place
    source: str
    end: int


def begin(name: str) -> str:
    return f"%% vault-tools:begin {name} %%"


def holds_moc(text: str) -> bool:
    """Whether a note contains the block of a MOC, so that it lists other notes instead of being about
    something."""
    return "%% vault-tools:begin " in text


def end(name: str) -> str:
    return f"%% vault-tools:end {name} %%"


def block_name(moc: str, value: str) -> str:
    """The block name of a MOC; `value` is the value of an `each` MOC, else empty."""
    if not value:
        return moc
    return f"{moc}/" + re.sub(r"[%\x00-\x1f\x7f-\x9f\u2028\u2029]|^\s|\s$", lambda m: quote(m[0]), value)


def split_name(name: str) -> tuple[str, str]:
    """(MOC, value) of a block's name."""
    moc, _, value = name.partition("/")
    return moc, unquote(value)


def digest_of(content: str) -> str:
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def read_markers(text: str, start: int = 0) -> Markers:
    """Our blocks in the text from `start` on, and the problems with their markers."""
    return markers_in(Body(text, start))


def markers_in(body: Body) -> Markers:
    """Our blocks in a body, and the problems with their markers."""
    text = body.text
    lines = [*_lines(body)]
    if not lines:
        return _NO_MARKERS
    broken: list[BrokenMarker] = []
    blocks: list[GeneratedBlock] = []
    names: set[str] = set()
    opened: _MarkerLine | None = None
    for line in lines:
        problem = _problem(line, opened, names)
        if problem:
            broken.append(_broken(line, problem))
        elif line.kind == "begin":
            opened = line
        elif opened:
            blocks.append(_block(text, opened, line))
            names.add(opened.name)
            opened = None
    if opened:
        broken.append(
            _broken(opened, f"block `{opened.name}` is not closed; `{end(opened.name)}` is missing")
        )
    broken += [*_holding_others(body, blocks)]
    return Markers(tuple(blocks), tuple(sorted(broken, key=lambda marker: marker.span)))


def generated_spans(body: Body, markers: Markers) -> list[Span]:
    """The spans of generated text in a body with these markers."""
    ours = [] if markers.broken else [block.content for block in markers.blocks]
    return [*ours, *_foreign(body)]


def _foreign(body: Body) -> list[Span]:
    """The blocks of other tools, in order; unclosed ones do not count."""
    text, start = body.text, body.start
    found: list[Span] = []
    opened: dict[str, int] = {}
    for match in _FOREIGN.finditer(text, start) if body.has_percents else ():
        tool, edge = (match["tool"] or "").strip().lower(), (match["edge"] or match["side"] or "").lower()
        if edge in ("begin", "below"):
            opened.setdefault(tool, match.start())
        elif edge:
            first = opened.pop(tool, None)
            found += [Span(first, match.end())] if first is not None else []
        else:
            return [*found, Span(match.start(), len(text))]
    return found


def _lines(body: Body) -> Iterator[_MarkerLine]:
    """The lines that are, or are meant to be, our markers."""
    text = body.text
    found = _LIKELY.finditer(text, body.start) if body.has_percents else ()
    number, counted = 1, 0
    for likely in found:
        if body.in_code(likely.start(1)):
            continue
        number, counted = number + text.count("\n", counted, likely.start()), likely.start()
        source = likely[0].removesuffix("\r")
        span = Span(likely.start(1), likely.start() + len(source))
        place = Place(number, span.start - counted + 1, number, span.end - counted + 1)
        marker = _MARKER.fullmatch(likely[0])
        kind, name = marker.groups() if marker else ("", "")
        yield _MarkerLine(kind, name, span, place, source, likely.end())


def _problem(line: _MarkerLine, opened: _MarkerLine | None, names: set[str]) -> str:
    """Why a marker does not delimit a block at its position; empty if it does."""
    if not line.kind:
        return f"`{line.source.strip()}` is not a marker; a marker needs its own line, `{begin('NAME')}`"
    if line.kind == "end":
        if opened is None:
            return f"block `{line.name}` ends here but never begins"
        return "" if opened.name == line.name else f"block `{opened.name}` ends as `{line.name}`"
    if opened:
        return f"block `{line.name}` begins inside block `{opened.name}`"
    return f"duplicate block `{line.name}`" if line.name in names else ""


def _holding_others(body: Body, blocks: list[GeneratedBlock]) -> Iterator[BrokenMarker]:
    """The blocks that overlap a block of another tool, because both tools would write there."""
    foreign = _foreign(body) if blocks else []
    for block in blocks:
        if any(other.start < block.content.end and block.span.start < other.end for other in foreign):
            problem = f"block `{block.name}` and a block of another tool overlap"
            yield BrokenMarker(
                name=block.name, span=block.span, place=block.place, line=block.line, problem=problem
            )


def _broken(line: _MarkerLine, problem: str) -> BrokenMarker:
    return BrokenMarker(name=line.name, span=line.span, place=line.place, line=line.source, problem=problem)


def _block(text: str, first: _MarkerLine, last: _MarkerLine) -> GeneratedBlock:
    content = Span(first.end + 1, last.span.start)
    return GeneratedBlock(
        name=first.name,
        span=first.span,
        place=first.place,
        line=first.source,
        content=content,
        newline="\r\n" if text[first.end - 1] == "\r" else "\n",
        digest=digest_of(content.of(text)),
    )
