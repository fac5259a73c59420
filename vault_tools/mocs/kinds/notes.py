"""A MOC that lists notes: grouped, sorted, as a list or a table. Its text depends only on its rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from posixpath import dirname
from typing import NamedTuple, TypeVar

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.mocs.columns import Texts
from vault_tools.mocs.fields import NO_LETTER
from vault_tools.mocs.kind import Listing, MocKind, MocView
from vault_tools.mocs.template import compiled, names_in
from vault_tools.mocs.texts import count_of, text_of
from vault_tools.vault.links import escaped, written_link
from vault_tools.vault.schema import Schema
from vault_tools.vault.schema_mocs import Moc, split_field
from vault_tools.vault.spelling import fold

T = TypeVar("T")

LISTS = frozenset(["aliases", "people", "tags"])
"""The fields that an item template gets as lists; all others are texts."""
TEMPLATE_NAMES = LISTS | {"date", "link", "status", "summary", "title"}
KEPT = 1 << 12
"""The number of results kept for repeated calls."""
KEPT_LINES = 1 << 14
"""The number of lines kept, and of rows for each set of fields: a note is in several MOCs."""
KEPT_TEXT = 4_000_000
"""Characters of MOC texts that are kept: enough for all of 500 MOCs of 10,000 notes."""
_MAX_VALUES = 50
"""The number of values of one key that an item shows."""
_NUMBER = pattern(r"[-+]?\d+(?:\.\d+)?")


class Row(NamedTuple):
    """A note as its MOC shows it. `values` belong to the `fields_of` the MOC, in that order; `folded` is the
    title without case."""

    path: str
    target: str
    title: str
    folded: str
    values: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=KEPT)
def fields_of(moc: Moc) -> tuple[str, ...]:
    """The fields that decide how a MOC shows a note, except the title, which every row has."""
    shown: Iterable[str] = ["date"]
    if moc.item or moc.show == "table":
        shown = names_in(moc.item) if moc.show == "list" else moc.columns
    wanted = [*(field.lstrip("-") for field in (*moc.group_by, *moc.sort)), *shown]
    return tuple(dict.fromkeys(field for field in wanted if field not in ("link", "title")))


def reads(moc: Moc, schema: Schema) -> Iterable[str]:
    """The `fields_of` a MOC and more, found without jinja2, which takes long to import: every name that
    occurs in the item counts."""
    ordered = (field.lstrip("-") for field in (*moc.group_by, *moc.sort))
    spoken_of = (name for name in (*schema.keys, *TEMPLATE_NAMES) if name in moc.item)
    return {"title", "date", *ordered, *moc.columns, *spoken_of}


class Found(NamedTuple):
    """The rows of a MOC, or of one of its values."""

    value: str
    rows: tuple[Row, ...]


def collect(view: MocView, listing: Listing, source: str) -> Found:
    """The notes that a MOC lists in the note at `source`, sorted by path."""
    return Found(listing.value, tuple(_rows(view, listing, source)))


def _rows(view: MocView, listing: Listing, source: str) -> Iterator[Row]:
    fields = fields_of(listing.moc)
    kept = view.kept((fields, dirname(source) if view.schema.mocs.links.format == "relative" else ""))
    readers, title_of = [view.values_of_members(field) for field in fields], view.values_of_members("title")
    for number, path in zip(listing.members.numbers, listing.members, strict=True):
        if path == source:
            continue
        row = kept.get(path)
        if row is None:
            if len(kept) >= KEPT_LINES:
                kept.clear()
            title, values = "".join(title_of(number)), tuple([read(number) for read in readers])
            row = kept[path] = Row(path, view.target(path, source), title, fold(title), values)
        yield row


def last_shown(moc: Moc, rows: Sequence[Row]) -> str:
    """The path of the last note shown in a list that is longer than its limit; empty if all are shown."""
    return _writer(moc, False).in_order(rows)[moc.limit - 1].path if len(rows) > moc.limit else ""


class _Texts(dict[tuple[Moc, Found, bool], str]):
    """The texts of MOCs that were rendered recently."""

    length = 0

    def __missing__(self, key: tuple[Moc, Found, bool]) -> str:
        text = _rendered(*key)
        if self.length + len(text) > KEPT_TEXT:
            self.clear()
        self[key] = text
        self.length += len(text)
        return text

    def clear(self) -> None:
        super().clear()
        self.length = 0


_texts = _Texts()


def render(moc: Moc, found: Found, markdown: bool) -> str:
    """The text of a MOC. Texts are kept: a MOC is rendered again only if one of its rows has changed."""
    return _texts[moc, found, markdown]


def _rendered(moc: Moc, found: Found, markdown: bool) -> str:
    value, rows = found
    if not rows:
        gone = moc.each and value
        return f"\n{vanished(moc, value) if gone else text_of(moc, 'none')}\n\n"
    writer = _writer(moc, markdown)
    parts = [count_of(moc, len(rows))] if moc.counts else []
    parts += writer.groups(writer.in_order(rows), moc.group_by, level=2)
    return "\n" + "\n\n".join(parts) + "\n\n"


def let_go() -> None:
    """Free the texts and links that are kept, but not the lines that they are made of."""
    _texts.clear()
    written_link.cache_clear()
    escaped.cache_clear()


def vanished(moc: Moc, value: str) -> str:
    """The text of a MOC for a value that no note has any more."""
    return text_of(moc, "vanished", key=moc.each, value=escaped(value))


@lru_cache(maxsize=KEPT)
def _writer(moc: Moc, markdown: bool) -> "_Writer":
    return _Writer(moc, markdown)


@lru_cache(maxsize=KEPT_LINES)
def _line(writer: "_Writer", row: Row) -> str:
    """The line of a note, which is the same in all MOCs with the same `each`."""
    return writer.cells(row) if writer.moc.show == "table" else f"- {writer.item(row)}"


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes all MOCs with the same options. There is only one for each such set, so that lines can be kept
    by it."""

    moc: Moc
    markdown: bool

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {field: position for position, field in enumerate(fields_of(self.moc))}

    def in_order(self, rows: Iterable[Row]) -> list[Row]:
        return in_order(self.moc, rows, self._reader)

    def groups(self, rows: Sequence[Row], group_by: Sequence[str], level: int) -> Iterator[str]:
        """The paragraphs of a list of rows, below a heading for each group."""
        if not group_by:
            yield from self._table(rows) if self.moc.show == "table" else self._list(rows)
            return
        for name, members in self._grouped(rows, group_by[0]):
            count = f" ({len(members):,})" if self.moc.counts else ""
            yield f"{'#' * level} {self._heading(name, group_by[0])}{count}"
            yield from self.groups(members, group_by[1:], level + 1)

    def _grouped(self, rows: Iterable[Row], field: str) -> list[tuple[str, list[Row]]]:
        """(value, its rows) for each value of a field, in order. A row with two values is under both."""
        groups: dict[str, list[Row]] = {}
        values = self._reader(field)
        for row in rows:
            for value in values(row) or ("",):
                groups.setdefault(value, []).append(row)
        return _ordered(sorted(groups.items(), key=lambda group: group[0]), field)

    def _heading(self, name: str, field: str) -> str:
        part = split_field(field.lstrip("-"))[1]
        if name and part in ("year", "month"):
            return escaped(text_of(self.moc, part, year=name[:4], month=name[5:]))
        return escaped(self.moc.labels.get(name, name) if name else text_of(self.moc, "other"))

    def _list(self, rows: Sequence[Row]) -> Iterator[str]:
        lines = [_line(self, row) for row in rows[: self.moc.limit]]
        yield "\n".join([*lines, *(f"- {more}" for more in self._more(rows))])

    def _table(self, rows: Sequence[Row]) -> Iterator[str]:
        names = self.moc.columns
        heads = [text_of(self.moc, "note"), *(self.moc.labels.get(name, name) for name in names)]
        lines = [f"| {' | '.join(map(escaped, heads))} |", "|" + " --- |" * len(heads)]
        yield "\n".join([*lines, *(_line(self, row) for row in rows[: self.moc.limit])])
        yield from self._more(rows)

    def _more(self, rows: Sequence[Row]) -> Iterator[str]:
        left = len(rows) - self.moc.limit
        if left > 0:
            yield text_of(self.moc, "more", count=left)

    def item(self, row: Row) -> str:
        """A note as an item of a list."""
        link = written_link(row.target, row.title, markdown=self.markdown)
        if not self.moc.item:
            date = next(iter(self._reader("date")(row)), "")
            return f"{link} · {escaped(date)}" if date else link
        values: dict[str, str | list[str]] = {"link": link}
        for name in names_in(self.moc.item):
            texts = [escaped(text) for text in self._reader(name)(row)[:_MAX_VALUES]]
            values.setdefault(name, texts if name in LISTS else ", ".join(texts))
        return compiled(self.moc.item)(values)

    def cells(self, row: Row) -> str:
        """A note as a row of a table."""
        cells = [written_link(row.target, row.title, markdown=self.markdown, in_table=True)]
        for name in self.moc.columns:
            values = self._reader(name)(row)[:_MAX_VALUES]
            cells.append(", ".join(escaped(self.moc.labels.get(value, value)) for value in values))
        return f"| {' | '.join(cells)} |"

    def _reader(self, field: str) -> Callable[[Row], tuple[str, ...]]:
        """A function that reads the values of a field from a row."""
        name = field.lstrip("-")
        if name == "title":
            return lambda row: (row.title,)
        position = self._positions.get(name)
        return lambda row: () if position is None else row.values[position]


