"""Which blocks of MOCs say something else since some notes changed, as far as what is kept can tell."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from vault_tools.mocs.columns import Texts
from vault_tools.mocs.fields import Fields
from vault_tools.mocs.kept import KeptBlock, KeptMocs, MocChanges, packed_row
from vault_tools.mocs.kind import kind_of
from vault_tools.mocs.list_end import is_beyond
from vault_tools.mocs.members import Members, counted, fields_in, sources_in
from vault_tools.mocs.seen_note import ChangedNote
from vault_tools.note.generated import block_name
from vault_tools.packing import packed
from vault_tools.vault.facts import NoteFacts, tags_of
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.schema_mocs import LinksFrom, LinksTo, Moc, split_field
from vault_tools.vault.vault import Vault


class NotKept(Exception):
    """It takes a look at all notes to say it."""


class Touched(NamedTuple):
    """The names of the blocks that may say something else, and how what is kept changes."""

    blocks: frozenset[str]
    changes: MocChanges


def touched(
    kept: KeptMocs, changed: Iterable[ChangedNote], vault_of: Callable[[NoteFacts], Vault]
) -> Touched:
    """By notes whose links, flags and markers are the same, in a vault that spells tags and names as it did;
    `vault_of` gives one of one note that spells them so too. Raises NotKept."""
    blocks: frozenset[str] = frozenset()
    changes = MocChanges()
    for change in changed:
        found = _Touching(kept.with_changes(changes), change, vault_of).found()
        blocks, changes = blocks | found.blocks, changes.then(found.changes)
    return Touched(blocks, changes)


class _Touching:
    """Of one note."""

    def __init__(self, kept: KeptMocs, change: ChangedNote, vault_of: Callable[[NoteFacts], Vault]) -> None:
        self._kept, self._change, self._vault_of = kept, change, vault_of
        self._path, self._schema = change.now.path, vault_of(change.now).schema_for("")
        number = kept.number(self._path)
        holds_mocs = bool(change.now.markers.all)  # such notes are shown and listed otherwise than others
        if number is None or holds_mocs:
            raise NotKept
        self._number = number
        self._target, texts = kept.row(number)
        self._texts = dict(zip(kept.fields, texts, strict=True))
        self._known_to_differ: dict[str, bool] = {}
        """By key: several MOCs ask for one."""

    def found(self) -> Touched:
        now = self._texts_now()
        others = {field for field, texts in now.items() if texts != self._texts[field]}
        row = {self._number: packed_row(self._target, tuple(now.values()))} if others else {}
        shown: set[str] = set()
        blocks: dict[str, KeptBlock] = {}
        for moc in self._schema.mocs.mocs:
            if kind_of(moc).lists_notes:
                was, now_in = self._memberships(moc, others, now)
                blocks |= self._moved(moc, was, now_in)
                if self._looks_otherwise_to(moc):
                    names = (block_name(moc.name, value) for value in was & now_in)
                    shown |= {name for name in names if not self._is_beyond_end(moc, name, now)}
        moved = {name for name, block in blocks.items() if block.is_shown}
        shown = {name for name in shown if self._kept.blocks[name].is_shown}
        concerned = {moc.name for moc in self._schema.mocs.mocs if self._concerns(moc, moved=bool(moved))}
        return Touched(frozenset(moved | shown | concerned), MocChanges(row, blocks))

    def _texts_now(self) -> dict[str, Texts]:
        """Those of all fields; what is kept has to be what the note had before."""
        before, now = (Fields(self._vault_of(facts)) for facts in self._change)
        texts = dict(self._texts)
        for field in self._kept.fields:
            if self._differs(split_field(field)[0]):
                if before.reader(field)(self._change.before) != self._texts[field]:
                    raise NotKept
                texts[field] = now.reader(field)(self._change.now)
        return texts

    def _differs(self, key: str) -> bool:
        if key not in self._known_to_differ:
            self._known_to_differ[key] = self._compare(key)
        return self._known_to_differ[key]

    def _compare(self, key: str) -> bool:
        before, now = self._change
        if key == "title":
            return before.title != now.title
        if key == "tags" and [*tags_of(before, self._schema)] != [*tags_of(now, self._schema)]:
            return True
        return repr(before.values.get(key)) != repr(now.values.get(key))

    def _memberships(self, moc: Moc, others: set[str], now: Mapping[str, Texts]) -> tuple[set[str], set[str]]:
        """The values under which a MOC lists the note: before, and now."""
        was = {value for value in _values(moc, self._texts) if self._is_member(moc, value)}
        if others.isdisjoint({*fields_in(moc.source), moc.each}):
            return was, was
        chosen_before, chosen = map(self._chooser(moc), self._change)
        if was != {value for value in _values(moc, self._texts) if chosen_before}:
            raise NotKept
        return was, {value for value in _values(moc, now) if chosen}

    def _chooser(self, moc: Moc) -> Callable[[NoteFacts], bool]:
        """Whether a MOC lists a note, whatever it has under `each`."""
        if any(isinstance(source, LinksFrom | LinksTo) for source in sources_in(moc.source)):
            raise NotKept

        def is_chosen(facts: NoteFacts) -> bool:
            vault = self._vault_of(facts)
            return facts.path in Members(vault, Fields(vault), LinkIndex(())).of(moc.source)

        return is_chosen

    def _is_member(self, moc: Moc, value: str) -> bool:
        block = self._kept.blocks.get(block_name(moc.name, value))
        return block is not None and self._number in block.numbers

    def _moved(self, moc: Moc, was: set[str], now: set[str]) -> dict[str, KeptBlock]:
        """The blocks that list the note no more, or only now. Which are shown may not change with that: then
        notes are to be written, and others see it; nor which tags and names there are: how those are spelled
        in the names of blocks may change with it."""
        blocks = {}
        key = split_field(moc.each)[0]
        is_spelled = key == "tags" or any(key == each.name for each in self._schema.name_keys)
        for value in was ^ now:
            name = block_name(moc.name, value)
            block = self._kept.blocks.get(name, KeptBlock())
            numbers = sorted({*block.numbers} ^ {self._number})
            is_shown = not moc.each or len(numbers) >= moc.min or name in self._kept.holders
            if block.is_shown is not is_shown or (is_spelled and not (block.numbers and numbers)):
                raise NotKept
            blocks[name] = block._replace(members=packed(numbers))
        return blocks

    def _is_beyond_end(self, moc: Moc, name: str, now: Mapping[str, Texts]) -> bool:
        """Whether a list ended before the note and ends there still."""
        end = self._kept.blocks[name].end
        number = self._kept.number(end) if end else None
        if number is None or number == self._number:
            return False
        last = dict(zip(self._kept.fields, self._kept.row(number)[1], strict=True))
        return is_beyond(moc, (end, last), self._path, self._texts, now)

    def _concerns(self, moc: Moc, *, moved: bool) -> bool:
        """Whether a MOC that lists no notes may show something else; `moved`: others list it now."""
        kind = kind_of(moc)
        if kind.lists_notes:
            return False
        return moved or (not kind.lists_mocs and self._looks_otherwise_to(moc))

    def _looks_otherwise_to(self, moc: Moc) -> bool:
        """Whether a MOC that shows the note may show something else of it: what it reads, or the title."""
        before, now = self._change
        has_changed = ("title" in before.values) is not ("title" in now.values)
        keys = {"title", *(split_field(field)[0] for field in kind_of(moc).reads(moc, self._schema))}
        return has_changed or any(map(self._differs, keys))


def _values(moc: Moc, texts: Mapping[str, Texts]) -> Iterator[str]:
    """The values of `each` that a note counts for which has these texts."""
    if not moc.each:
        yield ""
        return
    yield from filter(None, counted(texts[moc.each], moc.each, moc.nested))