def in_order(moc: Moc, rows: Iterable[Row], reader: Callable[[str], Callable[[Row], Texts]]) -> list[Row]:
    """The rows sorted by the MOC's keys, then by title, then by path; those without a value come last.
    `reader` returns a function that reads the values of a field from a row."""
    found = sorted(rows, key=attrgetter("folded", "path"))
    for field in reversed(moc.sort):
        values = reader(field)
        found = [row for _, row in _ordered([(next(iter(values(row)), ""), row) for row in found], field)]
    return found


def _ordered(pairs: list[tuple[str, T]], field: str) -> list[tuple[str, T]]:
    """(value, thing) sorted by value, in reverse if the field begins with `-`. Things without a value come
    last."""
    known = [pair for pair in pairs if pair[0]]
    known.sort(key=lambda pair: _rank(pair[0]), reverse=field.startswith("-"))
    return known + [pair for pair in pairs if not pair[0]]


@lru_cache(maxsize=KEPT)
def _rank(text: str) -> tuple[bool, float, str]:
    """A sort key: numbers by size, before texts. In a register, what has no letter comes last."""
    if _NUMBER.fullmatch(text):
        return False, float(text), ""
    return True, float(text == NO_LETTER), fold(text)


KIND = MocKind(about="lists of notes", collect=collect, render=render, reads=reads, lists_notes=True)
